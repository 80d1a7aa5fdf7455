//! The server: its protocol, its answer to the request for TLS, and the handshake.

use crate::check::Observation;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::capture::{HandshakeFailure, OtherProtocol, SocketCapture, SslReply, Tls};

use super::Report;
use crate::check::connection;

impl Report<'_> {
    fn socket(&self, socket: &SocketCapture) -> Diagnostic {
        let path = &socket.path;
        if let Some(refusal) = self.question.peer_refusal() {
            let fix = "find out who runs the server at that socket, or correct `requirepeer`";
            return Diagnostic::new(Code::OtherPeer, Severity::Error, format!("{path}: {refusal}"), fix);
        }
        let message =
            format!("the server takes connections on the Unix socket {path}, where there is no TLS");
        let fix = "a local socket needs no certificates; name a host to check a connection over TCP";
        Diagnostic::new(Code::UnixSocket, Severity::Info, message, fix)
    }

    /// The server's protocol, its answer and the handshake.
    pub(super) fn server(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let capture = match self.question.observation {
            Observation::Socket(socket) => return vec![self.socket(socket)],
            Observation::Chain(_) => return findings,
            Observation::Captured(capture) => capture,
        };
        if let Some(protocol) = capture.other_protocol {
            findings.push(self.other_protocol(protocol));
        }
        let gravity = self.gravity();
        match &capture.reply {
            Some(SslReply::Unwilling) => findings.push(Diagnostic::new(
                Code::NoTls,
                gravity,
                "TLS is switched off on the server",
                "set `ssl = on` and a certificate in postgresql.conf, or `client_tls_sslmode` where it is PgBouncer",
            )),
            Some(SslReply::Error(message)) => findings.push(Diagnostic::new(
                Code::ErrorReply,
                Severity::Error,
                format!("the server answered with an error: {message}"),
                "it may be overloaded or starting; read its log",
            )),
            _ if capture.other_protocol.is_some() => {}
            Some(SslReply::Closed) => findings.push(no_answer("closed the connection without an answer")),
            Some(SslReply::Broken(reason)) => {
                findings.push(no_answer(&format!("gave no answer ({reason})")));
            }
            Some(SslReply::Other(byte)) => {
                findings.push(no_answer(&format!("answered with the byte 0x{byte:02x}, as no PostgreSQL does")));
            }
            Some(SslReply::Willing) | None => {}
        }
        if capture.early_bytes && capture.reply == Some(SslReply::Willing) {
            findings.push(Diagnostic::new(
                Code::EarlyBytes,
                gravity,
                "the server sent plaintext after its answer, before TLS began",
                "find out what is between you and the server: an attacker (CVE-2021-23222) or a broken proxy",
            ));
        }
        findings.extend(self.tls(&capture.tls));
        findings
    }

    fn other_protocol(&self, protocol: OtherProtocol) -> Diagnostic {
        let spoken = match protocol {
            OtherProtocol::Tls { postgresql: true } => {
                return Diagnostic::new(
                    Code::DirectOnly,
                    Severity::Error,
                    "the server speaks TLS from the first byte, and PostgreSQL within it",
                    "use sslnegotiation=direct (libpq 17), here `--negotiation direct`",
                );
            }
            OtherProtocol::Http => "HTTP",
            OtherProtocol::Mysql => "MySQL's protocol",
            OtherProtocol::Ssh => "SSH",
            OtherProtocol::Tls { postgresql: false } => "plain TLS, such as HTTPS",
        };
        let port = self.question.target.port;
        Diagnostic::new(
            Code::NotPostgresql,
            Severity::Error,
            format!("port {port} is not a PostgreSQL server: it speaks {spoken}"),
            "check host and port; PostgreSQL listens on 5432 by default",
        )
    }

    fn tls(&self, tls: &Tls) -> Option<Diagnostic> {
        let finding =
            |code, message: String, hint: &str| Some(Diagnostic::new(code, self.gravity(), message, hint));
        match tls {
            Tls::Failed(HandshakeFailure::OldVersion { version, .. }) => finding(
                Code::OldTls,
                format!("the server offers no TLS version beyond {version}"),
                "update the server, or raise `ssl_max_protocol_version`; libpq asks for TLSv1.2 at least",
            ),
            Tls::Failed(HandshakeFailure::Alert(70)) => finding(
                Code::OldTls,
                "the server and libpq have no TLS version in common".into(),
                "compare `ssl_min_protocol_version` and `ssl_max_protocol_version` of both",
            ),
            Tls::Failed(HandshakeFailure::OnlyOpenssl { version, cipher_suite, doubt, .. }) => {
                Some(Diagnostic::new(
                    Code::UnknownSuite,
                    Severity::Warning,
                    connection::only_openssl(*version, cipher_suite, *doubt),
                    "put a suite with ECDHE and AES-GCM or ChaCha20 first in the server's `ssl_ciphers`: others are outdated",
                ))
            }
            Tls::NotTried | Tls::Established(_) | Tls::Failed(HandshakeFailure::ClientCertificate { .. }) => {
                None
            }
            Tls::Failed(failure) => finding(
                Code::TlsFailed,
                format!("the TLS handshake failed: {}", describe(failure)),
                "the server's log has its side; where TLS works, `-v` shows the agreed version and suite",
            ),
        }
    }
}

fn no_answer(what: &str) -> Diagnostic {
    Diagnostic::new(
        Code::NoAnswer,
        Severity::Error,
        format!("when asked for TLS, the server {what}"),
        "check host and port, and any proxy or firewall in between; the server's log may say more",
    )
}

fn describe(failure: &HandshakeFailure) -> String {
    match failure {
        HandshakeFailure::Alert(code) => format!("the server sent the alert {code}"),
        HandshakeFailure::ClientCertificate { alert, .. } => format!("the server sent the alert {alert}"),
        HandshakeFailure::Refused("unsafe legacy renegotiation disabled") => {
            "the server does not support secure renegotiation (RFC 5746), which OpenSSL 3 requires".into()
        }
        HandshakeFailure::Refused("inappropriate fallback") => {
            "the server supports TLSv1.3 and was made to choose TLSv1.2 (RFC 8446, 4.1.3): somebody may have changed what libpq offers"
                .into()
        }
        HandshakeFailure::Refused(reason) => format!("OpenSSL refuses what the server sent: {reason}"),
        HandshakeFailure::ProofRefused { reason, .. } => {
            format!("OpenSSL refuses the server's proof of its key: {reason}")
        }
        HandshakeFailure::NoAlpn => {
            "the server selected no `postgresql` by ALPN, which direct TLS demands".into()
        }
        HandshakeFailure::NotTls => "what came is no TLS".into(),
        HandshakeFailure::TooLarge => "the certificates are larger than 64 KB".into(),
        HandshakeFailure::Closed => "the server closed the connection".into(),
        HandshakeFailure::OldVersion { version, .. } => format!("the server offers {version} only"),
        HandshakeFailure::OnlyOpenssl { cipher_suite, .. } => format!("the server chose {cipher_suite}"),
        HandshakeFailure::Other(reason) => reason.clone(),
    }
}
