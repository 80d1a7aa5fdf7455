//! Reads the environment, once in a run.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};

use crate::libpq::environment::{Environment, Platform};

/// The surroundings of this process.
pub(crate) fn read() -> Environment {
    let variables: HashMap<OsString, OsString> = std::env::vars_os().collect();
    let sudo_uid = variables.get(OsStr::new("SUDO_UID")).cloned();
    Environment {
        platform: if cfg!(windows) { Platform::Windows } else { Platform::Unix },
        variables,
        database_home: LazyCell::new(Box::new(user::home)),
        roaming_folder: if cfg!(windows) { dirs::config_dir() } else { None },
        is_root: user::is_root(),
        sudo_home: LazyCell::new(Box::new(move || user::sudo_home(sudo_uid?.to_str()?))),
        working_directory: std::env::current_dir().ok(),
    }
}

/// The name of the effective user, as libpq asks for it (`pg_fe_getusername` in `fe-auth.c`).
pub(crate) fn user_name() -> Option<String> {
    user::name()
}

#[cfg(unix)]
mod user {
    use std::path::PathBuf;

    use nix::unistd::{Uid, User};

    pub(super) fn home() -> Option<PathBuf> {
        User::from_uid(Uid::effective()).ok().flatten().map(|user| user.dir)
    }

    pub(super) fn name() -> Option<String> {
        User::from_uid(Uid::effective()).ok().flatten().map(|user| user.name)
    }

    pub(super) fn is_root() -> bool {
        Uid::effective().is_root()
    }

    /// The home of sudo's caller, unless the caller is root.
    pub(super) fn sudo_home(uid: &str) -> Option<PathBuf> {
        let caller = Uid::from_raw(uid.parse().ok()?);
        if caller.is_root() {
            return None;
        }
        User::from_uid(caller).ok().flatten().map(|user| user.dir)
    }
}

#[cfg(not(unix))]
mod user {
    use std::path::PathBuf;

    pub(super) fn home() -> Option<PathBuf> {
        dirs::home_dir()
    }

    pub(super) fn name() -> Option<String> {
        std::env::var("USERNAME").ok()
    }

    pub(super) fn is_root() -> bool {
        false
    }

    pub(super) fn sudo_home(_: &str) -> Option<PathBuf> {
        None
    }
}
