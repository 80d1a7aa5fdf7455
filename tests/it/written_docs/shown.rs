//! Every answer that a page shows is the real one.

use std::fs::write;

use super::example::Example;
use super::reader::Reader;
use crate::support::forge::certificate::Party;
use crate::support::terminal::on_terminal;
use crate::support::tools::need;
use crate::support::user::User;
use crate::support::{AZURE, bundled, pages, pem};

/// The day on which the answers of `check` were printed.
const DAY: &str = "2026-12-01";

/// The page's console block at this place: its command and its answer.
fn shown(page: &str, place: usize) -> (String, String) {
    let block = pages::blocks(page, "console").remove(place);
    let (command, answer) = block.split_once('\n').expect("a command and its answer");
    (command.strip_prefix("$ ").expect("a command").to_owned(), answer.to_owned())
}

/// The page shows this answer to this command.
fn shows(page: &str, command: &str, there: &str, printed: &str) {
    let block = |answer: &str| format!("$ {command}\n{}\n```", answer.trim_end());
    pages::has(page, &block(there), &block(printed));
}

/// What a run prints on a terminal, in a home that the pages call `/home/you`.
fn printed(user: &User, command: &str) -> Option<String> {
    let arguments = command.strip_prefix("pgcerts ").expect("a command of the program");
    let text = on_terminal(user, 80, arguments)?;
    let text = text.replace(user.home().to_str().expect("UTF-8"), "/home/you");
    // The tests' home is never the password database's.
    Some(text.replace("-v shows 1 more warning: home-mismatch\n", ""))
}

#[test]
fn the_readme_shows_what_the_first_run_prints() {
    let (command, there) = shown("README.md", 0);
    if let Some(printed) = printed(&User::new(), &command) {
        shows("README.md", &command, &there, &printed);
    }
}

#[test]
fn the_page_of_broken_stores_shows_what_one_gets() {
    let page = "docs/tasks/broken-store.md";
    let (command, there) = shown(page, 0);
    let user = User::new();
    let first = pem("CERTIFICATE", &bundled(AZURE[0].1));
    user.write_root_crt(format!("{}{}", first.trim_end(), pem("CERTIFICATE", &bundled(AZURE[1].1))));
    if let Some(printed) = printed(&user, &command) {
        shows(page, &command, &there, &printed);
    }
}

#[test]
fn the_pages_show_what_check_prints() {
    let test = "the answers of check";
    if need(test, "bash").is_none() {
        return;
    }
    let example = Example::new([2027, 2035]);
    let Some(cluster) = example.served(test) else { return };
    let at = format!("--at {DAY}");
    let both = example.reader(&[&example.old, &example.new], cluster.port, &at);
    let fleet =
        "db.example.com\ndb2.example.com\ndb3.example.com\nhost=db4.example.com sslmode=verify_full\n";
    write(both.user.path("servers.txt"), fleet).expect("the targets");
    // Another authority's root, as where the store was made for another service.
    let other = example.reader(&[&Party::root("Another Root")], cluster.port, &at);
    let places = [("docs/reference/check.md", 0, &both), ("docs/tasks/fleets.md", 0, &both)];
    for (page, place, reader) in places.into_iter().chain([("README.md", 1, &other)]) {
        let (command, there) = shown(page, place);
        let answer = reader.run(&format!("{command} || true"));
        shows(page, &command, &there, &as_example(&(answer.stdout + &answer.stderr), reader, cluster.port));
    }
}

/// An answer of `check` with the examples' home, address, day and port.
fn as_example(text: &str, reader: &Reader, port: u16) -> String {
    let home = reader.user.home().to_str().expect("UTF-8");
    let text = text.replace(home, "/home/you").replace("127.0.0.1", "192.0.2.10");
    let text = text.replace(&format!("as of {DAY} 00:00 UTC; days count from then\n"), "");
    // The usual port in place of the server's, which has a digit more: a column is narrower by one.
    let text = text.replace(&format!(":{port}"), ":5432");
    text.replace("\n  line 4  ", "\n  line 4 ")
}

/// What counts days, or goes by today's date, as every day would show it.
fn timeless(text: &str) -> String {
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let line = |line: &str| {
        let line = line.replace("ended ", "");
        match line.rsplit_once([' ', '=']) {
            Some((rest, days)) if digits(days) && rest.contains(['-', '=']) => {
                format!("{} DAYS", rest.trim_end())
            }
            _ => line,
        }
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn the_pages_show_what_status_prints() {
    let page = "docs/reference/status.md";
    let (command, there) = shown(page, 0);
    let reader = Reader::new();
    let run = |command: &str| {
        let arguments = reader.own(command.strip_prefix("pgcerts ").expect("a command of the program"));
        let answer = reader.user.run(arguments.split_whitespace()).exits(0);
        answer.stdout.replace(reader.user.home().to_str().expect("UTF-8"), "")
    };
    run(&command.replace("status", "install --offline -q"));
    let printed = run(&command);
    if timeless(printed.trim_end()) != timeless(there.trim_end()) {
        shows(page, &command, &there, &printed);
    }
    let page = "docs/tasks/monitoring.md";
    let texts = pages::blocks(page, "text");
    let there = texts.iter().find(|block| block.starts_with("PGCERTS ")).expect("the line");
    let printed = run(&format!("{command} --format nagios"));
    if timeless(&printed) != timeless(there) {
        pages::has(page, there, &printed);
    }
    let checked = texts.iter().find_map(|block| block.strip_prefix("command[check_pgcerts]=/usr/bin/"));
    run(checked.expect("the line for NRPE").trim_end());
}
