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

/// Unpacks one of them, an archive for Linux without its outer folder.
pub(crate) fn unpack(package: &Path, folder: &Path) {
    let ending = package.extension().and_then(|ending| ending.to_str());
    let (program, before, between): (_, &[&str], _) = match ending {
        Some("deb") => ("dpkg-deb", &["-x"], None),
        Some("zip") => ("unzip", &["-q"], Some("-d")),
        _ => ("tar", &["--strip-components=1", "-xzf"], Some("-C")),
    };
    answer(Command::new(program).args(before).arg(package).args(between).arg(folder)).exits(0);
}
