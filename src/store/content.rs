//! The content of a trust store's path, as a plain value.

/// The content of a path.
#[derive(Debug)]
pub(crate) enum FileContent {
    /// `stat` fails, for this reason unless it is `ENOENT`.
    Absent(Option<String>),
    /// A folder. OpenSSL opens it like an empty file.
    Folder,
    /// Anything else that cannot be read, and why.
    Unreadable(String),
    /// The bytes of a file.
    Bytes(Vec<u8>),
}
