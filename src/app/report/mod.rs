//! The only place that turns results into text or JSON.

pub(crate) mod check;
pub(crate) mod diagnostics;
pub(crate) mod install;
pub(crate) mod json;
mod metrics;
pub(crate) mod pins;
pub(crate) mod rollback;
pub(crate) mod status;
pub(crate) mod text;

use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::paste::escape::{self, columns, escape, shorten};

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// Of what is merely worth knowing.
const BLUE: Style = AnsiColor::Cyan.on_default();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// The columns of a page.
const WIDTH: usize = 80;

/// What a text is printed on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page(Option<usize>);

impl Page {
    /// Below this, more is lost than won.
    const NARROWEST: usize = 40;

    /// A terminal of so many columns; a file or a pipe, which have none, cuts nothing.
    pub(crate) fn of(columns: Option<usize>) -> Self {
        Self(columns.map(|columns| columns.max(Self::NARROWEST)))
    }

    /// The columns of a text that is read.
    fn text(self) -> usize {
        self.0.map_or(WIDTH, |columns| columns.min(WIDTH))
    }

    /// The columns of a line, where it has an end.
    fn line(self) -> Option<usize> {
        self.0
    }
}

/// A path for people.
fn show(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

/// A number with its noun.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Text in lines of 80 columns, the first behind `head`, the others below it. A longer word stays whole, so that
/// it can be copied.
fn wrap(head: &str, text: &str) -> String {
    wrap_to(WIDTH, head, text)
}

/// The same in lines of `width` columns.
fn wrap_to(width: usize, head: &str, text: &str) -> String {
    let indent = columns(head);
    let mut lines = head.to_owned();
    let mut column = indent;
    for (index, word) in text.split(' ').enumerate() {
        let length = columns(word);
        if index > 0 && column + 1 + length > width {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if index > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines
}

/// The same for text that nobody copies, such as a certificate's subject: longer words are broken too.
fn wrap_all(head: &str, text: &str) -> String {
    wrap_all_to(WIDTH, head, text)
}

/// The same in lines of `width` columns.
fn wrap_all_to(width: usize, head: &str, text: &str) -> String {
    let room = width.saturating_sub(columns(head)).max(2);
    let broken: Vec<String> = text.split(' ').map(|word| pieces(word, room).join(" ")).collect();
    wrap_to(width, head, &broken.join(" "))
}

/// A word in pieces that each fill a line, so that the blank behind them becomes the line's end.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut column = 0;
    for c in word.chars() {
        if column + escape::width(c) > width {
            pieces.push(std::mem::take(&mut piece));
            column = 0;
        }
        column += escape::width(c);
        piece.push(c);
    }
    pieces.push(piece);
    pieces
}

/// A certificate's subject for a column of this width: cut or filled up.
fn cell(subject: &str, width: usize) -> String {
    let subject = shorten(subject, width);
    let blanks = width.saturating_sub(columns(&subject));
    subject + &" ".repeat(blanks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_blanks_and_long_words_stay_whole() {
        let long = "x".repeat(90);
        let wrapped = wrap("  ", &format!("{} {long} end", "word ".repeat(20).trim_end()));
        let lines: Vec<&str> = wrapped.lines().collect();
        assert!(
            lines
                .iter()
                .all(|line| line.starts_with("  ") && (line.chars().count() <= 80 || line.contains(&long)))
        );
        assert_eq!(wrapped.split_whitespace().count(), 22);
    }

    #[test]
    fn words_that_nobody_copies_are_broken_and_lose_nothing() {
        let text = format!("before {} after  twice", "x".repeat(300));
        let wrapped = wrap_all("  ", &text);
        assert!(
            wrapped.lines().all(|line| line.starts_with("  ") && line.chars().count() <= 80),
            "{wrapped}"
        );
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(bare(&wrapped), bare(&text));
        assert_eq!(wrap_all("  ", "short  text"), wrap("  ", "short  text"));
    }
}
