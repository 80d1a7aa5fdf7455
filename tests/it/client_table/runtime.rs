//! What the clients run on, which decides outcomes too: the page names it.

use std::path::PathBuf;
use std::process::Command;

use super::client::python;
use super::page;
use crate::support::cluster::psql;
use crate::support::pages;
use crate::support::tools::{need, need_that};
use crate::support::user::answer;

const TEST: &str = "the versions under the table of clients";

/// What the page says that it was measured with.
pub(super) struct Runtime {
    name: &'static str,
    program: fn() -> Option<PathBuf>,
    asked: &'static str,
    /// As many parts of its version as a security update leaves alone.
    parts: usize,
}

/// The server and psql, which lie in one folder.
pub(super) const POSTGRESQL: Runtime =
    Runtime { name: "PostgreSQL", program: || psql(TEST), asked: "--version", parts: 1 };
const PYTHON: Runtime = Runtime { name: "Python", program: own_python, asked: "--version", parts: 2 };
const NODE: Runtime = Runtime { name: "Node", program: || need(TEST, "node"), asked: "--version", parts: 1 };
const JAVA: Runtime = Runtime { name: "Java", program: || need(TEST, "java"), asked: "--version", parts: 1 };
const GO: Runtime = Runtime { name: "Go", program: || need(TEST, "go"), asked: "version", parts: 2 };

fn own_python() -> Option<PathBuf> {
    let there = python().is_file();
    need_that(TEST, "Python of tests/tools", there).then(python)
}

impl Runtime {
    /// Of what is installed, if it is.
    pub(super) fn version(&self) -> Option<String> {
        let said = answer(Command::new((self.program)()?).arg(self.asked)).exits(0).stdout;
        let mut words = said.split(|c: char| c != '.' && !c.is_ascii_digit());
        let version = words.find(|word| !word.is_empty()).expect("a version");
        Some(version.split('.').take(self.parts).collect::<Vec<_>>().join("."))
    }

    /// As the page names it, or as it shall: `tests/tools` takes any Node, Debian has one of the others.
    fn named(&self, page: &str) -> Option<String> {
        let version = self.version()?;
        let there = page.split([',', '\n']).find_map(|part| part.trim().strip_prefix(self.name));
        let keeps = self.name == NODE.name && !pages::is_written();
        Some(format!("{} {}", self.name, there.filter(|_| keeps).map_or(version.as_str(), str::trim)))
    }
}

#[test]
fn the_page_names_what_the_clients_ran_on() {
    let there = page::between("runtimes");
    let named: Option<Vec<String>> =
        [POSTGRESQL, PYTHON, NODE, JAVA, GO].iter().map(|runtime| runtime.named(&there)).collect();
    if let Some(named) = named {
        page::is("runtimes", &format!("Measured with {}.\n", named.join(", ")));
    }
}
