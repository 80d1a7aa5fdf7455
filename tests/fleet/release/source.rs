//! What `packaging/build` takes for the source and for its commit, where the folder is not a plain repository. Nothing is
//! compiled here.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::user::{Answer, answer};
use crate::support::{packages, repository};

/// A repository with what `packaging/build source` reads, and a file that git does not know.
struct Source(TempDir);

impl Source {
    fn new() -> Self {
        let source = Self(tempfile::tempdir().expect("a temporary folder"));
        let folder = source.path("pgcerts");
        std::fs::create_dir(&folder).expect("a folder");
        for name in [".gitignore", "Cargo.toml", "Cargo.lock", "packaging"] {
            answer(Command::new("cp").arg("-r").arg(repository(name)).arg(&folder)).exits(0);
        }
        source.git(&["init", "--quiet"]);
        source.git(&["add", "."]);
        source.git(&["commit", "--quiet", "--message", "The source"]);
        source
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments);
        answer(git.current_dir(self.path("pgcerts"))).exits(0).stdout.trim().to_owned()
    }
}

/// `packaging/build KINDS` of a folder, with no settings of whoever runs the test.
fn command(folder: &Path, kinds: &str) -> Command {
    let mut build = Command::new(folder.join("packaging/build"));
    build.args(kinds.split_whitespace());
    for name in
        ["CARGO_TARGET_DIR", "PGCERTS_COMMIT", "PGCERTS_BUILDER", "PGCERTS_SIGNING_KEY", "SOURCE_DATE_EPOCH"]
    {
        build.env_remove(name);
    }
    build.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    build
}

fn build(folder: &Path) -> Answer {
    answer(&mut command(folder, "source"))
}

fn made(folder: &Path, end: &str) -> PathBuf {
    let files = std::fs::read_dir(folder.join("target/packages")).expect("the packages");
    files.flatten().map(|file| file.path()).find(|file| file.to_string_lossy().ends_with(end)).expect(end)
}

fn provenance(folder: &Path) -> Value {
    let statement = std::fs::read(made(folder, ".provenance.json")).expect("the provenance");
    serde_json::from_slice(&statement).expect("JSON")
}

fn commit(folder: &Path) -> Value {
    provenance(folder)["predicate"]["buildDefinition"]["resolvedDependencies"][0]["digest"]["gitCommit"]
        .clone()
}

#[test]
fn by_a_symbolic_link_too_the_source_is_what_git_knows() {
    let source = Source::new();
    let link = source.path("link");
    symlink(source.path("pgcerts"), &link).expect("a link");
    build(&link).exits(0);
    assert_eq!(commit(&link), source.git(&["rev-parse", "HEAD"]));
    std::fs::write(link.join("token"), "secret").expect("a file of one's own");
    build(&link).exits(0);
    assert_eq!(commit(&link), Value::Null, "the files are no commit's");
    let unpacked = packages::unpack(&made(&link, "-source.tar.gz"), source.0.path());
    let mut there: Vec<String> = packages::files(&unpacked).into_iter().collect();
    there.retain(|file| file != "MANIFEST");
    let mut known: Vec<String> = source.git(&["ls-files"]).lines().map(str::to_owned).collect();
    known.sort();
    assert_eq!(there, known);
}

#[test]
fn where_git_does_not_answer_nothing_is_packed() {
    let source = Source::new();
    let folder = source.path("pgcerts");
    // As for a repository of another user.
    let refused = answer(command(&folder, "source").env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")).exits(1);
    assert!(refused.stderr.contains("dubious ownership"), "{}", refused.stderr);
    std::fs::remove_dir_all(folder.join(".git")).expect("no repository");
    std::fs::write(folder.join(".git"), "gitdir: /nowhere\n").expect("a broken one");
    build(&folder).exits(1);
    assert!(!folder.join("target").exists());
}

#[test]
fn an_unpacked_source_gives_the_same_archive_and_is_no_commit_of_the_repository_around_it() {
    let source = Source::new();
    let outer = source.path("pgcerts");
    build(&outer).exits(0);
    let first = made(&outer, "-source.tar.gz");
    // Which git ignores there.
    let inner = packages::unpack(&first, &outer.join("target"));
    std::fs::write(inner.join("token"), "secret").expect("a file of one's own");
    let time = source.git(&["log", "-1", "--format=%ct"]);
    let again = |commit: &str| {
        let mut build = command(&inner, "source");
        answer(build.env("SOURCE_DATE_EPOCH", &time).env("PGCERTS_COMMIT", commit)).exits(0);
    };
    again("");
    assert_eq!(commit(&inner), Value::Null);
    again("0123456789");
    assert_eq!(commit(&inner), "0123456789", "whoever unpacked it knows");
    let [first, again] = [first, made(&inner, "-source.tar.gz")].map(std::fs::read);
    assert!(first.expect("the archive") == again.expect("the archive"), "the same bytes");
    std::fs::remove_file(inner.join("MANIFEST")).expect("no list");
    assert!(build(&inner).exits(1).stderr.contains("MANIFEST"));
}

#[test]
fn a_commit_other_than_gits_is_refused() {
    let source = Source::new();
    let folder = source.path("pgcerts");
    let named = |commit: &str| answer(command(&folder, "source").env("PGCERTS_COMMIT", commit));
    let head = source.git(&["rev-parse", "HEAD"]);
    named(&head).exits(0);
    assert!(named("0123456789").exits(1).stderr.contains(&head));
    std::fs::write(folder.join("more"), "").expect("a change");
    named(&head).exits(1);
}

#[test]
fn who_builds_is_named_or_said_to_be_nobody_and_a_signature_needs_a_name() {
    let source = Source::new();
    let folder = source.path("pgcerts");
    let builder = || provenance(&folder)["predicate"]["runDetails"]["builder"]["id"].clone();
    build(&folder).exits(0);
    assert_eq!(builder(), "urn:pgcerts:no-builder-named");
    answer(command(&folder, "source").env("PGCERTS_BUILDER", "https://example.org/builder")).exits(0);
    assert_eq!(builder(), "https://example.org/builder");
    let refused = answer(command(&folder, "source").env("PGCERTS_SIGNING_KEY", "/nowhere")).exits(1);
    assert!(refused.stderr.contains("PGCERTS_BUILDER"), "{}", refused.stderr);
}
