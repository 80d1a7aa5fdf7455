//! Folders, by open descriptors: nothing that is put in the way later is followed.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

/// What an entry of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryForm {
    File,
    Folder,
    /// A link, a pipe, a device, a socket.
    Other,
}

#[cfg(unix)]
pub(super) use unix::OpenFolder;
#[cfg(not(unix))]
pub(super) use windows::FolderPath as OpenFolder;
