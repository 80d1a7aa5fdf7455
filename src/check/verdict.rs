//! What each sslmode would do: `PQconnectPoll` in `fe-connect.c` and `initialize_SSL` in `fe-secure-openssl.c`.

use serde::Serialize;

use crate::libpq::sslmode::{Negotiation, SslMode};
use crate::libpq::weak_sslmode::WeakSslMode;

use super::connection::Connection;
use super::host_name::NameCheck;
use super::store_view::StoreView;

/// What libpq verifies before it continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verified {
    /// Nothing. Anyone could be the server.
    None,
    /// The chain. The server has a certificate under a root of the store.
    Chain,
    /// The chain and the host's name.
    Full,
}

/// What a mode would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    /// Whether libpq would continue to authentication. None if that is unknown.
    pub(crate) ok: Option<bool>,
    /// Whether it would use TLS. None if that is unknown.
    pub(crate) encrypted: Option<bool>,
    /// What it would have verified.
    pub(crate) verified: Verified,
    /// libpq's error if it fails, otherwise a remark.
    pub(crate) message: Option<String>,
}

/// What the verdicts depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) negotiation: Negotiation,
    pub(crate) store: &'a StoreView,
    /// Whether OpenSSL accepts the chain. None if that is unknown.
    pub(crate) chain: Option<bool>,
    /// Why that is unknown.
    pub(crate) chain_doubt: Option<&'a str>,
    /// The comparison of names. None if no host is known.
    pub(crate) name: Option<&'a NameCheck>,
    pub(crate) host: &'a str,
    /// Whether the server speaks another protocol than PostgreSQL's.
    pub(crate) other_protocol: bool,
}

/// What happens if libpq tries TLS.
enum Attempt {
    Works(Verified),
    /// It fails with libpq's error. `prefer` continues in plaintext.
    Fails(String),
    /// The connection ends with libpq's error, in `prefer` too.
    Ends(String),
    Unknown(String),
}

const IF_LET_IN: &str = "if pg_hba.conf lets plaintext in";

impl Evidence<'_> {
    /// What this mode would do.
    pub(crate) fn verdict(&self, mode: SslMode) -> Verdict {
        if let Some(refusal) = self.refused_combination(mode) {
            return Verdict::fails(refusal);
        }
        if *self.connection == Connection::Socket {
            return Verdict::plaintext("a Unix socket: libpq uses no TLS there, whatever the mode");
        }
        if self.other_protocol && mode <= SslMode::Allow {
            let message = "what listens there does not speak PostgreSQL's protocol";
            return Verdict {
                ok: None,
                encrypted: None,
                verified: Verified::None,
                message: Some(message.into()),
            };
        }
        match (mode, self.attempt(mode)) {
            (SslMode::Disable, _) => Verdict::plaintext(format!("goes on in plaintext, {IF_LET_IN}")),
            (SslMode::Allow, attempt) => Verdict::plaintext(format!(
                "goes on in plaintext, {IF_LET_IN}; else it tries TLS, which {}",
                attempt.describe()
            )),
            (_, Attempt::Works(verified)) => {
                Verdict { ok: Some(true), encrypted: Some(true), verified, message: None }
            }
            (SslMode::Prefer, Attempt::Fails(why)) => {
                Verdict::plaintext(format!("goes on in PLAINTEXT, {IF_LET_IN}, since TLS fails: {why}"))
            }
            (SslMode::Prefer, Attempt::Unknown(why)) => Verdict {
                ok: Some(true),
                encrypted: None,
                verified: Verified::None,
                message: Some(format!("goes on under TLS, or in plaintext {IF_LET_IN}: {why}")),
            },
            (_, Attempt::Fails(why) | Attempt::Ends(why)) => Verdict::fails(why),
            (_, Attempt::Unknown(why)) => {
                Verdict { ok: None, encrypted: None, verified: Verified::None, message: Some(why) }
            }
        }
    }

    /// Settings that libpq refuses together (`pqConnectOptions2`).
    fn refused_combination(&self, mode: SslMode) -> Option<String> {
        let is_socket = *self.connection == Connection::Socket;
        let negotiation = if is_socket { Negotiation::Postgres } else { self.negotiation };
        WeakSslMode::find(mode, negotiation, self.store.is_system()).map(|weak| weak.to_string())
    }

    fn attempt(&self, mode: SslMode) -> Attempt {
        match self.connection {
            Connection::Plaintext => {
                return Attempt::Fails("server does not support SSL, but SSL was required".into());
            }
            Connection::Broken(why) => return Attempt::Ends(why.clone()),
            _ => {}
        }
        if let Some(refusal) = self.store_refusal(mode) {
            return Attempt::Fails(refusal);
        }
        if let Connection::Failed(why) = self.connection {
            return Attempt::Fails(why.clone());
        }
        if self.store.loads() {
            match self.chain {
                Some(false) => return Attempt::Fails("SSL error: certificate verify failed".into()),
                None => {
                    let unread = match self.connection {
                        Connection::Unclear(why) => why,
                        _ => "the server's certificate cannot be read here",
                    };
                    return Attempt::Unknown(self.chain_doubt.unwrap_or(unread).into());
                }
                Some(true) => {}
            }
        }
        if mode == SslMode::VerifyFull {
            match self.name.map(|name| name.error(self.host)) {
                None => {
                    return Attempt::Unknown(
                        "no host name is known to compare with; `--host` gives one".into(),
                    );
                }
                Some(Some(why)) => return Attempt::Fails(why),
                Some(None) => {}
            }
        }
        match self.connection {
            Connection::Unclear(why) => Attempt::Unknown(why.clone()),
            // TLS needs the proof even if the chain is not verified.
            Connection::Unproven => {
                Attempt::Unknown("the server's proof of its key cannot be verified here".into())
            }
            _ => Attempt::Works(match (self.store.loads(), mode) {
                (false, _) => Verified::None,
                (true, SslMode::VerifyFull) => Verified::Full,
                (true, _) => Verified::Chain,
            }),
        }
    }

    /// libpq's error for a store that it cannot use in this mode.
    fn store_refusal(&self, mode: SslMode) -> Option<String> {
        let error = self.store.error.as_deref()?;
        if self.store.exists {
            return Some(error.into());
        }
        (mode >= SslMode::VerifyCa).then(|| {
            format!(
                "{error}\nEither provide the file, use the system's trusted roots with sslrootcert=system, or change sslmode to disable server certificate verification."
            )
        })
    }
}

impl Attempt {
    fn describe(&self) -> String {
        match self {
            Self::Works(_) => "works".into(),
            Self::Fails(why) | Self::Ends(why) => format!("fails: {why}"),
            Self::Unknown(why) => format!("may work: {why}"),
        }
    }
}

impl Verdict {
    fn fails(message: String) -> Self {
        Self { ok: Some(false), encrypted: Some(false), verified: Verified::None, message: Some(message) }
    }

    fn plaintext(message: impl Into<String>) -> Self {
        Self {
            ok: Some(true),
            encrypted: Some(false),
            verified: Verified::None,
            message: Some(message.into()),
        }
    }
}
