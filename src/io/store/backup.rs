//! Backups of replaced files, in the same folder: `root.crt.<UTC time>.bak`, each under its own name.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use super::existing::Existing;
use super::failure::{StoreAction, StoreFailure};
use super::provisional::Provisional;
use super::replace::Fresh;
use crate::io::files::folder_of;

/// Writes a copy of `old`, with its mode and owner.
pub(super) fn save(
    folder: &Path,
    target: &Path,
    old: &Existing,
    now: OffsetDateTime,
) -> Result<Provisional, StoreFailure> {
    let fresh = Fresh::write(folder, &old.bytes, Some(&old.metadata))?;
    let path = free_name(target, now)?;
    fresh.put(&path)?;
    Ok(Provisional::at(path))
}

/// A name that no file has, later than that of every other backup: after a clock was set back, an older backup must
/// not become the newest.
fn free_name(target: &Path, now: OffsetDateTime) -> Result<PathBuf, StoreFailure> {
    let newest = backups(target)?.pop();
    let time_of_newest =
        newest.as_deref().and_then(|newest| time_in_name(target.file_name()?, newest.file_name()?));
    let mut next = match time_of_newest {
        Some(newest) if newest >= now => newest.checked_add(Duration::MILLISECOND),
        _ => Some(now),
    };
    while let Some(time) = next {
        let path = target.with_file_name(name(target, time));
        match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path),
            Err(error) => return Err(StoreFailure::when(StoreAction::LookAt, &path)(error)),
            Ok(_) => next = time.checked_add(Duration::MILLISECOND),
        }
    }
    Err(StoreFailure::NoLaterBackup(newest.unwrap_or_default()))
}

/// The backups of `target`, the oldest first: their names sort by time.
///
/// # Errors
/// Where the folder cannot be listed.
pub(crate) fn backups(target: &Path) -> Result<Vec<PathBuf>, StoreFailure> {
    let folder = folder_of(target);
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(StoreFailure::when(StoreAction::ListFolder, folder))?,
    };
    let own = target.file_name().unwrap_or_default();
    let mut backups = Vec::new();
    for entry in entries {
        let name = entry.map_err(StoreFailure::when(StoreAction::ListFolder, folder))?.file_name();
        if time_in_name(own, &name).is_some() {
            backups.push(target.with_file_name(name));
        }
    }
    backups.sort();
    Ok(backups)
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
