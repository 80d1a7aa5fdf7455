//! What a server sent up to the end of the TLS handshake, as plain values. Nothing here is judged.

use std::net::IpAddr;

use crate::libpq::probe_capture::ProbeCapture;
use crate::libpq::required_peer::SocketPeer;
use crate::libpq::sslmode::TlsVersion;
use crate::x509::signature::Signature;

/// The result of a connection.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The address that answered.
    pub address: IpAddr,
    /// The server's answer to the question for TLS; none where TLS began with the first byte.
    pub reply: Option<SslReply>,
    /// Whether bytes stood behind that answer, in plaintext (CVE-2021-23222).
    pub early_bytes: bool,
    /// How far the TLS handshake came.
    pub tls: Tls,
    /// The handshake's messages about a client certificate.
    pub client: ClientExchange,
    /// What the server answered to a startup message, where one was sent.
    pub auth: AuthCapture,
    /// The protocol of a server that does not speak PostgreSQL's, as far as a second connection could tell.
    pub other_protocol: Option<OtherProtocol>,
    /// What the server takes besides, where that was asked.
    pub(crate) probe: Option<ProbeCapture>,
}

impl Capture {
    /// The alert with which the server refused the client's certificate, or its absence.
    pub(crate) fn client_alert(&self) -> Option<u8> {
        match &self.tls {
            Tls::Failed(HandshakeFailure::ClientCertificate { alert, .. }) => Some(*alert),
            _ => self.client.alert,
        }
    }

    /// Why it is unknown whether the server takes plaintext, if it did not answer as PostgreSQL does.
    pub(crate) fn stranger(&self) -> Option<&'static str> {
        match (self.other_protocol, &self.reply) {
            (Some(_), _) => Some("what listens there does not speak PostgreSQL's protocol"),
            (None, Some(SslReply::Closed | SslReply::Broken(_) | SslReply::Other(_))) => Some(
                "the server did not answer as PostgreSQL does; whether it takes a connection in plaintext is not known (`--auth` asks)",
            ),
            (None, _) => None,
        }
    }

    /// The handshake, if it succeeded.
    pub(crate) fn handshake(&self) -> Option<&Handshake> {
        match &self.tls {
            Tls::Established(handshake) => Some(handshake),
            _ => None,
        }
    }
}

/// The answer to an `SSLRequest` (PostgreSQL's documentation, "Message Flow", SSL Session Encryption).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SslReply {
    /// `S`: TLS follows.
    Willing,
    /// `N`: no TLS.
    Unwilling,
    /// `E`: an error in place of an answer, with the part of the server's message that arrived.
    Error(String),
    /// Another byte.
    Other(u8),
    /// The end of the stream.
    Closed,
    /// The connection was reset before an answer, with the system's words.
    Broken(String),
}

impl SslReply {
    /// The byte that the server sent, if it sent one.
    pub(crate) fn letter(&self) -> Option<char> {
        match self {
            Self::Willing => Some('S'),
            Self::Unwilling => Some('N'),
            Self::Error(_) => Some('E'),
            Self::Other(byte) => Some(char::from(*byte)),
            Self::Closed | Self::Broken(_) => None,
        }
    }
}

/// How far the TLS handshake came.
#[derive(Clone, Debug)]
pub enum Tls {
    /// It was not tried, because of the reply.
    NotTried,
    /// The handshake succeeded.
    Established(Handshake),
    /// The handshake failed.
    Failed(HandshakeFailure),
}

/// A Unix socket that takes connections.
#[derive(Clone, Debug)]
pub(crate) struct SocketCapture {
    /// Its path. An abstract one begins with `@`.
    pub(crate) path: String,
    /// Who runs the server, if the system tells it.
    pub(crate) peer: Option<SocketPeer>,
    /// What the server answered to a startup message, where one was sent.
    pub(crate) auth: AuthCapture,
}

/// What a handshake says about the client's certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientExchange {
    /// Whether the server asked for a certificate.
    pub requested: bool,
    /// The names of the authorities that the server accepts, in DER.
    pub acceptable: Vec<Vec<u8>>,
    /// Whether one was sent.
    pub sent: bool,
    /// The alert with which the server refused the certificate, or its absence.
    pub alert: Option<u8>,
    /// Whether the server went on after it had seen the certificate. None if none was sent, or if that is unknown.
    pub accepted: Option<bool>,
}

/// The answers to startup messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthCapture {
    /// Under TLS.
    pub tls: Option<AuthReply>,
    /// In plaintext.
    pub plaintext: Option<AuthReply>,
}

/// A server's answer to a startup message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthReply {
    /// It asks for proof of who the client is.
    Asked(AuthMethod),
    /// It let the client in without further proof, and is ready for queries.
    Ready,
    /// It refused, with an `ErrorResponse`.
    Refused {
        /// libpq's text of it.
        text: String,
        /// Whether it had accepted the client's identity before. libpq tries no other way after that.
        authenticated: bool,
    },
    /// It ended the connection with this TLS alert.
    Alert(u8),
    /// It closed the connection without an answer.
    Closed,
    /// It reset the connection, with the system's words.
    Broken(String),
    /// Its answer is one that libpq refuses, with this error.
    Invalid(String),
    /// It did not answer within the time limit.
    Silent,
}

impl AuthReply {
    /// A message that libpq does not take.
    pub(crate) fn invalid_request() -> Self {
        Self::Invalid("received invalid authentication request".into())
    }
}

/// How a server asks for proof (PostgreSQL's documentation, "Message Formats", Authentication messages).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthMethod {
    /// `AuthenticationCleartextPassword`
    Cleartext,
    /// `AuthenticationMD5Password`
    Md5,
    /// `AuthenticationSASL` with SCRAM.
    Sasl {
        /// Whether SCRAM may be bound to the connection (`SCRAM-SHA-256-PLUS`).
        binds: bool,
    },
    /// `AuthenticationGSS`
    Gss,
    /// `AuthenticationSSPI`
    Sspi,
}

/// A handshake that succeeded.
#[derive(Clone, Debug)]
pub struct Handshake {
    /// The version of TLS.
    pub version: TlsVersion,
    /// The cipher suite under its IANA name.
    pub cipher_suite: String,
    /// The group of the key exchange under its IANA name, such as `x25519`.
    pub group: Option<String>,
    /// The signature scheme with which the server proved its key, under its IANA name.
    pub signature_scheme: Option<String>,
    /// The protocol that the server selected by ALPN.
    pub alpn: Option<String>,
    /// The certificates, in the order in which they were sent.
    pub chain: Vec<Vec<u8>>,
    /// Whether the server proved that it has the leaf's private key. One that cannot be verified here is
    /// `Unknown`; an invalid one fails the handshake.
    pub proof: Signature,
}

/// Why a handshake failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandshakeFailure {
    /// The server sent this alert (RFC 8446, 6.2).
    Alert(u8),
    /// The server supports only an older version of TLS.
    OldVersion {
        /// The newest that it supports.
        version: TlsVersion,
        /// It refused the offer with an alert. Other servers answer with their own version, and the client refuses.
        by_alert: bool,
    },
    /// The server and this program have no cipher suite, group or signature scheme in common, but OpenSSL would
    /// go on: what the server chose of OpenSSL's offer, and what it sent in the clear.
    OnlyOpenssl {
        /// The version of TLS.
        version: TlsVersion,
        /// The cipher suite under its IANA name.
        cipher_suite: String,
        /// The certificates.
        chain: Vec<Vec<u8>>,
        /// Why it is unknown whether OpenSSL comes to the end of the handshake. None if the server has proven that it has
        /// the certificate's key, and waits for the client.
        doubt: Option<&'static str>,
    },
    /// OpenSSL ends the handshake for this reason, before it looks at the certificates.
    Refused(&'static str),
    /// OpenSSL ends the handshake after it has looked at the certificates, for what the server sent as proof of its key.
    ProofRefused {
        /// OpenSSL's reason.
        reason: &'static str,
        /// The certificates.
        chain: Vec<Vec<u8>>,
    },
    /// The server sent this alert after it had asked for a client certificate (TLS 1.2).
    ClientCertificate {
        /// The alert.
        alert: u8,
        /// The certificates that it had sent.
        chain: Vec<Vec<u8>>,
    },
    /// The server did not select `postgresql` by ALPN, which direct TLS requires.
    NoAlpn,
    /// The answer is not TLS.
    NotTls,
    /// The certificates are larger than this program's TLS library accepts (64 KB), and encrypted.
    TooLarge,
    /// The server closed the connection.
    Closed,
    /// Something else, in the TLS library's words.
    Other(String),
}

/// A server of another protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherProtocol {
    /// HTTP in plaintext.
    Http,
    /// MySQL or MariaDB.
    Mysql,
    /// SSH.
    Ssh,
    /// TLS from the first byte: HTTPS, or PostgreSQL's direct TLS.
    Tls {
        /// It selects `postgresql` by ALPN.
        postgresql: bool,
    },
}

/// The message of an `ErrorResponse` behind its first byte: its field `M`, or the text of protocol 2, which ends
/// with a NUL. As for libpq, the length tells which it is (`PQconnectPoll`, `CONNECTION_AWAITING_RESPONSE`).
pub(crate) fn error_text(bytes: &[u8]) -> String {
    const LENGTHS: std::ops::RangeInclusive<u32> = 8..=30_000;
    let mut parts = bytes.split(|byte| *byte == 0);
    let message = match bytes.split_first_chunk::<4>() {
        Some((length, fields)) if LENGTHS.contains(&u32::from_be_bytes(*length)) => {
            fields.split(|byte| *byte == 0).find_map(|field| field.strip_prefix(b"M"))
        }
        _ => parts.next(),
    };
    String::from_utf8_lossy(message.unwrap_or_default()).trim().to_owned()
}
