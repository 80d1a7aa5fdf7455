//! The surroundings of the process as a value. `io::environment` reads them once; tests make their own.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The system whose rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux, macOS and similar systems, which libpq treats alike.
    Unix,
    /// Windows.
    Windows,
}

/// The surroundings of one run.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    /// The system.
    pub platform: Platform,
    /// The environment variables.
    pub variables: HashMap<OsString, OsString>,
    /// The effective user's home according to the password database.
    pub database_home: Option<PathBuf>,
    /// Windows' roaming AppData folder according to the shell API.
    pub roaming_folder: Option<PathBuf>,
    /// Whether the effective user is root.
    pub is_root: bool,
    /// The home of the user who called sudo, according to the password database.
    pub sudo_home: Option<PathBuf>,
    /// The working directory, unless it is gone or cannot be reached.
    pub working_directory: Option<PathBuf>,
}

impl Environment {
    /// A variable's value; one that is set but empty counts as unset.
    pub(crate) fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The path from the root, with links and `..` left as they are. Without a working directory, a relative path stays
    /// relative.
    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        self.working_directory
            .as_ref()
            .map_or_else(|| path.to_owned(), |folder| folder.join(path))
            .components()
            .collect()
    }
}
