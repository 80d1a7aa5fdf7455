//! What `packaging/build` made.

use std::collections::BTreeSet;
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

/// Unpacks one of them, and says where its content is: an archive has a folder around it, of its own name.
pub(crate) fn unpack(package: &Path, folder: &Path) -> PathBuf {
    let name = package.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let (program, before, between, around): (_, &[&str], _, _) =
        if let Some(around) = name.strip_suffix(".tar.gz") {
            ("tar", &["-xzf"], Some("-C"), around)
        } else if let Some(around) = name.strip_suffix(".zip") {
            ("unzip", &["-q"], Some("-d"), around)
        } else {
            ("dpkg-deb", &["-x"], None, "")
        };
    answer(Command::new(program).args(before).arg(package).args(between).arg(folder)).exits(0);
    folder.join(around)
}

/// The files below a folder, as paths relative to it.
pub(crate) fn files(folder: &Path) -> BTreeSet<String> {
    let found =
        answer(Command::new("find").args([".", "-type", "f", "-printf", r"%P\n"]).current_dir(folder));
    found.exits(0).stdout.lines().map(str::to_owned).collect()
}
