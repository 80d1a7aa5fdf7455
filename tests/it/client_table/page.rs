//! `docs/reference/clients.md`: its table is what was measured, its snippets are what the program prints.

use std::fs;

use clap::ValueEnum as _;
use pgcerts::testing::Client as Name;

use super::client::CLIENTS;
use super::row::{HEAD, Row};
use crate::support::pages::{is_written, text};
use crate::support::repository;
use crate::support::user::User;

const PAGE: &str = "docs/reference/clients.md";

/// The path in the page's snippets.
const PATH: &str = "/etc/postgresql-roots/root.crt";

/// Every row stands in the table, word for word. Rows of clients that are not at hand stay unread.
pub(super) fn table_is(rows: &[Row]) {
    let lines: Vec<String> = rows.iter().map(Row::line).collect();
    let rule = HEAD.map(|_| "---").join(" | ");
    let table = format!("| {} |\n| {rule} |\n{}\n", HEAD.join(" | "), lines.join("\n"));
    let is_whole = rows.len() == CLIENTS.len();
    if is_written() {
        assert!(is_whole, "a client is missing");
        return write("table", &table);
    }
    let there = between("table");
    if is_whole {
        assert_eq!(there, table, "see tests/clients/write");
    }
    for line in table.lines() {
        assert!(
            there.lines().any(|other| other == line),
            "{PAGE} lacks the line, see tests/clients/write:\n{line}"
        );
    }
}

#[test]
fn each_snippet_of_the_page_is_what_snippet_prints() {
    let user = User::new();
    for client in Name::value_variants() {
        let name = client.name();
        let printed = user.run(["snippet", "-q", &name, "--dest", PATH]).exits(0).stdout;
        let place = format!("snippet {name}");
        let language = between(&place);
        let language = language.lines().next().and_then(|line| line.strip_prefix("```")).expect("a fence");
        let block = format!("```{language}\n{printed}```\n");
        is(&place, &block);
    }
}

/// This stands at `place`, word for word.
#[track_caller]
pub(super) fn is(place: &str, content: &str) {
    if is_written() {
        write(place, content);
    }
    assert_eq!(between(place), content, "see tests/clients/write");
}

/// The lines between `<!-- place -->` and the next end.
pub(super) fn between(place: &str) -> String {
    split(&text(PAGE), place).1
}

fn write(place: &str, content: &str) {
    let (before, _, after) = split(&text(PAGE), place);
    fs::write(repository(PAGE), format!("{before}{content}{after}")).expect(PAGE);
}

fn split(text: &str, place: &str) -> (String, String, String) {
    let start = format!("<!-- {place} -->\n");
    let from = text.find(&start).unwrap_or_else(|| panic!("{PAGE} lacks {start}")) + start.len();
    let length = text[from..].find("<!-- end -->\n").expect("an end");
    (text[..from].to_owned(), text[from..from + length].to_owned(), text[from + length..].to_owned())
}
