//! The links from page to page.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Follows each link of these pages and of those below these folders, and counts them.
#[track_caller]
pub(crate) fn check(places: &[PathBuf]) -> usize {
    places.iter().map(|place| if place.is_dir() { check(&below(place)) } else { of_page(place) }).sum()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "md")).collect()
}

#[track_caller]
fn of_page(page: &Path) -> usize {
    let text = std::fs::read_to_string(page).expect("a page");
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let within = links.filter(|link| !link.starts_with("http"));
    within.inspect(|link| assert!(leads_somewhere(page, link), "{}: {link}", page.display())).count()
}

fn leads_somewhere(page: &Path, link: &str) -> bool {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() { page.to_owned() } else { page.with_file_name("").join(file) };
    target.exists() && (anchor.is_empty() || headings(&target).contains(anchor))
}

fn headings(page: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(page).expect("a page");
    let anchor = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    text.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').map(anchor)).collect()
}
