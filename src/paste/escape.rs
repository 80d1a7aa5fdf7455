//! Text from certificates, servers and files, made safe for a terminal and a build server's log. Nothing in it can move
//! the cursor, change the writing direction, hide or give a command.

use unicode_width::UnicodeWidthChar as _;

use super::invisible::is_invisible;
use super::log_commands::{may_be_log_command, without_log_commands};

/// `text` with control, direction and invisible characters written as `\u{…}`, and without the commands of build
/// servers. What looks like such an escape already gets one for its backslash.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if is_invisible(c) || (c == '\\' && rest.as_str().starts_with("u{")) {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
    }
    if may_be_log_command(&safe) { without_log_commands(&safe) } else { safe }
}

/// The same, with line breaks kept.
pub(crate) fn escape_lines(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}

/// The same, cut to `limit` columns, with an ellipsis in the last one if something is missing.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    let safe = escape(text);
    // Marks take no column, so the number of characters has a limit too.
    if columns(&safe) <= limit && safe.chars().count() <= 2 * limit {
        return safe;
    }
    let mut left = limit.saturating_sub(1);
    let width = |c: &char| c.width().unwrap_or_default();
    let fits = |c: &char| left.checked_sub(width(c)).inspect(|rest| left = *rest).is_some();
    safe.chars().take(2 * limit).take_while(fits).chain(['…']).collect()
}

/// How many columns of a terminal the text takes: the sum over its characters; color codes take none.
pub(crate) fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        assert_eq!(escape("a\u{1b}[31mb\r\n\u{202e}c\u{9b}"), "a\\u{1b}[31mb\\u{d}\\u{a}\\u{202e}c\\u{9b}");
        assert_eq!(escape("Größe 證書 é"), "Größe 證書 é");
        assert_eq!(
            escape("a\u{3164}\u{115f}\u{2800}\u{ffa0}\u{e0041}\u{fe0f}\u{7f}"),
            "a\\u{3164}\\u{115f}\\u{2800}\\u{ffa0}\\u{e0041}\\u{fe0f}\\u{7f}"
        );
        assert_eq!(escape("\\u{1b}"), "\\u{5c}u{1b}", "not to be taken for an escape");
        assert_eq!(escape(r"C:\users\u"), r"C:\users\u");
        assert_eq!(escape_lines("a\nb\r"), "a\nb\\u{d}");
    }

    #[test]
    fn long_text_is_cut_with_an_ellipsis() {
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten("abcd", 4), "abcd");
        assert_eq!(shorten("證書證書", 8), "證書證書");
        assert_eq!(shorten("證書證書", 7), "證書證…");
        assert_eq!(shorten("證書證書", 6), "證書…");
        assert_eq!(columns("e\u{301}書"), 3);
    }

    #[test]
    fn columns_are_those_of_every_script() {
        // Thai with two marks on a letter, Devanagari with one below, Hebrew points, Tangut, a rocket.
        for (text, expected) in [("ที่", 1), ("कु", 1), ("שָׁ", 1), ("\u{17000}\u{18d00}", 4), ("\u{1f680}", 2)]
        {
            assert_eq!(columns(text), expected, "{text}");
        }
        assert_eq!(shorten("กิกิกิกิ", 4), "กิกิกิกิ");
        assert_eq!(shorten("\u{17000}\u{17001}\u{17002}", 5), "\u{17000}\u{17001}…");
    }
}
