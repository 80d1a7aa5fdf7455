//! `playbooks/rotate.yml`, with servers under an old root and under a new one.

use std::fs::{read, write};
use std::slice::from_ref;

use super::fleet::{Fleet, target};
use super::of_page;
use crate::support::{names, sha256};

#[test]
fn a_rotation_stops_at_the_first_failure_and_rolls_its_batch_back() {
    let Some(fleet) = Fleet::new("a rotation that fails") else { return };
    fleet.has_machines(50, &[7]);
    let run = fleet.rotate("", &[]);
    assert_eq!(run.machines("failed"), ["h07"], "{}", run.answer.stdout);
    assert!(run.failure(7).contains("so this machine was rolled back: "), "{}", run.answer.stdout);
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
fn what_an_earlier_rotation_of_the_same_run_has_proven_counts_for_nothing() {
    let Some(fleet) = Fleet::new("two rotations in a run") else { return };
    fleet.has_machines(1, &[]);
    let rotation = |file: &str| {
        let root = format!("{{file: '{{{{ home }}}}/etc/ssl/{file}', sha256: {}}}", sha256(&fleet.new.der));
        let path = "'{{ home }}/etc/ssl/postgresql-root.crt'";
        format!(
            "- import_playbook: pgcerts.pgcerts.rotate\n  vars: {{rotate_path: {path}, rotate_roots: [{root}]}}\n"
        )
    };
    let text = rotation("team-root-2027.pem") + &rotation("none.pem");
    let run = fleet.controller.play(fleet.controller.playbook(&text), &[]);
    assert_eq!(run.machines("failed"), ["h00"], "{}", run.answer.stdout);
    assert!(run.failure(0).contains("is what it was before"), "{}", run.answer.stdout);
    assert_eq!(fleet.roots(0).len(), 2, "the first one is through");
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
