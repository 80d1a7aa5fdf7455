//! The files that settings name: whether they are there, and whether they hold what is needed.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::paste::quote::posix_path;
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::place::{ScanPlace, without_dots};
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
    /// `setting_file` is absolute.
    fn new(setting_file: &ScanPlace, path: &str) -> Self {
        let given = Path::new(path);
        let first = setting_file.resolve(path).file;
        // A relative path is for the working directory, which may be any folder above the file.
        let above =
            setting_file.file.ancestors().skip(1).take(ABOVE).map(|folder| without_dots(&folder.join(given)));
        let others = above.filter(|_| given.is_relative());
        Self { candidates: std::iter::once(first).chain(others).collect() }
    }
}

/// The places that a path in a setting may mean, the likeliest first. `setting_file` is absolute.
pub(super) fn places(setting_file: &ScanPlace, path: &str) -> Vec<ScanPlace> {
    if setting_file.is_in_archive() {
        return vec![setting_file.resolve(path)];
    }
    MissingReference::new(setting_file, path).candidates.into_iter().map(ScanPlace::on_disk).collect()
}

/// What was found, by its absolute place, for those who look for a file.
pub(super) struct FoundIndex<'a> {
    items: HashMap<ScanPlace, Vec<usize>>,
    all: &'a [FoundItem],
    directory: &'a Path,
}

impl<'a> FoundIndex<'a> {
    pub(super) fn new(all: &'a [FoundItem], directory: &'a Path) -> Self {
        let mut items: HashMap<ScanPlace, Vec<usize>> = HashMap::new();
        for (at, item) in all.iter().enumerate() {
            items.entry(item.place.absolute(directory)).or_default().push(at);
        }
        Self { items, all, directory }
    }

    fn at(&self, place: &ScanPlace) -> impl Iterator<Item = &'a FoundItem> {
        let found = self.items.get(place).into_iter().flatten();
        found.map(|at| &self.all[*at]).filter(|item| item.kind.is_store() || item.kind == FoundKind::Identity)
    }

    /// The store that a setting in this file names. Of an image, each layer may have it.
    fn named(&self, from: &ScanPlace, path: &str) -> Option<&'a FoundItem> {
        let places = places(&from.absolute(self.directory), path);
        if let Some(exact) = places.iter().find_map(|place| self.at(place).next()) {
            return Some(exact);
        }
        let member = places.first()?.members.last()?;
        let same_file =
            |item: &&FoundItem| item.place.file == from.file && item.place.members.last() == Some(member);
        self.all.iter().filter(|item| item.kind.is_store()).find(same_file)
    }
}

impl Scanner<'_> {
    /// The files on the disk that settings name and that were not seen, for a scan of the whole machine.
    pub(crate) fn unseen_references(&self) -> Vec<MissingReference> {
        let directory = self.question.directory;
        let index = FoundIndex::new(&self.items, directory);
        let seen: HashSet<ScanPlace> = self.keys.iter().map(|(place, _)| place.absolute(directory)).collect();
        let mut unseen = Vec::new();
        for item in self.items.iter().filter(|item| !item.place.is_in_archive()) {
            let from = item.place.absolute(directory);
            let roots = item.settings.iter().filter_map(root_file);
            let roots = roots.filter(|path| index.named(&item.place, path).is_none());
            let keys = item.settings.iter().filter(|setting| setting.reader != SettingReader::Container);
            let keys = keys.filter_map(|setting| setting.key.as_deref());
            let keys = keys.filter(|path| !places(&from, path).iter().any(|place| seen.contains(place)));
            unseen.extend(roots.chain(keys).map(|path| MissingReference::new(&from, path)));
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
    // Where a container has its files is not known here. In an archive, a link, another layer or a mount may have it.
    if setting.reader == SettingReader::Container || from.is_in_archive() {
        return None;
    }
    let reference = MissingReference::new(&from.absolute(index.directory), path);
    if reference.candidates.iter().any(|path| is_there(path)) {
        return None;
    }
    let is_certain = Path::new(path).is_absolute() && setting.reader == SettingReader::Here;
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
