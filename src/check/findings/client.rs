//! The client's own certificate: whether libpq can load it, and what the server says to it.

use crate::check::ClientAlert;
use crate::client::{ClientCertificate, LoadOutcome};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::capture::{AuthReply, ClientExchange};
use crate::libpq::sslcertmode::SslCertMode;
use crate::libpq::sslmode::SslMode;

use super::Report;

impl Report<'_> {
    /// The files, the server's answer, and the answer to the startup message.
    pub(super) fn client(&self) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> =
            self.question.client.and_then(|own| self.own_files(own)).into_iter().collect();
        let capture = self.question.observation.capture();
        findings.extend(capture.and_then(|capture| self.exchange(&capture.client)));
        if let Some(auth) = self.question.observation.auth() {
            findings.extend(auth.tls.as_ref().and_then(|reply| self.login(true, reply)));
            // Only these modes send a startup message in plaintext, and libpq has no other way on a Unix socket.
            let in_plaintext =
                self.checked.mode <= SslMode::Prefer && self.checked.is_encrypted() != Some(true);
            let plaintext = auth.plaintext.as_ref().filter(|_| in_plaintext || self.checked.socket.is_some());
            findings.extend(plaintext.and_then(|reply| self.login(false, reply)));
        }
        findings
    }

    fn own_files(&self, own: &ClientCertificate) -> Option<Diagnostic> {
        let (severity, error) = match &own.outcome {
            LoadOutcome::Refused(error) => (self.gravity(), error.as_str()),
            LoadOutcome::Unclear(why) => (Severity::Warning, why.as_str()),
            LoadOutcome::Ready(..) => {
                return own.expiring(self.question.at, self.question.expiring_within);
            }
        };
        Some(Diagnostic::new(Code::ClientCertificate, severity, error, own.fix()))
    }

    fn exchange(&self, exchange: &ClientExchange) -> Option<Diagnostic> {
        let is_required = self.question.target.client.mode == SslCertMode::Require;
        if let Some(alert) = self.client_alert() {
            return Some(self.refused(exchange, alert));
        }
        if is_required && self.checked.sent.is_empty() {
            return None;
        }
        if is_required && !exchange.sent {
            let asks =
                if exchange.requested { "there is none to send" } else { "the server does not ask for one" };
            let message = format!("sslcertmode=require demands a client certificate, and {asks}");
            let hint =
                "set `ssl_ca_file` on the server and name `sslcert` and `sslkey`, or remove sslcertmode";
            return Some(Diagnostic::new(Code::ClientCertificate, self.gravity(), message, hint));
        }
        (exchange.requested && !exchange.sent).then(|| {
            Diagnostic::new(
                Code::ClientCertificateRequested,
                Severity::Info,
                "the server requests a client certificate",
                "pg_hba.conf decides whether it needs one; `--auth` shows it, sslcert and sslkey name one",
            )
        })
    }

    /// The alert with which the server refused the certificate, or its absence.
    fn client_alert(&self) -> Option<u8> {
        self.question.observation.capture()?.client_alert()
    }

    fn refused(&self, exchange: &ClientExchange, alert: u8) -> Diagnostic {
        if !exchange.sent {
            let message = "the server refuses a connection without a client certificate";
            let hint = "set sslcert and sslkey to a certificate that it accepts";
            return Diagnostic::new(Code::ClientCertificateRefused, self.gravity(), message, hint);
        }
        let own = self.question.client.and_then(|own| own.certificate.as_ref());
        let subject = own.map_or("without a name", |certificate| certificate.subject());
        let reason = ClientAlert::from_code(alert);
        let message = format!("the server refuses the client certificate {subject}: {}", reason.meaning());
        Diagnostic::new(Code::ClientCertificateRefused, self.gravity(), message, reason.fix())
    }

    /// What keeps a login from going on.
    fn login(&self, is_tls: bool, reply: &AuthReply) -> Option<Diagnostic> {
        let how = if is_tls { "under TLS" } else { "in plaintext" };
        if let Some(refusal) = self.question.target.login.requirement.reply_refusal(reply, is_tls) {
            let message = format!("libpq refuses the login {how}: {refusal}");
            let fix = "let the server ask for what `require_auth` and `channel_binding` name, or find out who is in between";
            return Some(Diagnostic::new(Code::LoginRefused, self.gravity(), message, fix));
        }
        let why = match reply {
            AuthReply::Asked(_) | AuthReply::Ready | AuthReply::Alert(_) => return None,
            AuthReply::Refused { text, .. } => text.replace('\n', " "),
            AuthReply::Closed => "it closes the connection".into(),
            AuthReply::Broken(reason) => reason.clone(),
            AuthReply::Invalid(error) => error.clone(),
            AuthReply::Silent => "it does not answer within the time limit".into(),
        };
        let message = format!("the server refuses the login {how}: {why}");
        let hint = "compare user, database and client certificate with the server's pg_hba.conf";
        Some(Diagnostic::new(Code::LoginRefused, self.gravity(), message, hint))
    }
}
