//! Judges certificates as `status` judges a store.

use std::collections::HashMap;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::libpq::location::{Location, PathSource};
use crate::openssl::pem::armor;
use crate::scan::found::{FoundItem, FoundKind, ScanAnchor};
use crate::scan::place::ScanPlace;
use crate::scan::question::ScanQuestion;
use crate::store::content::FileContent;
use crate::store::keystore::Keystore;
use crate::store::placed::{CertificatePlace, Placed};
use crate::store::status::{SetRequest, Status, StatusQuestion};
use crate::store::surroundings::Surroundings;
use crate::x509::certificate::Certificate;

/// A file that libpq would read, or one that is read as such.
pub(super) fn pem(question: &ScanQuestion, place: &ScanPlace, kind: FoundKind, bytes: &[u8]) -> FoundItem {
    judge(question, place, kind, &FileContent::Bytes(bytes.to_vec()), None)
}

/// What Java reads.
pub(super) fn keystore(
    question: &ScanQuestion,
    place: &ScanPlace,
    kind: FoundKind,
    store: &Keystore,
) -> FoundItem {
    judge(question, place, kind, &FileContent::Bytes(Vec::new()), Some(store))
}

/// Certificates that are in another form, or among other text. What OpenSSL would say to that form does not matter.
pub(super) fn certificates(
    question: &ScanQuestion,
    place: &ScanPlace,
    kind: FoundKind,
    placed: &[Placed],
) -> FoundItem {
    let mut text = String::new();
    let mut lines = HashMap::new();
    for one in placed {
        let line = one.place.line().unwrap_or_default();
        lines.entry(one.certificate.sha256()).or_insert(line);
        text += &armor("CERTIFICATE", one.certificate.der());
    }
    let mut item = pem(question, place, kind, text.as_bytes());
    for listed in &mut item.certificates {
        listed.place =
            CertificatePlace::Line(lines.get(&listed.certificate.sha256()).copied().unwrap_or_default());
    }
    for finding in &mut item.findings {
        let line = finding.place.certificate.and_then(|sha256| lines.get(&sha256)).filter(|line| **line > 0);
        finding.place.line = line.copied();
    }
    item
}

fn judge(
    question: &ScanQuestion,
    place: &ScanPlace,
    kind: FoundKind,
    content: &FileContent,
    keystore: Option<&Keystore>,
) -> FoundItem {
    let location = Location { path: place.shown().into(), source: PathSource::Flag };
    let status = Status::judge(&StatusQuestion {
        location: &location,
        content,
        keystore,
        needless_password: false,
        surroundings: &Surroundings::default(),
        client: None,
        pins: question.pins,
        pins_file: question.pins_file,
        request: SetRequest::ByContent,
        now: question.now,
        expiring_within: question.expiring_within,
    });
    let covered = status.coverage.iter().filter(|chain| chain.covered);
    let anchors = covered.map(|chain| ScanAnchor {
        chain: chain.chain.clone(),
        anchor: chain.anchor.clone(),
        until: chain.until,
    });
    let is_file =
        !place.is_in_archive() && matches!(kind, FoundKind::Pem | FoundKind::Pkcs12 | FoundKind::Jks);
    let findings = status.findings.into_iter().filter(|finding| !is_beside_the_point(finding));
    FoundItem {
        anchors: anchors.collect(),
        certificates: status.certificates,
        findings: findings
            .map(|finding| if is_file { finding } else { elsewhere(finding, &place.file) })
            .collect(),
        ..FoundItem::new(place, kind)
    }
}

/// How old the pins are is not about a file. That a certificate is in a file twice does no harm.
fn is_beside_the_point(finding: &Diagnostic) -> bool {
    matches!(finding.code, Code::OldPins | Code::NoKnownRoot | Code::Duplicate)
}

/// No command mends what is in another file.
fn elsewhere(finding: Diagnostic, file: &Path) -> Diagnostic {
    if finding.fix.command().is_none() {
        return finding;
    }
    let fix = format!(
        "put the roots where `{}` comes from; `pgcerts export` prints them in the form that is needed",
        file.display()
    );
    finding.with_fix(Fix::from(fix))
}

/// Whether the certificates begin with one that is not an authority's.
pub(super) fn begins_with_leaf(certificates: &[&Certificate]) -> bool {
    use crate::x509::certificate::CertificateKind::{Leaf, SelfSignedLeaf};
    certificates.first().is_some_and(|first| matches!(first.kind(), Some(Leaf | SelfSignedLeaf)))
}
