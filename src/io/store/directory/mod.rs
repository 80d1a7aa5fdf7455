//! An open folder. Names are looked up in this very folder, whatever its path leads to meanwhile, and a link that has
//! one of these names is never followed.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

#[cfg(unix)]
pub(super) use unix::Directory;
#[cfg(not(unix))]
pub(super) use windows::PathDirectory as Directory;

/// What has a name in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    Other,
}
