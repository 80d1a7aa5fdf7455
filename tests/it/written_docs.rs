//! What the pages say: every command on them runs, every printed answer is the real one, every code is listed.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;

mod alerts;
mod commands;
mod example;
mod findings;
mod json;
mod monitoring;
mod reader;
mod reference;
mod shown;
mod voice;

use pgcerts::testing::Speaker;

use crate::support::{codes_of, links, pages, repository};
use reader::Reader;

/// The words in back quotes.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The first words in back quotes of the table rows below a heading.
fn first_words(page: &str, heading: &str) -> BTreeSet<String> {
    let text = pages::text(page);
    let (_, section) = text.split_once(heading).expect(heading);
    let section = section.split("\n## ").next().unwrap_or(section);
    let word = |line: &str| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned());
    section.lines().filter_map(word).collect()
}

/// All text of a folder of sources.
fn sources(folder: &str) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(repository(folder)).expect(folder) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text += &sources(path.to_str().expect("UTF-8"));
        } else {
            text += &std::fs::read_to_string(path).expect("a source");
        }
    }
    text
}

#[test]
fn every_page_is_in_the_index() {
    let index = pages::text("docs/README.md");
    let pages = pages::all();
    let below =
        pages.iter().filter_map(|page| page.strip_prefix("docs/")).filter(|page| *page != "README.md");
    let missing: Vec<&str> = below.filter(|page| !index.contains(&format!("]({page})"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_page_that_the_program_names_is_there() {
    let text = sources("src") + &["CHANGELOG.md", "Cargo.toml"].map(pages::text).concat();
    let names = |c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c));
    let paths = text.split(names).filter(|path| path.starts_with("docs/"));
    let paths: BTreeSet<&str> = paths.map(|path| path.trim_end_matches('.')).collect();
    assert!(paths.contains("docs/reference/manifest.md"), "{paths:?}");
    let missing: Vec<&&str> = paths.iter().filter(|path| !repository(path).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_release_that_the_page_describes_is_made_by_the_checks() {
    let checks = std::fs::read_to_string(repository("tests/run")).expect("tests/run");
    assert!(checks.contains("packaging/build"), "tests/run makes the release");
}

#[test]
fn the_lines_of_the_container_image_do_what_the_page_says() {
    let block = &pages::blocks("docs/tasks/containers.md", "dockerfile")[0];
    let line =
        |instruction: &str| block.lines().find_map(|line| line.strip_prefix(instruction)).expect("a line");
    let reader = Reader::new();
    reader.run(line("RUN ")).exits(0);
    let file = reader.user.path("etc/postgresql-roots/root.crt");
    assert_eq!(crate::support::certificates(&file).len(), 3);
    let folder = std::fs::metadata(file.parent().expect("a folder")).expect("the folder");
    assert_eq!(folder.permissions().mode() & 0o005, 0o005, "every user of the image reads it");
    let printed =
        reader.user.run(["env", "--shell", "dockerfile", "--dest", "/etc/postgresql-roots/root.crt"]);
    assert_eq!(printed.exits(0).stdout.trim_end(), format!("ENV {}", line("ENV ")));
}

#[test]
fn the_readme_begins_with_the_two_commands_that_the_checks_run() {
    let first = pages::text("README.md")
        .split("```")
        .skip(1)
        .step_by(2)
        .take(2)
        .map(str::to_owned)
        .collect::<Vec<_>>();
    assert_eq!(first, ["sh\ncargo run --release --locked -- install\n", "sh\ntests/run\n"]);
    let checks = std::fs::read_to_string(repository("tests/run")).expect("tests/run");
    assert!(checks.contains("cargo run --release --locked -- install"), "tests/run runs the first");
    let ci = std::fs::read_to_string(repository(".ci/run")).expect(".ci/run");
    let lines: Vec<&str> = ci.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines, [r#"exec "$(dirname "$0")/../tests/run" program fleet"#]);
}

#[test]
fn the_readme_names_the_version_of_rust_that_a_build_needs() {
    let manifest = std::fs::read_to_string(repository("Cargo.toml")).expect("Cargo.toml");
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("a version");
    let needed = format!("Rust {} or newer and a C compiler", version.trim_matches('"'));
    for page in ["README.md", "docs/start/quickstart.md", "docs/how-it-works/packaging.md"] {
        assert!(pages::text(page).contains(&needed), "{page}: {needed}");
    }
}

#[test]
fn every_problem_but_the_unverifiable_has_its_source() {
    let mut kinds = codes_of(Speaker::Chain).into_iter().collect::<BTreeSet<_>>();
    assert!(kinds.len() >= 29 && kinds.remove("unverifiable"));
    let page = pages::text("docs/reference/codes.md");
    let (_, rows) = page.split_once("| problem | source |").expect("the table");
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with('|'));
    let sourced = rows.flat_map(|row| quoted(row.split('|').nth(1).unwrap_or_default()));
    assert_eq!(sourced.collect::<BTreeSet<_>>(), kinds);
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let pages = ["README.md", "CHANGELOG.md", "certs", "docs", "fuzz/README.md"].map(repository);
    assert!(links::check(&pages) > 50);
}
