//! A file that is removed in a single step. What another program put there meanwhile is not lost.

use std::ffi::OsStr;
use std::path::Path;

use super::directory::Directory;
use super::existing::{Existing, read_in};
use super::failure::StoreFailure;
use super::replace::not_replaced;
use super::temporary;

/// Removes `old`, if that is still what has the name. It is looked at under a name that nobody else writes to.
pub(super) fn remove(
    directory: &Directory,
    path: &Path,
    name: &OsStr,
    old: &Existing,
) -> Result<(), StoreFailure> {
    let away = temporary::removal_name(old);
    directory.rename_new(name, &away).map_err(|error| not_replaced(path, error))?;
    match read_in(directory, path, &away) {
        Ok(Some(was)) if was.is_as(old) => temporary::remove(directory, path, &away)
            .or_else(|failure| give_back(directory, path, name, &away, failure)),
        Ok(_) => give_back(directory, path, name, &away, StoreFailure::ChangedMeanwhile(path.to_owned())),
        Err(failure) => give_back(directory, path, name, &away, failure),
    }
}

fn give_back(
    directory: &Directory,
    path: &Path,
    name: &OsStr,
    away: &OsStr,
    why: StoreFailure,
) -> Result<(), StoreFailure> {
    match directory.rename_new(away, name) {
        Ok(()) => Err(why),
        Err(_) => Err(StoreFailure::Displaced { path: path.to_owned(), now: path.with_file_name(away) }),
    }
}
