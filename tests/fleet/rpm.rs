//! The packages of rpm, installed into a root of their own.

use std::path::Path;
use std::process::Command;

use crate::foreign::qemu;
use crate::support::tools::{need, need_success};
use crate::support::user::{Answer, User, answer};
use crate::support::{certificates, packages};

fn rpm(root: &Path, arguments: &[&str], package: Option<&Path>) -> Answer {
    let mut command = Command::new("rpm");
    // The other machine's package too, for which this root has no shell.
    command.arg("--root").arg(root).args(arguments).args(package);
    answer(&mut command).exits(0)
}

/// What the package of a machine does, whose programs run by the command before them.
fn installs_runs_and_goes(test: &str, machine: &str, before: Option<&Path>) {
    let Some(package) = packages::find(test, &format!(".{machine}.rpm")) else { return };
    let user = User::new();
    let root = user.path("root");
    std::fs::create_dir(&root).expect("a folder");
    // rpm changes into the root, which only root may do.
    let may = need_success(
        test,
        "rpm, and leave to change the root",
        Command::new("chroot").args(["/", "rpm", "--version"]),
    );
    if !may {
        return;
    }
    rpm(&root, &["--install", "--ignorearch", "--nosignature"], Some(&package));
    let program = root.join("usr/bin/pgcerts");
    let run = |argument: &str| {
        let mut command = user.command(before.unwrap_or(&program));
        if before.is_some() {
            command.arg(&program);
        }
        answer(command.args(argument.split_whitespace())).exits(0)
    };
    run("install --offline");
    assert_eq!(certificates(&user.root_crt()).len(), 3);
    run("status");
    rpm(&root, &["--verify", "pgcerts"], None);
    let fields =
        rpm(&root, &["--query", "--queryformat", "%{VERSION} %{LICENSE} [%{REQUIRENAME} ]", "pgcerts"], None);
    let version = env!("CARGO_PKG_VERSION");
    assert!(fields.stdout.starts_with(&format!("{version} MIT OR Apache-2.0 ")), "{fields:?}");
    assert!(!fields.stdout.contains("libc"), "it is static: {fields:?}");
    for file in [
        "../lib/systemd/system/pgcerts-check.timer",
        "../lib/pgcerts/pgcerts-metrics",
        "pgcerts/nagios/pgcerts.cfg",
        "man/man1/pgcerts-check.1.gz",
        "bash-completion/completions/pgcerts",
        "zsh/site-functions/_pgcerts",
        "fish/vendor_completions.d/pgcerts.fish",
        "doc/pgcerts/docs/tasks/install.md",
        "licenses/pgcerts/THIRD-PARTY-NOTICES",
    ] {
        let there = root.join("usr/share").join(file).metadata();
        assert!(there.is_ok_and(|file| file.len() > 0), "{file}");
    }
    rpm(&root, &["--erase", "pgcerts"], None);
    assert!(!packages::files(&root).iter().any(|file| file.starts_with("usr/")), "nothing is left");
}

#[test]
fn the_package_of_rpm_installs_runs_and_goes_without_a_trace() {
    installs_runs_and_goes("the package of rpm", "x86_64", None);
}

#[test]
fn the_package_of_rpm_for_arm64_installs_runs_and_goes_without_a_trace() {
    let test = "the package of rpm for arm64";
    let Some(qemu) = qemu(test) else { return };
    installs_runs_and_goes(test, "aarch64", Some(&qemu));
}

/// Not asked for: what only a distribution's own package has, and a library. The signed checksums are the signature.
const UNASKED: [&str; 5] =
    ["no-changelogname-tag", "no-group-tag", "no-packager-tag", "no-signature", "statically-linked-binary"];

#[test]
fn rpmlint_finds_no_error_in_the_packages() {
    let test = "rpmlint";
    for machine in ["x86_64", "aarch64"] {
        let Some(package) = packages::find(test, &format!(".{machine}.rpm")) else { return };
        let Some(rpmlint) = need(test, "rpmlint") else { return };
        let found = answer(Command::new(rpmlint).arg(package)).stdout;
        assert!(found.contains("1 packages"), "{found}");
        let errors = found.lines().filter_map(|line| line.split_once(": E: "));
        let unexpected: Vec<&str> = errors
            .map(|(_, error)| error)
            .filter(|error| !UNASKED.iter().any(|one| error.starts_with(one)))
            .collect();
        assert!(unexpected.is_empty(), "{unexpected:?}");
    }
}
