//! What three versions of libpq do with a connection string.

use std::process::Command;

use super::kit::{Kit, without_terminal};
use crate::explain::cause_of_many;
use crate::support::tools::{need_success, test_tools};
use crate::support::user::answer;

/// psql of PostgreSQL 15, and the libraries in the wheels of psycopg2 (17) and psycopg (18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Libpq {
    V15,
    V17,
    V18,
}

/// Whether libpq came as far as a login without a password, or its error.
pub(super) type Outcome = Result<(), String>;

impl Libpq {
    pub(super) const ALL: [Self; 3] = [Self::V15, Self::V17, Self::V18];

    /// Whether the Python packages are there.
    #[track_caller]
    pub(super) fn are_there(test: &str) -> bool {
        let mut import = Command::new(test_tools("python/bin/python"));
        need_success(
            test,
            "psycopg and psycopg2 of tests/tools",
            import.args(["-c", "import psycopg, psycopg2"]),
        )
    }

    pub(super) fn connect(self, kit: &Kit, options: &str) -> Outcome {
        let connection = kit.connection(options);
        let said = answer(without_terminal(&mut self.command(kit, &connection)));
        let text = format!("{}{}", said.stdout, said.stderr);
        let text = text.trim();
        // No password is known: a server that asks for one has accepted the rest.
        if text == "1" || text.starts_with("1\n") || text.ends_with("no password supplied") {
            Ok(())
        } else {
            is_explained(text);
            Err(error(text))
        }
    }

    fn command(self, kit: &Kit, connection: &str) -> Command {
        let mut command = match self {
            Self::V15 => {
                let mut psql = kit.user.command(kit.cluster.psql());
                psql.args(["-XAtwc", "select 1", connection]);
                psql
            }
            Self::V17 => python(kit, "psycopg2", connection),
            Self::V18 => python(kit, "psycopg", connection),
        };
        command.env("LC_ALL", "C").current_dir(kit.user.home());
        command
    }
}

fn python(kit: &Kit, module: &str, connection: &str) -> Command {
    let script = "import importlib, sys\n\
                  try:\n importlib.import_module(sys.argv[1]).connect(sys.argv[2]); print(1)\n\
                  except Exception as error: print(error)";
    let mut command = kit.user.command(test_tools("python/bin/python"));
    command.args(["-c", script, module, connection]);
    command
}

/// `explain` has a cause for the text, and the one of the client's files where libpq names one of them.
fn is_explained(text: &str) {
    let cause = cause_of_many(text).unwrap_or_else(|| panic!("no cause: {text}"));
    if text.contains("private key file") || text.contains("certificate file \"alice") {
        assert_eq!(cause, "client-certificate", "{text}");
    }
    if text.contains("alert unknown ca") || text.contains("requires a valid client certificate") {
        assert_eq!(cause, "client-certificate-refused", "{text}");
    }
}

/// libpq's error without the place, which comes before each of several errors.
fn error(text: &str) -> String {
    let text = text.replace("Enter PEM pass phrase:", "");
    let lines = text.trim().lines().map(|line| {
        let line = line.strip_prefix("psql: error: ").unwrap_or(line);
        let line = line.strip_prefix("connection failed: ").unwrap_or(line);
        let line = line.strip_prefix("connection is bad: ").unwrap_or(line);
        line.strip_prefix("connection to server at ")
            .and_then(|rest| rest.split_once(" failed: "))
            .map_or(line, |(_, error)| error)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// An error in the words of libpq 18 and OpenSSL 3.0, without what depends on the version: the name of an alert, the way
/// out that an older libpq does not know, and the garbage behind a colon.
pub(super) fn compared(text: &str) -> String {
    let text = text.replace("ssl/tls alert", "sslv3 alert");
    let text = text
        .replace("file, use the system's trusted roots with sslrootcert=system, or change", "file or change");
    match text.rsplit_once("\": ") {
        Some((path, reason)) if !reason.is_ascii() || reason.is_empty() => format!("{path}\":"),
        _ => text.trim_end().to_owned(),
    }
}
