//! What `check` looks at: one server, and the settings that libpq would connect to it with.

use crate::sslmode::{Negotiation, SslMode, TlsVersion};

/// libpq's port, where none is named.
pub const DEFAULT_PORT: u16 = 5432;

/// One server. A connection string with several hosts gives one target for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As it was given, without a password; one of several hosts is told by `host:port` instead.
    pub label: String,
    /// The host as libpq would compare it with the certificate's names; none where only an address is given.
    pub host: Option<String>,
    /// The address to connect to in place of a look-up (`hostaddr`).
    pub hostaddr: Option<String>,
    /// The port.
    pub port: u16,
    /// The mode that the connection string or its service names.
    pub sslmode: Option<SslMode>,
    /// The store that it names: a file, or `system`.
    pub sslrootcert: Option<String>,
    /// The revocation lists that it names.
    pub sslcrl: Option<String>,
    /// The folder of revocation lists that it names.
    pub sslcrldir: Option<String>,
    /// How TLS begins.
    pub negotiation: Negotiation,
    /// The least version of TLS.
    pub min_version: TlsVersion,
    /// The greatest version of TLS, where one is set.
    pub max_version: Option<TlsVersion>,
    /// Whether the server is told the host's name (`sslsni`).
    pub sni: bool,
}

impl Target {
    /// Whether libpq would connect through a Unix socket, where there is no TLS (`is_unixsock_path`).
    pub fn is_unix_socket(&self) -> bool {
        self.hostaddr.is_none() && self.host.as_deref().is_none_or(|host| host.starts_with(['/', '@']))
    }
}
