//! The two ways in which a file gets its new bytes.

/// How a file gets its new bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteMode {
    /// A new file takes its place, as a whole or not at all.
    Replace,
    /// They are written into the file that is there, which a crash leaves half written.
    InPlace,
}
