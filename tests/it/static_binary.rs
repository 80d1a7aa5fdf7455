//! The binary of the Linux archive, which needs nothing of the system: it runs where there is nothing else.
#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::cluster::Cluster;
use crate::support::packages;
use crate::support::tools::need_success;
use crate::support::user::{Answer, answer};

/// A root with nothing but the binary and a folder to write into.
struct Root(TempDir);

impl Root {
    fn new(test: &str) -> Option<Self> {
        let archive = packages::find(test, "-x86_64-linux.tar.gz")?;
        if !need_success(
            test,
            "leave to change the root (unshare, chroot)",
            enter(Path::new("/")).arg("true"),
        ) {
            return None;
        }
        let root = tempfile::tempdir().expect("a temporary folder");
        let unpacked = tempfile::tempdir().expect("a temporary folder");
        let program = packages::unpack(&archive, unpacked.path()).join("pgcerts");
        std::fs::create_dir(root.path().join("data")).expect("a folder");
        std::fs::copy(program, root.path().join("pgcerts")).expect("the binary");
        Some(Self(root))
    }

    fn run(&self, words: &str, home: Option<&str>) -> Answer {
        let mut command = enter(self.0.path());
        command.arg("/pgcerts").args(words.split_whitespace());
        if let Some(home) = home {
            command.env("HOME", home);
        }
        answer(&mut command)
    }
}

/// What runs the command that follows with another root.
fn enter(root: &Path) -> Command {
    let mut command = Command::new("unshare");
    // Only root may change its root; others are that in a namespace of their own.
    if !nix::unistd::Uid::effective().is_root() {
        command.arg("--map-root-user");
    }
    command.arg("chroot").arg(root).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command
}

#[test]
fn it_installs_and_judges_in_an_empty_root() {
    let Some(root) = Root::new("the static binary in an empty root") else { return };
    // No HOME and no password database.
    let error = root.run("install --offline --json", None).exits(2);
    assert!(error.json()["error"]["hint"].as_str().expect("a hint").contains("--dest"), "{error:?}");
    root.run("install --offline --dest /data/root.crt", None).exits(0);
    root.run("status --dest /data/root.crt", None).exits(0);
    root.run("install --offline", Some("/data")).exits(0);
    assert_eq!(
        root.run("status --json", Some("/data")).exits(0).json()["path"],
        "/data/.postgresql/root.crt"
    );
    let folder = root.0.path().join("data/.postgresql");
    assert_eq!(folder.metadata().expect("the folder").permissions().mode() & 0o777, 0o700);
    // Downloads need a resolver and the system's certificates; the copies in the binary step in.
    let fallen = root.run("install --json --timeout 5 --retries 0 --dest /data/other.crt", None).exits(0);
    assert_eq!(fallen.warning_codes(), ["download-failed"; 3], "{fallen:?}");
}

#[test]
fn it_checks_a_server_by_its_address_in_an_empty_root() {
    let test = "the static binary and PostgreSQL";
    let Some(root) = Root::new(test) else { return };
    let Some(cluster) = Cluster::shared(test) else { return };
    std::fs::write(root.0.path().join("data/own.crt"), cluster.authority.pem()).expect("the server's root");
    root.run("install --offline --dest /data/azure.crt", None).exits(0);
    let check = |host: &str, store: &str| {
        root.run(&format!("check {host}:{} --json --timeout 5 --sslrootcert {store}", cluster.port), None)
    };
    let yes = check("127.0.0.1", "/data/own.crt").exits(0).json();
    assert_eq!(yes["targets"][0]["verdicts"]["verify-full"]["verified"], "full");
    check("127.0.0.1", "/data/azure.crt").exits(1);
    // No resolver is there to ask.
    let unknown = check("db.example.test", "/data/own.crt").exits(2).json();
    assert_eq!(unknown["targets"][0]["error"]["code"], "name-resolution", "{unknown}");
}

#[test]
fn it_is_static() {
    let Some(root) = Root::new("the static binary's headers") else { return };
    let bytes = std::fs::read(root.0.path().join("pgcerts")).expect("the binary");
    let interpreter = b"/lib64/ld-linux-x86-64.so.2\0";
    assert!(
        !bytes.windows(interpreter.len()).any(|part| part == interpreter),
        "no dynamic loader is asked for"
    );
}
