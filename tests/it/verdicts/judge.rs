//! psql on a case, in every mode.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustls::pki_types::DnsName;

use super::case::{Asked, Case, Content, Expected};
use crate::support::cluster::{IS_ENCRYPTED, hand_over, unprivileged};
use crate::support::responder::Responder;
use crate::support::user::{Answer, answer};

/// What libpq did in one mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Connected {
        encrypted: bool,
    },
    /// Every line that psql wrote.
    Refused(String),
}

impl Outcome {
    /// Of a query that answers `t` under TLS and `f` without.
    pub(super) fn of(said: Answer) -> Self {
        match (said.code, said.stdout.trim_end()) {
            (Some(0), "t") => Self::Connected { encrypted: true },
            (Some(0), "f") => Self::Connected { encrypted: false },
            (Some(2), "") => Self::Refused(said.stderr),
            _ => panic!("not an answer of psql: {said:?}"),
        }
    }

    pub(super) fn is(&self, expected: Expected) -> bool {
        match (self, expected) {
            (Self::Connected { encrypted }, Expected::Connected { encrypted: wanted }) => {
                *encrypted == wanted
            }
            (Self::Refused(text), Expected::Error(words)) => text.contains(words),
            _ => false,
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connected { encrypted: true } => write!(f, "under TLS"),
            Self::Connected { encrypted: false } => write!(f, "in plaintext"),
            Self::Refused(text) => write!(f, "{:?}", text.rsplit(" failed: ").next().unwrap_or(text)),
        }
    }
}

/// A case with its server running and its files on the disk.
pub(super) struct Staged<'c> {
    pub(super) case: &'c Case,
    home: PathBuf,
    port: u16,
    /// None where a PostgreSQL serves the case.
    _responder: Option<Responder>,
}

impl<'c> Staged<'c> {
    pub(super) fn new(case: &'c Case, home: PathBuf) -> Self {
        let responder = Responder::new(case.reply.clone());
        let port = responder.port();
        Self { _responder: Some(responder), ..Self::served(case, home, port) }
    }

    /// The same with a server on this port.
    pub(super) fn served(case: &'c Case, home: PathBuf, port: u16) -> Self {
        for (path, content) in &case.files {
            write(&home.join(path), content);
        }
        Self { case, home, port, _responder: None }
    }

    pub(super) fn connection(&self, host: &str) -> String {
        let home = self.home.to_str().expect("UTF-8");
        let host = match host {
            "" => String::new(),
            // The responder refuses to be asked for what is no name in the DNS; PostgreSQL does not look.
            odd if DnsName::try_from(odd).is_err() => format!("host={odd} sslsni=0 "),
            usual => format!("host={usual} "),
        };
        format!(
            "{host}hostaddr=127.0.0.1 port={} user=postgres dbname=postgres connect_timeout=20 {}",
            self.port,
            self.case.options.replace("{home}", home)
        )
    }

    pub(super) fn ask(&self, psql: &Path, asked: &Asked, mode: &str) -> Outcome {
        let mut command = self.command(psql);
        command.args(["-XAtc", IS_ENCRYPTED]).arg(format!("{} sslmode={mode}", self.connection(&asked.host)));
        Outcome::of(answer(&mut command))
    }

    /// A program in the case's home. Root may read everything, so where a file is unreadable, another user runs it.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", &self.home).env("LC_ALL", "C").current_dir(&self.home);
        if self.case.files.iter().any(|(_, content)| matches!(content, Content::Unreadable(_))) {
            unprivileged(&mut command);
        }
        command
    }
}

fn write(path: &Path, content: &Content) {
    let folder = path.parent().expect("a folder");
    std::fs::create_dir_all(folder).expect("a folder");
    match content {
        Content::Bytes(bytes) => std::fs::write(path, bytes).expect("a file"),
        Content::Unreadable(bytes) => {
            std::fs::write(path, bytes).expect("a file");
            hand_over(path, 0o000);
        }
        Content::Folder => std::fs::create_dir(path).expect("a folder"),
        Content::Link(to) => symlink(to, path).expect("a link"),
    }
}
