//! The files of a release beside the packages themselves: who vouches for them, and what other systems install them by.

mod binstall;
mod build;
mod homebrew;
mod provenance;
mod signature;
mod source;
mod tools;
mod winget;

use std::path::Path;
use std::process::Command;

use crate::support::user::answer;
use crate::support::{packages, repository};

/// Where a release's files are downloaded from.
fn downloads() -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("{}/releases/download/v{version}/", env!("CARGO_PKG_REPOSITORY"))
}

/// The SHA-256 of a file, by another program.
fn sum_of(file: &Path) -> String {
    let sum = answer(Command::new("sha256sum").arg(file)).exits(0).stdout;
    sum.split_whitespace().next().expect("a sum").to_owned()
}

/// The files that git knows here, or none where this is no work tree.
fn known_to_git() -> Option<Vec<String>> {
    let listed = answer(Command::new("git").args(["ls-files"]).current_dir(repository("")));
    (listed.code == Some(0)).then(|| listed.stdout.lines().map(str::to_owned).collect())
}

#[test]
fn the_source_archive_holds_the_files_that_git_knows() {
    let test = "the archive of the source";
    let Some(archive) = packages::find(test, "-source.tar.gz") else { return };
    let Some(mut known) = known_to_git() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let unpacked = packages::unpack(&archive, folder.path());
    let mut there = packages::files(&unpacked);
    known.sort();
    there.retain(|file| !known.contains(file));
    assert_eq!(there, ["MANIFEST".to_owned()].into(), "and their list");
    let list = std::fs::read_to_string(unpacked.join("MANIFEST")).expect("the list");
    assert_eq!(list.lines().collect::<Vec<_>>(), known);
    for file in known {
        let [kept, packed] = [repository(&file), unpacked.join(&file)].map(std::fs::read);
        assert!(packed.expect("the packed file") == kept.expect("a file"), "{file}");
    }
}
