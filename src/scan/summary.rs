//! Many findings of one kind become one, and a folder with a certificate a file becomes one item.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::place::ScanPlace;

/// So many findings of a kind are listed; of more, the first ones and a number.
const LISTED: usize = 5;

/// A folder with so many files of one certificate is what a system trusts.
const FOLDER: usize = 20;

/// A store with so many certificates is what a system trusts.
const SYSTEM: usize = 40;

/// Sums up the findings of an item that say the same of many certificates.
pub(super) fn sum_up(item: &mut FoundItem) {
    let listed = if item.certificates.len() >= SYSTEM { 0 } else { LISTED };
    let mut counts: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    for finding in &item.findings {
        *counts.entry((finding.severity, finding.code)).or_default() += 1;
    }
    let is_many = |severity, code| {
        let count = counts.get(&(severity, code)).copied().unwrap_or_default();
        severity != Severity::Error && count > listed.max(1)
    };
    let mut seen: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for finding in item.findings.drain(..) {
        let (severity, code) = (finding.severity, finding.code);
        let before = seen.entry((severity, code)).or_default();
        *before += 1;
        if !is_many(severity, code) || *before <= listed {
            kept.push(finding);
        } else if *before == listed + 1 {
            let more = counts[&(severity, code)] - listed;
            kept.push(summary(finding, more, listed));
        }
    }
    item.findings = kept;
}

fn summary(first: Diagnostic, number: usize, listed: usize) -> Diagnostic {
    let more = if listed > 0 { " more" } else { "" };
    let message = format!("{number}{more} of this kind; the first: {}", first.message);
    Diagnostic::new(first.code, first.severity, message, first.fix)
}

/// Replaces the sound files with a certificate each by one item for each folder that has many.
pub(super) fn fold_folders(items: Vec<FoundItem>) -> Vec<FoundItem> {
    let mut folders: BTreeMap<ScanPlace, Vec<FoundItem>> = BTreeMap::new();
    let mut others = Vec::new();
    for item in items {
        let is_single = matches!(item.kind, FoundKind::Pem | FoundKind::Der) && item.certificates.len() == 1;
        if is_single && item.findings.iter().all(|finding| is_usual(finding.code)) {
            folders.entry(item.place.folder()).or_default().push(item);
        } else {
            others.push(item);
        }
    }
    for (folder, inside) in folders {
        if inside.len() < FOLDER {
            others.extend(inside);
            continue;
        }
        let mut item = FoundItem::new(&folder, FoundKind::Folder);
        for one in inside {
            item.certificates.extend(one.certificates);
            // One file need not hold all roots of a set: the folder is the store.
            item.findings
                .extend(one.findings.into_iter().filter(|finding| finding.code != Code::MissingRoot));
        }
        others.push(item);
    }
    others
}

/// What may be said of each certificate that a system trusts.
fn is_usual(code: Code) -> bool {
    matches!(
        code,
        Code::ForeignRoot
            | Code::PublicDistrust
            | Code::MissingRoot
            | Code::Expired
            | Code::Expiring
            | Code::NotYetValid
    )
}
