//! Judges a store: its findings, what it covers, and what libpq does with it.

use std::path::PathBuf;

use crate::diagnostic::catalog::{self, Speaker};
use crate::diagnostic::{Code, Diagnostic, Severity, SummedDiagnostics};
use crate::openssl::pem::{self, Bundle};
use crate::store::content::FileContent;
use crate::store::keystore;
use crate::store::placed::Placed;
use crate::x509::certificate::Certificate;

use super::age;
use super::asked;
use super::certificates::{self, Listed};
use super::coverage::{self, Coverage};
use super::file;
use super::java::{self, JavaView};
use super::libpq::Libpq;
use super::question::StatusQuestion;
use super::surroundings;

/// The judgment of a store.
#[derive(Debug)]
pub(crate) struct Status {
    /// The path of the file.
    pub path: PathBuf,
    /// The sets whose roots it should hold.
    pub sets: Vec<String>,
    /// The distinct certificates that libpq loads, in the file's order.
    pub certificates: Vec<Listed>,
    /// The findings, the worst first.
    pub findings: Vec<Diagnostic>,
    /// The number of findings of each severity that are not listed.
    unlisted: [(Severity, usize); 3],
    /// For each known chain, whether the store anchors it.
    pub coverage: Vec<Coverage>,
    /// What its reader does with the file.
    pub reading: StoreReading,
}

/// Who reads a store, and what comes of it.
#[derive(Debug)]
pub(crate) enum StoreReading {
    Libpq(Libpq),
    Java(JavaView),
}

impl StoreReading {
    /// libpq's view, unless Java reads the file.
    pub(crate) fn libpq(&self) -> Option<&Libpq> {
        if let Self::Libpq(libpq) = self { Some(libpq) } else { None }
    }

    /// Java's view, if Java reads the file.
    pub(crate) fn java(&self) -> Option<&JavaView> {
        if let Self::Java(java) = self { Some(java) } else { None }
    }
}

/// The certificates that the file's reader takes from it.
fn loaded(question: &StatusQuestion, bundle: Option<&Bundle>) -> Vec<Placed> {
    match (question.keystore, bundle) {
        (Some(keystore), _) => keystore.trusted().collect(),
        (None, bundle) => bundle.iter().flat_map(|bundle| &bundle.certificates).map(Placed::from).collect(),
    }
}

/// Whether `install --root` added each of them: by its comment, or by its alias.
fn own(question: &StatusQuestion, bundle: Option<&Bundle>, loaded: &[Placed]) -> Vec<bool> {
    match (question.content, bundle) {
        (FileContent::Bytes(text), Some(bundle)) => pem::are_own(text, &bundle.certificates),
        _ => loaded.iter().map(keystore::is_own).collect(),
    }
}

impl Status {
    /// Judges a store.
    pub(crate) fn judge(question: &StatusQuestion) -> Self {
        let bundle = match question.content {
            FileContent::Bytes(bytes) if !question.is_keystore() => Some(Bundle::read(bytes)),
            _ => None,
        };
        let loaded = loaded(question, bundle.as_ref());
        let own = own(question, bundle.as_ref(), &loaded);
        let hidden = bundle.iter().flat_map(Bundle::hidden).map(|entry| &entry.certificate);
        let there: Vec<&Certificate> =
            loaded.iter().map(|placed| &placed.certificate).chain(hidden).collect();
        let sets = asked::sets(question, &there);
        let mut found = SummedDiagnostics::default();
        match question.keystore {
            Some(keystore) => java::add_findings(&mut found, question, keystore),
            None => file::add_findings(&mut found, question, &sets, bundle.as_ref()),
        }
        certificates::add_findings(&mut found, question, &sets, &loaded, &own, bundle.as_ref());
        found.extend(asked::unknown(question, &sets));
        found.extend(surroundings::findings(question));
        found.extend(question.client.and_then(|own| own.finding(question.now, question.expiring_within)));
        found.extend(age::finding(question));
        let severities = [Severity::Error, Severity::Warning, Severity::Info];
        let unlisted = severities.map(|severity| (severity, found.unlisted(severity)));
        let mut findings = found.list();
        catalog::sort(&mut findings, &[Speaker::Status]);
        let overridden = findings.iter().any(|finding| finding.code == Code::EnvOverride);
        let certificates = certificates::list(&loaded, &own, question.pins);
        let reading = if question.is_keystore() {
            StoreReading::Java(JavaView::with_certificates(certificates.len()))
        } else {
            let (path, content) = (&question.location.path, question.content);
            let libpq = Libpq::with_store(path, content, bundle.as_ref(), certificates.len());
            StoreReading::Libpq(libpq.unless_overridden(overridden))
        };
        Self {
            path: question.location.path.clone(),
            sets: sets.iter().map(|set| set.id.clone()).collect(),
            coverage: coverage::chains(question.pins, &sets, &certificates),
            reading,
            certificates,
            findings,
            unlisted,
        }
    }

    /// Whether no finding is an error.
    pub(crate) fn is_ok(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// The number of findings of a severity, with those that are not listed.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let listed = self.findings.iter().filter(|finding| finding.severity == severity).count();
        let unlisted = self.unlisted.iter().filter(|(own, _)| *own == severity);
        listed + unlisted.map(|(_, number)| number).sum::<usize>()
    }
}
