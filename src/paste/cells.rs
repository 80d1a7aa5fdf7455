//! Text from outside in the cells of a table: CSV (RFC 4180) and Markdown (GitHub's tables).

use std::borrow::Cow;

use super::escape::escape;
use super::markdown::code;

/// A spreadsheet takes a cell that begins with one of these for a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// A cell of CSV.
pub(crate) fn csv(text: &str) -> String {
    let text = escape(&without_formula(text));
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A cell of Markdown, as code. A table is divided at bars before anything else is read.
pub(crate) fn markdown(text: &str) -> String {
    if text.is_empty() { String::new() } else { code(&without_formula(text)).replace('|', "\\|") }
}

fn without_formula(text: &str) -> Cow<'_, str> {
    // Blanks before it are trimmed by some readers.
    if text.trim_start().starts_with(FORMULA) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_is_no_formula() {
        for (text, written) in [
            ("app", "app"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("@x", "'@x"),
            (" =x", "' =x"),
            ("a\nb", "a\\u{a}b"),
        ] {
            assert_eq!(csv(text), written);
        }
    }

    #[test]
    fn a_cell_of_markdown_stays_one_cell_of_one_line() {
        for (text, written) in [
            ("", ""),
            ("db:5432", "`db:5432`"),
            ("a|b`c", "``a\\|b`c``"),
            ("-x\n| y", "`'-x \\| y`"),
            ("\u{a0}=x", "`' =x`"),
        ] {
            assert_eq!(markdown(text), written);
        }
    }
}
