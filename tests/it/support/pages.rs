//! The pages of the documentation: what stands on them, and the mode in which the tests write it.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use super::repository;

/// Set to write what is generated into the pages, in place of comparing it.
const WRITE: &str = "PGCERTS_WRITE_PAGES";

/// Several tests read and write the same page at once.
static WRITING: Mutex<()> = Mutex::new(());

pub(crate) fn is_written() -> bool {
    std::env::var_os(WRITE).is_some()
}

/// The text of a page.
#[track_caller]
pub(crate) fn text(page: &str) -> String {
    fs::read_to_string(repository(page)).expect(page)
}

/// The page has this part in place of `there`, which it has now.
#[track_caller]
pub(crate) fn has(page: &str, there: &str, wanted: &str) {
    if is_written() {
        let _alone = WRITING.lock();
        let new = repository(&format!("{page}.new"));
        fs::write(&new, text(page).replacen(there, wanted, 1)).expect(page);
        fs::rename(new, repository(page)).expect(page);
    } else {
        let differing = wanted.lines().zip(there.lines()).find(|(wanted, there)| wanted != there);
        assert!(there == wanted, "{page}: {WRITE}=1 writes it anew; the first difference: {differing:#?}");
    }
}

/// The blocks of a page fenced with this language, in lists too.
#[track_caller]
pub(crate) fn blocks(page: &str, language: &str) -> Vec<String> {
    blocks_in(&text(page), language)
}

/// The same in a part of a page.
pub(crate) fn blocks_in(text: &str, language: &str) -> Vec<String> {
    let mut lines = text.lines();
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        let Some((indent, opened)) = line.split_once("```") else { continue };
        if !indent.trim().is_empty() {
            continue;
        }
        let body = lines.by_ref().take_while(|line| line.trim() != "```");
        let body: Vec<&str> = body.map(|line| line.strip_prefix(indent).unwrap_or(line)).collect();
        let body = body.join("\n") + "\n";
        if opened == language {
            blocks.push(body);
        }
    }
    blocks
}

/// The README and every page below `docs/`.
pub(crate) fn all() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    collect("docs", &mut pages);
    pages.sort();
    pages
}

fn collect(folder: &str, pages: &mut Vec<String>) {
    for entry in fs::read_dir(repository(folder)).expect(folder) {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let path = format!("{folder}/{name}");
        if repository(&path).is_dir() {
            collect(&path, pages);
        } else if Path::new(&name).extension().is_some_and(|ending| ending == "md") {
            pages.push(path);
        }
    }
}
