//! What happens when libpq tries TLS, or sends its startup message in plaintext.

use crate::libpq::capture::AuthReply;
use crate::libpq::sslmode::SslMode;

use super::connection::{self, Connection};
use super::evidence::Evidence;
use super::verified::Verified;

/// `check_expected_areq` in `fe-auth.c`, for `sslcertmode=require`.
const NOT_REQUESTED: &str = "server did not request an SSL certificate";
const NOT_SENT: &str = "server accepted connection without a valid SSL certificate";

/// What comes of an attempt to connect.
pub(super) enum Attempt {
    Works(Verified),
    /// It fails with libpq's error. `prefer` continues in plaintext.
    Fails(String),
    /// The connection ends with libpq's error, in `prefer` too.
    Ends(String),
    Unknown(String),
}

impl Evidence<'_> {
    /// What comes of TLS in this mode. libpq reaches each step only if the steps before it succeed. Behind a step whose
    /// outcome is unknown, one that fails for certain settles it.
    pub(super) fn attempt(&self, mode: SslMode) -> Attempt {
        let steps: [&dyn Fn() -> Option<Attempt>; 12] = [
            &|| self.before_tls(),
            &|| self.store_refusal(mode).map(Attempt::Fails),
            &|| self.client.refusal().map(|error| Attempt::Fails(error.into())),
            &|| self.failed_handshake(),
            &|| self.refused_chain(),
            &|| self.refused_key(),
            &|| self.client.unread().map(|why| Attempt::Unknown(why.into())),
            &|| self.refused_client(),
            &|| if mode == SslMode::VerifyFull { self.refused_name() } else { None },
            &|| self.unclear(),
            &|| self.early_bytes(),
            &|| self.after_handshake(),
        ];
        let mut doubt = None;
        for attempt in steps.iter().filter_map(|step| step()) {
            match attempt {
                Attempt::Unknown(why) => {
                    doubt.get_or_insert(why);
                }
                // If the doubtful step fails, `prefer` continues in plaintext instead.
                Attempt::Ends(_) if doubt.is_some() && mode <= SslMode::Prefer => {}
                certain => return certain,
            }
        }
        doubt.map_or_else(|| Attempt::Works(self.verified(mode)), Attempt::Unknown)
    }

    fn verified(&self, mode: SslMode) -> Verified {
        match (self.store.loads(), mode) {
            (false, _) => Verified::None,
            (true, SslMode::VerifyFull) => Verified::Full,
            (true, _) => Verified::Chain,
        }
    }

    fn before_tls(&self) -> Option<Attempt> {
        match self.connection {
            Connection::Plaintext => {
                Some(Attempt::Fails("server does not support SSL, but SSL was required".into()))
            }
            Connection::Broken(why) => Some(Attempt::Ends(why.clone())),
            _ => None,
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

    fn failed_handshake(&self) -> Option<Attempt> {
        match self.connection {
            Connection::Failed(why) => Some(Attempt::Fails(why.clone())),
            _ => None,
        }
    }

    fn refused_chain(&self) -> Option<Attempt> {
        if !self.store.loads() {
            return None;
        }
        match self.chain {
            Some(true) => None,
            Some(false) => Some(Attempt::Fails(format!("SSL error: {}", self.chain_reason))),
            None => {
                let unread = match self.connection {
                    Connection::Unclear(why) => why,
                    _ => "the server's certificate cannot be read here",
                };
                Some(Attempt::Unknown(self.chain_doubt.unwrap_or(unread).into()))
            }
        }
    }

    /// libpq refuses the server's key, or the proof of it.
    fn refused_key(&self) -> Option<Attempt> {
        match self.connection {
            Connection::KeyRefused(why) => Some(Attempt::Fails(why.clone())),
            _ => None,
        }
    }

    /// The server refused the client's certificate within the handshake, as TLS 1.2 does.
    fn refused_client(&self) -> Option<Attempt> {
        match self.connection {
            Connection::ClientRefused(why) if self.client.unread().is_none() => {
                Some(Attempt::Fails(why.clone()))
            }
            _ => None,
        }
    }

    fn refused_name(&self) -> Option<Attempt> {
        match self.name.map(|name| name.error(self.host)) {
            None => {
                Some(Attempt::Unknown("no host name is known to compare with; `--host` gives one".into()))
            }
            Some(Some(why)) => Some(Attempt::Fails(why)),
            Some(None) => None,
        }
    }

    fn unclear(&self) -> Option<Attempt> {
        match (self.connection, self.client.doubt()) {
            (Connection::Unclear(why), _) => Some(Attempt::Unknown(why.clone())),
            // This program cannot log in there.
            (Connection::Unfinished(why), _) if self.auth.is_some_and(|auth| auth.plaintext.is_some()) => {
                Some(Attempt::Unknown(why.clone()))
            }
            // TLS needs the proof even if the chain is not verified.
            (Connection::Unproven, _) => {
                Some(Attempt::Unknown("the server's proof of its key cannot be verified here".into()))
            }
            (_, why) => why.map(|why| Attempt::Unknown(why.into())),
        }
    }

    /// libpq looks for bytes in plaintext once the handshake is done (`PQconnectPoll`, `CONNECTION_SSL_STARTUP`).
    fn early_bytes(&self) -> Option<Attempt> {
        self.early_bytes.then(|| Attempt::Ends("received unencrypted data after SSL response".into()))
    }

    /// What the server says to the startup message under TLS.
    fn after_handshake(&self) -> Option<Attempt> {
        // What the server says to a client without a certificate proves nothing about a client that has one.
        let exchange = self.client.exchange.filter(|_| self.client.unread().is_none())?;
        if let Some(alert) = exchange.alert {
            return Some(Attempt::Ends(connection::ssl_alert(alert)));
        }
        let answer = self.auth.and_then(|auth| auth.tls.as_ref());
        let unmet = answer.and_then(|answer| self.requirement.reply_refusal(answer, true)).map(Attempt::Ends);
        if unmet.is_some() && matches!(answer, Some(AuthReply::Asked(_))) {
            return unmet;
        }
        let reply = unmet.or_else(|| answer.and_then(from_reply));
        let required = || {
            let error = match (exchange.requested, exchange.sent) {
                (false, _) => NOT_REQUESTED,
                (true, false) => NOT_SENT,
                (true, true) => return None,
            };
            self.client.is_required.then(|| Attempt::Ends(error.into()))
        };
        let is_authenticated = matches!(&reply, Some(Attempt::Ends(_)));
        let silent = || {
            let is_unknown = exchange.sent && exchange.accepted.is_none() && self.is_asked_nothing();
            is_unknown
                .then(|| Attempt::Unknown("it is not known whether the server takes the certificate".into()))
        };
        // libpq looks at the certificate as soon as it is authenticated.
        if is_authenticated { required().or(reply) } else { reply.or_else(required).or_else(silent) }
    }

    /// Whether no startup message was answered under TLS.
    fn is_asked_nothing(&self) -> bool {
        self.auth.is_none_or(|auth| auth.tls.is_none())
    }

    /// What comes of plaintext. None where nobody asked.
    pub(super) fn plaintext(&self, after_tls: bool) -> Option<Attempt> {
        let reply = self.auth?.plaintext.as_ref()?;
        let required = || self.lacks_certificate(after_tls).map(|error| Attempt::Ends(error.into()));
        let unmet = || self.requirement.reply_refusal(reply, false).map(Attempt::Ends);
        let failed = unmet().or_else(|| from_reply(reply)).or_else(required);
        Some(failed.unwrap_or(Attempt::Works(Verified::None)))
    }

    /// libpq's error for plaintext with `sslcertmode=require`. It remembers a certificate that was sent to a server which
    /// then ended the handshake.
    pub(super) fn lacks_certificate(&self, after_tls: bool) -> Option<&'static str> {
        let was_denied = self.auth.is_some_and(|auth| matches!(auth.tls, Some(AuthReply::Refused { .. })));
        let was_refused = matches!(self.connection, Connection::ClientRefused(_)) || was_denied;
        let exchange = self.client.exchange.filter(|exchange| after_tls && was_refused && exchange.requested);
        match exchange {
            Some(exchange) if exchange.sent => None,
            Some(_) => self.client.is_required.then_some(NOT_SENT),
            None => self.client.is_required.then_some(NOT_REQUESTED),
        }
    }
}

/// What an answer to the startup message comes to. None where the login goes on.
fn from_reply(reply: &AuthReply) -> Option<Attempt> {
    let text = connection::reply_text(reply);
    Some(match (reply, text) {
        (AuthReply::Asked(_) | AuthReply::Ready, _) => return None,
        (AuthReply::Refused { authenticated: false, .. }, Some(text)) => Attempt::Fails(text),
        (_, Some(text)) => Attempt::Ends(text),
        (_, None) => {
            Attempt::Unknown("the server did not answer the startup message within the time limit".into())
        }
    })
}

impl Attempt {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Works(_) => "works".into(),
            Self::Fails(why) | Self::Ends(why) => format!("fails: {why}"),
            Self::Unknown(why) => format!("may work: {why}"),
        }
    }
}
