//! The lists in `docs/check.md` and in the source are the same.

use std::collections::BTreeSet;

use pgcerts::testing::Speaker;

use crate::support::{codes_of, repository};

fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).expect("a file of the repository")
}

/// The codes in the first columns of the tables between two headings.
pub(super) fn tables() -> BTreeSet<String> {
    let page = read("docs/check.md");
    let (_, section) = page.split_once("\n## Findings\n").expect("the findings");
    let (section, _) = section.split_once("\n## ").expect("what follows");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let codes = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned));
    codes.collect()
}

#[test]
fn every_code_is_documented_and_every_documented_code_exists() {
    let findings = codes_of(Speaker::Check).into_iter().collect::<BTreeSet<_>>();
    let problems = codes_of(Speaker::Chain).into_iter().collect::<BTreeSet<_>>();
    assert!(findings.len() > 20 && problems.len() > 20, "{findings:?} {problems:?}");
    let known: BTreeSet<String> = findings.union(&problems).cloned().collect();
    assert_eq!(known.difference(&tables()).collect::<Vec<_>>(), Vec::<&String>::new(), "not documented");
    assert_eq!(tables().difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "do not exist");
}
