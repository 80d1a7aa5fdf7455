//! Looks at what is around a root.crt.

#[cfg(unix)]
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::fault::FileFault;
use super::{files, regular};
use crate::libpq::environment::Environment;
use crate::libpq::home;
use crate::libpq::location;
use crate::libpq::near_misses::near_misses;
use crate::libpq::service_file::ServiceFile;
use crate::libpq::service_text::ServiceText;
use crate::store::surroundings::Surroundings;

/// What is around libpq's default file.
pub(crate) fn around_default<'a>(environment: &'a Environment, target: &Path) -> Surroundings<'a> {
    let there = |path: &PathBuf| std::fs::symlink_metadata(path).is_ok();
    let near_misses = near_misses(environment).into_iter().filter(there);
    let service_files = service_files(environment);
    let named = environment.variable("PGSSLROOTCERT").map(|value| value.to_string_lossy().into_owned());
    let in_services =
        service_files.iter().flat_map(|(_, text)| ServiceFile::parse(text.text()).values("sslrootcert"));
    let values = named.into_iter().chain(in_services.map(|(_, value)| value.to_owned()));
    Surroundings {
        aliases: values.filter(|value| files::is_same(Path::new(value), target)).collect(),
        near_misses: near_misses.filter(|path| !files::is_same(path, target)).collect(),
        root_crl: location::default_root_crl(environment).filter(there),
        service_files,
        environment: Some(environment),
        ..around_any(target)
    }
}

/// The service files that are there, the user's first. libpq passes over one that `stat` does not find.
pub(crate) fn service_files(environment: &Environment) -> Vec<(PathBuf, ServiceText)> {
    let files = location::service_files(environment).into_iter();
    let there = files.filter(|path| path.exists());
    there.map(|path| (path.clone(), service_text(&path))).collect()
}

fn service_text(path: &Path) -> ServiceText {
    if regular::is_found_empty(path) {
        return ServiceText::Read(String::new());
    }
    match regular::read(path, files::SIZE_LIMIT) {
        Ok(bytes) => ServiceText::Read(String::from_utf8_lossy(&bytes).into_owned()),
        Err(FileFault::NotRegular) => ServiceText::NotRegular,
        Err(FileFault::TooLarge) => ServiceText::TooLarge { mib: files::SIZE_LIMIT >> 20 },
        Err(_) => ServiceText::NotOpened,
    }
}

/// What is around a named file, which other users may be meant to read too.
pub(crate) fn around_named(environment: &Environment, target: &Path) -> Surroundings<'static> {
    let is_own = home::is_at_home(target, environment) || is_default_of_somebody(target);
    Surroundings { closed: if is_own { Vec::new() } else { closed_folders(target) }, ..around_any(target) }
}

/// Whether it is where libpq looks in some user's home.
fn is_default_of_somebody(file: &Path) -> bool {
    file.parent().is_some_and(|folder| folder.ends_with(".postgresql"))
}

/// The folders above a file of root's, or above the file behind its links, that only root may enter.
#[cfg(unix)]
fn closed_folders(target: &Path) -> Vec<PathBuf> {
    use std::os::unix::fs::MetadataExt as _;
    let owned_by_root = |path: &Path| std::fs::metadata(path).ok().filter(|metadata| metadata.uid() == 0);
    let closed = |folder: &&Path| owned_by_root(folder).is_some_and(|metadata| metadata.mode() & 0o011 == 0);
    let named = owned_by_root(target).and_then(|_| std::path::absolute(target).ok());
    let behind = named.as_ref().and_then(|path| std::fs::canonicalize(path).ok());
    let paths = [named, behind];
    let above = paths.iter().flatten().flat_map(|path| path.ancestors().skip(1));
    // A set sorts a folder before those below it, and has one that is above both paths only once.
    above.filter(closed).map(Path::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(not(unix))]
fn closed_folders(_: &Path) -> Vec<PathBuf> {
    Vec::new()
}

/// What is around any file.
fn around_any(target: &Path) -> Surroundings<'static> {
    Surroundings { exposures: exposures(target), ..Surroundings::default() }
}

#[cfg(unix)]
use super::access::exposures;

/// Windows' access rules are not read.
#[cfg(not(unix))]
fn exposures(_: &Path) -> Vec<crate::store::surroundings::Exposure> {
    Vec::new()
}
