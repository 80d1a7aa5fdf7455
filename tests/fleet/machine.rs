//! A machine with the units of systemd, whose commands run as systemd would run them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::support::cluster::{hand_over, unprivileged};
use crate::support::user::{Answer, answer};
use crate::support::{copy_program, repository};

/// Where the packages have the script.
pub(crate) const INSTALLED: &str = "/usr/lib/pgcerts/pgcerts-metrics";

pub(crate) fn unit(name: &str) -> String {
    let path = repository("packaging/systemd").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The values of a setting, in their order.
pub(crate) fn values<'a>(unit: &'a str, setting: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(setting)?.strip_prefix('=')).collect()
}

/// A machine with the folders that the units use, where another user runs the services, as systemd has it.
pub(crate) struct Machine {
    root: TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self { root: tempfile::tempdir().expect("a temporary folder") };
        hand_over(machine.root.path(), 0o755);
        for folder in ["bin", "run", "credentials", "textfiles", "etc"] {
            fs::create_dir(machine.path(folder)).expect("a folder");
            hand_over(&machine.path(folder), 0o755);
        }
        copy_program(&machine.path("bin/pgcerts"));
        fs::copy(repository("packaging/systemd/pgcerts-metrics"), machine.path("bin/pgcerts-metrics"))
            .expect("the script");
        machine
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn has(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
        fs::set_permissions(self.path(name), Permissions::from_mode(0o644)).expect("a mode");
    }

    /// A command line of a unit, as systemd would run it.
    pub(crate) fn command(&self, line: &str) -> Command {
        let line = line.replace(INSTALLED, self.path("bin/pgcerts-metrics").to_str().expect("UTF-8"));
        let variables = [
            ("RUNTIME_DIRECTORY", "run"),
            ("CREDENTIALS_DIRECTORY", "credentials"),
            ("TEXTFILES", "textfiles"),
        ];
        let line = variables.iter().fold(line, |line, (variable, folder)| {
            line.replace(&format!("${{{variable}}}"), self.path(folder).to_str().expect("UTF-8"))
        });
        assert!(!line.contains('$'), "{line}");
        let mut words = line.split(' ');
        let mut command = Command::new(words.next().expect("a program").trim_start_matches('+'));
        command.args(words).env_clear().current_dir("/");
        command.env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display()));
        command.env("PGSSLROOTCERT", self.path("etc/root.crt"));
        command
    }

    /// The service's own process, which systemd runs as a user of its own.
    pub(crate) fn service(&self, name: &str) -> Command {
        let unit = unit(name);
        let mut command = self.command(values(&unit, "ExecStart")[0]);
        unprivileged(&mut command);
        command
    }

    /// Starts the service, and what systemd runs as root after a success.
    pub(crate) fn start(&self, name: &str) -> Answer {
        let ended = answer(&mut self.service(name));
        if ended.code == Some(0) {
            self.publish(name);
        }
        ended
    }

    pub(crate) fn publish(&self, name: &str) {
        for line in values(&unit(name), "ExecStartPost") {
            answer(&mut self.command(line)).exits(0);
        }
    }

    pub(crate) fn metrics(&self, name: &str) -> String {
        fs::read_to_string(self.path("textfiles").join(name)).expect("published metrics")
    }
}
