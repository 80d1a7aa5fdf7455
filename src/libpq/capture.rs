//! What a server said up to the end of the TLS handshake, as plain values: nothing here is judged.

use std::net::IpAddr;

use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::sslmode::TlsVersion;
use crate::x509::signature::Signature;

/// What came of a connection.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The address that answered.
    pub address: IpAddr,
    /// What the server answered to the question for TLS; none where TLS began with the first byte.
    pub reply: Option<Reply>,
    /// How far TLS came.
    pub tls: Tls,
    /// What a server is that does not speak PostgreSQL's protocol, as far as a second connection found out.
    pub other_protocol: Option<OtherProtocol>,
}

/// The answer to an `SSLRequest` (PostgreSQL's documentation, "Message Flow", SSL Session Encryption).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// `S`: TLS follows.
    Willing,
    /// `N`: no TLS.
    Unwilling,
    /// `E`: an error in place of an answer, with the server's own words as far as they came.
    Error(String),
    /// Another byte.
    Other(u8),
    /// The end of the stream.
    Closed,
    /// The connection was reset before an answer, with the system's words.
    Broken(String),
}

/// How far TLS came.
#[derive(Clone, Debug)]
pub enum Tls {
    /// It was not tried: the reply forbids it.
    NotTried,
    /// Bytes came behind the reply before TLS had begun (CVE-2021-23222); TLS was not tried.
    EarlyBytes,
    /// The handshake came to its end.
    Established(Handshake),
    /// The handshake failed.
    Failed(Failure),
}

/// A handshake that came to its end.
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
    /// Whether the server asked for a client's certificate.
    pub client_certificate_requested: bool,
    /// The certificates as they were sent, in their order.
    pub chain: Vec<Vec<u8>>,
    /// Whether the server proved that it has the leaf's private key. One that cannot be verified here is
    /// `Unknown`; an invalid one fails the handshake.
    pub proof: Signature,
}

/// Why a handshake failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server sent this alert (RFC 8446, 6.2).
    Alert(u8),
    /// The server offers only an older version of TLS.
    OldVersion {
        /// The greatest that it offers.
        version: TlsVersion,
        /// It refused the offer with an alert; others answer with their own version, and the client refuses.
        by_alert: bool,
    },
    /// The server and this program have no cipher suite, group or signature scheme in common, but OpenSSL would
    /// go on: what the server chose of OpenSSL's offer, and the certificates where they came in the clear.
    OnlyOpenssl {
        /// The version of TLS.
        version: TlsVersion,
        /// The cipher suite under its IANA name.
        cipher_suite: String,
        /// The certificates, unproven.
        chain: Vec<Vec<u8>>,
    },
    /// The server's proof of its private key does not verify.
    BadProof,
    /// The server selected no `postgresql` by ALPN, which direct TLS demands.
    NoAlpn,
    /// What came is no TLS.
    NotTls,
    /// The certificates are larger than this program's TLS library takes (64 KB).
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

/// Why a server could not be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// What kind of failure it is.
    pub reason: Reason,
    /// What failed, on which address, in the system's words.
    pub message: String,
    /// What to do next.
    pub hint: &'static str,
}

/// The kind of failure to reach a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its name has no address.
    Name,
    /// Nothing listens there.
    Refused,
    /// It did not answer in time, before or after the first byte.
    TimeLimit,
    /// The network or the system said no.
    Network,
}

impl Reason {
    /// What to do about most failures of this kind.
    fn hint(self) -> &'static str {
        match self {
            Self::Name => "check the host's name and this machine's DNS",
            Self::Refused => "check host and port, and that the server listens there (listen_addresses)",
            Self::TimeLimit => "a firewall may drop packets; `--timeout` gives more time",
            Self::Network => "check the network between this machine and the server",
        }
    }
}

impl Unreachable {
    /// A failure with the hint that most of its kind have.
    pub(crate) fn new(reason: Reason, message: String) -> Self {
        Self { reason, message, hint: reason.hint() }
    }

    /// The same as a failure of the program.
    pub(crate) fn into_error(self) -> Diagnostic {
        let code = match self.reason {
            Reason::Name => Code::NameResolution,
            Reason::Refused => Code::Refused,
            Reason::TimeLimit => Code::TimeLimit,
            Reason::Network => Code::Network,
        };
        Diagnostic::failure(code, self.message, self.hint)
    }
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
