//! What `packaging/build` made.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::need_that;
use super::user::answer;

/// The folder, which is beside that of the profile that the program under test is in.
pub(crate) fn folder() -> PathBuf {
    super::program().ancestors().nth(2).expect("the target folder").join("packages")
}

/// The file whose name ends so, or none after saying that `test` is left out.
#[track_caller]
pub(crate) fn find(test: &str, end: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder()).into_iter().flatten().flatten().map(|entry| entry.path());
    let found = entries.into_iter().find(|path| path.to_string_lossy().ends_with(end));
    need_that(test, "what packaging/build makes", found.is_some());
    found
}

/// Unpacks an archive of ours without its outer folder.
pub(crate) fn unpack(archive: &Path, folder: &Path) {
    answer(Command::new("tar").args(["--strip-components=1", "-xzf"]).arg(archive).arg("-C").arg(folder))
        .exits(0);
}
