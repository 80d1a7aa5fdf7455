//! The Ansible collection: its own tests, and fleets of machines that are folders.

mod controller;
mod cost;
mod fleet;
mod lost;
mod machines;
mod rotation;

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::cluster::{Cluster, HOST};
use crate::support::user::{Answer, answer};
use crate::support::{pages, repository, sha256};
use controller::Controller;

const PASSWORD: &str = "a password of the test";

/// What `ansible-test sanity` has for a collection.
const SANITY_TESTS: usize = 24;

/// Ansible's own last words say more than its first.
#[track_caller]
fn passes(answer: Answer) -> String {
    let Answer { code, stdout, stderr } = answer;
    assert_eq!(code, Some(0), "{stdout}\n{stderr}");
    stdout + &stderr
}

/// A block of YAML on the page, for files below the home of each machine: `/etc/` is not the tests' to write.
fn of_page(block: usize) -> String {
    let line = |line: &str| match line.split_once(": /etc/") {
        Some((key, path)) => format!("{key}: '{{{{ home }}}}/etc/{path}'\n"),
        None => format!("{line}\n"),
    };
    pages::blocks("docs/tasks/ansible.md", "yaml")[block].lines().map(line).collect()
}

#[test]
fn the_collection_has_the_version_of_the_program() {
    let version = env!("CARGO_PKG_VERSION");
    let text = |file| std::fs::read_to_string(repository("ansible").join(file)).expect(file);
    assert!(text("galaxy.yml").contains(&format!("\nversion: {version}\n")));
    assert!(text("changelogs/changelog.yaml").contains(&format!("\n  {version}:\n")));
}

#[test]
fn every_sanity_test_of_ansible_passes() {
    let Some(controller) = Controller::new("the sanity tests of the collection") else { return };
    let printed = passes(controller.ansible_test(&["sanity", "--venv"]));
    let run = printed.matches("Running sanity test").count();
    assert_eq!(run, SANITY_TESTS, "{printed}");
}

#[test]
fn the_unit_tests_of_the_collection_pass() {
    let Some(controller) = Controller::new("the unit tests of the collection") else { return };
    let printed = passes(controller.ansible_test(&["units", "--local"]));
    let parts = ["module_utils", "modules"];
    assert_eq!(printed.matches(" passed in ").count(), parts.len(), "{printed}");
}

#[test]
fn the_integration_tests_of_the_collection_pass() {
    let test = "the integration tests of the collection";
    let Some(controller) = Controller::new(test) else { return };
    let Some(cluster) = Cluster::own(test) else { return };
    cluster.tell(&format!(
        "create role monitor login password '{PASSWORD}'; grant pg_read_all_stats to monitor"
    ));
    let hba =
        "local all all trust\nhost all monitor 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";
    cluster.asks_for_certificates(&cluster.authority.pem(), hba);
    let user = &controller.user;
    let root = user.path("own-root.pem");
    std::fs::write(&root, cluster.authority.pem()).expect("a root");
    let config = json!({
        "pgcerts": user.path("bin/pgcerts"),
        "own_root": {
            "file": root, "sha256": sha256(cluster.authority.der()), "subject": "Authority of the test server",
        },
        "own_pins": cluster.pins(user),
        "server": format!("host={HOST} hostaddr=127.0.0.1 port={} user=monitor dbname=postgres", cluster.port),
        "server_root": root,
        "server_password": PASSWORD,
    });
    // JSON is YAML.
    let path = controller.collection().join("tests/integration/integration_config.yml");
    std::fs::write(path, config.to_string()).expect("the settings");
    let printed = passes(controller.ansible_test(&["integration", "--local"]));
    let targets =
        std::fs::read_dir(repository("ansible/tests/integration/targets")).expect("the targets").count();
    assert_eq!(printed.matches("PLAY RECAP").count(), targets, "{printed}");
}

#[test]
fn ansible_lint_finds_nothing_in_the_collection() {
    let Some(controller) = Controller::new("ansible-lint on the collection") else { return };
    let printed =
        passes(answer(controller.command("ansible-lint").args(["--offline", "--strict", "--nocolor"])));
    assert!(printed.contains("Passed: 0 failure(s), 0 warning(s)"), "{printed}");
    assert!(printed.contains("'production'"), "{printed}");
}

#[test]
fn ansible_doc_shows_every_module_and_the_role() {
    let Some(controller) = Controller::new("the documentation of the collection") else { return };
    let show = |kind: &str, name: &str| {
        let name = format!("pgcerts.pgcerts.{name}");
        let shown = answer(controller.command("ansible-doc").args(["-t", kind, &name])).exits(0);
        assert!(
            !shown.stderr.contains("ERROR") && !shown.stderr.contains("WARNING"),
            "{name}: {}",
            shown.stderr
        );
        shown.stdout
    };
    let modules = std::fs::read_dir(repository("ansible/plugins/modules")).expect("the modules");
    let mut count = 0;
    for module in modules {
        let path = module.expect("a module").path();
        let text = show("module", path.file_stem().and_then(|stem| stem.to_str()).expect("a name"));
        assert!(text.contains("EXAMPLES:") && text.contains("RETURN VALUES:"), "{text}");
        count += 1;
    }
    assert_eq!(count, 4);
    assert!(show("module", "root_crt").contains("storepass"), "the fragments are there");
    assert!(show("role", "root_crt").contains("root_crt_archive_checksum"));
}

#[test]
fn the_page_lists_every_variable_of_the_rotation() {
    let page = pages::text("docs/tasks/ansible.md");
    let playbook = std::fs::read_to_string(repository("ansible/playbooks/rotate.yml")).expect("the playbook");
    // Its own begin with two underscores.
    let words = playbook.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let variables: BTreeSet<&str> = words.filter(|word| word.starts_with("rotate_")).collect();
    assert!(variables.len() > 10, "{variables:?}");
    for variable in variables {
        let row = |line: &str| line.starts_with("| `rotate_") && line.contains(&format!("`{variable}`"));
        assert!(page.lines().any(row), "{variable}");
    }
}

#[test]
fn the_collection_installs_as_the_page_says() {
    let Some(controller) = Controller::new("the installation of the collection") else { return };
    let command = &pages::blocks("docs/tasks/ansible.md", "bash")[0];
    let arguments = command.trim().strip_prefix("ansible-galaxy ").expect("a command").split(' ');
    let mut galaxy = controller.command("ansible-galaxy");
    passes(answer(galaxy.args(arguments).current_dir(repository("")).env_remove("ANSIBLE_COLLECTIONS_PATH")));
    let installed = controller.user.path(".ansible/collections/ansible_collections/pgcerts/pgcerts");
    assert!(installed.join("playbooks/rotate.yml").is_file());
    assert!(!installed.join("tests/output").exists());
}
