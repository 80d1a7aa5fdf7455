//! OpenSSL's answer to a chain. One process answers very many cases.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::json;

use super::chain::Chain;

/// A process that asks one libcrypto.
pub(super) struct Oracle {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    pub(super) fn new(python: &Path, library: &Path) -> Self {
        let script = crate::support::repository("tests/it/soundness/oracle.py");
        let mut command = Command::new(python);
        let command = command.arg(script).arg(library).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("python");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        Self { child, input, output }
    }

    /// Whether OpenSSL accepts the chain at this second, and its reason.
    pub(super) fn ask(&mut self, chain: &Chain, at: i64) -> (bool, String) {
        let stored: Vec<Vec<u8>> = chain.store.iter().map(|stored| stored.der.clone()).collect();
        let settings: Vec<Option<String>> =
            chain.store.iter().map(|stored| stored.settings.as_deref().map(hex)).collect();
        let case = json!({
            "sent": hex_of(&chain.sent), "store": hex_of(&stored), "settings": settings, "at": at,
            "lists": chain.lists.as_deref().map(hex_of),
        });
        if let Some(path) = std::env::var_os("PGCERTS_CHAINS_DUMP") {
            std::fs::write(path, case.to_string()).expect("a case");
        }
        writeln!(self.input, "{case}").expect("a case");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("an answer");
        let (valid, reason) = line.trim().split_once(' ').expect("an answer");
        (valid == "true", reason.to_owned())
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hex_of(ders: &[Vec<u8>]) -> Vec<String> {
    ders.iter().map(|der| hex(der)).collect()
}

fn hex(der: &[u8]) -> String {
    der.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
