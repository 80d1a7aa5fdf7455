//! The pages of the manual, as `man` renders them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::tools::need;
use crate::support::user::{User, answer};

const SECTIONS: [&str; 8] =
    ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"];

fn pages(user: &User) -> Vec<PathBuf> {
    let written = user.run(["man", "pages"]).exits(0).stdout;
    written.lines().map(|line| user.path(line)).collect()
}

/// The page on so many columns, without bold type and the like.
fn rendered(man: &Path, page: &Path, columns: usize) -> String {
    let mut command = Command::new(man);
    command.env("MANWIDTH", columns.to_string()).env("MAN_KEEP_FORMATTING", "").env("LC_ALL", "C.UTF-8");
    let said = answer(command.args(["--warnings=w", "-P", "cat", "-l"]).arg(page)).exits(0);
    // An address is longer than a narrow line.
    let complaints: Vec<&str> = said
        .stderr
        .lines()
        .filter(|line| !line.contains("can't break line") && !line.contains("cannot adjust line"))
        .collect();
    assert!(complaints.is_empty(), "{}: {complaints:?}", page.display());
    said.stdout
}

#[test]
fn every_page_has_its_sections_in_order_and_fits_the_terminal() {
    let Some(man) = need("the pages of the manual", "man") else { return };
    let user = User::new();
    for page in pages(&user) {
        for columns in [60, 80, 120] {
            let text = rendered(&man, &page, columns);
            let titles: Vec<&str> = text.lines().filter(|line| SECTIONS.contains(line)).collect();
            assert_eq!(titles, SECTIONS, "{}", page.display());
            let (before, rest) = text.split_once("\nEXAMPLES\n").expect("examples");
            let (_, after) = rest.split_once("\nSEE ALSO\n").expect("more pages");
            let wide = before.lines().chain(after.lines()).filter(|line| line.chars().count() > columns);
            let wide: Vec<&str> = wide.filter(|line| !line.contains("://")).collect();
            assert!(wide.is_empty(), "{} on {columns}: {wide:#?}", page.display());
        }
    }
}

#[test]
fn an_example_keeps_its_line() {
    let Some(man) = need("the pages of the manual", "man") else { return };
    let user = User::new();
    let pages = pages(&user);
    let page = pages.iter().find(|page| page.ends_with("pgcerts-check.1")).expect("a page");
    let text = rendered(&man, page, 60);
    let line = "pgcerts check --chain chain.pem --host db.example.com --at 2029-07-01";
    assert!(text.lines().any(|shown| shown.trim() == line), "{text}");
    assert!(text.contains("~/.postgresql/root.crt") && text.contains("PGSSLROOTCERT"), "{text}");
    let page = pages.iter().find(|page| page.ends_with("pgcerts.1")).expect("the first page");
    let text = rendered(&man, page, 120);
    assert!(text.contains("pgcerts-install(1)") && text.contains("psql(1)"), "{text}");
}

#[test]
fn apropos_finds_every_page_and_mandoc_has_no_complaint() {
    let test = "the pages of the manual";
    let (Some(lexgrog), Some(mandoc)) = (need(test, "lexgrog"), need(test, "mandoc")) else { return };
    let user = User::new();
    for page in pages(&user) {
        let name = page.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let found = answer(Command::new(&lexgrog).arg(&page)).exits(0).stdout;
        assert!(found.contains(&format!("\"{name} - ")), "{found}");
        let said = answer(Command::new(&mandoc).args(["-T", "lint", "-W", "error"]).arg(&page)).exits(0);
        assert_eq!((said.stdout, said.stderr), (String::new(), String::new()), "{name}");
    }
}
