//! One server, and the settings with which libpq would connect to it.

use super::client_settings::ClientSettings;
use super::hosts::Host;
use super::login_settings::Login;
use super::pasted::PastedForm;
use super::socket;
use super::ssl_values::SslValues;
use super::variables::{self, EnvironmentValue};
use crate::libpq::sslmode::{Negotiation, SslMode, TlsVersion};

/// One server. A connection string with several hosts gives one target for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is shown of it: host and port.
    pub label: String,
    /// The host as libpq would compare it with the certificate's names; none where only an address is given, and
    /// for the default Unix socket.
    pub host: Option<String>,
    /// The address to connect to in place of a look-up (`hostaddr`).
    pub hostaddr: Option<String>,
    /// The port.
    pub port: u16,
    /// The mode that the connection string, its service or the environment names.
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
    /// Whether the host's name is sent to the server (`sslsni`).
    pub sni: bool,
    /// The settings of the client's own certificate.
    pub client: ClientSettings,
    /// The role and the database to log in to, where they are named.
    pub login: Login,
    /// The variables that count.
    pub environment: Vec<EnvironmentValue>,
    /// Whose string it was, if not libpq's.
    pub(crate) pasted: Option<PastedForm>,
}

impl Target {
    /// The host, unless it is a folder of sockets that may hold a password.
    pub(crate) fn shown_host(&self) -> Option<&str> {
        let host = self.host.as_deref()?;
        if socket::is_folder(host) { socket::shown(host) } else { Some(host) }
    }

    /// The names of the variables that count.
    pub(crate) fn variables(&self) -> Vec<&'static str> {
        self.environment.iter().map(|value| value.variable).collect()
    }

    /// Whether libpq would connect through a Unix socket, where there is no TLS (`is_unixsock_path`).
    pub fn is_unix_socket(&self) -> bool {
        !socket::paths(self.host.as_deref(), self.hostaddr.as_deref(), self.port).is_empty()
    }

    pub(super) fn new(
        host: Host,
        values: SslValues,
        login: Login,
        environment: Vec<EnvironmentValue>,
    ) -> Self {
        let mut target = Self {
            label: host.label(),
            host: host.name,
            hostaddr: host.address,
            port: host.port,
            sslmode: values.sslmode,
            sslrootcert: values.sslrootcert,
            sslcrl: values.sslcrl,
            sslcrldir: values.sslcrldir,
            negotiation: values.negotiation,
            min_version: values.min_version,
            max_version: values.max_version,
            sni: values.sni,
            client: values.client,
            login,
            environment,
            pasted: None,
        };
        if !target.is_unix_socket() {
            target.environment.retain(|value| value.variable != variables::REQUIRED_PEER);
        }
        target
    }
}
