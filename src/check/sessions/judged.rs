//! What the sessions say about the server's clients.

use crate::diagnostic::catalog::{self, Speaker};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::sslmode::TlsVersion;

use super::row::Transport;
use super::tally::{SessionTally, SessionTotals};

/// The sessions, and what is wrong with them.
#[derive(Debug)]
pub(crate) struct JudgedSessions {
    pub(crate) tally: SessionTally,
    pub(crate) totals: SessionTotals,
    /// The least version of TLS that is asked for, or that counts in its place.
    pub(crate) least: TlsVersion,
    /// Whether a pooler is between this program and the server. None if that is unknown.
    pub(crate) is_pooled: Option<bool>,
    /// Whether it was looked as often as was asked for.
    pub(crate) is_complete: bool,
    /// The worst first.
    pub(crate) findings: Vec<Diagnostic>,
}

/// The version that counts where none is asked for.
const NEWEST: TlsVersion = TlsVersion::V1_3;

impl JudgedSessions {
    /// Judges the sessions. `least` is the version that is asked for, and `announced` the number of its own process that
    /// the server announced at the login.
    pub(crate) fn new(
        mut tally: SessionTally,
        least: Option<TlsVersion>,
        announced: Option<i32>,
        is_complete: bool,
    ) -> Self {
        let is_pooled = announced.zip(tally.own_process()).map(|(announced, own)| announced != own);
        // This program's own session is gone at once. That of a pooler or of psql counts.
        let is_plaintext = tally.own().is_some_and(|own| own.transport == Some(Transport::Plaintext));
        if is_plaintext && is_pooled != Some(false) {
            tally.count_own();
        }
        let is_asked = least.is_some();
        let least = least.unwrap_or(NEWEST);
        let totals = tally.totals(least);
        let mut judged = Self { tally, totals, least, is_pooled, is_complete, findings: Vec::new() };
        judged.findings = judged.find(is_asked);
        catalog::sort(&mut judged.findings, &[Speaker::Sessions]);
        judged
    }

    /// Whether no finding is an error.
    pub(crate) fn is_ok(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    fn find(&self, is_asked: bool) -> Vec<Diagnostic> {
        let SessionTotals { plaintext, hidden, locked_out, .. } = self.totals;
        let mut findings = Vec::new();
        if plaintext > 0 {
            findings.push(Diagnostic::new(
                Code::PlaintextSession,
                Severity::Error,
                format!("{} over the network in plaintext", number(plaintext)),
                "let these clients set `sslmode=verify-full`, then allow only `hostssl` lines in pg_hba.conf",
            ));
        }
        if locked_out > 0 {
            let severity = if is_asked { Severity::Error } else { Severity::Warning };
            findings.push(Diagnostic::new(
                Code::OldTlsSession,
                severity,
                format!("{} below {}", number(locked_out), self.least),
                "update the TLS library of these clients before the server refuses that version",
            ));
        }
        if hidden > 0 {
            let role = self.tally.role().map_or_else(|| "ROLE".to_owned(), identifier);
            findings.push(Diagnostic::new(
                Code::HiddenSessions,
                Severity::Warning,
                format!("{} hidden from this role: whether encrypted is unknown", number(hidden)),
                format!("as a superuser, run `GRANT pg_read_all_stats TO {role};`"),
            ));
        }
        if self.is_pooled == Some(true) {
            findings.push(Diagnostic::new(
                Code::PooledSessions,
                Severity::Warning,
                "a pooler is in between: these are the pooler's sessions with the server, not those of its clients",
                "connect to the server itself; PgBouncer's console shows its clients with `SHOW CLIENTS`",
            ));
        }
        findings
    }
}

fn number(count: usize) -> String {
    if count == 1 { "1 session is".to_owned() } else { format!("{count} sessions are") }
}

/// A role's name in SQL. It is quoted always: a plain word may be a key word.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
