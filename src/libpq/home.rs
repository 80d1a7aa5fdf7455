//! The user's home folder: `pqGetHomeDirectory` in `fe-connect.c` (PostgreSQL 15 and newer).

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::libpq::environment::{Environment, Platform};

/// `$HOME` if it is set and not empty, otherwise the password database. libpq 14 and older asked only the latter.
pub(crate) fn home(environment: &Environment) -> Option<PathBuf> {
    environment.variable("HOME").map(PathBuf::from).or_else(|| environment.database_home.clone())
}

/// Two homes of one user, of which some clients know only the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HomeMismatch<'a> {
    /// The value of `$HOME`.
    pub(crate) variable: &'a OsStr,
    /// The home in the password database.
    pub(crate) database: &'a Path,
}

/// Compares `$HOME` with the password database.
pub(crate) fn home_mismatch(environment: &Environment) -> Option<HomeMismatch<'_>> {
    let variable = environment.variable("HOME").filter(|_| environment.platform == Platform::Unix)?;
    let database = environment.database_home.as_deref()?;
    let differ = environment.absolute(Path::new(variable)) != environment.absolute(database);
    differ.then_some(HomeMismatch { variable, database })
}

/// The home of the user who called sudo, if this run is root's through sudo.
pub(crate) fn sudo_caller_home(environment: &Environment) -> Option<&Path> {
    if environment.is_root { environment.sudo_home.as_deref() } else { None }
}

/// Whether the path is in this user's home. Under sudo no path is, because `$HOME` may be the home of sudo's caller.
pub(crate) fn is_at_home(path: &Path, environment: &Environment) -> bool {
    let under_sudo = environment.is_root && environment.variable("SUDO_UID").is_some();
    let home = environment.variable("HOME").filter(|_| !under_sudo);
    home.is_some_and(|home| is_below_home(path, Path::new(home), environment))
}

/// Whether the path is below this home. The home `/`, which containers set, does not count.
pub(crate) fn is_below_home(path: &Path, home: &Path, environment: &Environment) -> bool {
    let home = environment.absolute(home);
    home.parent().is_some() && environment.absolute(path).starts_with(home)
}
