//! The pages of the documentation: what stands on them, and the mode in which the tests write it.

use std::fs;

use super::repository;

/// Set to write what is generated into the pages, in place of comparing it.
const WRITE: &str = "PGCERTS_WRITE_PAGES";

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
        fs::write(repository(page), text(page).replacen(there, wanted, 1)).expect(page);
    } else {
        let differing = wanted.lines().zip(there.lines()).find(|(wanted, there)| wanted != there);
        assert!(there == wanted, "{page}: {WRITE}=1 writes it anew; the first difference: {differing:?}");
    }
}
