//! A file that is mounted by itself, as `docker -v FILE` and Kubernetes' `subPath` do.

use std::path::Path;
use std::process::Command;

use super::{Machine, mode, text};
use crate::support::tools::{need, need_that};
use crate::support::user::{Answer, answer};
use crate::support::{certificates, names, program};

/// A folder in which one file is mounted from elsewhere. Commands see that in a mount namespace of their own.
struct Mounted {
    _machine: Machine,
    folder: std::path::PathBuf,
    source: std::path::PathBuf,
}

impl Mounted {
    fn new(test: &str) -> Option<Self> {
        let machine = Machine::new(test)?;
        need(test, "unshare")?;
        let folder = machine.make("folder", 0, 0o755);
        let source = machine.path("source.crt");
        std::fs::write(folder.join("root.crt"), "").expect("a mount point");
        std::fs::write(&source, "# mounted\n").expect("a file");
        mode(&source, 0o640);
        let mounted = Self { _machine: machine, folder, source };
        let works = mounted.command("true", &[]).status().is_ok_and(|status| status.success());
        need_that(test, "the right to mount", works).then_some(mounted)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        let script = "mount --bind \"$0\" \"$1\" && shift && exec \"$@\"";
        command.args(["--mount", "sh", "-c", script, text(&self.source)]);
        command.arg(self.folder.join("root.crt")).arg(program).args(arguments);
        command
    }

    fn pgcerts(&self, command: &str, arguments: &[&str]) -> Answer {
        let file = self.folder.join("root.crt");
        let mut all = vec![command, "--json", "--dest", text(&file)];
        all.extend(if command == "install" { &["--offline"][..] } else { &[] });
        all.extend(arguments);
        answer(&mut self.command(text(program()), &all))
    }
}

fn content(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

#[test]
fn a_mounted_file_is_told_as_one_before_anything_is_written() {
    let Some(mounted) = Mounted::new("a mounted file") else { return };
    for arguments in [&[][..], &["--dry-run"], &["--replace"]] {
        let answer = mounted.pgcerts("install", arguments).exits(2);
        assert_eq!(answer.error_code(), "io");
        assert!(answer.stdout.contains("is mounted as a single file"), "{}", answer.stdout);
        assert!(answer.stdout.contains("--in-place"), "{}", answer.stdout);
    }
    assert_eq!(content(&mounted.source), "# mounted\n");
    assert_eq!(names(&mounted.folder), ["root.crt"]);
    assert_eq!(mounted.pgcerts("install", &["--in-place", "--dry-run"]).exits(0).json()["action"], "append");
    assert_eq!(content(&mounted.source), "# mounted\n");
}

#[test]
fn in_place_the_mounted_file_is_written_and_the_backup_brings_it_back() {
    let Some(mounted) = Mounted::new("a mounted file that is written into") else { return };
    let json = mounted.pgcerts("install", &["--in-place"]).exits(0).json();
    assert_eq!(json["action"], "append");
    assert!(content(&mounted.source).starts_with("# mounted\n"));
    assert_eq!(certificates(&mounted.source).len(), 3);
    let backup = json["backup"].as_str().expect("a backup");
    assert_eq!(content(Path::new(backup)), "# mounted\n");
    assert_eq!(mounted.pgcerts("install", &["--in-place"]).exits(0).json()["changed"], false);
    mounted.pgcerts("rollback", &[]).exits(2);
    assert_eq!(certificates(&mounted.source).len(), 3);
    mounted.pgcerts("rollback", &["--in-place"]).exits(0);
    assert_eq!(content(&mounted.source), "# mounted\n", "shorter than what was there");
}
