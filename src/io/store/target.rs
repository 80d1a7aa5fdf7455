//! The file behind symbolic links. Each link is read relative to its own folder. The last one may dangle: then its
//! target is the file to create.

use std::io;
use std::path::{Path, PathBuf};

use super::failure::{StoreAction, StoreFailure};

/// As many as Linux follows.
const LINK_LIMIT: usize = 40;

/// The file behind the links at `path`.
///
/// # Errors
/// Where the links lead in a circle or cannot be read.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, StoreFailure> {
    let mut target = path.to_owned();
    for _ in 0..=LINK_LIMIT {
        match std::fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_symlink() => {}
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreFailure::when(StoreAction::LookAt, &target)(error));
            }
            _ => return Ok(target),
        }
        let next =
            std::fs::read_link(&target).map_err(StoreFailure::when(StoreAction::FollowLink, &target))?;
        target = target.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    Err(StoreFailure::LinkCircle(path.to_owned()))
}
