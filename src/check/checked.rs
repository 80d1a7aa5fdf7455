//! The judgment of one server, and what follows from it.

use time::OffsetDateTime;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::sslmode::SslMode;
use crate::openssl::chain::{Judgment, Path};
use crate::x509::certificate::{Certificate, days_between};

use super::host_name::NameCheck;
use super::verdict::Verdict;

/// The judgment of one server.
pub(crate) struct Checked {
    pub(crate) mode: SslMode,
    /// The Unix socket that was reached. No TLS is used there.
    pub(crate) socket: Option<String>,
    /// The certificates, in the order in which they were sent.
    pub(crate) sent: Vec<Certificate>,
    /// The comparison of names, if there are names to compare.
    pub(crate) name: Option<NameCheck>,
    /// The chain that OpenSSL builds, and its verdict.
    pub(crate) judgment: Option<Judgment>,
    pub(crate) paths: Vec<Path>,
    pub(crate) paths_complete: bool,
    /// One for each mode, in the order of the modes.
    pub(crate) verdicts: Vec<(SslMode, Verdict)>,
    /// The worst first.
    pub(crate) findings: Vec<Diagnostic>,
    /// When the verdict on the chain changes by itself, for example because a certificate expires.
    pub(crate) until: Option<OffsetDateTime>,
    /// The set that was asked for, and whether OpenSSL accepts the chain if the store holds that set and nothing else.
    pub(crate) set: Option<(String, Option<bool>)>,
}

impl Checked {
    /// Leaves out everything that is known of the certificates only.
    pub(super) fn forget_chain(&mut self) {
        self.sent.clear();
        self.name = None;
        self.judgment = None;
        self.paths.clear();
        self.until = None;
        self.set = None;
    }

    /// The verdict of a mode.
    pub(crate) fn verdict(&self, mode: SslMode) -> &Verdict {
        &self.verdicts[mode as usize].1
    }

    /// Whether the deciding mode would connect with encryption. None if it would not connect, or if that is unknown.
    pub(crate) fn is_encrypted(&self) -> Option<bool> {
        let verdict = self.verdict(self.mode);
        verdict.encrypted.filter(|_| verdict.ok == Some(true))
    }

    /// Whether the deciding mode would connect over a network without encryption.
    pub(crate) fn is_plaintext(&self) -> bool {
        self.socket.is_none() && self.is_encrypted() == Some(false)
    }

    /// The worst finding that is more than an info. Where the connection is in plaintext, that is the reason for it, and
    /// not the finding that says so.
    pub(crate) fn worst(&self) -> Option<&Diagnostic> {
        let states_plaintext =
            |finding: &&Diagnostic| self.is_plaintext() && finding.code == Code::PlaintextFallback;
        let worst = self.findings.iter().find(|finding| !states_plaintext(finding));
        worst.filter(|finding| finding.severity != Severity::Info)
    }

    /// Whether the deciding mode would connect and no finding is an error. None if that is unknown.
    pub(crate) fn is_ok(&self) -> Option<bool> {
        let has_error = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        if has_error { Some(false) } else { self.connects() }
    }

    /// Whether the deciding mode would connect. None if that is unknown.
    pub(crate) fn connects(&self) -> Option<bool> {
        self.verdict(self.mode).ok
    }

    /// The days until the verdict on the chain changes by itself.
    pub(crate) fn days_left(&self, at: OffsetDateTime) -> Option<i64> {
        self.until.map(|until| days_between(at, until))
    }
}
