//! The page of error texts is the table of the program.

use std::fmt::Write as _;

use pgcerts::testing::error_texts;

use crate::support::pages;

const PAGE: &str = "docs/reference/client-errors.md";

const HEAD: &str = "# Error texts of clients

`pgcerts explain 'TEXT'` finds these texts in what you paste, and prints the cause, the fix and the command to run next. The
first row that fits counts. `…` means any words. [Findings](findings.md) explains the codes.

| client | text | code | cause |
| --- | --- | --- | --- |
";

#[test]
fn the_page_of_error_texts_is_the_table_of_the_program() {
    let mut page = HEAD.to_owned();
    for row in error_texts() {
        let (text, cause) = (row.pattern, row.cause);
        let _ = writeln!(page, "| {} | {text} | `{}` | {} |", row.client, cause.code, cause.sentence());
    }
    pages::has(PAGE, &pages::text(PAGE), &page);
}
