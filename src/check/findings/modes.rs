//! What a mode does that its users may not expect.

use crate::check::{Connection, Verified};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::sslmode::SslMode;

use super::Report;

impl Report<'_> {
    /// What the weaker modes do that their users may not expect.
    pub(super) fn modes(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let prefer = self.checked.verdict(SslMode::Prefer);
        let tls_offered = !matches!(self.connection, Connection::Socket | Connection::Plaintext);
        if prefer.ok == Some(true)
            && prefer.encrypted != Some(true)
            && (tls_offered || self.checked.mode == SslMode::Prefer)
            && *self.connection != Connection::Socket
        {
            // With `disable` and `allow`, the user asked for plaintext.
            let severity =
                if self.checked.mode == SslMode::Prefer { Severity::Error } else { Severity::Warning };
            let goes = if prefer.encrypted.is_some() { "would" } else { "may" };
            let message = format!(
                "sslmode=prefer, libpq's default, {goes} connect WITHOUT ENCRYPTION, without a warning"
            );
            let hint = if self.checked.mode == SslMode::Prefer {
                "set sslmode=verify-full, which fails instead of connecting in plaintext; then fix the other findings"
            } else {
                "until the other findings are fixed, set sslmode=verify-full"
            };
            findings.push(Diagnostic::new(Code::PlaintextFallback, severity, message, hint));
        }
        if *self.connection == Connection::Unproven {
            let message = "the server's proof that it has its certificate's key cannot be verified here";
            let hint = "test the connection with psql; this program's TLS library lacks that kind of key";
            findings.push(Diagnostic::new(Code::UnprovenKey, Severity::Warning, message, hint));
        }
        findings.extend(self.public_anchor());
        findings
    }

    /// If names are not compared, any customer of a public authority can pretend to be the server.
    fn public_anchor(&self) -> Option<Diagnostic> {
        let verdict = self.checked.verdict(self.checked.mode);
        let anchor = self.checked.judgment.as_ref()?.selection.links.last()?;
        let pin = self.question.roots.pin_of(&anchor.certificate)?;
        if verdict.verified != Verified::Chain || verdict.ok != Some(true) {
            return None;
        }
        let message = format!(
            "with {} the host's name is not compared, and {} is a public root: any certificate under it passes for this server",
            self.checked.mode, pin.subject
        );
        let hint = "use sslmode=verify-full";
        Some(Diagnostic::new(Code::PublicAnchor, Severity::Warning, message, hint))
    }
}
