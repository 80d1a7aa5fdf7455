//! `openssl verify`, told to judge as libpq does.

use std::path::Path;
use std::process::Command;

use super::graph::Graph;
use crate::support::forge::certificate::Party;
use crate::support::user::{Answer, answer};

/// Where a graph lies on the disk.
pub(super) struct Files<'f>(pub(super) &'f Path);

impl Files<'_> {
    pub(super) fn write(&self, graph: &Graph) {
        std::fs::create_dir_all(self.0).expect("a folder");
        let sent: String = graph.sent.iter().map(Party::pem).collect();
        let leaf = graph.leaf.pem();
        self.file("chain.pem", &(leaf.clone() + &sent));
        self.file("leaf.pem", &leaf);
        self.file("sent.pem", &sent);
        self.file("store.pem", &graph.store);
        if let Some(lists) = &graph.lists {
            self.file("lists.pem", lists);
        }
    }

    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("a file");
    }

    /// Whether OpenSSL finds the chain valid at this time, and all that it says of it.
    pub(super) fn verified(&self, at: i64) -> (bool, Answer) {
        let mut command = Command::new("openssl");
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).current_dir(self.0);
        command.args(["verify", "-verify_name", "ssl_server", "-purpose", "sslserver", "-auth_level", "2"]);
        command.args(["-attime", &at.to_string(), "-no-CApath", "-no-CAstore", "-CAfile", "store.pem"]);
        let is_filled = |name: &str| std::fs::metadata(self.0.join(name)).is_ok_and(|file| file.len() > 0);
        if is_filled("sent.pem") {
            command.args(["-untrusted", "sent.pem"]);
        }
        if is_filled("lists.pem") {
            command.args(["-crl_check", "-crl_check_all", "-CRLfile", "lists.pem"]);
        }
        let said = answer(command.arg("leaf.pem"));
        let judged = said.code == Some(0) || said.stderr.contains("verification failed");
        assert!(judged, "{}: {said:?}", self.0.display());
        (said.code == Some(0), said)
    }
}
