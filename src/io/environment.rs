//! Reads the environment, once.

use crate::libpq::environment::{Environment, Platform};

/// The surroundings of this process. The accounts, which cost a look into the password database, are asked for
/// only where libpq's default path is meant.
pub(crate) fn read(default_path: bool) -> Environment {
    Environment {
        platform: if cfg!(windows) { Platform::Windows } else { Platform::Unix },
        variables: std::env::vars_os().collect(),
        database_home: if default_path { user::home() } else { None },
        roaming_folder: if cfg!(windows) { dirs::config_dir() } else { None },
        is_root: user::is_root(),
        sudo_home: if default_path { user::sudo_home() } else { None },
        working_directory: std::env::current_dir().ok(),
    }
}

/// The same for a command that reads and gives no advice on homes: the password database is asked where the
/// environment names none, as libpq does.
pub(crate) fn read_lean() -> Environment {
    let environment = read(false);
    let is_homeless = environment.variable("HOME").is_none();
    Environment { database_home: if is_homeless { user::home() } else { None }, ..environment }
}

#[cfg(unix)]
mod user {
    use std::path::PathBuf;

    use nix::unistd::{Uid, User};

    pub(super) fn home() -> Option<PathBuf> {
        User::from_uid(Uid::effective()).ok().flatten().map(|user| user.dir)
    }

    pub(super) fn is_root() -> bool {
        Uid::effective().is_root()
    }

    /// The home of the caller of sudo, unless that is root.
    pub(super) fn sudo_home() -> Option<PathBuf> {
        let uid: u32 = std::env::var("SUDO_UID").ok()?.parse().ok()?;
        let caller = Uid::from_raw(uid);
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

    pub(super) fn is_root() -> bool {
        false
    }

    pub(super) fn sudo_home() -> Option<PathBuf> {
        None
    }
}
