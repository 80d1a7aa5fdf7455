//! Rotations in which programs, modules and machines end in the middle of what they do.

use std::fs::{Permissions, read_to_string, remove_file, set_permissions, write};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::controller::name;
use super::fleet::{Fleet, STORE, target};
use crate::support::program;
use crate::support::user::answer;

/// What happens to a machine, as a branch of a shell's `case` over the command of the program, and where its file is then.
const FATES: [(&str, Fate); 17] = [
    ("", Fate::Healthy),
    ("install) kill -9 $$;;", Fate::Back),
    ("install) $run; kill -9 $$;;", Fate::Back),
    // The module died.
    ("install) $run; kill -9 $PPID;;", Fate::Unknown),
    ("uninstall) kill -9 $$;;", Fate::Back),
    ("uninstall) $run; kill -9 $$;;", Fate::Back),
    ("uninstall) $run; kill -9 $$;; rollback) kill -9 $$;;", Fate::NotBack),
    // The old roots and the new ones were there already, so that the installation made no backup.
    ("uninstall) $run; kill -9 $$;; # both", Fate::Back),
    ("install) $run; kill -9 $$;; # no file", Fate::Back),
    ("install) $run; touch lost;;", Fate::Unknown),
    ("install) $run; touch lost moment;;", Fate::Unknown),
    // The program is still running, and writes at the end.
    ("install) touch lost moment; (sleep 5; $run) >/dev/null 2>&1 & exit 1;;", Fate::Unknown),
    // The same after a task's time is up, which the module's answer does not say.
    ("install) sleep 5; $run; exit 1;; # out of time", Fate::Unknown),
    ("install) rm $store; mkdir $store; kill -9 $$;;", Fate::Unreadable),
    ("check) $run; code=$?; rm -r $store; mkdir $store; cat said; exit $code;;", Fate::Untouched),
    ("install) $run; kill -9 $$;; rollback) touch lost;;", Fate::Unseen),
    // Lost while nothing is written.
    ("install) touch begun;; check) ! test -e begun || touch lost moment;;", Fate::Back),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Healthy,
    Back,
    NotBack,
    Unreadable,
    Untouched,
    Unseen,
    Unknown,
}

impl Fate {
    /// What the last message says of the file.
    const fn words(self) -> &'static str {
        match self {
            Self::Healthy => "",
            Self::Back => "of the batch is proven, so this machine was rolled back: ",
            Self::NotBack => "is NOT rolled back: it is another file now. The SHA-256 of the old file is ",
            Self::Unreadable => "is NOT rolled back: it cannot be read. The SHA-256 of the old file is ",
            Self::Untouched => "nothing was written to ",
            Self::Unseen => {
                "is in an unknown state, since it could not be looked at. The SHA-256 of the old file is "
            }
            Self::Unknown => {
                "is in an unknown state, since pgcerts may still run there. The SHA-256 of the old file is "
            }
        }
    }
}

/// What reaches a machine in place of ssh, until the machine is lost.
const SSH: &str = "#!/bin/sh
cd \"${0%/*}\"
lost() { test -e lost || return; test -e moment && rm lost; echo 'Connection closed' >&2; exit 255; }
for command; do :; done
lost
sh -c \"$command\"
code=$?
lost
exit $code
";

fn is_run_by(path: &Path, text: &str) {
    write(path, text).expect("a script");
    set_permissions(path, Permissions::from_mode(0o755)).expect("a mode");
}

/// Gives a task that writes the seconds of its machine. `ANSIBLE_TASK_TIMEOUT` would end other tasks too where all is slow.
fn limits_the_installation(fleet: &Fleet) {
    let playbook = fleet.controller.collection().join("playbooks/rotate.yml");
    let task = "        - name: Install the new roots next to the old ones\n";
    let before = read_to_string(&playbook).expect("the playbook");
    let after = before.replace(task, &format!("{task}          timeout: '{{{{ seconds }}}}'\n"));
    assert_ne!(after, before);
    write(playbook, after).expect("the playbook");
}

/// A batch with a machine for each fate, and one machine in the next batch.
fn doomed(test: &str) -> Option<Fleet> {
    let fleet = Fleet::new(test)?;
    let server = target(&fleet.servers[0]);
    limits_the_installation(&fleet);
    fleet.has_machines_that(FATES.len() + 1, |number| {
        let is_timed = FATES.get(number).is_some_and(|(fate, _)| fate.ends_with("# out of time"));
        format!(
            "seconds: {}, \
             rotate_servers: [{server}], rotate_executable: '{{{{ home }}}}/pgcerts', ansible_connection: ssh, \
             ansible_ssh_executable: '{{{{ home }}}}/ssh', ansible_ssh_args: '', ansible_ssh_pipelining: true",
            if is_timed { 2 } else { 0 }
        )
    });
    for (number, fate) in FATES.iter().map(|(fate, _)| *fate).chain([""]).enumerate() {
        let home = fleet.controller.home(number);
        let real = program().display();
        let fate = fate
            .replace("$run", &format!("'{real}' \"$@\" >said 2>&1"))
            .replace("$store", &format!("etc/ssl/{STORE}"));
        let script = format!(
            "#!/bin/sh\ncd '{}'\ncase \"$1\" in\n{fate}\nesac\nexec '{real}' \"$@\"\n",
            home.display()
        );
        is_run_by(&home.join("pgcerts"), &script);
        is_run_by(&home.join("ssh"), SSH);
        symlink("etc", home.join("our etc")).expect("a link");
        if fate.ends_with("# no file") {
            remove_file(fleet.store(number)).expect("a store");
        } else if fate.ends_with("# both") {
            write(fleet.store(number), fleet.before() + &fleet.new.pem()).expect("a store");
        }
    }
    Some(fleet)
}

fn files(fleet: &Fleet) -> Vec<Option<String>> {
    (0..=FATES.len()).map(|number| read_to_string(fleet.store(number)).ok()).collect()
}

#[test]
fn only_a_file_that_is_proven_to_be_the_old_one_is_called_rolled_back() {
    let Some(fleet) = doomed("a rotation in which programs and machines die") else { return };
    let before = files(&fleet);
    let settings = fleet.controller.collection().join("ansible.cfg");
    write(settings, "[defaults]\nstrategy = free\n").expect("the settings");
    let variables =
        format!("rotate_serial: {}\nrotate_old_roots: [{{subject: Team Root 2024}}]", FATES.len());
    // A shell needs quotes around this path.
    let path = format!("{{rotate_path: '{{{{ home }}}}/our etc/ssl/{STORE}'}}");
    let run = fleet.rotate(&variables, &["-e", &path]);
    let after = files(&fleet);
    for (number, (how, fate)) in FATES.into_iter().enumerate() {
        let failure = run.failure(number);
        let path = fleet.controller.home(number).join("our etc/ssl").join(STORE);
        assert!(failure.is_empty() == (fate == Fate::Healthy), "{how}: {failure}");
        assert!(failure.contains(fate.words()), "{how}: {failure}\n{}", run.answer.stdout);
        assert!(failure.is_empty() || failure.contains(path.to_str().expect("UTF-8")), "{failure}");
        if fate != Fate::Unknown {
            let is_back = matches!(fate, Fate::Healthy | Fate::Back);
            assert_eq!(after[number] == before[number], is_back, "{how}: {:?}", after[number]);
        }
    }
    assert_eq!(after.last(), before.last(), "the next batch did not begin");
    assert_eq!(run.failure(FATES.len()), "");

    // What the message says to do: the list, and the backup with the old SHA-256.
    let number = FATES.iter().position(|(_, fate)| *fate == Fate::NotBack).expect("one");
    let commands: Vec<&str> = run.failure(number).split('`').skip(1).step_by(2).collect();
    let [list, restore] = commands[..] else { panic!("{commands:?}") };
    let shell = |line: &str| answer(fleet.controller.command("/bin/sh").args(["-c", line])).exits(0).stdout;
    let real = |line: &str| {
        line.replace(fleet.controller.home(number).join("pgcerts").to_str().expect("UTF-8"), "pgcerts")
    };
    let listed = shell(&real(list));
    let is_old = |path: &&str| read_to_string(path).is_ok_and(|text| Some(text) == before[number]);
    let backup = listed.lines().find(is_old).expect("the old file");
    shell(&real(restore).replace("BACKUP", &format!("'{backup}'")));
    assert_eq!(files(&fleet)[number], before[number]);
}

#[test]
fn a_rotation_that_would_fail_says_in_check_mode_that_nothing_was_written() {
    let Some(fleet) = doomed("a rotation that is foretold to fail") else { return };
    let before = files(&fleet);
    let run = fleet.rotate(
        "rotate_serial: 1\nrotate_old_roots: [{subject: Team Root 2024}]",
        &["--check", "--limit", "h01"],
    );
    assert_eq!(run.machines("failed"), ["h01"], "{}", run.answer.stdout);
    assert!(run.failure(1).contains("check mode: nothing was written"), "{}", run.failure(1));
    assert!(!run.answer.stdout.contains("rolled back"), "{}", run.answer.stdout);
    assert_eq!(files(&fleet), before);
}

#[test]
fn no_rotation_begins_while_a_machine_is_not_reached() {
    let Some(fleet) = doomed("a rotation without a machine") else { return };
    let before = files(&fleet);
    let last = name(FATES.len());
    write(fleet.controller.home(FATES.len()).join("lost"), "").expect("a file");
    let run = fleet.rotate("", &["--limit", &format!("h00,{last}")]);
    assert_eq!(run.machines("unreachable"), [last], "{}", run.answer.stdout);
    assert_eq!((files(&fleet), run.answer.code == Some(0)), (before, false));
}
