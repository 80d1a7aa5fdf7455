//! What Java does with a keystore, and the findings about its entries.

use serde::Serialize;

use super::question::StatusQuestion;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, SummedDiagnostics};
use crate::store::keystore::{Keystore, KeystoreEntry, KeystoreEntryKind};

/// Java's view of a keystore.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JavaView {
    /// Whether a trust manager can be made of it.
    pub loads: bool,
    /// Java's error, if it cannot.
    pub error: Option<&'static str>,
    /// The number of distinct certificates that it trusts.
    pub certificates: usize,
}

impl JavaView {
    /// The view of a store in which Java trusts so many certificates (`PKIXParameters`).
    pub(super) fn with_certificates(certificates: usize) -> Self {
        let loads = certificates > 0;
        let error = (!loads).then_some("the trustAnchors parameter must be non-empty");
        Self { loads, error, certificates }
    }
}

/// Adds the findings about entries that Java does not take for trusted certificates.
pub(super) fn add_findings(findings: &mut SummedDiagnostics, question: &StatusQuestion, keystore: &Keystore) {
    let is_empty = keystore.trusted().next().is_none();
    findings.extend(is_empty.then(|| without_certificate(question, keystore)));
    findings.extend(question.needless_password.then(|| needless_password(question)));
    if let Some(alias) = keystore.same_alias() {
        findings.extend([same_alias(alias)]);
    }
    findings.extend(keystore.entries.iter().filter_map(|entry| untrusted(entry, is_empty)));
}

/// Java refuses to verify with such a store.
fn without_certificate(question: &StatusQuestion, keystore: &Keystore) -> Diagnostic {
    let path = question.location.path.display();
    let message = if keystore.entries.is_empty() {
        format!("`{path}` has no entry, so Java refuses every server with it")
    } else {
        format!("Java reads `{path}` as empty: no entry in it is marked as a trusted certificate")
    };
    let fix = Fix::run(question.install(None, ""), "adds the roots so that Java trusts them");
    Diagnostic::new(Code::EmptyFile, Severity::Error, message, fix)
}

/// Somebody takes the store for a protected one.
fn needless_password(question: &StatusQuestion) -> Diagnostic {
    let path = question.location.path.display();
    let message = format!("`{path}` has no password, so the one that is given protects nothing");
    let fix = "leave the password out; `pgcerts install --replace` makes a protected store of the set alone";
    Diagnostic::new(Code::Password, Severity::Warning, message, fix)
}

fn same_alias(alias: &str) -> Diagnostic {
    let message =
        format!("several entries have the alias `{alias}`, if case does not matter; Java keeps one of them");
    let fix = "give each entry its own alias: `keytool -changealias`, or delete one with `keytool -delete`";
    Diagnostic::new(Code::IgnoredBlock, Severity::Error, message, fix).at_alias(alias)
}

/// A key, or a certificate that Java does not trust. That a store has nothing else is one finding for all.
fn untrusted(entry: &KeystoreEntry, is_empty: bool) -> Option<Diagnostic> {
    let alias = &entry.alias;
    let finding = match &entry.kind {
        KeystoreEntryKind::Key => {
            let message = format!("the entry `{alias}` is a key, which does not belong in a trust store");
            let fix = "keep keys in a file of their own, and remove the entry with `keytool -delete`";
            Diagnostic::new(Code::PrivateKey, Severity::Error, message, fix)
        }
        KeystoreEntryKind::Unknown(what) => {
            let message =
                format!("Java ignores the entry `{alias}`: it is {what}, which may be a private key");
            let fix = "find out where the file comes from, and make a new one with `pgcerts install`";
            Diagnostic::new(Code::IgnoredBlock, Severity::Error, message, fix)
        }
        KeystoreEntryKind::Public if entry.certificate.is_none() && !is_empty => {
            let message =
                format!("Java ignores the entry `{alias}`: it is not marked as a trusted certificate");
            let fix = "import the certificate with `keytool -importcert` if Java needs it";
            Diagnostic::new(Code::IgnoredBlock, Severity::Error, message, fix)
        }
        KeystoreEntryKind::Public => return None,
    };
    Some(finding.at_alias(alias))
}
