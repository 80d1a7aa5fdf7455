//! How to reach a server, and with which files: the flags of `check` and `sessions` that are libpq's keywords.

use clap::Args;

use crate::libpq::sslmode::Negotiation;

/// What overrides the target's own settings.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ConnectionArgs {
    /// The trust store, or `system` [default: root.crt]
    #[arg(long, value_name = "FILE|system")]
    pub sslrootcert: Option<String>,

    /// The revocation lists [default: libpq's root.crl]
    #[arg(long, value_name = "FILE")]
    pub sslcrl: Option<String>,

    /// A folder of revocation lists, named by hash
    #[arg(long, value_name = "DIR")]
    pub sslcrldir: Option<String>,

    /// Connect to this address instead of the host's own
    #[arg(long, value_name = "IP")]
    pub hostaddr: Option<String>,

    /// Connect to this port
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,

    /// How TLS begins
    #[arg(long, value_name = "HOW")]
    pub negotiation: Option<Negotiation>,

    /// The client certificate [default: postgresql.crt]
    #[arg(long, value_name = "FILE")]
    pub sslcert: Option<String>,

    /// Its private key [default: postgresql.key]
    #[arg(long, value_name = "FILE")]
    pub sslkey: Option<String>,
}
