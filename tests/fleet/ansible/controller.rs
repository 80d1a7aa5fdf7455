//! The machine from which Ansible runs, and the machines that it reaches: folders of this one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{create_dir, create_dir_all, write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::tools::{need_that, test_tools};
use crate::support::user::{Answer, User, answer};
use crate::support::{program, repository};

/// A user with Ansible, the collection, and the program on the path.
pub(super) struct Controller {
    pub(super) user: User,
}

impl Controller {
    /// None after saying that `test` is left out.
    #[track_caller]
    pub(super) fn new(test: &str) -> Option<Self> {
        let there = test_tools("ansible/.packages").is_file();
        if !need_that(test, "Ansible, which tests/fleet/tools installs", there) {
            return None;
        }
        let user = User::new();
        create_dir(user.path("bin")).expect("a folder");
        symlink(program(), user.path("bin/pgcerts")).expect("a link");
        create_dir_all(user.path("ansible_collections/pgcerts")).expect("a folder");
        let copied = Command::new("cp").arg("-R").arg(repository("ansible")).arg(collection(&user)).status();
        assert!(copied.is_ok_and(|status| status.success()), "a copy of the collection");
        Some(Self { user })
    }

    pub(super) fn collection(&self) -> PathBuf {
        collection(&self.user)
    }

    /// A program of Ansible's, in the collection's folder.
    pub(super) fn command(&self, program: &str) -> Command {
        let tools = test_tools("ansible/bin");
        let path = format!("{}:{}:/usr/bin:/bin", self.user.path("bin").display(), tools.display());
        let mut command = self.user.command(tools.join(program));
        command
            .env("PATH", path)
            .env("LC_ALL", "C.UTF-8")
            .env("ANSIBLE_COLLECTIONS_PATH", self.user.home())
            .env("ANSIBLE_NOCOLOR", "1")
            .current_dir(self.collection());
        command
    }

    /// The same for `ansible-test`, whose home keeps what it installs.
    pub(super) fn ansible_test(&self, arguments: &[&str]) -> Answer {
        let mut command = self.command("ansible-test");
        answer(command.args(arguments).args(["--python", "3.11"]).env("HOME", test_tools("ansible/home")))
    }

    /// Writes an inventory of machines with a home each, and with these variables.
    pub(super) fn has_machines(&self, count: usize, variables: impl Fn(usize) -> String) {
        let mut text = String::from(
            "all:\n  vars:\n    ansible_connection: local\n    \
             ansible_python_interpreter: '{{ ansible_playbook_python }}'\n  hosts:\n",
        );
        for number in 0..count {
            create_dir_all(self.home(number)).expect("a home");
            let (name, home) = (name(number), self.home(number));
            let _ = writeln!(text, "    {name}: {{home: {}, {}}}", home.display(), variables(number));
        }
        write(self.user.path("inventory.yml"), text).expect("the inventory");
    }

    /// The home of a machine.
    pub(super) fn home(&self, number: usize) -> PathBuf {
        self.user.path("machines").join(name(number))
    }

    /// Runs a playbook, by its path or its name in the collection, on all machines.
    pub(super) fn play(&self, playbook: impl AsRef<Path>, arguments: &[&str]) -> Run {
        let mut command = self.command("ansible-playbook");
        command.arg("-i").arg(self.user.path("inventory.yml")).args(["-f", "8"]).args(arguments);
        Run::new(answer(command.arg(playbook.as_ref())))
    }

    /// Writes a playbook and returns its path.
    pub(super) fn playbook(&self, text: &str) -> PathBuf {
        let path = self.user.path("playbook.yml");
        write(&path, text).expect("a playbook");
        path
    }
}

fn collection(user: &User) -> PathBuf {
    user.path("ansible_collections/pgcerts/pgcerts")
}

/// The name of a machine.
pub(super) fn name(number: usize) -> String {
    format!("h{number:02}")
}

/// How a playbook ended.
pub(super) struct Run {
    pub(super) answer: Answer,
    /// Of each machine the counts at the end.
    recap: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Run {
    fn new(answer: Answer) -> Self {
        let recap = answer.stdout.rsplit_once("PLAY RECAP").map_or("", |(_, recap)| recap);
        let lines = recap.lines().filter_map(|line| line.split_once(" : "));
        let counts = |text: &str| {
            let counts = text.split_whitespace().filter_map(|count| count.split_once('='));
            counts.map(|(name, count)| (name.to_owned(), count.parse().expect("a count"))).collect()
        };
        let recap = lines.map(|(name, text)| (name.trim().to_owned(), counts(text))).collect();
        Self { answer, recap }
    }

    /// The machines with more than none of this, such as `failed`.
    pub(super) fn machines(&self, count: &str) -> Vec<&str> {
        self.recap.iter().filter(|(_, counts)| counts[count] > 0).map(|(name, _)| name.as_str()).collect()
    }

    /// The last failure of a machine.
    pub(super) fn failure(&self, number: usize) -> &str {
        let start = format!("fatal: [{}]: FAILED! => ", name(number));
        self.answer.stdout.lines().rfind(|line| line.starts_with(&start)).unwrap_or_default()
    }

    /// Every machine did well.
    #[track_caller]
    pub(super) fn succeeds(self) -> Self {
        let Answer { code, stdout, stderr } = &self.answer;
        assert_eq!(*code, Some(0), "stdout: {stdout}\nstderr: {stderr}");
        self
    }
}
