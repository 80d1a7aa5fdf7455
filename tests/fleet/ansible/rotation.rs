//! `playbooks/rotate.yml`, with servers under an old root and under a new one.

use std::fs::{create_dir_all, read, write};
use std::path::PathBuf;
use std::slice::from_ref;
use std::sync::Arc;

use super::controller::{Controller, Run};
use super::of_page;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{alt_names, dns};
use crate::support::responder::{Reply, Responder};
use crate::support::{certificates, names, pages, sha256};

const STORE: &str = "postgresql-root.crt";
const SERVER: &str = "db.example.test";

/// Machines that trust the old root, in whose place shall be the new one.
struct Fleet {
    controller: Controller,
    old: Party,
    new: Party,
    /// One that has its new certificate, and one that was forgotten.
    servers: [Responder; 2],
}

/// As the inventory names a server.
fn target(server: &Responder) -> String {
    format!("'host={SERVER} hostaddr=127.0.0.1 port={}'", server.port())
}

fn server(root: &Party) -> Responder {
    let party = root.issue(Draft::server(SERVER).with(alt_names(&[dns(SERVER)])));
    Responder::new(Reply::Tls { chain: vec![party.der.clone()], key: Arc::clone(&party.key) })
}

impl Fleet {
    fn new(test: &str) -> Option<Self> {
        let controller = Controller::new(test)?;
        let (old, new) = (Party::root("Team Root 2024"), Party::root("Team Root 2027"));
        let servers = [server(&new), server(&old)];
        Some(Self { controller, old, new, servers })
    }

    /// So many machines with the old root. These of them need the forgotten server too.
    fn has_machines(&self, count: usize, forgotten: &[usize]) {
        self.has_machines_with(count, |number| {
            let servers = &self.servers[..if forgotten.contains(&number) { 2 } else { 1 }];
            servers.iter().map(target).collect::<Vec<_>>().join(", ")
        });
    }

    fn has_machines_with(&self, count: usize, servers: impl Fn(usize) -> String) {
        self.controller.has_machines(count, |number| format!("rotate_servers: [{}]", servers(number)));
        for number in 0..count {
            let folder = self.controller.home(number).join("etc/ssl");
            create_dir_all(&folder).expect("a folder");
            write(folder.join(STORE), self.before()).expect("a store");
            write(folder.join("team-root-2027.pem"), self.new.pem()).expect("a root");
        }
    }

    fn before(&self) -> String {
        format!("# ours\n{}", self.old.pem())
    }

    /// Runs the playbook with the variables of the page, in the way of the page.
    fn rotate(&self, variables: &str, more: &[&str]) -> Run {
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

    fn store(&self, number: usize) -> PathBuf {
        self.controller.home(number).join("etc/ssl").join(STORE)
    }

    /// The roots of a machine, by the DER of each.
    fn roots(&self, number: usize) -> Vec<Vec<u8>> {
        certificates(&self.store(number))
    }

    #[track_caller]
    fn has_the_old_file(&self, number: usize) {
        let file = read(self.store(number)).expect("a store");
        assert_eq!(String::from_utf8_lossy(&file), self.before(), "machine {number}");
    }

    #[track_caller]
    fn was_never_begun(&self, number: usize) {
        self.has_the_old_file(number);
        assert_eq!(names(self.store(number).parent().expect("a folder")), [STORE, "team-root-2027.pem"]);
    }
}

#[test]
fn a_rotation_stops_at_the_first_failure_and_rolls_its_batch_back() {
    let Some(fleet) = Fleet::new("a rotation that fails") else { return };
    fleet.has_machines(50, &[7]);
    let run = fleet.rotate("", &[]);
    assert_eq!(run.machines("failed"), ["h07"], "{}", run.answer.stdout);
    assert!(run.answer.stdout.contains("so the batch was rolled back"), "{}", run.answer.stdout);
    for number in 0..5 {
        assert_eq!(fleet.roots(number), from_ref(&fleet.new.der), "the batch before is through");
    }
    for number in 5..10 {
        fleet.has_the_old_file(number);
        let files = names(fleet.store(number).parent().expect("a folder"));
        assert!(files.len() > 2, "it was begun, and backups are left: {files:?}");
    }
    for number in 10..50 {
        fleet.was_never_begun(number);
    }
}

#[test]
fn a_rotation_takes_back_the_file_that_it_made_and_leaves_one_that_it_cannot_read() {
    let Some(fleet) = Fleet::new("a rotation over broken stores") else { return };
    fleet.has_machines(6, &[]);
    std::fs::remove_file(fleet.store(0)).expect("a store");
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    write(fleet.store(1), broken).expect("a store");
    let run = fleet.rotate("rotate_prune: exact\nrotate_serial: 3", &[]);
    assert_eq!(run.machines("failed"), ["h01"], "{}", run.answer.stdout);
    assert!(!fleet.store(0).exists(), "it was not there before");
    assert_eq!(read(fleet.store(1)).expect("a store"), broken.as_bytes());
    fleet.has_the_old_file(2);
    (3..6).for_each(|number| fleet.was_never_begun(number));
}

#[test]
fn a_rotation_that_is_proven_reaches_every_machine_and_one_that_is_foretold_none() {
    let Some(fleet) = Fleet::new("a rotation that succeeds") else { return };
    fleet.has_machines(2, &[]);
    let beside = "rotate_serial: 1\n# rotate_prune is not set";
    fleet.rotate(beside, &[]).succeeds();
    for number in 0..2 {
        assert_eq!(fleet.roots(number), [fleet.old.der.clone(), fleet.new.der.clone()]);
    }
    let prune = "rotate_serial: 1\nrotate_prune: exact";
    fleet.rotate(prune, &["--check"]).succeeds();
    assert_eq!(fleet.roots(0).len(), 2, "foretold");
    fleet.rotate(prune, &[]).succeeds();
    for number in 0..2 {
        assert_eq!(fleet.roots(number), from_ref(&fleet.new.der));
    }
    let again = fleet.rotate(prune, &[]).succeeds();
    assert!(again.machines("changed").is_empty(), "{}", again.answer.stdout);
}

#[test]
fn a_batch_is_rolled_back_whatever_strategy_is_configured() {
    let Some(fleet) = Fleet::new("a rotation under another strategy") else { return };
    fleet.has_machines(4, &[3]);
    let settings = fleet.controller.collection().join("ansible.cfg");
    write(settings, "[defaults]\nstrategy = free\n").expect("the settings");
    let run = fleet.rotate("rotate_serial: 4", &[]);
    assert_eq!(run.machines("failed"), ["h03"], "{}", run.answer.stdout);
    (0..4).for_each(|number| fleet.has_the_old_file(number));
}

#[test]
fn what_is_foretold_of_an_untouched_fleet_is_no_failure() {
    let Some(fleet) = Fleet::new("a rotation that is foretold") else { return };
    fleet.has_machines(2, &[]);
    fleet.rotate("", &["--check"]).succeeds();
    (0..2).for_each(|number| fleet.was_never_begun(number));
}

#[test]
fn no_root_is_removed_that_nobody_named() {
    let Some(fleet) = Fleet::new("a rotation without old roots") else { return };
    fleet.has_machines(2, &[]);
    let run = fleet.rotate("rotate_prune: absent", &[]);
    assert_eq!(run.machines("failed").len(), 2, "{}", run.answer.stdout);
    assert!(run.answer.stdout.contains("needs rotate_old_set"), "{}", run.answer.stdout);
    (0..2).for_each(|number| fleet.was_never_begun(number));
}

#[test]
fn a_server_that_is_asked_for_less_is_proven_all_the_same() {
    let Some(fleet) = Fleet::new("a rotation with sslmode=disable") else { return };
    fleet.has_machines_with(1, |_| target(&fleet.servers[1]).replace(" port=", " sslmode=disable port="));
    let run = fleet.rotate("rotate_prune: exact", &[]);
    assert_eq!(run.machines("failed"), ["h00"], "{}", run.answer.stdout);
    fleet.has_the_old_file(0);
}

#[test]
fn no_rotation_begins_while_a_server_is_not_reached() {
    let Some(fleet) = Fleet::new("a rotation without a server") else { return };
    fleet.has_machines_with(
        2,
        |number| if number == 0 { "127.0.0.1:1".into() } else { target(&fleet.servers[0]) },
    );
    let run = fleet.rotate("rotate_serial: 1", &[]);
    assert_eq!(run.machines("failed"), ["h00"], "{}", run.answer.stdout);
    (0..2).for_each(|number| fleet.was_never_begun(number));
}

#[test]
fn the_check_of_the_page_fails_for_a_server_that_the_store_does_not_verify() {
    let Some(fleet) = Fleet::new("the check on the page") else { return };
    fleet.has_machines(1, &[]);
    let page = of_page(2);
    let [new, old] = [0, 1].map(|server| {
        let text = page.replace("db.example.com", &target(&fleet.servers[server]));
        fleet.controller.play(fleet.controller.playbook(&text), &[])
    });
    assert_eq!(new.machines("failed"), ["h00"], "{}", new.answer.stdout);
    assert!(new.answer.stdout.contains("missing-intermediate"), "{}", new.answer.stdout);
    old.succeeds();
}
