//! The release for Linux on arm64, run by qemu.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::foreign::qemu;
use crate::support::cluster::Cluster;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};
use crate::support::{certificates, packages};

struct Foreign {
    user: User,
    qemu: PathBuf,
    program: PathBuf,
}

impl Foreign {
    /// The program of the package whose name ends so.
    fn new(test: &str, end: &str, place: &str) -> Option<Self> {
        let package = packages::find(test, end)?;
        let qemu = qemu(test)?;
        let user = User::new();
        let program = packages::unpack(&package, &user.path("")).join(place);
        Some(Self { user, qemu, program })
    }

    fn run(&self, words: &str) -> Answer {
        answer(self.user.command(&self.qemu).arg(&self.program).args(words.split_whitespace()))
    }

    /// The roots of a new user, who then has a good store.
    fn installs(&self) {
        self.run("install --offline").exits(0);
        assert_eq!(certificates(&self.user.root_crt()).len(), 3);
        self.run("status").exits(0);
    }
}

#[test]
fn the_program_for_arm64_installs_and_judges_a_server() {
    let test = "the archive for arm64";
    let Some(foreign) = Foreign::new(test, "-aarch64-linux.tar.gz", "pgcerts") else { return };
    let Some(cluster) = Cluster::shared(test) else { return };
    foreign.installs();
    let check = |store: &Path| {
        foreign.run(&format!("check 127.0.0.1:{} --json --sslrootcert {}", cluster.port, store.display()))
    };
    let own = foreign.user.path("own.crt");
    std::fs::write(&own, cluster.authority.pem()).expect("the server's root");
    let yes = check(&own).exits(0).json();
    assert_eq!(yes["targets"][0]["verdicts"]["verify-full"]["verified"], "full");
    check(&foreign.user.root_crt()).exits(1);
}

#[test]
fn the_program_for_arm64_is_static() {
    let test = "the headers of the program for arm64";
    let Some(foreign) = Foreign::new(test, "-aarch64-linux.tar.gz", "pgcerts") else { return };
    let bytes = std::fs::read(&foreign.program).expect("the binary");
    // e_machine, and no name of a dynamic loader.
    assert_eq!(bytes[18..20], [0xb7, 0]);
    let loader = b"/lib/ld-linux-aarch64.so.1\0";
    assert!(!bytes.windows(loader.len()).any(|part| part == loader));
}

#[test]
fn the_archive_for_arm64_holds_what_the_other_one_holds() {
    let test = "the archives for Linux";
    let ends = ["-x86_64-linux.tar.gz", "-aarch64-linux.tar.gz"];
    let [Some(common), Some(foreign)] = ends.map(|end| packages::find(test, end)) else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [common, foreign] =
        [common, foreign].map(|archive| packages::files(&packages::unpack(&archive, folder.path())));
    assert_eq!(common, foreign);
}

#[test]
fn the_debian_package_for_arm64_needs_no_library() {
    let test = "the Debian package for arm64";
    let Some(foreign) = Foreign::new(test, "_arm64.deb", "usr/bin/pgcerts") else { return };
    let package = packages::find(test, "_arm64.deb").expect("the package");
    let field = |name: &str| {
        let field = answer(Command::new("dpkg-deb").arg("-f").arg(&package).arg(name)).exits(0);
        field.stdout.trim().to_owned()
    };
    assert_eq!(["Package", "Architecture", "Depends"].map(field), ["pgcerts", "arm64", ""]);
    foreign.installs();
}

#[test]
fn lintian_finds_no_error_in_the_debian_package_for_arm64() {
    let test = "lintian on arm64";
    let Some(package) = packages::find(test, "_arm64.deb") else { return };
    if need(test, "lintian").is_none() {
        return;
    }
    let mut lintian = Command::new("lintian");
    lintian.args(["--allow-root", "--fail-on", "error,warning", "--suppress-tags"]);
    // Static on purpose, so it depends on nothing: it is made where no library of arm64 is.
    let tags = "no-changelog,malformed-contact,statically-linked-binary,empty-field";
    answer(lintian.arg(tags).arg(package)).exits(0);
}
