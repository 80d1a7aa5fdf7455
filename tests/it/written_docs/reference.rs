//! The pages that are generated: the tables of codes are the catalog's, sentence by sentence, and the page of commands is
//! their help.

use std::fmt::Write as _;

use pgcerts::testing::{CatalogEntry, Speaker};

use super::findings::severity;
use crate::support::pages;
use crate::support::user::User;

const COMMANDS: &str = "docs/reference/commands.md";
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
fn every_finding_of_scan_is_on_the_page_with_its_severity_meaning_and_fix() {
    is_the_catalogs("## Findings of `scan`", "| finding | severity | meaning | fix |", Speaker::Scan);
}

#[test]
fn every_finding_of_sessions_is_on_the_page_with_its_severity_meaning_and_fix() {
    is_the_catalogs("## Findings of `sessions`", "| finding | severity | meaning | fix |", Speaker::Sessions);
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
    let cells = columns.iter().map(|column| match *column {
        "severity" => severity(entry),
        "meaning" => entry.meaning.to_owned(),
        "fix" => entry.fix.to_owned(),
        other => panic!("the catalog has no `{other}`"),
    });
    format!("| `{}` | {} |", entry.code, cells.collect::<Vec<_>>().join(" | "))
}

#[test]
fn the_page_of_commands_is_their_help() {
    let user = User::new();
    let help = |command: &str| user.run(command.split_whitespace().chain(["--help"])).exits(0).stdout;
    let mut commands = Vec::new();
    for command in named(&help(""), "") {
        let inner = named(&help(&command), &command);
        commands.extend([vec![command], inner].concat());
    }
    // The options of all commands stand at the end.
    commands.push(String::new());
    let mut page =
        "# Commands\n\nThe help of every command. The last section has the options of all commands.\n"
            .to_owned();
    for command in &commands {
        let (name, help) = (format!("pgcerts {command}"), own_help(command, &help(command)));
        let _ = write!(page, "\n## {}\n\n```text\n{}\n```\n", name.trim_end(), help.trim_end());
    }
    pages::has(COMMANDS, &pages::text(COMMANDS), &page);
}

/// The commands that this help lists.
fn named(help: &str, group: &str) -> Vec<String> {
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| !line.is_empty());
    // What continues a line is indented further.
    let rows = lines.filter(|line| !line.starts_with("   "));
    let names = rows.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(|name| format!("{group} {name}").trim_start().to_owned()).collect()
}

/// The help without the options of all commands, unless it is the program's own.
fn own_help(command: &str, help: &str) -> String {
    let mut kept = String::new();
    let mut is_common = false;
    for line in help.lines() {
        is_common = match line {
            "Everywhere:" => !command.is_empty(),
            _ if line.starts_with(|c: char| !c.is_whitespace()) => false,
            _ => is_common,
        };
        if !is_common {
            kept += line.trim_end();
            kept.push('\n');
        }
    }
    kept
}
