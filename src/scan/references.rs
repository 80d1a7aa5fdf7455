//! The files that settings name: whether they are there, and whether they hold what is needed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::paste::quote::posix_path;
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::place::ScanPlace;
use crate::scan::scanner::Scanner;
use crate::scan::settings::{ConnectionSetting, RootSetting, SettingReader};

/// How far above a file its working directory may be.
const ABOVE: usize = 8;

/// A file that a setting names and the walk did not see.
#[derive(Clone, Debug)]
pub(crate) struct MissingReference {
    /// Where it may be, the likeliest first.
    pub(crate) candidates: Vec<PathBuf>,
}

impl MissingReference {
    fn new(setting_file: &ScanPlace, path: &str) -> Self {
        let given = Path::new(path);
        let first = setting_file.resolve(path).file;
        // A relative path is for the working directory, which may be any folder above the file.
        let above = setting_file.file.ancestors().skip(1).take(ABOVE).map(|folder| folder.join(given));
        let others = above.filter(|_| given.is_relative());
        Self { candidates: std::iter::once(first).chain(others).collect() }
    }
}

/// What was found, by its place, for those who look for a file.
pub(super) struct FoundIndex<'a> {
    items: HashMap<&'a ScanPlace, Vec<usize>>,
    all: &'a [FoundItem],
}

impl<'a> FoundIndex<'a> {
    pub(super) fn new(all: &'a [FoundItem]) -> Self {
        let mut items: HashMap<&ScanPlace, Vec<usize>> = HashMap::new();
        for (at, item) in all.iter().enumerate() {
            items.entry(&item.place).or_default().push(at);
        }
        Self { items, all }
    }

    fn at(&self, place: &ScanPlace) -> impl Iterator<Item = &'a FoundItem> {
        let found = self.items.get(place).into_iter().flatten();
        found.map(|at| &self.all[*at]).filter(|item| item.kind.is_store() || item.kind == FoundKind::Identity)
    }

    /// The store that a setting in this file names. Of an image, each layer may have it.
    fn named(&self, from: &ScanPlace, path: &str) -> Option<&'a FoundItem> {
        if from.is_in_archive() {
            let place = from.resolve(path);
            let same_file = |item: &&FoundItem| {
                item.place.file == from.file && item.place.members.last() == place.members.last()
            };
            return self
                .at(&place)
                .next()
                .or_else(|| self.all.iter().filter(|item| item.kind.is_store()).find(same_file));
        }
        let reference = MissingReference::new(from, path);
        reference.candidates.into_iter().find_map(|file| self.at(&ScanPlace::on_disk(file)).next())
    }
}

impl Scanner<'_> {
    /// The files on the disk that settings name and that were not seen, for a scan of the whole machine.
    pub(crate) fn unseen_references(&self) -> Vec<MissingReference> {
        let index = FoundIndex::new(&self.items);
        let mut unseen = Vec::new();
        for item in self.items.iter().filter(|item| !item.place.is_in_archive()) {
            let roots = item.settings.iter().filter_map(root_file);
            let missing = roots.filter(|path| index.named(&item.place, path).is_none());
            unseen.extend(missing.map(|path| MissingReference::new(&item.place, path)));
        }
        unseen
    }
}

/// The path of the roots, if it can be looked for.
fn root_file(setting: &ConnectionSetting) -> Option<&str> {
    match &setting.root {
        Some(RootSetting::File(path)) => Some(path),
        _ => None,
    }
}

/// The finding about the file that a setting names. `is_there` asks the disk.
pub(super) fn finding(
    index: &FoundIndex<'_>,
    from: &ScanPlace,
    setting: &ConnectionSetting,
    is_there: &dyn Fn(&Path) -> bool,
) -> Option<Diagnostic> {
    let path = root_file(setting)?;
    if let Some(store) = index.named(from, path) {
        return unsound(store, path).map(|finding| finding.at_line(setting.root_line));
    }
    // Where a container has its files is not known here.
    if setting.reader == SettingReader::Container {
        return None;
    }
    let reference = MissingReference::new(from, path);
    if !from.is_in_archive() && reference.candidates.iter().any(|path| is_there(path)) {
        return None;
    }
    let is_certain =
        Path::new(path).is_absolute() && !from.is_in_archive() && setting.reader == SettingReader::Here;
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    let message = format!("sslrootcert names `{path}`, which is not there or holds no certificate");
    let fix = Fix::from(format!("`pgcerts install --dest {}` makes it", posix_path(Path::new(path))));
    Some(Diagnostic::new(Code::MissingFile, severity, message, fix).at_line(setting.root_line))
}

fn unsound(store: &FoundItem, path: &str) -> Option<Diagnostic> {
    let errors = store.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let codes: Vec<String> = errors.map(|finding| finding.code.to_string()).collect();
    let first = codes.first()?;
    let message = format!("sslrootcert names `{path}`, in which something is wrong: {first}");
    Some(Diagnostic::new(Code::UnsoundStore, Severity::Error, message, "see the findings about that file"))
}
