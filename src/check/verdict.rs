//! What each sslmode would do: `PQconnectPoll` in `fe-connect.c` and `initialize_SSL` in `fe-secure-openssl.c`.

use serde::Serialize;

use crate::libpq::sslmode::{Negotiation, SslMode};
use crate::libpq::weak_sslmode::WeakSslMode;

use super::attempt::Attempt;
use super::connection::Connection;
use super::evidence::Evidence;
use super::verified::Verified;

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

impl Evidence<'_> {
    /// What this mode would do.
    pub(crate) fn verdict(&self, mode: SslMode) -> Verdict {
        if let Some(refusal) = self.refused_combination(mode) {
            return Verdict::fails(refusal);
        }
        if let Some(refusal) = self.peer_refusal {
            return Verdict::fails(refusal.to_owned());
        }
        if *self.connection == Connection::Socket {
            let why = "a Unix socket: libpq uses no TLS there, whatever the mode";
            return self.in_plaintext(why, &[]);
        }
        if let Some(why) = self.stranger
            && mode <= SslMode::Allow
            && self.plaintext(false).is_none()
        {
            return Verdict::unknown(if mode == SslMode::Allow {
                format!("{why}; if not, it tries TLS, which {}", self.attempt(mode).describe())
            } else {
                why.into()
            });
        }
        match (mode, self.attempt(mode)) {
            (SslMode::Disable, _) => self.in_plaintext("connects in plaintext", &[]),
            (SslMode::Allow, attempt) => self.allow(attempt),
            (_, Attempt::Works(verified)) => self.under_tls(verified),
            (SslMode::Prefer, Attempt::Fails(why)) => {
                self.in_plaintext("connects WITHOUT ENCRYPTION", &[&why])
            }
            (SslMode::Prefer, Attempt::Unknown(why)) => self.prefer_in_doubt(&why),
            (_, Attempt::Fails(why) | Attempt::Ends(why)) => Verdict::fails(why),
            (_, Attempt::Unknown(why)) => Verdict::unknown(why),
        }
    }

    /// TLS works, as far as it was seen.
    fn under_tls(&self, verified: Verified) -> Verdict {
        let remark =
            if let Connection::Unfinished(seen) = self.connection { Some(seen.clone()) } else { None };
        Verdict { ok: Some(true), encrypted: Some(true), verified, message: remark }
    }

    /// Settings that libpq refuses together (`pqConnectOptions2`).
    fn refused_combination(&self, mode: SslMode) -> Option<String> {
        let is_socket = *self.connection == Connection::Socket;
        let negotiation = if is_socket { Negotiation::Postgres } else { self.negotiation };
        WeakSslMode::find(mode, negotiation, self.store.is_system()).map(|weak| weak.to_string())
    }

    /// `prefer` connects in either case if the server lets plaintext in.
    fn prefer_in_doubt(&self, why: &str) -> Verdict {
        let message = match self.plaintext(true) {
            None if self.client.is_required => return Verdict::unknown(why),
            None => format!("connects under TLS, or in plaintext {IF_LET_IN}: {why}"),
            Some(Attempt::Works(_)) => format!("connects under TLS, or in plaintext: {why}"),
            Some(_) => return Verdict::unknown(why),
        };
        Verdict { ok: Some(true), encrypted: None, verified: Verified::None, message: Some(message) }
    }

    /// `allow` begins in plaintext, and tries TLS where the server refuses that before anybody is authenticated.
    fn allow(&self, tls: Attempt) -> Verdict {
        match (self.plaintext(false), tls) {
            (None, tls) if self.client.is_required => match tls {
                // The certificate that is required cannot be sent in plaintext.
                Attempt::Unknown(why) => Verdict::unknown(why),
                _ => self.in_plaintext("", &[]),
            },
            (None, tls) => Verdict::plaintext(format!(
                "connects in plaintext, {IF_LET_IN}; otherwise it tries TLS, which {}",
                tls.describe()
            )),
            (Some(Attempt::Fails(_)), Attempt::Works(verified)) => self.under_tls(verified),
            (Some(Attempt::Fails(first)), Attempt::Fails(why) | Attempt::Ends(why)) => {
                Verdict::fails(format!("{first}\n{why}"))
            }
            (Some(Attempt::Fails(_)), Attempt::Unknown(why)) => Verdict::unknown(why),
            (Some(_), _) => self.in_plaintext("connects in plaintext", &[]),
        }
    }

    /// The verdict of a mode that goes on in plaintext, after these errors of TLS.
    fn in_plaintext(&self, remark: &str, errors: &[&str]) -> Verdict {
        let since = errors.first().map_or_else(String::new, |why| format!(", since TLS fails: {why}"));
        let failed = |text: &str| {
            let texts: Vec<&str> = errors.iter().copied().chain([text]).collect();
            Verdict::fails(texts.join("\n"))
        };
        let after_tls = !errors.is_empty();
        match (self.plaintext(after_tls), self.lacks_certificate(after_tls)) {
            (None, Some(error)) => failed(error),
            (None, None) if *self.connection == Connection::Socket => Verdict::plaintext(remark),
            (None, None) => Verdict::plaintext(format!("{remark}, {IF_LET_IN}{since}")),
            (Some(Attempt::Works(_)), _) => Verdict::plaintext(format!("{remark}{since}")),
            (Some(Attempt::Fails(text) | Attempt::Ends(text)), _) => failed(&text),
            (Some(Attempt::Unknown(why)), _) => Verdict::unknown(why),
        }
    }
}

const IF_LET_IN: &str = "if pg_hba.conf lets plaintext in";

impl Verdict {
    fn fails(message: String) -> Self {
        Self { ok: Some(false), encrypted: Some(false), verified: Verified::None, message: Some(message) }
    }

    fn unknown(why: impl Into<String>) -> Self {
        Self { ok: None, encrypted: None, verified: Verified::None, message: Some(why.into()) }
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
