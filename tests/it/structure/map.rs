//! `docs/how-it-works/architecture.md` beside what it describes: its map of `src/`, and the tests that its invariants name.
//!
//! The map is the page's `text` block. The words that begin a line and end in `.rs` or `/` are paths, the rest of the
//! line describes them, and a deeper indentation is the inside of the folder above.

use std::collections::BTreeSet;
use std::path::Path;

/// What differs between the map and the folders, down to the files and folders of each room.
pub(super) fn differences(page: &str, src: &Path) -> Vec<String> {
    let mapped = mapped(page);
    let gone = mapped.iter().filter(|path| !src.join(path).exists());
    let gone: Vec<String> = gone.map(|path| format!("{path} is on the map and not there")).collect();
    let there = entries(src, 2);
    let missing = there.difference(&mapped).map(|path| format!("{path} is not on the map"));
    gone.into_iter().chain(missing).collect()
}

fn mapped(page: &str) -> BTreeSet<String> {
    let map = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    let mut mapped = BTreeSet::new();
    let mut folders: Vec<(usize, String)> = Vec::new();
    for line in map.lines() {
        let indent = line.len() - line.trim_start().len();
        folders.retain(|(outer, _)| *outer < indent);
        let folder = folders.last().map(|(_, folder)| folder.clone()).unwrap_or_default();
        let words = line.split_whitespace().map(|word| word.trim_end_matches(','));
        let is_path = |word: &&str| [".rs", "/"].iter().any(|end| word.ends_with(end));
        for path in words.take_while(is_path) {
            // The map begins with `src/` itself.
            let path = if path == "src/" { String::new() } else { format!("{folder}{path}") };
            mapped.insert(path.clone());
            folders.push((indent, path));
        }
    }
    mapped.remove("");
    mapped
}

fn entries(folder: &Path, depth: usize) -> BTreeSet<String> {
    let mut entries = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_owned();
        if !path.is_dir() {
            entries.extend((name != "mod.rs").then_some(name));
            continue;
        }
        let inner = if depth > 1 { self::entries(&path, depth - 1) } else { BTreeSet::new() };
        entries.extend(inner.into_iter().map(|inner| format!("{name}/{inner}")));
        entries.insert(format!("{name}/"));
    }
    entries
}

/// The promises, which are the numbered items below a heading, that name no test or one that does not exist.
pub(super) fn unheld(page: &str, heading: &str, repository: &Path) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in page.lines().skip_while(|line| *line != heading) {
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            items.push(line.to_owned());
        } else if let Some(item) = items.last_mut().filter(|_| line.starts_with("   ")) {
            item.push_str(line);
        }
    }
    items.iter().flat_map(|item| missing_tests(item, repository)).collect()
}

fn missing_tests(item: &str, repository: &Path) -> Vec<String> {
    let tests = item.split_once("Held by ").map_or("", |(_, tests)| tests);
    let tests: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
    if tests.is_empty() {
        return vec![format!("no test holds `{item}`")];
    }
    let missing = tests.into_iter().filter(|test| !is_test(test, repository));
    missing.map(|test| format!("there is no test `{test}`")).collect()
}

/// Whether the module's file, in `tests/it` or `src`, has this test.
fn is_test(path: &str, repository: &Path) -> bool {
    let Some((module, function)) = path.rsplit_once("::") else { return false };
    let module = module.replace("::", "/");
    let places = ["tests/it", "src"].map(|folder| repository.join(folder).join(&module));
    let files = places.iter().flat_map(|place| [place.with_extension("rs"), place.join("mod.rs")]);
    let mut texts = files.filter_map(|file| std::fs::read_to_string(file).ok());
    texts.any(|text| {
        text.split_once(&format!("fn {function}()")).is_some_and(|(before, _)| ends_in_test(before))
    })
}

fn ends_in_test(text: &str) -> bool {
    let lines = text.lines().rev().map(str::trim).filter(|line| !line.is_empty());
    lines.take_while(|line| line.starts_with("#[")).any(|line| line == "#[test]")
}
