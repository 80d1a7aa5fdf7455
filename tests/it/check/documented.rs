//! The lists in `docs/check.md` and in the source are the same.

use std::collections::BTreeSet;

use crate::support::repository;

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

/// The variants of an enum, as its `rename_all` writes them.
pub(super) fn variants(path: &str, name: &str) -> BTreeSet<String> {
    let source = read(path);
    let (_, body) = source.split_once(&format!("enum {name} {{\n")).expect("the enum");
    let (body, _) = body.split_once("\n}").expect("its end");
    let names = body.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    names.filter_map(|line| line.strip_suffix(',')).filter(|name| !name.contains('(')).map(kebab).collect()
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[test]
fn every_code_is_documented_and_every_documented_code_exists() {
    let findings = variants("src/check/finding.rs", "Code");
    let problems = variants("src/openssl/chain/problem.rs", "Kind");
    assert!(findings.len() > 20 && problems.len() > 20, "{findings:?} {problems:?}");
    let known: BTreeSet<String> = findings.union(&problems).cloned().collect();
    assert_eq!(known.difference(&tables()).collect::<Vec<_>>(), Vec::<&String>::new(), "not documented");
    assert_eq!(tables().difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "do not exist");
}
