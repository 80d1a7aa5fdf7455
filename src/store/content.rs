//! What is found where a trust store should be.

/// What is at the path.
#[derive(Debug)]
pub(crate) enum FileContent {
    /// `stat` finds nothing. The reason is there unless it is `ENOENT`.
    Absent(Option<String>),
    /// A folder, which OpenSSL opens and finds empty.
    Folder,
    /// Anything else that cannot be read as a file, and why.
    Unreadable(String),
    /// The bytes of a file.
    Bytes(Vec<u8>),
}
