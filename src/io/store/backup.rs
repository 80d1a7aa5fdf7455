//! Backups of replaced files, in the same folder: `root.crt.<UTC time>.bak`, each under its own name.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use super::attributes::Dress;
use super::directory::{Directory, EntryKind};
use super::existing::{Existing, read_in};
use super::failure::{StoreAction, StoreFailure};
use super::provisional::Provisional;
use super::replace::Fresh;
use crate::io::files::folder_of;

/// How many names in a row may be taken.
const ATTEMPTS: usize = 1_000;

/// The longest name that file systems take, in bytes.
const NAME_LIMIT: usize = 255;

/// Files with the name of a backup.
#[derive(Debug, Default)]
pub(crate) struct BackupList {
    /// Those that may be put back, the oldest first.
    pub(crate) own: Vec<PathBuf>,
    /// The others, and why not.
    pub(crate) foreign: Vec<ForeignBackup>,
}

/// Something with the name of a backup that is not taken for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignBackup {
    pub(crate) path: PathBuf,
    pub(crate) reason: ForeignReason,
}

/// Why it is not taken for a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForeignReason {
    /// A link, a folder, a pipe.
    NotAFile,
    /// It has other names, so it may be any file of its owner.
    HardLink,
    /// It is neither this user's nor the file's owner's.
    Owner,
    /// Its name has a time to come.
    Future,
}

/// Writes a copy of `old`, dressed as the file that takes its place.
pub(super) fn save(
    directory: &Rc<Directory>,
    target: &Path,
    old: &Existing,
    dress: &Dress<'_>,
    now: OffsetDateTime,
) -> Result<Provisional, StoreFailure> {
    if name(target, now).len() > NAME_LIMIT {
        return Err(StoreFailure::NameTooLong(target.to_owned()));
    }
    let fresh = Fresh::write(directory, folder_of(target), &old.bytes, dress)?;
    let path = free_name(directory, target, now)?;
    let name = path.file_name().unwrap_or_default().to_owned();
    fresh.put_new(&path, &name)?;
    Ok(Provisional::new(Rc::clone(directory), path, name))
}

/// A name that no file has, from this millisecond or one of the next.
fn free_name(directory: &Directory, target: &Path, now: OffsetDateTime) -> Result<PathBuf, StoreFailure> {
    let times = std::iter::successors(Some(now), |time| time.checked_add(Duration::MILLISECOND));
    for time in times.take(ATTEMPTS) {
        let path = target.with_file_name(name(target, time));
        let kind = directory.kind(path.file_name().unwrap_or_default());
        if kind.map_err(StoreFailure::when(StoreAction::LookAt, &path))?.is_none() {
            return Ok(path);
        }
    }
    Err(StoreFailure::NoFreeBackupName(target.to_owned()))
}

/// The backups of `target`: their names sort by time.
///
/// # Errors
/// Where the folder cannot be listed.
pub(super) fn list(
    directory: &Directory,
    target: &Path,
    now: OffsetDateTime,
) -> Result<BackupList, StoreFailure> {
    let failed = StoreFailure::when(StoreAction::ListFolder, folder_of(target));
    let own = target.file_name().unwrap_or_default();
    let mut backups = BackupList::default();
    let mut names = directory.names().map_err(failed)?;
    names.retain(|name| time_in_name(own, name).is_some());
    names.sort();
    for name in names {
        let path = target.with_file_name(&name);
        match foreign_reason(directory, own, &name, now) {
            Some(reason) => backups.foreign.push(ForeignBackup { path, reason }),
            None => backups.own.push(path),
        }
    }
    Ok(backups)
}

/// Anybody who may write in the folder can give a file such a name.
fn foreign_reason(
    directory: &Directory,
    own: &OsStr,
    name: &OsStr,
    now: OffsetDateTime,
) -> Option<ForeignReason> {
    if !directory.kind(name).is_ok_and(|kind| kind == Some(EntryKind::File)) {
        return Some(ForeignReason::NotAFile);
    }
    if !directory.trusts(directory.owner(name), own) {
        return Some(ForeignReason::Owner);
    }
    if directory.has_other_names(name) {
        return Some(ForeignReason::HardLink);
    }
    time_in_name(own, name).is_some_and(|time| time > now).then_some(ForeignReason::Future)
}

/// Reads a backup, if it is still one: somebody may have put another file in its place since it was listed.
pub(super) fn read(
    directory: &Directory,
    path: &Path,
    own: &OsStr,
) -> Result<Option<Existing>, StoreFailure> {
    let found = read_in(directory, path, path.file_name().unwrap_or_default())?;
    let is_backup =
        |found: &Existing| !found.has_other_names && directory.trusts(found.attributes.owner_id(), own);
    if found.as_ref().is_some_and(|found| !is_backup(found)) {
        return Err(StoreFailure::NotABackup(path.to_owned()));
    }
    Ok(found)
}

/// The time in a backup's name, which is `own` followed by a time and `.bak`.
fn time_in_name(own: &OsStr, name: &OsStr) -> Option<OffsetDateTime> {
    const FORM: &[u8] = b".00000000T000000.000Z.bak";
    let time = name.as_encoded_bytes().strip_prefix(own.as_encoded_bytes())?;
    let fits = |(byte, form): (&u8, &u8)| byte == form || (*form == b'0' && byte.is_ascii_digit());
    if time.len() != FORM.len() || !time.iter().zip(FORM).all(fits) {
        return None;
    }
    let number =
        |from: usize, digits: usize| std::str::from_utf8(&time[from..from + digits]).ok()?.parse().ok();
    let small = |from: usize| number(from, 2).and_then(|value: u16| u8::try_from(value).ok());
    let year = i32::from(number(1, 4)?);
    let date = Date::from_calendar_date(year, Month::try_from(small(5)?).ok()?, small(7)?).ok()?;
    let clock = Time::from_hms_milli(small(10)?, small(12)?, small(14)?, number(17, 3)?).ok()?;
    Some(PrimitiveDateTime::new(date, clock).assume_utc())
}

/// The name of a backup from this time. The names sort by time.
fn name(target: &Path, time: OffsetDateTime) -> OsString {
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second, milli) = time.to_hms_milli();
    let month = u8::from(month);
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}.{milli:03}Z.bak"));
    name
}
