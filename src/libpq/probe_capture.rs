//! What a server takes of what it was offered, as plain values.

use crate::libpq::sslmode::TlsVersion;

/// What a server takes, as its answers to several offers show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProbeCapture {
    /// The versions from the oldest, each with the suite that the server picks.
    pub(crate) versions: Vec<(TlsVersion, u16)>,
    /// The suites of TLS 1.2, in the order of the picks.
    pub(crate) suites: Vec<u16>,
    /// The groups of its newest version, in the order of the picks.
    pub(crate) groups: Vec<u16>,
    /// How many connections the check made in all.
    pub(crate) connections: usize,
    pub(crate) end: ProbeEnd,
}

/// Why there were no further offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ProbeEnd {
    /// Everything is known.
    #[default]
    Complete,
    /// The number of connections is limited.
    Bound,
    TimeLimit,
    /// The server takes no further connection, or no longer answers `S`.
    Unconnected,
    /// An answer is not TLS.
    NotTls,
    /// An answer does not end.
    Endless,
    /// The server picked what was not offered.
    NotOffered,
}

impl ProbeCapture {
    /// Whether the server takes this version.
    pub(crate) fn takes(&self, version: TlsVersion) -> bool {
        self.versions.iter().any(|(taken, _)| *taken == version)
    }
}
