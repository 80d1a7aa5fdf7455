//! Turns a judgment into findings: what is wrong, and how to fix it.

mod anchor;
mod chain;
mod client;
mod modes;
mod name;
mod name_hint;
mod other_clients;
mod sent;
mod server;

use crate::libpq::path_mistake::PathMistake;
use crate::paste::quote::posix_path;

use super::{CheckQuestion, Checked, Connection, Defect};
use crate::diagnostic::catalog::{self, Speaker};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::libpq::sslmode::SslMode;

pub(super) fn find(question: &CheckQuestion, connection: &Connection, checked: &Checked) -> Vec<Diagnostic> {
    let report = Report { question, connection, checked };
    let mut findings = report.server();
    findings.extend(report.store());
    findings.extend(report.client());
    findings.extend(report.chain());
    findings.extend(report.set());
    findings.extend(report.name());
    findings.extend(report.other_clients());
    findings.extend(report.sent());
    findings.extend(report.modes());
    catalog::sort(&mut findings, &[Speaker::Check, Speaker::Chain]);
    findings
}

const ANOTHER: &str = "name another file with sslrootcert";

struct Report<'a> {
    question: &'a CheckQuestion<'a>,
    connection: &'a Connection,
    checked: &'a Checked,
}

impl Report<'_> {
    /// A problem is an error if the deciding mode fails, and otherwise a warning.
    fn gravity(&self) -> Severity {
        if self.checked.connects() == Some(false) { Severity::Error } else { Severity::Warning }
    }

    fn store(&self) -> Option<Diagnostic> {
        let store = self.question.store;
        let error = store.error.as_deref().filter(|_| *self.connection != Connection::Socket)?;
        if !store.exists {
            // libpq treats a file that it cannot look at as absent.
            let (reason, hint) = match &store.defect {
                Some(Defect::Unreadable(reason)) => {
                    (format!(" for libpq ({reason})"), self.unreadable_hint())
                }
                _ => (String::new(), self.store_hint()),
            };
            let message = format!(
                "{error}{reason}, so verify-ca and verify-full fail and the other modes verify nothing"
            );
            // Only these modes fail for want of it.
            let is_cause = self.checked.mode >= SslMode::VerifyCa;
            let severity = if is_cause { self.gravity() } else { Severity::Warning };
            return Some(Diagnostic::new(Code::StoreMissing, severity, message, hint));
        }
        let (message, hint) = self.refused_store(error);
        Some(Diagnostic::new(Code::StoreUnreadable, self.gravity(), message, hint))
    }

    /// Suggests `--repair` only if the file has certificates. Otherwise it would fill a file of another kind with roots.
    fn refused_store(&self, error: &str) -> (String, Fix) {
        let dest = self
            .question
            .install
            .dest
            .map_or_else(String::new, |path| format!(" --dest {}", posix_path(path)));
        match &self.question.store.defect {
            Some(Defect::Unreadable(reason)) => {
                (format!("{}: {reason}", error.trim_end_matches([':', ' '])), self.unreadable_hint())
            }
            Some(Defect::Blank) => (
                format!("{error}: the file is empty"),
                format!("{ANOTHER}, or fill this one: {}", self.store_hint()).into(),
            ),
            Some(Defect::NoCertificate) => (
                format!("{error}: it holds no certificate, so it is not a root.crt"),
                format!("{ANOTHER}: one with the roots that the server may be under, in PEM").into(),
            ),
            Some(Defect::Malformed(_)) | None => (
                self.with_line(error),
                Fix::run(
                    self.question.install.command("--repair"),
                    &format!(
                        "fixes it if it is the right file; `pgcerts status{dest}` shows what is wrong in it"
                    ),
                ),
            ),
        }
    }

    /// libpq's error, with the line that it is about.
    fn with_line(&self, error: &str) -> String {
        match &self.question.store.defect {
            Some(Defect::Malformed(Some((line, reason)))) => format!("{error} (line {line}: {reason})"),
            _ => error.to_owned(),
        }
    }

    fn unreadable_hint(&self) -> Fix {
        let file = if self.question.install.dest.is_some() { "the file" } else { "libpq's default file" };
        format!("let the user who connects read {file}, or {ANOTHER}").into()
    }

    /// A store of the pinned roots helps only with a server under one of them, and breaks connections to others.
    fn store_hint(&self) -> Fix {
        if let Some(mistake) = self.question.install.dest.and_then(PathMistake::find) {
            return format!("{}; {}", mistake.reason(), mistake.fix()).into();
        }
        let install = self.question.install.command("");
        let certificates = self.checked.paths.iter().map(|path| &path.anchor().certificate);
        let pinned =
            certificates.clone().any(|certificate| self.question.roots.pin_of(certificate).is_some());
        if self.checked.sent.is_empty() || pinned {
            return Fix::run(install, "makes it");
        }
        "add the root of the server's own authority; the chain ends at none of the pinned roots".into()
    }

    /// The set that was asked for does not anchor the chain by itself.
    fn set(&self) -> Option<Diagnostic> {
        let (set, anchored) = self.checked.set.as_ref().filter(|(_, anchored)| *anchored != Some(true))?;
        let does = if anchored.is_some() { "does not anchor" } else { "may not anchor" };
        let message = format!("the set {set} alone {does} the server's chain");
        let hint = "keep the old root until the server has moved; a client that has only this set would fail";
        Some(Diagnostic::new(Code::OutsideSet, Severity::Error, message, hint))
    }
}
