//! The client's own certificate and the answers to startup messages, as JSON and as text.

use serde::Serialize;
use time::OffsetDateTime;

use crate::check::Answered;
use crate::client::LoadOutcome;
use crate::libpq::capture::{AuthCapture, AuthMethod, AuthReply};
use crate::x509::name;

#[derive(Serialize)]
pub(super) struct ClientCertificateJson<'a> {
    path: String,
    subject: Option<&'a str>,
    #[serde(with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
    requested: Option<bool>,
    acceptable: Vec<String>,
    sent: Option<bool>,
    accepted: Option<bool>,
}

impl<'a> ClientCertificateJson<'a> {
    /// None without a certificate.
    pub(super) fn new(answered: &'a Answered) -> Option<Self> {
        let own = answered.client.as_ref()?;
        let exchange = answered.capture.as_ref().map(|capture| &capture.client);
        let named = exchange.map(|exchange| exchange.acceptable.as_slice()).unwrap_or_default();
        Some(Self {
            path: own.path.to_string_lossy().into_owned(),
            subject: own.certificate.as_ref().map(crate::x509::certificate::Certificate::subject),
            until: own.not_after(),
            requested: exchange.map(|exchange| exchange.requested),
            acceptable: named.iter().map(|der| name::display_der(der)).collect(),
            sent: exchange.map(|exchange| exchange.sent),
            accepted: accepted(answered),
        })
    }
}

/// Whether the server takes the certificate.
fn accepted(answered: &Answered) -> Option<bool> {
    let capture = answered.capture.as_ref()?;
    match capture.client_alert() {
        Some(_) if capture.client.sent => Some(false),
        _ => capture.client.accepted,
    }
}

#[derive(Serialize)]
pub(super) struct AuthJson<'a> {
    tls: Option<AuthAnswerJson<'a>>,
    plaintext: Option<PlaintextAnswerJson<'a>>,
}

#[derive(Serialize)]
struct AuthAnswerJson<'a> {
    asked: Option<&'static str>,
    message: Option<&'a str>,
}

#[derive(Serialize)]
struct PlaintextAnswerJson<'a> {
    #[serde(flatten)]
    answer: AuthAnswerJson<'a>,
    let_in: Option<bool>,
}

impl<'a> AuthJson<'a> {
    /// None where no startup message was sent.
    pub(super) fn new(auth: &'a AuthCapture) -> Option<Self> {
        if auth.tls.is_none() && auth.plaintext.is_none() {
            return None;
        }
        let answer = |reply: &'a AuthReply| AuthAnswerJson { asked: asked(reply), message: message(reply) };
        let plaintext = |reply| PlaintextAnswerJson { answer: answer(reply), let_in: let_in(reply) };
        Some(Self { tls: auth.tls.as_ref().map(answer), plaintext: auth.plaintext.as_ref().map(plaintext) })
    }
}

/// The word for what a server asks for; none where it gives no answer.
fn asked(reply: &AuthReply) -> Option<&'static str> {
    Some(match reply {
        AuthReply::Ready => "none",
        AuthReply::Asked(AuthMethod::Sasl { .. }) => "scram",
        AuthReply::Asked(AuthMethod::Md5) => "md5",
        AuthReply::Asked(AuthMethod::Cleartext) => "cleartext",
        AuthReply::Asked(AuthMethod::Gss) => "gss",
        AuthReply::Asked(AuthMethod::Sspi) => "sspi",
        AuthReply::Refused { .. } | AuthReply::Alert(_) => "refused",
        AuthReply::Closed | AuthReply::Broken(_) | AuthReply::Invalid(_) | AuthReply::Silent => return None,
    })
}

fn message(reply: &AuthReply) -> Option<&str> {
    match reply {
        AuthReply::Refused { text, .. } | AuthReply::Broken(text) | AuthReply::Invalid(text) => Some(text),
        _ => None,
    }
}

/// Whether `pg_hba.conf` lets the connection in, as far as it can be seen without a password.
fn let_in(reply: &AuthReply) -> Option<bool> {
    match reply {
        AuthReply::Ready | AuthReply::Asked(_) => Some(true),
        AuthReply::Refused { .. } => Some(false),
        AuthReply::Alert(_)
        | AuthReply::Closed
        | AuthReply::Broken(_)
        | AuthReply::Invalid(_)
        | AuthReply::Silent => None,
    }
}

/// What became of the client certificate, in a line.
pub(super) fn certificate_fact(answered: &Answered) -> Option<String> {
    let own = answered.client.as_ref()?;
    let path = own.path.display();
    if !matches!(own.outcome, LoadOutcome::Ready(..)) {
        return Some(format!("{path} cannot be loaded"));
    }
    let subject = own.certificate.as_ref().map_or("", |certificate| certificate.subject());
    let exchange = answered.capture.as_ref().map(|capture| &capture.client);
    let what = match (exchange.map(|exchange| (exchange.requested, exchange.sent)), accepted(answered)) {
        (None, _) => "",
        (Some((false, _)), _) => ", not requested by the server",
        (Some((true, false)), _) => ", not sent: the server takes no signature of its key",
        (Some((true, true)), Some(true)) => ", sent and accepted",
        (Some((true, true)), Some(false)) => ", sent and refused",
        (Some((true, true)), None) => ", sent",
    };
    Some(format!("{subject} ({path}){what}"))
}

/// What the server asks for under TLS and in plaintext, in a line.
pub(super) fn auth_fact(auth: &AuthCapture) -> Option<String> {
    let words = |how: &str, reply: &Option<AuthReply>| {
        let reply = reply.as_ref()?;
        Some(format!("{how}: {}", asked(reply).unwrap_or("no answer")))
    };
    let parts: Vec<String> =
        [words("TLS", &auth.tls), words("plaintext", &auth.plaintext)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
