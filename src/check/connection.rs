//! How a connection ends before libpq verifies a certificate, in libpq's words (`PQconnectPoll` in `fe-connect.c`,
//! `open_client_SSL` in `fe-secure-openssl.c`). The reasons are OpenSSL 3's.

use crate::libpq::capture::{AuthReply, Capture, Handshake, HandshakeFailure, SslReply, Tls};
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::TlsVersion;
use crate::openssl::d2i;
use crate::x509::signature::Signature;

use super::server_key;

/// How far a connection gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    /// It goes through a Unix socket, where no TLS is used.
    Socket,
    /// The server does not support TLS.
    Plaintext,
    /// It ends as soon as libpq asks for TLS, in every mode.
    Broken(String),
    /// TLS fails. `prefer` then continues in plaintext.
    Failed(String),
    /// The server ends the handshake once it has seen the client's certificate, or that there is none. libpq has verified
    /// the server's chain before that. `prefer` continues in plaintext.
    ClientRefused(String),
    /// libpq ends the handshake once it has verified the server's chain, because of the server's key or its proof. `prefer`
    /// continues in plaintext.
    KeyRefused(String),
    /// It is unknown what libpq's TLS library would do, for this reason.
    Unclear(String),
    /// TLS works, but the server's proof of its key cannot be verified here.
    Unproven,
    /// TLS works.
    Established,
    /// TLS works as far as it was seen, which this text tells.
    Unfinished(String),
}

impl Connection {
    /// Reads the capture of this target.
    pub(crate) fn from_capture(capture: &Capture, target: &Target) -> Self {
        match (&capture.reply, &capture.tls) {
            (Some(SslReply::Unwilling), _) => Self::Plaintext,
            (Some(SslReply::Error(_)), _) => {
                Self::Broken("server sent an error response during SSL exchange".into())
            }
            (Some(SslReply::Other(byte)), _) => {
                Self::Broken(format!("received invalid response to SSL negotiation: {}", char::from(*byte)))
            }
            (Some(SslReply::Closed), _) => Self::Broken(CLOSED.into()),
            (Some(SslReply::Broken(reason)), _) => Self::Broken(broken(reason)),
            (_, Tls::NotTried) => Self::Unclear("TLS was not tried".into()),
            (_, Tls::Established(handshake)) => {
                let Handshake { chain, version, cipher_suite, proof, .. } = handshake;
                refused_certificates(chain, *version, cipher_suite).unwrap_or(match proof {
                    Signature::Valid => Self::Established,
                    _ => Self::Unproven,
                })
            }
            (_, Tls::Failed(failure)) => failed(failure, target),
        }
    }
}

impl Connection {
    /// What a server comes to that sends these certificates.
    pub(crate) fn from_chain(chain: &[Vec<u8>]) -> Self {
        /// `SSL_MAX_CERT_LIST_DEFAULT`. Three bytes with its length stand before each certificate.
        const GREATEST_MESSAGE: usize = 100 * 1024;
        if chain.iter().map(|der| der.len() + 3).sum::<usize>() > GREATEST_MESSAGE {
            return Self::Failed("SSL error: excessive message size".into());
        }
        undecodable(chain).unwrap_or(Self::Established)
    }
}

/// Whether `d2i_X509` reads all of it. If it does not, the handshake fails in every mode.
fn decodes(der: &[u8]) -> bool {
    d2i::certificate(der) == Ok(der.len())
}

const CLOSED: &str = "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.";

/// libpq's error for a connection that broke with these words of the system. A reset is an end to it
/// (`pqsecure_raw_read` in `fe-secure.c`).
fn broken(reason: &str) -> String {
    match reason {
        "Connection reset by peer" | "Broken pipe" => CLOSED.into(),
        other => format!("could not receive data from server: {other}"),
    }
}

/// libpq's error for a login that ended in this way. None if it goes on, or nothing came in time.
pub(crate) fn reply_text(reply: &AuthReply) -> Option<String> {
    Some(match reply {
        AuthReply::Asked(_) | AuthReply::Ready | AuthReply::Silent => return None,
        AuthReply::Refused { text, .. } | AuthReply::Invalid(text) => text.clone(),
        AuthReply::Alert(alert) => ssl_alert(*alert),
        AuthReply::Closed => CLOSED.into(),
        AuthReply::Broken(reason) => broken(reason),
    })
}

fn failed(failure: &HandshakeFailure, target: &Target) -> Connection {
    let ssl = |reason: &str| Connection::Failed(format!("SSL error: {reason}"));
    let version = |reason: &str| {
        let greatest = target.max_version.unwrap_or(TlsVersion::V1_3);
        Connection::Failed(format!(
            "SSL error: {reason}\nThis may indicate that the server does not support any SSL protocol version between {} and {greatest}.",
            target.min_version
        ))
    };
    match failure {
        // OpenSSL's security level decides whether it supports such a version at all.
        HandshakeFailure::OldVersion { version: offered, .. } if target.min_version <= *offered => Connection::Unclear(format!(
            "the server offers {offered} only, which this program does not speak; whether libpq does depends on its OpenSSL's configuration"
        )),
        HandshakeFailure::OldVersion { by_alert: false, .. } => version("unsupported protocol"),
        HandshakeFailure::OldVersion { .. } | HandshakeFailure::Alert(70) => version("tlsv1 alert protocol version"),
        HandshakeFailure::Alert(code) => Connection::Failed(ssl_alert(*code)),
        HandshakeFailure::OnlyOpenssl { version, cipher_suite, chain, doubt } => {
            let text = only_openssl(*version, cipher_suite, *doubt);
            let known = if doubt.is_some() { Connection::Unclear(text) } else { Connection::Unfinished(text) };
            refused_certificates(chain, *version, cipher_suite).unwrap_or(known)
        }
        HandshakeFailure::Refused(reason) => ssl(reason),
        HandshakeFailure::ProofRefused { reason, chain } => {
            let by_key = chain.first().and_then(|leaf| server_key::unusable(leaf));
            undecodable(chain)
                .unwrap_or_else(|| Connection::KeyRefused(format!("SSL error: {}", by_key.unwrap_or(reason))))
        }
        HandshakeFailure::ClientCertificate { alert, .. } => Connection::ClientRefused(ssl_alert(*alert)),
        HandshakeFailure::NoAlpn => Connection::Failed(
            "direct SSL connection was established without ALPN protocol negotiation extension".into(),
        ),
        HandshakeFailure::NotTls => version("wrong version number"),
        HandshakeFailure::TooLarge => Connection::Unclear(
            "the server sends more than 64 KB of certificates under TLSv1.3, which this program does not take; libpq takes 100 KB"
                .into(),
        ),
        HandshakeFailure::Closed => Connection::Failed("SSL SYSCALL error: EOF detected".into()),
        HandshakeFailure::Other(reason) => {
            Connection::Unclear(format!("TLS failed here in a way that libpq may not share: {reason}"))
        }
    }
}

/// What OpenSSL says to certificates that it does not decode. The reason depends on the byte at which its parser stops.
fn undecodable(chain: &[Vec<u8>]) -> Option<Connection> {
    let is_leaf_undecodable = || chain.first().is_some_and(|leaf| server_key::is_undecodable(leaf));
    let reason = match chain.iter().all(|der| decodes(der)) {
        false => "ASN1 lib",
        true if is_leaf_undecodable() => "decode error",
        true => return None,
    };
    Some(Connection::Failed(format!("SSL error: {reason}")))
}

/// Why OpenSSL goes on with no handshake in which these certificates stand, if it does not.
fn refused_certificates(chain: &[Vec<u8>], version: TlsVersion, suite: &str) -> Option<Connection> {
    undecodable(chain).or_else(|| {
        let reason = server_key::refusal(chain.first()?, version, suite)?;
        Some(Connection::KeyRefused(format!("SSL error: {reason}")))
    })
}

/// What is known of a handshake that only OpenSSL can finish.
pub(super) fn only_openssl(version: TlsVersion, suite: &str, doubt: Option<&str>) -> String {
    const PROVEN: &str = "the certificates and the server's proof of its key were read, and the last messages were not exchanged";
    let seen = doubt.unwrap_or(PROVEN);
    format!(
        "this program cannot finish the handshake with {suite} under {version}, as libpq's OpenSSL can: {seen}"
    )
}

/// libpq's error for an alert that it received.
pub(super) fn ssl_alert(code: u8) -> String {
    format!("SSL error: {}", alert(code))
}

/// OpenSSL 3.0's words for an alert that it received (RFC 8446, 6.2).
fn alert(code: u8) -> &'static str {
    match code {
        10 => "sslv3 alert unexpected message",
        20 => "sslv3 alert bad record mac",
        21 => "tlsv1 alert decryption failed",
        22 => "tlsv1 alert record overflow",
        40 => "sslv3 alert handshake failure",
        42 => "sslv3 alert bad certificate",
        43 => "sslv3 alert unsupported certificate",
        45 => "sslv3 alert certificate expired",
        46 => "sslv3 alert certificate unknown",
        47 => "sslv3 alert illegal parameter",
        48 => "tlsv1 alert unknown ca",
        49 => "tlsv1 alert access denied",
        50 => "tlsv1 alert decode error",
        51 => "tlsv1 alert decrypt error",
        71 => "tlsv1 alert insufficient security",
        80 => "tlsv1 alert internal error",
        86 => "tlsv1 alert inappropriate fallback",
        90 => "tlsv1 alert user cancelled",
        109 => "tlsv13 alert missing extension",
        110 => "tlsv1 unsupported extension",
        112 => "tlsv1 unrecognized name",
        116 => "tlsv13 alert certificate required",
        120 => "tlsv1 alert no application protocol",
        _ => "unknown alert type",
    }
}
