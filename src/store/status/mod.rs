//! What a store holds, what is wrong with it, and what it covers: a pure judgment of a file's content, its
//! surroundings, the pins and a time.

mod certificates;
mod coverage;
mod file;
mod libpq;
mod surroundings;

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::diagnostic::catalog::{self, Speaker};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::location::{Location, PathSource};
use crate::openssl::pem::Bundle;
use crate::paste::command_line::Install;
use crate::pins::{Pins, Set};
use crate::store::content::FileContent;
use crate::store::surroundings::Surroundings;

pub(crate) use certificates::Listed;
pub(crate) use coverage::Coverage;

pub(crate) use libpq::Libpq;

/// What to judge, and by what.
#[derive(Debug)]
pub(crate) struct StatusQuestion<'a> {
    /// The file.
    pub location: &'a Location,
    /// What is there.
    pub content: &'a FileContent,
    /// What lies around it.
    pub surroundings: &'a Surroundings<'a>,
    /// The pinned roots.
    pub pins: &'a Pins,
    /// The manifest that names them, if it is not the built-in one.
    pub pins_file: Option<&'a Path>,
    /// Those that the file shall hold.
    pub set: &'a Set,
    /// The time to judge by.
    pub now: OffsetDateTime,
    /// How many days ahead an end is worth a warning.
    pub expiring_within: u32,
}

/// The judgment.
#[derive(Debug)]
pub(crate) struct Status {
    /// The file.
    pub path: PathBuf,
    /// The distinct certificates that libpq loads, in the file's order.
    pub certificates: Vec<Listed>,
    /// The worst first.
    pub findings: Vec<Diagnostic>,
    /// For each known chain, whether the store anchors it.
    pub coverage: Vec<Coverage>,
    /// What libpq makes of the file.
    pub libpq: Libpq,
}

impl Status {
    /// Judges a store.
    pub(crate) fn judge(question: &StatusQuestion) -> Self {
        let bundle = match question.content {
            FileContent::Bytes(bytes) => Some(Bundle::read(bytes)),
            _ => None,
        };
        let loaded = bundle.as_ref().map(|bundle| bundle.certificates.as_slice()).unwrap_or_default();
        let mut findings = file::findings(question, bundle.as_ref());
        findings.extend(certificates::findings(question, loaded, bundle.as_ref()));
        findings.extend(surroundings::findings(question));
        catalog::sort(&mut findings, &[Speaker::Status]);
        let overridden = findings.iter().any(|finding| finding.code == Code::EnvOverride);
        let certificates = certificates::list(loaded, question.pins);
        Self {
            path: question.location.path.clone(),
            coverage: coverage::of_chains(question.pins, &certificates),
            libpq: Libpq::with_store(
                &question.location.path,
                question.content,
                bundle.as_ref(),
                certificates.len(),
            )
            .unless_overridden(overridden),
            certificates,
            findings,
        }
    }

    /// Whether nothing is wrong that makes connections fail.
    pub(crate) fn is_ok(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings there are of a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl StatusQuestion<'_> {
    /// The command that puts the set into this very file.
    fn install(&self, flag: &str) -> String {
        let install = Install {
            dest: (self.location.source == PathSource::Flag).then_some(&self.location.path),
            pins_file: self.pins_file,
            set: (self.set.id != self.pins.manifest().default_set).then_some(&self.set.id),
        };
        install.command(flag)
    }
}
