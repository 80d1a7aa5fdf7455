//! Folders that somebody else decides on. Root must not write there by mistake: the owner would get to say what the
//! file is, or could not use what root makes. `docs/tasks/install.md` has the rule.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

use std::path::{Path, PathBuf};

use super::failure::StoreFailure;

/// Which folders this run may write in, and how it makes new ones.
#[derive(Clone, Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only the owners of Unix are read"))]
pub(crate) struct FolderRule {
    /// The command that runs, for messages.
    pub(crate) command: &'static str,
    /// Root may write in folders of others (`--as-root`), and gives new files to their owners.
    pub(crate) lifted: bool,
    /// The home that the folder is in by libpq's rule, which must be this user's.
    pub(crate) home: Option<PathBuf>,
    /// New folders are for everybody, as far as the umask lets them.
    pub(crate) is_public: bool,
}

#[cfg(unix)]
pub(super) use unix::{check, dress, give, planted_by};
#[cfg(not(unix))]
pub(super) use windows::{check, dress, give, planted_by};
