//! Copies of what was replaced, beside it: `root.crt.<UTC time>.bak`, each under a name of its own.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use super::provisional::Provisional;
use super::replace::Fresh;
use super::{Existing, failed};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files::folder_of;

/// Writes a copy of `old`, with its mode and owner.
pub(super) fn save(
    folder: &Path,
    target: &Path,
    old: &Existing,
    now: OffsetDateTime,
) -> Result<Provisional, Diagnostic> {
    let fresh = Fresh::write(folder, &old.bytes, Some(&old.metadata))?;
    let path = free_name(target, now)?;
    fresh.put(&path)?;
    Ok(Provisional::at(path))
}

/// A name that nobody has, later than that of every other backup: a clock that was set back must not make an
/// older one the newest.
fn free_name(target: &Path, now: OffsetDateTime) -> Result<PathBuf, Diagnostic> {
    let newest = list(target)?.pop();
    let time_of_newest =
        newest.as_deref().and_then(|newest| time_of(target.file_name()?, newest.file_name()?));
    let mut next = match time_of_newest {
        Some(newest) if newest >= now => newest.checked_add(Duration::MILLISECOND),
        _ => Some(now),
    };
    while let Some(time) = next {
        let path = target.with_file_name(name(target, time));
        match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(path),
            Err(error) => return Err(failed("cannot look at", &path, &error)),
            Ok(_) => next = time.checked_add(Duration::MILLISECOND),
        }
    }
    let newest = newest.unwrap_or_default();
    let message =
        format!("no backup can be later than `{}`, which has the last time there is", newest.display());
    Err(Diagnostic::failure(Code::Io, message, "give that file another name, or use `--no-backup`"))
}

/// The backups beside `target`, the oldest first: their names sort by time.
pub(super) fn list(target: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let folder = folder_of(target);
    let unlisted = |error: std::io::Error| failed("cannot list", folder, &error);
    let mut backups = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(backups),
        entries => entries.map_err(unlisted)?,
    };
    let own = target.file_name().unwrap_or_default();
    for entry in entries {
        let name = entry.map_err(unlisted)?.file_name();
        if time_of(own, &name).is_some() {
            backups.push(target.with_file_name(name));
        }
    }
    backups.sort();
    Ok(backups)
}

/// The time in a backup's name, which is `own` with a time and `.bak` behind it.
fn time_of(own: &OsStr, name: &OsStr) -> Option<OffsetDateTime> {
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

/// Names that sort by time.
fn name(target: &Path, time: OffsetDateTime) -> OsString {
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second, milli) = time.to_hms_milli();
    let month = u8::from(month);
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}.{milli:03}Z.bak"));
    name
}
