//! Where libpq looks for its files: `ROOT_CERT_FILE` and `ROOT_CRL_FILE` in `fe-secure-openssl.c`, `parseServiceInfo` in
//! `fe-connect.c`, all in PostgreSQL 15 and newer.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::libpq::environment::{Environment, Platform};
use crate::libpq::home::home;
use crate::libpq::sslmode::SYSTEM;

/// What decided on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PathSource {
    /// libpq's own rule.
    Default,
    /// The command line.
    Flag,
    /// PGSSLROOTCERT.
    Environment,
}

/// A root.crt and what decided on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The path, as it was given or as libpq would build it.
    pub path: PathBuf,
    /// What decided on it.
    pub source: PathSource,
}

impl Location {
    /// The home that libpq's default file is in.
    pub(crate) fn home(&self) -> Option<&Path> {
        self.path.parent()?.parent().filter(|_| self.source == PathSource::Default)
    }
}

/// Why there is no root.crt to work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocationFault {
    /// The path that was given is empty.
    EmptyPath,
    /// The user has no home folder, so there is no default.
    NoHome,
}

/// Picks the root.crt to work on: the path that was given, otherwise libpq's default.
pub(crate) fn root_crt(given: Option<&Path>, environment: &Environment) -> Result<Location, LocationFault> {
    match given {
        Some(path) if path.as_os_str().is_empty() => Err(LocationFault::EmptyPath),
        Some(path) => Ok(Location { path: path.to_owned(), source: PathSource::Flag }),
        None => {
            let path = default_root_crt(environment).ok_or(LocationFault::NoHome)?;
            Ok(Location { path, source: PathSource::Default })
        }
    }
}

/// Picks the root.crt that libpq would read: the path that was given, else PGSSLROOTCERT, else the default. `system`
/// names no file (`initialize_SSL` in `fe-secure-openssl.c`).
pub(crate) fn read_root_crt(
    given: Option<&Path>,
    environment: &Environment,
) -> Result<Location, LocationFault> {
    let named = environment.variable("PGSSLROOTCERT").filter(|value| *value != SYSTEM);
    match (given, named) {
        (None, Some(value)) => Ok(Location { path: value.into(), source: PathSource::Environment }),
        _ => root_crt(given, environment),
    }
}

/// libpq's default root.crt; none for a user without a home folder.
pub(crate) fn default_root_crt(environment: &Environment) -> Option<PathBuf> {
    match environment.platform {
        Platform::Unix => home(environment).map(|home| home.join(".postgresql").join("root.crt")),
        Platform::Windows => {
            environment.roaming_folder.as_ref().map(|folder| folder.join("postgresql").join("root.crt"))
        }
    }
}

/// libpq's default revocation list, in the folder of its default root.crt.
pub(crate) fn default_root_crl(environment: &Environment) -> Option<PathBuf> {
    default_root_crt(environment).map(|path| path.with_file_name("root.crl"))
}

/// Whether the path starts with a `~` that no shell expanded.
pub(crate) fn has_literal_tilde(path: &Path, platform: Platform) -> bool {
    path.starts_with("~") && platform == Platform::Unix
}

/// The service files that libpq reads: the user's, then the system's. The folder of the latter is compiled in; this is
/// Debian's.
pub(crate) fn service_files(environment: &Environment) -> Vec<PathBuf> {
    let named = environment.variable("PGSERVICEFILE").map(PathBuf::from);
    let user = match environment.platform {
        Platform::Unix => home(environment).map(|home| home.join(".pg_service.conf")),
        Platform::Windows => environment
            .roaming_folder
            .as_ref()
            .map(|folder| folder.join("postgresql").join(".pg_service.conf")),
    };
    let system = environment.variable("PGSYSCONFDIR").map(PathBuf::from);
    let system = system.unwrap_or_else(|| PathBuf::from("/etc/postgresql-common"));
    named.or(user).into_iter().chain([system.join("pg_service.conf")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libpq::environment::known_home;

    fn environment(platform: Platform, home: Option<&str>) -> Environment {
        let home = home.map(|home| ("HOME", home));
        Environment {
            platform,
            database_home: known_home("/home/database"),
            roaming_folder: Some("C:/Users/u/AppData/Roaming".into()),
            working_directory: Some("/work".into()),
            ..Environment::with_variables(home.as_slice())
        }
    }

    fn default(environment: &Environment) -> PathBuf {
        root_crt(None, environment).expect("a home").path
    }

    #[test]
    fn unix_takes_home_unless_it_is_empty() {
        let path = |home| default(&environment(Platform::Unix, home));
        assert_eq!(path(Some("/home/u")), Path::new("/home/u/.postgresql/root.crt"));
        assert_eq!(path(Some("")), Path::new("/home/database/.postgresql/root.crt"));
        assert_eq!(path(None), Path::new("/home/database/.postgresql/root.crt"));
    }

    #[test]
    fn windows_takes_the_roaming_folder_and_no_variable() {
        let mut environment = environment(Platform::Windows, Some("/home/u"));
        environment.variables.insert("APPDATA".into(), "D:/elsewhere".into());
        assert_eq!(default(&environment), Path::new("C:/Users/u/AppData/Roaming/postgresql/root.crt"));
    }

    #[test]
    fn without_a_home_there_is_no_default() {
        let nobody = Environment::with_variables(&[]);
        assert_eq!(root_crt(None, &nobody), Err(LocationFault::NoHome));
    }

    #[test]
    fn the_flag_is_taken_literally() {
        let environment = environment(Platform::Unix, Some("/home/u"));
        let location = root_crt(Some(Path::new("~/x.crt")), &environment).expect("a path");
        assert_eq!(location, Location { path: "~/x.crt".into(), source: PathSource::Flag });
        assert_eq!(root_crt(Some(Path::new("")), &environment), Err(LocationFault::EmptyPath));
    }
}
