//! Where libpq looks for root.crt: `pqGetHomeDirectory` in `fe-connect.c` and `ROOT_CERT_FILE` in
//! `fe-secure-openssl.c`, PostgreSQL 15 and newer.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::environment::{Environment, Platform};

/// What decided on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Source {
    /// libpq's own rule.
    Default,
    /// `--dest`.
    Flag,
}

/// A root.crt and what decided on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The path, as it was given or as libpq would build it.
    pub path: PathBuf,
    /// What decided on it.
    pub source: Source,
}

/// Picks the root.crt to work on.
///
/// # Errors
/// An empty `--dest`, or no home folder to be found.
pub(crate) fn root_crt(dest: Option<&Path>, environment: &Environment) -> Result<Location, Diagnostic> {
    match dest {
        Some(path) if path.as_os_str().is_empty() => {
            Err(Diagnostic::usage("`--dest` is empty", "name the file to write, or leave the flag out"))
        }
        Some(path) => Ok(Location { path: path.to_owned(), source: Source::Flag }),
        None => Ok(Location { path: default_path(environment)?, source: Source::Default }),
    }
}

fn default_path(environment: &Environment) -> Result<PathBuf, Diagnostic> {
    let path = match environment.platform {
        Platform::Unix => home(environment).map(|home| home.join(".postgresql").join("root.crt")),
        Platform::Windows => {
            environment.roaming_folder.as_ref().map(|folder| folder.join("postgresql").join("root.crt"))
        }
    };
    path.ok_or_else(|| {
        Diagnostic::failure(
            Code::Io,
            "this user has no home folder, so libpq has no default root.crt",
            "name a file with `--dest FILE` and let PGSSLROOTCERT point to it",
        )
    })
}

/// `$HOME` if it is set and not empty, else the password database; libpq 14 and older asked only the latter.
fn home(environment: &Environment) -> Option<PathBuf> {
    environment.variable("HOME").map(PathBuf::from).or_else(|| environment.database_home.clone())
}

/// The folder that a file is in; that of a bare name is the working directory.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What to say of a PGSSLROOTCERT that names another file, and what to do about it.
pub(crate) fn overridden_by(value: &str) -> (String, &'static str) {
    let hint = if value == "system" {
        "unset it with the line that `pgcerts env --unset` prints; `system` stands for OpenSSL's own certificates"
    } else {
        "unset it with the line that `pgcerts env --unset` prints, or name that file with `--dest`"
    };
    (format!("PGSSLROOTCERT is set to `{value}`, so libpq does not read this file"), hint)
}

/// What to say where `$HOME` is not the home of the password database, and what to do about it.
pub(crate) fn home_mismatch(environment: &Environment) -> Option<(String, &'static str)> {
    let home = environment.variable("HOME").filter(|_| environment.platform == Platform::Unix)?;
    let database = environment.database_home.as_ref()?;
    (environment.absolute(Path::new(home)) != environment.absolute(database)).then(|| {
        (
            format!(
                "$HOME is `{}`, the password database says `{}`: libpq 14 and older, pgjdbc and pgx 4 look only there",
                home.to_string_lossy(),
                database.display()
            ),
            "for such clients, install with HOME set to that folder, or name the file with PGSSLROOTCERT or sslrootcert",
        )
    })
}

/// What to say of a path whose `~` no shell expanded, and what to do about it.
pub(crate) fn literal_tilde(path: &Path, platform: Platform) -> Option<(String, &'static str)> {
    (path.starts_with("~") && platform == Platform::Unix).then(|| {
        let message =
            format!("`{}` is a path below a folder named `~`: no shell expanded it", path.display());
        (message, "write `--dest ~/…` with a blank, or `--dest=\"$HOME/…\"`")
    })
}

/// Whether the path lies in this user's home. Under sudo none does: a home that is named there may be its caller's.
pub(crate) fn is_at_home(path: &Path, environment: &Environment) -> bool {
    let under_sudo = environment.is_root && environment.variable("SUDO_UID").is_some();
    let home = environment.variable("HOME").filter(|_| !under_sudo);
    home.is_some_and(|home| is_below_home(path, Path::new(home), environment))
}

/// Whether the path lies below a home; `/`, which containers set for one, is none.
pub(crate) fn is_below_home(path: &Path, home: &Path, environment: &Environment) -> bool {
    let home = environment.absolute(home);
    home.parent().is_some() && environment.absolute(path).starts_with(home)
}

/// Where people put a root.crt that libpq does not find.
pub(crate) fn near_misses(environment: &Environment) -> Vec<PathBuf> {
    const IN_HOME: [&str; 5] = [
        ".postgres/root.crt",
        ".postgresql.d/root.crt",
        ".pgsql/root.crt",
        ".psql/root.crt",
        "postgresql/root.crt",
    ];
    const BESIDE: [&str; 8] = [
        "root.pem",
        "root.cer",
        "root.cert",
        "root.crt.pem",
        "root.crt.txt",
        "roots.crt",
        "ca.crt",
        "root-ca.crt",
    ];
    let Ok(own) = default_path(environment) else { return Vec::new() };
    let beside = BESIDE.iter().filter_map(|name| Some(own.parent()?.join(name)));
    let other_home = environment.database_home.iter().map(|home| home.join(".postgresql").join("root.crt"));
    let elsewhere: Vec<PathBuf> = match environment.platform {
        Platform::Unix => {
            let home = home(environment);
            home.iter().flat_map(|home| IN_HOME.map(|name| home.join(name))).chain(other_home).collect()
        }
        Platform::Windows => {
            let folder = |name: &str| environment.variable(name).map(PathBuf::from);
            let profile =
                folder("USERPROFILE").into_iter().flat_map(|home| IN_HOME.map(|name| home.join(name)));
            let unix_name = folder("USERPROFILE").map(|home| home.join(".postgresql").join("root.crt"));
            let local = folder("LOCALAPPDATA").map(|folder| folder.join("postgresql").join("root.crt"));
            profile.chain(unix_name).chain(local).collect()
        }
    };
    beside.chain(elsewhere).filter(|path| *path != own).collect()
}

/// libpq's default revocation list, beside its default root.crt.
pub(crate) fn root_crl(environment: &Environment) -> Option<PathBuf> {
    default_path(environment).ok().map(|path| path.with_file_name("root.crl"))
}

/// The service files that libpq reads (`parseServiceInfo` in `fe-connect.c`): the user's, then the system's,
/// whose folder is compiled in; Debian's is among them.
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
    use std::collections::HashMap;

    fn environment(platform: Platform, home: Option<&str>) -> Environment {
        let variables = home.map(|home| ("HOME".into(), home.into()));
        Environment {
            platform,
            variables: variables.into_iter().collect::<HashMap<_, _>>(),
            database_home: Some("/home/database".into()),
            roaming_folder: Some("C:/Users/u/AppData/Roaming".into()),
            is_root: false,
            sudo_home: None,
            working_directory: Some("/work".into()),
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
    fn no_home_at_all_is_an_error_that_names_dest() {
        let nobody = Environment { database_home: None, ..environment(Platform::Unix, None) };
        assert!(root_crt(None, &nobody).unwrap_err().fix.contains("--dest"));
    }

    #[test]
    fn the_flag_is_taken_literally() {
        let environment = environment(Platform::Unix, Some("/home/u"));
        let location = root_crt(Some(Path::new("~/x.crt")), &environment).expect("a path");
        assert_eq!(location, Location { path: "~/x.crt".into(), source: Source::Flag });
        assert!(root_crt(Some(Path::new("")), &environment).is_err());
    }
}
