//! Fifty machines, one of which is broken, and machines that the role sets up.

use std::fs::{create_dir_all, metadata, read};
use std::time::SystemTime;

use super::controller::{Controller, Run, name};
use super::of_page;
use crate::support::{certificates, names, packages, program, sha256};

const MACHINES: usize = 50;
const BROKEN: usize = 17;

/// What the pages ask root to do, the user of the tests does.
const NOBODY_ELSE: [&str; 2] = ["-e", "ansible_become=false"];

/// The files of each machine's store, with their bytes and times.
fn stores(controller: &Controller) -> Vec<Vec<(String, Vec<u8>, SystemTime)>> {
    let store = |number| {
        let folder = controller.home(number).join("etc/ssl");
        let files = if folder.is_dir() { names(&folder) } else { Vec::new() };
        let file = |name: String| {
            let path = folder.join(&name);
            let bytes = if path.is_file() { read(&path).expect("a file") } else { Vec::new() };
            (name, bytes, metadata(&path).and_then(|data| data.modified()).expect("a time"))
        };
        files.into_iter().map(file).collect()
    };
    (0..MACHINES).map(store).collect()
}

#[test]
fn of_fifty_machines_the_broken_one_fails_alone_and_a_second_run_changes_nothing() {
    let Some(controller) = Controller::new("a play on fifty machines") else { return };
    controller.has_machines(MACHINES, |_| String::new());
    for number in 0..MACHINES {
        create_dir_all(controller.home(number).join("etc/ssl")).expect("a folder");
    }
    // Root may write everywhere, but not a file where a folder is.
    create_dir_all(controller.home(BROKEN).join("etc/ssl/postgresql-root.crt")).expect("a folder");
    // Below the home, since `/etc` is not the tests' to write.
    let playbook = controller.playbook(&of_page(1));
    let others: Vec<String> = (0..MACHINES).filter(|number| *number != BROKEN).map(name).collect();
    let broken = name(BROKEN);

    let before = stores(&controller);
    let foretold = controller.play(&playbook, &["--check", "--diff", NOBODY_ELSE[0], NOBODY_ELSE[1]]);
    assert_eq!(foretold.machines("failed"), [broken.as_str()], "{:?}", foretold.answer);
    assert_eq!(foretold.machines("changed"), others);
    assert_eq!(
        foretold.answer.stdout.matches("+DigiCert Global Root G2 (cb3ccbb76031e5e0)").count(),
        MACHINES - 1
    );
    assert_eq!(stores(&controller), before, "check mode writes nothing");

    let first = controller.play(&playbook, &NOBODY_ELSE);
    assert_eq!(
        (first.machines("failed"), first.machines("changed").len()),
        (vec![broken.as_str()], MACHINES - 1)
    );
    assert!(first.answer.stdout.contains("is a folder"), "{:?}", first.answer);
    let after = stores(&controller);
    for (number, files) in after.iter().enumerate().filter(|(number, _)| *number != BROKEN) {
        assert_eq!(files.len(), 1, "the store and nothing else");
        let store = controller.home(number).join("etc/ssl/postgresql-root.crt");
        assert_eq!(certificates(&store).len(), 3);
    }

    let second = controller.play(&playbook, &NOBODY_ELSE);
    assert_eq!((second.machines("failed"), second.machines("changed")), (vec![broken.as_str()], Vec::new()));
    assert_eq!(stores(&controller), after);
}

#[test]
fn the_role_of_the_page_sets_a_machine_up_and_a_second_run_changes_nothing() {
    let Some(controller) = Controller::new("the role on the page") else { return };
    controller.has_machines(1, |_| String::new());
    let home = controller.home(0);
    for folder in ["etc", "bin"] {
        create_dir_all(home.join(folder)).expect("a folder");
    }
    std::fs::write(home.join("etc/environment"), "LANG=C.UTF-8\nPGSSLROOTCERT=/old\n").expect("a file");
    create_dir_all(controller.user.path("files")).expect("a folder");
    std::os::unix::fs::symlink(program(), controller.user.path("files/pgcerts")).expect("a link");
    let playbook = controller.playbook(&of_page(0));
    let places = "{root_crt_binary: '{{ home }}/bin/pgcerts', root_crt_units_folder: '{{ home }}/units', \
                  root_crt_path: '{{ home }}/etc/postgresql-roots/root.crt'}";
    let play = || controller.play(&playbook, &[&NOBODY_ELSE[..], &["-e", places]].concat()).succeeds();

    play();
    let root_crt = home.join("etc/postgresql-roots/root.crt");
    assert_eq!(certificates(&root_crt).len(), 3);
    let text = |path: &str| std::fs::read_to_string(home.join(path)).expect(path);
    let line = format!("PGSSLROOTCERT={}\n", root_crt.display());
    assert_eq!(text("etc/environment"), format!("LANG=C.UTF-8\n{line}"));
    assert_eq!(text("units/app.service.d/50-pgcerts.conf"), format!("[Service]\nEnvironment={line}"));
    assert!(play().machines("changed").is_empty());
}

/// The role, with the archive of a release.
fn from_archive(controller: &Controller, sum: &str, more: &[&str]) -> Run {
    let variables = format!(
        "{{root_crt_archive_url: 'file://{}', root_crt_archive_checksum: 'sha256:{sum}', \
         root_crt_binary: '{{{{ home }}}}/bin/pgcerts', root_crt_path: '{{{{ home }}}}/etc/root.crt'}}",
        controller.user.path("release.tar.gz").display()
    );
    let text = format!(
        "- hosts: all\n  gather_facts: false\n  environment: {{TMPDIR: '{{{{ home }}}}/tmp'}}\n  roles:\n    \
         - {{role: pgcerts.pgcerts.root_crt, vars: {variables}}}\n"
    );
    controller.play(controller.playbook(&text), more)
}

#[test]
fn the_role_takes_the_program_from_a_releases_archive_and_downloads_it_once() {
    let test = "the role with an archive";
    let Some(controller) = Controller::new(test) else { return };
    let Some(archive) = packages::find(test, "-x86_64-linux.tar.gz") else { return };
    controller.has_machines(1, |_| String::new());
    let home = controller.home(0);
    for folder in ["bin", "tmp"] {
        create_dir_all(home.join(folder)).expect("a folder");
    }
    let url = controller.user.path("release.tar.gz");
    std::fs::copy(&archive, &url).expect("a copy");
    let sum = sha256(&read(&archive).expect("the archive"));
    let folders = |folders: [&str; 2]| folders.map(|folder| names(&home.join(folder)));
    let nothing = [Vec::<String>::new(), Vec::new()];

    let foretold = from_archive(&controller, &sum, &["--check"]).succeeds();
    assert_eq!((foretold.machines("changed"), folders(["bin", "tmp"])), (vec!["h00"], nothing.clone()));
    let other = from_archive(&controller, &"a".repeat(64), &[]);
    assert_eq!((other.machines("failed"), folders(["bin", "tmp"])), (vec!["h00"], nothing));

    let expected = packages::unpack(&archive, controller.user.home()).join("pgcerts");
    let expected = read(expected).expect("the program");
    let program = home.join("bin/pgcerts");
    let is_there = || {
        assert!(read(&program).expect("the program") == expected);
        assert_eq!(
            folders(["bin", "tmp"]),
            [vec!["pgcerts".to_owned(), "pgcerts.archive".into()], Vec::new()]
        );
        assert_eq!(certificates(&home.join("etc/root.crt")).len(), 3);
    };
    from_archive(&controller, &sum.to_uppercase(), &[]).succeeds();
    is_there();
    std::fs::rename(&url, controller.user.path("away")).expect("no archive");
    assert!(from_archive(&controller, &sum, &[]).succeeds().machines("changed").is_empty());

    // Another program is replaced.
    std::fs::rename(controller.user.path("away"), &url).expect("an archive");
    std::fs::write(&program, "#!/bin/sh\n").expect("another program");
    let mended = from_archive(&controller, &sum, &[]).succeeds();
    assert_eq!(mended.machines("changed"), ["h00"]);
    is_there();
}
