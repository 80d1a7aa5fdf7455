//! Every command of every page runs.

use super::example::Example;
use crate::support::pages;
use crate::support::tools::need;

/// The parts whose commands are steps of one another: from this heading on, a test of `pins_command` runs them.
const SEQUENCES: [(&str, &str); 3] = [
    ("docs/tasks/rotation.md", "## With a manifest of your own"),
    ("docs/tasks/own-pins.md", "# "),
    ("docs/how-it-works/built-in-pins.md", "# "),
];

/// The first two commands of the README, which `tests/run` runs.
const SETUP: usize = 2;

fn scripts(page: &str) -> Vec<String> {
    let mut text = pages::text(page);
    if let Some((_, heading)) = SEQUENCES.iter().find(|(other, _)| *other == page) {
        text.truncate(text.find(heading).expect(heading));
    }
    let skipped = if page == "README.md" { SETUP } else { 0 };
    pages::blocks_in(&text, "sh").split_off(skipped)
}

#[test]
fn every_command_of_every_page_runs() {
    let test = "the commands of the pages";
    if ["bash", "jq", "openssl", "psql"].iter().any(|tool| need(test, tool).is_none()) {
        return;
    }
    let example = Example::new([2060, 2060]);
    let Some(cluster) = example.served(test) else { return };
    let roots = example.old.pem() + &example.new.pem();
    let mut count = 0;
    for page in pages::all() {
        let scripts = scripts(&page);
        count += scripts.len();
        std::thread::scope(|scope| {
            for script in &scripts {
                let (page, roots, example) = (&page, &roots, &example);
                let port = cluster.port;
                scope.spawn(move || {
                    let reader = example.reader(&[], port, "").has_stores(roots);
                    let answer = reader.run(script);
                    assert_eq!(answer.code, Some(0), "{page}: {script}\n{answer:?}");
                });
            }
        });
    }
    assert!(count > 80, "the blocks are found: {count}");
}
