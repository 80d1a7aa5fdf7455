//! What was read of a service file that is there.

/// Its text, or why there is none. libpq ends the run where it cannot open the file (`parseServiceFile` in
/// `fe-connect.c`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ServiceText {
    /// The text. libpq opens a folder too, and finds it empty.
    Read(String),
    /// The system does not open it for this user.
    NotOpened,
    /// A pipe, a socket or a device. libpq would wait for most of them.
    NotRegular,
    /// It is larger than this program reads.
    TooLarge {
        /// How many MiB it reads.
        mib: u64,
    },
}

impl ServiceText {
    /// The text, as far as there is one.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Read(text) => text,
            Self::NotOpened | Self::NotRegular | Self::TooLarge { .. } => "",
        }
    }
}
