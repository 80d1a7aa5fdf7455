//! Where a password comes from, and what keeps it from being written anywhere.

use std::io::{self, BufRead as _, Read as _};
use std::path::Path;

use super::fault::FileFault;
use super::regular;
use crate::libpq::passfile::PassfileText;
use crate::libpq::secret::Secret;

/// More than any password has. An Entra token has some thousands.
const LONGEST: u64 = 64 << 10;

/// More than any password file has.
const FILE_LIMIT: u64 = 4 << 20;

/// The first line of standard input without its end.
///
/// # Errors
/// If it cannot be read, is too long or is not UTF-8.
pub(crate) fn read_stdin() -> io::Result<Secret> {
    let mut line = String::new();
    io::stdin().lock().take(LONGEST).read_line(&mut line)?;
    let password = line.strip_suffix('\n').map_or(line.as_str(), |line| line.trim_end_matches('\r'));
    if line.len() as u64 == LONGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(Secret::from(password.to_owned()))
}

/// The content of a password file, if libpq would read it. What is not UTF-8 has the replacement character in its place.
pub(crate) fn read_file(path: &Path) -> PassfileText {
    match regular::read_private(path, FILE_LIMIT) {
        Ok(Some(bytes)) => PassfileText::Read(Secret::from(String::from_utf8_lossy(&bytes).into_owned())),
        Ok(None) => PassfileText::Exposed,
        Err(FileFault::NotRegular) => PassfileText::NotPlain,
        Err(FileFault::TooLarge) => PassfileText::TooLarge,
        Err(_) => PassfileText::Absent,
    }
}

/// From now on, no crash of this process writes its memory to a file. A system that refuses that changes nothing.
pub(crate) fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};

        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}
