//! From a judgement to plain words: what is wrong, and what to change.

mod anchor;
mod chain;
mod modes;
mod name;
mod sent;
mod server;

use crate::advice::quoted;
use crate::status::Severity;

use super::finding::{Code, Finding};
use super::{Checked, Connection, Question};

pub(super) fn of(question: &Question, connection: &Connection, checked: &Checked) -> Vec<Finding> {
    let report = Report { question, connection, checked };
    let mut findings = report.server();
    findings.extend(report.store());
    findings.extend(report.chain());
    findings.extend(report.set());
    findings.extend(report.name());
    findings.extend(report.sent());
    findings.extend(report.modes());
    findings.sort_by_key(|finding| (finding.severity, finding.code));
    findings
}

struct Report<'a> {
    question: &'a Question<'a>,
    connection: &'a Connection,
    checked: &'a Checked,
}

impl Report<'_> {
    /// What makes the deciding mode fail is an error; the same is a warning where that mode goes on.
    fn gravity(&self) -> Severity {
        if self.checked.is_ok() == Some(true) { Severity::Warning } else { Severity::Error }
    }

    fn store(&self) -> Option<Finding> {
        let store = self.question.store;
        let error = store.error.as_deref().filter(|_| *self.connection != Connection::Socket)?;
        if !store.exists {
            let message =
                format!("{error}, so verify-ca and verify-full fail and the other modes verify nothing");
            return Some(Finding::new(Code::StoreMissing, self.gravity(), message, self.store_hint()));
        }
        let dest =
            self.question.install.dest.map_or_else(String::new, |path| format!(" --dest {}", quoted(path)));
        let hint = format!(
            "if it is the right file, `pgcerts status{dest}` tells what is wrong in it and {} mends it",
            self.question.install.command("--repair")
        );
        Some(Finding::new(Code::StoreUnreadable, self.gravity(), error, hint))
    }

    /// A store of the pinned roots helps only a server under one of them, and harms connections to others.
    fn store_hint(&self) -> String {
        let install = self.question.install.command("");
        let certificates = self.checked.paths.iter().map(|path| &path.anchor().certificate);
        let pinned = certificates.clone().any(|one| self.question.roots.pin_of(one).is_some());
        if self.checked.sent.is_empty() || pinned {
            return format!("{install} makes it");
        }
        "make it with the root of the server's own authority: its chain ends at none of the pinned ones"
            .into()
    }

    /// The set that was asked for does not do alone.
    fn set(&self) -> Option<Finding> {
        let (set, anchored) = self.checked.set.as_ref().filter(|(_, anchored)| *anchored != Some(true))?;
        let does = if anchored.is_some() { "does not anchor" } else { "may not anchor" };
        let message = format!("the set {set} alone {does} the server's chain");
        let hint = "a client whose store holds that set and nothing else would fail; keep the old root until the server has moved";
        Some(Finding::new(Code::OutsideSet, Severity::Error, message, hint))
    }
}
