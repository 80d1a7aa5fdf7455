//! Where people put a root.crt that libpq does not find.

use std::path::{Path, PathBuf};

use crate::libpq::environment::{Environment, Platform};
use crate::libpq::home::home;
use crate::libpq::location::default_root_crt;

/// Paths below the home folder.
const IN_HOME: [&str; 5] = [
    ".postgres/root.crt",
    ".postgresql.d/root.crt",
    ".pgsql/root.crt",
    ".psql/root.crt",
    "postgresql/root.crt",
];

/// Names in the folder of the right file.
const SIBLINGS: [&str; 8] = [
    "root.pem",
    "root.cer",
    "root.cert",
    "root.crt.pem",
    "root.crt.txt",
    "roots.crt",
    "ca.crt",
    "root-ca.crt",
];

/// The paths to look at; none for a user without a home folder.
pub(crate) fn near_misses(environment: &Environment) -> Vec<PathBuf> {
    let Some(own) = default_root_crt(environment) else { return Vec::new() };
    let siblings = SIBLINGS.iter().map(|name| own.with_file_name(name));
    let elsewhere = match environment.platform {
        Platform::Unix => elsewhere_on_unix(environment),
        Platform::Windows => elsewhere_on_windows(environment),
    };
    siblings.chain(elsewhere).filter(|path| *path != own).collect()
}

fn elsewhere_on_unix(environment: &Environment) -> Vec<PathBuf> {
    let in_home = home(environment).into_iter().flat_map(|home| below(&home));
    let other_home = environment.database_home.iter().map(|home| home.join(".postgresql").join("root.crt"));
    in_home.chain(other_home).collect()
}

fn elsewhere_on_windows(environment: &Environment) -> Vec<PathBuf> {
    let folder = |name: &str| environment.variable(name).map(PathBuf::from);
    let in_profile = folder("USERPROFILE").into_iter().flat_map(|home| below(&home));
    let unix_name = folder("USERPROFILE").map(|home| home.join(".postgresql").join("root.crt"));
    let local = folder("LOCALAPPDATA").map(|folder| folder.join("postgresql").join("root.crt"));
    in_profile.chain(unix_name).chain(local).collect()
}

fn below(home: &Path) -> [PathBuf; 5] {
    IN_HOME.map(|name| home.join(name))
}
