//! The file behind symbolic links. Each link is read relative to its own folder, and the last one may dangle:
//! then it is its target that gets created.

use std::path::{Path, PathBuf};

use super::failed;
use crate::diagnostic::{Code, Diagnostic};

/// As many as Linux follows.
const LINK_LIMIT: usize = 40;

pub(super) fn resolve(path: &Path) -> Result<PathBuf, Diagnostic> {
    let mut target = path.to_owned();
    for _ in 0..=LINK_LIMIT {
        match std::fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_symlink() => {}
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed("cannot look at", &target, &error));
            }
            _ => return Ok(target),
        }
        let next = std::fs::read_link(&target).map_err(|error| failed("cannot follow", &target, &error))?;
        target = target.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    Err(Diagnostic::failure(
        Code::Io,
        format!("the link `{}` leads in a circle", path.display()),
        "remove the link, or name the file itself with `--dest`",
    ))
}
