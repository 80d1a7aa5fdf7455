//! The signature of the checksums, as the page on packaging says that it is made and verified.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::tools::need;
use crate::support::user::{Answer, answer};
use crate::support::{packages, repository};

const SIGNER: &str = "releases@pgcerts";

/// A folder with the checksums, signed by a key that was made for it and counts since 2026.
fn signed(test: &str) -> Option<TempDir> {
    signed_by(test, "valid-after=\"20260101\"")
}

/// The same with a key that counts by these words.
fn signed_by(test: &str, counts: &str) -> Option<TempDir> {
    let sums = packages::find(test, "SHA256SUMS")?;
    need(test, "ssh-keygen")?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [key, copy] = ["key", "SHA256SUMS"].map(|name| folder.path().join(name));
    std::fs::copy(sums, &copy).expect("a copy");
    answer(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]).arg(&key))
        .exits(0);
    answer(Command::new(repository("packaging/sign")).arg(&key).arg(&copy)).exits(0);
    let public = std::fs::read_to_string(folder.path().join("key.pub")).expect("the public key");
    let line = format!("{SIGNER} namespaces=\"pgcerts-release\",{counts} {public}");
    std::fs::write(folder.path().join("release-keys"), line).expect("the keys");
    Some(folder)
}

fn verify(folder: &Path, keys: &Path) -> Answer {
    verify_with("", folder, keys)
}

fn verify_with(options: &str, folder: &Path, keys: &Path) -> Answer {
    let script = format!(
        "ssh-keygen -Y verify {options} -f '{}' -I {SIGNER} -n pgcerts-release -s SHA256SUMS.sig <SHA256SUMS",
        keys.display()
    );
    answer(Command::new("sh").args(["-c", &script]).current_dir(folder))
}

#[test]
fn the_checksums_that_were_signed_verify_and_no_others_do() {
    let Some(folder) = signed("the signature of the checksums") else { return };
    let keys = folder.path().join("release-keys");
    verify(folder.path(), &keys).exits(0);
    let sums = folder.path().join("SHA256SUMS");
    let text = std::fs::read_to_string(&sums).expect("the sums");
    let first = if text.starts_with('0') { "1" } else { "0" };
    std::fs::write(&sums, format!("{first}{}", &text[1..])).expect("other sums");
    assert_ne!(verify(folder.path(), &keys).code, Some(0), "one digit is another");
}

#[test]
fn a_key_that_the_project_does_not_list_signs_no_release() {
    let Some(folder) = signed("the keys of releases") else { return };
    let keys = repository("packaging/release-keys");
    assert_ne!(verify(folder.path(), &keys).code, Some(0));
    let text = std::fs::read_to_string(keys).expect("the keys");
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fields = format!("{SIGNER} namespaces=\"pgcerts-release\",valid-after=");
        assert!(line.starts_with(&fields), "when a key counts is said: {line}");
    }
}

/// The date is the word of whoever verifies.
#[test]
fn a_key_that_was_replaced_verifies_its_releases_for_the_day_of_the_release() {
    let dates = "valid-after=\"20200101\",valid-before=\"20250101\"";
    let Some(folder) = signed_by("a key of former releases", dates) else { return };
    let keys = folder.path().join("release-keys");
    let page = std::fs::read_to_string(repository("docs/how-it-works/packaging.md")).expect("the page");
    let option = "-Overify-time=";
    assert!(page.contains(&format!("`{option}YYYYMMDD`")));
    verify_with(&format!("{option}20240630"), folder.path(), &keys).exits(0);
    for options in ["", "-Overify-time=20250630", "-Overify-time=20190630"] {
        assert_ne!(verify_with(options, folder.path(), &keys).code, Some(0), "{options}");
    }
}
