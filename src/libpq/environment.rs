//! The surroundings of the process as a value. `io::environment` reads them once; tests make their own.

use std::cell::LazyCell;
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

/// A home folder in the password database. It is looked up when it is first needed: most runs do not need it, and the
/// lookup may ask a server.
pub(crate) type LazyHome = LazyCell<Option<PathBuf>, Box<dyn FnOnce() -> Option<PathBuf>>>;

/// The surroundings of one run.
#[derive(Debug)]
pub(crate) struct Environment {
    /// The system.
    pub platform: Platform,
    /// The environment variables.
    pub variables: HashMap<OsString, OsString>,
    /// The effective user's home according to the password database.
    pub database_home: LazyHome,
    /// Windows' roaming AppData folder according to the shell API.
    pub roaming_folder: Option<PathBuf>,
    /// Whether the effective user is root.
    pub is_root: bool,
    /// The home of the user who called sudo, according to the password database.
    pub sudo_home: LazyHome,
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

#[cfg(test)]
impl Environment {
    /// Unix with these variables and nothing else.
    pub(crate) fn with_variables(variables: &[(&str, &str)]) -> Self {
        Self {
            platform: Platform::Unix,
            variables: variables.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            database_home: LazyCell::new(Box::new(|| None)),
            roaming_folder: None,
            is_root: false,
            sudo_home: LazyCell::new(Box::new(|| None)),
            working_directory: None,
        }
    }
}

/// A home that needs no lookup.
#[cfg(test)]
pub(crate) fn known_home(home: &str) -> LazyHome {
    let home = PathBuf::from(home);
    LazyCell::new(Box::new(|| Some(home)))
}
