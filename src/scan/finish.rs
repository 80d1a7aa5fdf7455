//! The judgments that need everything that was seen.

use std::collections::HashSet;
use std::path::Path;

use crate::client::content::KeyRights;
use crate::diagnostic::catalog::{self, Speaker};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::paste::quote::posix_path;
use crate::scan::certificate_text::identity;
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::left_out::LeftOut;
use crate::scan::place::ScanPlace;
use crate::scan::references::{self, FoundIndex};
use crate::scan::scanner::Scanner;
use crate::scan::settings;
use crate::scan::summary::{fold_folders, sum_up};

/// The keys that libpq and pgjdbc take by themselves, and their certificate.
const OWN_KEYS: [&str; 2] = ["postgresql.key", "postgresql.pk8"];
const OWN_CERTIFICATE: &str = "postgresql.crt";

/// All that was found, by place.
#[derive(Debug)]
pub(crate) struct ScanResult {
    pub(crate) found: Vec<FoundItem>,
    pub(crate) left_out: Vec<(ScanPlace, LeftOut)>,
}

impl ScanResult {
    /// Whether nothing that was found has an error.
    pub(crate) fn is_ok(&self) -> bool {
        !self.found.iter().any(|item| item.has(Severity::Error))
    }
}

impl Scanner<'_> {
    /// Judges what needs everything that was seen. `is_there` asks the disk whether something is at a path.
    pub(crate) fn finish(self, is_there: &dyn Fn(&Path) -> bool) -> ScanResult {
        let directory = self.question.directory;
        let keys: HashSet<ScanPlace> = self.keys.iter().map(|(place, _)| place.absolute(directory)).collect();
        let mut items: Vec<FoundItem> =
            self.items.into_iter().map(|item| with_key_beside(item, &keys, directory)).collect();
        let used = used_keys(&items, &keys, directory);
        let refused = self.keys.iter().filter(|(_, rights)| rights.is_some_and(KeyRights::are_too_wide));
        let refused = refused.filter(|(place, _)| used.contains(&place.absolute(directory)));
        let key_items: Vec<FoundItem> = refused.map(|(place, _)| open_key(place)).collect();
        let settings = setting_findings(&items, directory, is_there);
        for (at, findings) in settings {
            items[at].findings = findings;
        }
        items.extend(key_items);
        let mut found = fold_folders(items);
        for item in &mut found {
            catalog::sort(&mut item.findings, &[Speaker::Scan, Speaker::Status]);
            sum_up(item);
        }
        found.sort_by(|one, other| (&one.place, one.kind).cmp(&(&other.place, other.kind)));
        let mut left_out = self.left_out;
        left_out.sort_by(|(one, _), (other, _)| one.cmp(other));
        ScanResult { found, left_out }
    }
}

fn setting_findings(
    items: &[FoundItem],
    directory: &Path,
    is_there: &dyn Fn(&Path) -> bool,
) -> Vec<(usize, Vec<Diagnostic>)> {
    let index = FoundIndex::new(items, directory);
    let of_item = |item: &FoundItem| {
        let mut findings: Vec<Diagnostic> = Vec::new();
        for setting in &item.settings {
            let named = references::finding(&index, &item.place, setting, is_there);
            // Several connections may name the same roots.
            let new = settings::findings(setting).into_iter().chain(named);
            let new: Vec<Diagnostic> = new.filter(|finding| !findings.contains(finding)).collect();
            findings.extend(new);
        }
        findings
    };
    let with_settings = items.iter().enumerate().filter(|(_, item)| item.kind == FoundKind::Settings);
    with_settings.map(|(at, item)| (at, of_item(item))).collect()
}

/// A certificate whose key is in the same file or beside it under a usual name is its owner's.
fn with_key_beside(item: FoundItem, keys: &HashSet<ScanPlace>, directory: &Path) -> FoundItem {
    const KEYS: [&str; 3] = ["privkey.pem", "tls.key", "server.key"];
    if item.kind != FoundKind::Pem {
        return item;
    }
    let name = item.place.name().to_owned();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let own =
        [format!("{stem}.key"), format!("{stem}.pk8"), format!("{stem}-key.pem"), format!("{stem}.key.pem")];
    let usual = KEYS.iter().filter(|key| match **key {
        "privkey.pem" => name.contains("chain") || name.contains("cert"),
        key => key.starts_with(&format!("{stem}.")),
    });
    let beside = own.iter().map(String::as_str).chain(usual.copied());
    let place = item.place.absolute(directory);
    let has_key =
        keys.contains(&place) || beside.map(|key| place.resolve(key)).any(|key| keys.contains(&key));
    identity(item, has_key || name == OWN_CERTIFICATE)
}

/// Of the keys with these absolute places, those that libpq or pgjdbc would use: beside its certificate, or named.
fn used_keys(items: &[FoundItem], keys: &HashSet<ScanPlace>, directory: &Path) -> HashSet<ScanPlace> {
    let mut used = HashSet::new();
    for item in items {
        let from = item.place.absolute(directory);
        if from.name() == OWN_CERTIFICATE {
            used.extend(OWN_KEYS.map(|key| from.resolve(key)));
        }
        let named = item.settings.iter().filter_map(|setting| setting.key.as_ref());
        used.extend(
            named.filter_map(|path| {
                references::places(&from, path).into_iter().find(|key| keys.contains(key))
            }),
        );
    }
    used
}

/// A key that others may read, and that the client refuses for that.
fn open_key(place: &ScanPlace) -> FoundItem {
    let ending = place.name().rsplit_once('.').map(|(_, ending)| ending);
    let refusal = if ending == Some("pk8") {
        "pgjdbc 42.7.11 and newer refuse it"
    } else {
        "libpq refuses it and every connection fails"
    };
    let message = format!("group or others have access to the key `{place}`, so {refusal}");
    let fix = if place.is_in_archive() {
        Fix::from("give it mode 0600 where the archive is made, or 0640 if root owns it")
    } else {
        Fix::run(format!("chmod 600 {}", posix_path(&place.file)), "makes the key private")
    };
    let mut item = FoundItem::new(place, FoundKind::ClientKey);
    item.findings.push(Diagnostic::new(Code::ClientCertificate, Severity::Error, message, fix));
    item
}
