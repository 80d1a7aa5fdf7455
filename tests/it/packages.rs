//! What is released, installed and run.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::packages::files;
use crate::support::tools::need;
use crate::support::user::{User, answer};
use crate::support::{links, packages, repository};

/// The package's own control fields.
fn field(package: &Path, name: &str) -> String {
    answer(Command::new("dpkg-deb").arg("-f").arg(package).arg(name)).exits(0).stdout.trim().to_owned()
}

#[test]
fn the_debian_package_installs_runs_and_goes_without_a_trace() {
    let test = "the Debian package";
    let Some(package) = packages::find(test, "_amd64.deb") else { return };
    if need(test, "dpkg").is_none() {
        return;
    }
    assert_eq!(field(&package, "Version").split('-').next(), Some(env!("CARGO_PKG_VERSION")));
    assert!(field(&package, "Depends").contains("libc6 (>= "), "what the binary links to is asked for");
    let root = tempfile::tempdir().expect("a temporary folder");
    let database = root.path().join("var/lib/dpkg");
    for folder in ["info", "updates"] {
        std::fs::create_dir_all(database.join(folder)).expect("a folder");
    }
    for file in ["status", "available"] {
        std::fs::write(database.join(file), "").expect("a file");
    }
    let dpkg = |arguments: &[&str], file: Option<&Path>| {
        let mut command = Command::new("dpkg");
        // The libraries are the system's, which this folder's own database does not know.
        command.args(["--force-depends", "--force-not-root", "--log=/dev/null", "--root"]).arg(root.path());
        answer(command.args(arguments).args(file)).exits(0)
    };
    dpkg(&["--install"], Some(&package));
    let program = root.path().join("usr/bin/pgcerts");
    let user = User::new();
    answer(user.command(&program).args(["install", "--offline"])).exits(0);
    assert_eq!(crate::support::certificates(&user.root_crt()).len(), 3);
    answer(user.command(&program).arg("status")).exits(0);

    let pages = files(&root.path().join("usr/share/man/man1"));
    for page in ["pgcerts.1.gz", "pgcerts-install.1.gz", "pgcerts-check.1.gz"] {
        assert!(pages.contains(page), "{pages:?}");
    }
    let share = root.path().join("usr/share");
    // The timers wait for whoever enables them.
    let units = files(&root.path().join("usr/lib/systemd/system"));
    assert!(units.contains("pgcerts-check.timer") && units.contains("pgcerts-check.service"), "{units:?}");
    assert!(!files(root.path()).iter().any(|file| file.starts_with("etc/systemd/")), "none is enabled");
    let script = root.path().join("usr/lib/pgcerts/pgcerts-metrics");
    assert!(std::fs::metadata(script).expect("the script").permissions().mode() & 0o111 == 0o111);
    for file in [
        "bash-completion/completions/pgcerts",
        "pgcerts/nagios/pgcerts.cfg",
        "pgcerts/icinga2/pgcerts.conf",
        "zsh/vendor-completions/_pgcerts",
        "fish/vendor_completions.d/pgcerts.fish",
        "doc/pgcerts/copyright",
        "doc/pgcerts/docs/start/quickstart.md",
        "doc/pgcerts/docs/tasks/install.md",
        "doc/pgcerts/docs/tasks/rotation.md",
    ] {
        assert!(share.join(file).metadata().is_ok_and(|file| file.len() > 0), "{file}");
    }
    dpkg(&["--purge", "pgcerts"], None);
    assert!(!files(root.path()).iter().any(|file| file.starts_with("usr/")), "nothing is left");
}

/// What only a distribution's own package has is not asked for: its changelog, and the address of a maintainer.
#[test]
fn lintian_finds_no_error_in_the_debian_package() {
    let test = "lintian";
    let Some(package) = packages::find(test, "_amd64.deb") else { return };
    if need(test, "lintian").is_none() {
        return;
    }
    let mut lintian = Command::new("lintian");
    lintian.args(["--allow-root", "--fail-on", "error,warning", "--suppress-tags"]);
    answer(lintian.arg("no-changelog,malformed-contact").arg(package)).exits(0);
}

#[test]
fn the_sums_are_those_of_every_file() {
    let test = "the checksums of the release";
    let Some(sums) = packages::find(test, "SHA256SUMS") else { return };
    answer(
        Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).current_dir(packages::folder()),
    )
    .exits(0);
    let sums = std::fs::read_to_string(sums).expect("the sums");
    let named: BTreeSet<String> =
        sums.lines().filter_map(|line| line.split_whitespace().nth(1)).map(str::to_owned).collect();
    let mut there = files(&packages::folder());
    there.remove("SHA256SUMS");
    assert_eq!(named, there);
}

#[test]
fn the_archives_hold_the_program_its_pages_and_its_licenses() {
    let common = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "docs/tasks/install.md"];
    let linux = [
        "pgcerts",
        "man/pgcerts.1",
        "man/pgcerts-check.1",
        "completions/pgcerts.bash",
        "completions/_pgcerts",
        "completions/pgcerts.fish",
        "systemd/pgcerts-check.timer",
        "systemd/pgcerts-metrics",
        "nagios/pgcerts.cfg",
        "icinga2/pgcerts.conf",
    ];
    for (end, own) in [("-x86_64-linux.tar.gz", &linux[..]), ("-windows.zip", &["pgcerts.exe"])] {
        let Some(archive) = packages::find("the archives", end) else { return };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let there = files(&packages::unpack(&archive, folder.path()));
        for file in common.iter().chain(own) {
            assert!(there.contains(*file), "{file}: {there:?}");
        }
    }
}

#[test]
fn the_archive_for_linux_runs() {
    let Some(archive) = packages::find("the archive for Linux", "-x86_64-linux.tar.gz") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = packages::unpack(&archive, folder.path()).join("pgcerts");
    let user = User::new();
    answer(user.command(program).args(["install", "--offline"])).exits(0);
}

#[test]
fn the_links_between_the_pages_of_each_package_lead_somewhere() {
    for end in ["_amd64.deb", "-x86_64-linux.tar.gz", "-windows.zip"] {
        let Some(package) = packages::find("the pages of the packages", end) else { return };
        let folder = tempfile::tempdir().expect("a temporary folder");
        packages::unpack(&package, folder.path());
        assert!(links::check(&[folder.path().to_owned()]) > 50, "{end}");
    }
}

/// The message of a panic names a source file.
#[test]
fn no_package_names_a_folder_of_the_machine_that_built_it() {
    let home = PathBuf::from(std::env::var_os("HOME").expect("a home"));
    let crates = std::env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from).join("registry");
    for end in ["_amd64.deb", "-x86_64-linux.tar.gz", "-windows.zip"] {
        let Some(package) = packages::find("the paths in the packages", end) else { return };
        let folder = tempfile::tempdir().expect("a temporary folder");
        packages::unpack(&package, folder.path());
        let mut grep = Command::new("grep");
        grep.args(["-rlF", "-e", env!("CARGO_MANIFEST_DIR"), "-e"]).arg(&crates);
        grep.arg("-e").arg(packages::folder().parent().expect("the target folder")).arg(folder.path());
        assert_eq!(answer(&mut grep).exits(1).stdout, "", "{end}");
    }
}

/// The names and versions of the crates in a bill, which each have their license and, but for our own, their hash.
fn billed(path: &Path) -> BTreeSet<(String, String)> {
    let text = std::fs::read_to_string(path).expect("the bill");
    assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "nothing of the machine that built it");
    let bill: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&bill["bomFormat"], &bill["metadata"]["component"]["name"]),
        (&"CycloneDX".into(), &"pgcerts".into())
    );
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let component = |component: &Value| {
        assert!(component["licenses"][0].is_object() && component["hashes"][0].is_object(), "{component}");
        (text(&component["name"]), text(&component["version"]))
    };
    bill["components"].as_array().expect("components").iter().map(component).collect()
}

/// Whoever passes a binary on must pass these on too.
#[test]
fn the_notices_of_each_package_name_every_crate_of_its_bill() {
    for (end, bill) in [
        ("_amd64.deb", "-x86_64-linux.cdx.json"),
        ("-x86_64-linux.tar.gz", "-x86_64-linux.cdx.json"),
        ("-windows.zip", "-windows.cdx.json"),
    ] {
        let test = "the notices of the packages";
        let (Some(package), Some(bill)) = (packages::find(test, end), packages::find(test, bill)) else {
            return;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        packages::unpack(&package, folder.path());
        let there = files(folder.path());
        let file = there.iter().find(|file| file.ends_with("THIRD-PARTY-NOTICES")).expect("the notices");
        let notices = std::fs::read_to_string(folder.path().join(file)).expect("the notices");
        for (name, version) in billed(&bill) {
            let start = format!("\n{name} {version}  ");
            let line = notices.split_once(&start).and_then(|(_, rest)| rest.lines().next());
            let has_none =
                line.unwrap_or_else(|| panic!("{end}: {name}")).ends_with("(its sources have no notice)");
            assert_eq!(has_none, name == "asn1-rs-impl", "{end}: {name}");
        }
        for text in [
            "Copyright (c) Tokio Contributors",
            "Copyright 2015-2025 Brian Smith",
            "GCC Runtime Library",
            "gimli",
        ] {
            assert!(notices.contains(text), "{end}: {text}");
        }
        assert_eq!(
            notices.contains("prepackaged version of the GNU C Library"),
            end == "-x86_64-linux.tar.gz",
            "{end}"
        );
    }
}

#[test]
fn the_bill_of_materials_names_the_crates_of_each_system() {
    let lock = std::fs::read_to_string(repository("Cargo.lock")).expect("the lock file");
    let locked = |(name, version): &(String, String)| {
        lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\nsource"))
    };
    for (end, own) in [("-x86_64-linux.cdx.json", "nix"), ("-windows.cdx.json", "windows-sys")] {
        let Some(bill) = packages::find("the bill of materials", end) else { return };
        let crates = billed(&bill);
        assert!(crates.iter().all(locked), "{crates:?}");
        for name in [own, "ring", "rustls", "x509-parser"] {
            assert!(crates.iter().any(|(found, _)| found == name), "{end}: {name}");
        }
        assert!(
            !crates.iter().any(|(name, _)| name == "rcgen"),
            "what tests alone need is not in the program"
        );
    }
}

/// It would be missing from a repository that is made of the source archive.
#[test]
fn git_ignores_no_file_of_the_source() {
    // An unpacked archive is no repository.
    if !repository(".git").exists() {
        return;
    }
    let mut list = Command::new("git");
    list.args(["ls-files", "--cached", "--ignored", "--exclude-per-directory=.gitignore"]);
    assert_eq!(answer(list.current_dir(repository(""))).exits(0).stdout, "");
}
