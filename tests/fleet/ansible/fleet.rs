//! Machines whose roots are rotated, and the servers that they need.

use std::fs::{create_dir_all, read, write};
use std::path::PathBuf;
use std::sync::Arc;

use super::controller::{Controller, Run};
use super::of_page;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{alt_names, dns};
use crate::support::responder::{Reply, Responder};
use crate::support::{certificates, names, pages, sha256};

pub(super) const STORE: &str = "postgresql-root.crt";
const SERVER: &str = "db.example.test";

/// Machines that trust the old root, in whose place shall be the new one.
pub(super) struct Fleet {
    pub(super) controller: Controller,
    pub(super) old: Party,
    pub(super) new: Party,
    /// One that has its new certificate, and one that was forgotten.
    pub(super) servers: [Responder; 2],
}

/// As the inventory names a server.
pub(super) fn target(server: &Responder) -> String {
    format!("'host={SERVER} hostaddr=127.0.0.1 port={}'", server.port())
}

fn server(root: &Party) -> Responder {
    let party = root.issue(Draft::server(SERVER).with(alt_names(&[dns(SERVER)])));
    Responder::new(Reply::Tls { chain: vec![party.der.clone()], key: Arc::clone(&party.key) })
}

impl Fleet {
    pub(super) fn new(test: &str) -> Option<Self> {
        let controller = Controller::new(test)?;
        let (old, new) = (Party::root("Team Root 2024"), Party::root("Team Root 2027"));
        let servers = [server(&new), server(&old)];
        Some(Self { controller, old, new, servers })
    }

    /// So many machines with the old root. These of them need the forgotten server too.
    pub(super) fn has_machines(&self, count: usize, forgotten: &[usize]) {
        self.has_machines_with(count, |number| {
            let servers = &self.servers[..if forgotten.contains(&number) { 2 } else { 1 }];
            servers.iter().map(target).collect::<Vec<_>>().join(", ")
        });
    }

    pub(super) fn has_machines_with(&self, count: usize, servers: impl Fn(usize) -> String) {
        self.has_machines_that(count, |number| format!("rotate_servers: [{}]", servers(number)));
    }

    /// The same with any variables.
    pub(super) fn has_machines_that(&self, count: usize, variables: impl Fn(usize) -> String) {
        self.controller.has_machines(count, variables);
        for number in 0..count {
            let folder = self.controller.home(number).join("etc/ssl");
            create_dir_all(&folder).expect("a folder");
            write(folder.join(STORE), self.before()).expect("a store");
            write(folder.join("team-root-2027.pem"), self.new.pem()).expect("a root");
        }
    }

    pub(super) fn before(&self) -> String {
        format!("# ours\n{}", self.old.pem())
    }

    /// Runs the playbook with the variables of the page, in the way of the page.
    pub(super) fn rotate(&self, variables: &str, more: &[&str]) -> Run {
        let page = of_page(3);
        let (start, hash) = page.split_once("sha256: ").expect("a fingerprint");
        let rest = &hash[hash.find('\n').expect("a line")..];
        let rest = if variables.contains("rotate_prune") { &rest[..=0] } else { rest };
        let text = format!("{start}sha256: {}{rest}{variables}\n", sha256(&self.new.der));
        let file = self.controller.user.path("rotation.yml");
        write(&file, text).expect("the variables");
        let command = &pages::blocks("docs/tasks/ansible.md", "bash")[2];
        assert!(command.ends_with("-e @rotation.yml pgcerts.pgcerts.rotate\n"), "{command}");
        let file = format!("@{}", file.display());
        self.controller.play("pgcerts.pgcerts.rotate", &[&["-e", file.as_str()], more].concat())
    }

    pub(super) fn store(&self, number: usize) -> PathBuf {
        self.controller.home(number).join("etc/ssl").join(STORE)
    }

    /// The roots of a machine, by the DER of each.
    pub(super) fn roots(&self, number: usize) -> Vec<Vec<u8>> {
        certificates(&self.store(number))
    }

    #[track_caller]
    pub(super) fn has_the_old_file(&self, number: usize) {
        let file = read(self.store(number)).expect("a store");
        assert_eq!(String::from_utf8_lossy(&file), self.before(), "machine {number}");
    }

    #[track_caller]
    pub(super) fn was_never_begun(&self, number: usize) {
        self.has_the_old_file(number);
        assert_eq!(names(self.store(number).parent().expect("a folder")), [STORE, "team-root-2027.pem"]);
    }
}
