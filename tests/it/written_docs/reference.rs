//! The tables of codes are the catalog's, sentence by sentence.

use pgcerts::testing::{CatalogEntry, Speaker};

use crate::support::pages;

const PAGE: &str = "docs/reference/codes.md";

#[test]
fn every_error_is_on_the_page_with_its_meaning_and_its_fix() {
    is_the_catalogs("## Errors", "| error | meaning | fix |", Speaker::Failure);
}

#[test]
fn every_warning_is_on_the_page_with_its_meaning_and_its_fix() {
    is_the_catalogs("## Warnings", "| warning | meaning | fix |", Speaker::Warning);
}

#[test]
fn every_finding_of_status_is_on_the_page_with_its_severity_meaning_and_fix() {
    is_the_catalogs("## Findings of `status`", "| finding | severity | meaning | fix |", Speaker::Status);
}

#[test]
fn every_finding_of_check_is_on_the_page_with_its_severity_meaning_and_fix() {
    is_the_catalogs("## Findings of `check`", "| finding | severity | meaning | fix |", Speaker::Check);
}

#[test]
fn every_problem_of_a_chain_is_on_the_page_with_its_severity_meaning_and_fix() {
    is_the_catalogs("## Problems of a chain", "| problem | severity | meaning | fix |", Speaker::Chain);
}

/// Compares the table with this head below this heading with the speaker's entries.
fn is_the_catalogs(heading: &str, head: &str, speaker: Speaker) {
    let text = pages::text(PAGE);
    let (_, section) = text.split_once(&format!("\n{heading}\n")).expect(heading);
    let (_, rows) = section.split_once(&format!("\n{head}\n")).expect(head);
    let written: Vec<&str> = rows.lines().skip(1).take_while(|line| line.starts_with('|')).collect();
    let columns: Vec<&str> = head.trim_matches(['|', ' ']).split(" | ").skip(1).collect();
    let wanted: Vec<String> = speaker.entries().iter().map(|entry| row(entry, &columns)).collect();
    pages::has(PAGE, &written.join("\n"), &wanted.join("\n"));
}

/// The code and these columns.
fn row(entry: &CatalogEntry, columns: &[&str]) -> String {
    let severity = || match entry.severities {
        [] => "not a finding".to_owned(),
        some => some.iter().map(|one| format!("{one:?}").to_lowercase()).collect::<Vec<_>>().join(" or "),
    };
    let cells = columns.iter().map(|column| match *column {
        "severity" => severity(),
        "meaning" => entry.meaning.to_owned(),
        "fix" => entry.fix.to_owned(),
        other => panic!("the catalog has no `{other}`"),
    });
    format!("| `{}` | {} |", entry.code, cells.collect::<Vec<_>>().join(" | "))
}
