//! Lines and tables for people. Color codes do not count in widths.

use std::path::Path;

use anstyle::Style;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::style::{BOLD, PLAIN};
use crate::io::output::Output;
use crate::paste::escape::{columns, escape, shorten};

/// The columns of a page.
pub(super) const WIDTH: usize = 80;

/// Below this width, the columns of tables are closer, and some are left out.
pub(super) const NARROW: usize = 60;

/// The page that a text is printed on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page(Option<usize>);

impl Page {
    /// A narrower page would be less readable than broken lines.
    const NARROWEST: usize = 40;
    /// Nobody reads longer lines with ease.
    const WIDEST: usize = 200;
    /// The longest line of running text.
    const LONGEST_TEXT: usize = 100;

    /// The page of an answer, on stdout.
    pub(crate) fn for_answer(output: &Output) -> Self {
        Self::with_columns(output.columns())
    }

    /// The page of warnings and errors, on stderr.
    pub(crate) fn for_messages() -> Self {
        Self::with_columns(Output::message_columns())
    }

    /// A terminal with so many columns. A file or a pipe has none, and nothing is cut.
    fn with_columns(columns: Option<usize>) -> Self {
        Self(columns.map(|columns| columns.clamp(Self::NARROWEST, Self::WIDEST)))
    }

    /// The width of running text.
    pub(super) fn text(self) -> usize {
        self.0.map_or(WIDTH, |columns| columns.min(Self::LONGEST_TEXT))
    }

    /// A paragraph that begins with `head`, its other lines with `below`. A file or a pipe gets one line.
    pub(super) fn wrap(self, head: &str, below: &str, text: &str) -> String {
        match self.0 {
            Some(_) => textwrap::fill(text, options(self.text(), head, below)),
            None => format!("{head}{text}"),
        }
    }

    /// Whether it has no room for what is merely useful.
    pub(super) fn is_narrow(self) -> bool {
        self.0.is_some_and(|columns| columns < NARROW)
    }

    /// The width of a column: what its widest cell needs, and at most what the page has left besides `others`.
    pub(super) fn column<'a>(self, cells: impl Iterator<Item = &'a str>, others: usize) -> usize {
        let widest = cells.map(|cell| columns(&escape(cell))).max().unwrap_or_default();
        widest.min(self.0.unwrap_or(WIDTH).saturating_sub(others))
    }

    /// A cell of such a column, padded. A longer one is shortened on a terminal, and stays whole elsewhere.
    pub(super) fn cell(self, text: &str, width: usize) -> String {
        let text = if self.0.is_some() { shorten(text, width) } else { escape(text) };
        fill(&text, width)
    }

    /// The width of a line, if it has a limit.
    pub(super) fn line(self) -> Option<usize> {
        self.0
    }
}

/// A path for people.
pub(super) fn show(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

/// A number with its noun.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Text in lines of `width` columns. The first line follows `head`, and the others are indented as far. A longer word
/// stays whole, so that it can be copied.
pub(super) fn wrap_to(width: usize, head: &str, text: &str) -> String {
    lines(width, head, text, false)
}

/// The same for text that nobody copies, such as a certificate's subject. Longer words are broken.
pub(super) fn wrap_all_to(width: usize, head: &str, text: &str) -> String {
    lines(width, head, text, true)
}

fn lines(width: usize, head: &str, text: &str, break_words: bool) -> String {
    let below = " ".repeat(columns(head));
    textwrap::fill(text, options(width, head, &below).break_words(break_words))
}

/// Words are separated by blanks only, so that a path or a name can be copied whole.
fn options<'a>(width: usize, head: &'a str, below: &'a str) -> Options<'a> {
    Options::new(width)
        .initial_indent(head)
        .subsequent_indent(below)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
}

/// Text padded with blanks to so many columns.
pub(super) fn fill(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(columns(text));
    text.to_owned() + &" ".repeat(blanks)
}

/// Columns of these widths, with blanks between them. A cell that is too long moves the cells after it.
pub(super) struct Table<const N: usize> {
    pub(super) widths: [usize; N],
    pub(super) gap: usize,
}

impl<const N: usize> Table<N> {
    pub(super) fn head(&self, titles: [&str; N]) -> String {
        let titles = self.row(titles.map(|title| (title, PLAIN)));
        format!("{BOLD}{titles}{BOLD:#}")
    }

    pub(super) fn row(&self, cells: [(&str, Style); N]) -> String {
        let cells = cells.iter().zip(self.widths);
        let cells = cells.map(|((text, style), width)| format!("{style}{}{style:#}", fill(text, width)));
        cells.collect::<Vec<_>>().join(&" ".repeat(self.gap)).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::report::style::RED;

    #[test]
    fn text_is_broken_at_blanks_and_long_words_stay_whole() {
        let long = "x".repeat(90);
        let wrapped = wrap_to(80, "  ", &format!("{} {long} end", "word ".repeat(20).trim_end()));
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
        let wrapped = wrap_all_to(80, "  ", &text);
        assert!(
            wrapped.lines().all(|line| line.starts_with("  ") && line.chars().count() <= 80),
            "{wrapped}"
        );
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(bare(&wrapped), bare(&text));
        assert_eq!(wrap_all_to(80, "  ", "short  text"), wrap_to(80, "  ", "short  text"));
    }

    #[test]
    fn colors_take_no_column() {
        let colored = |style: Style| format!("{style}word{style:#} ").repeat(40) + "end";
        let bare = anstream::adapter::strip_str(&wrap_to(80, "  ", &colored(RED))).to_string();
        assert_eq!(bare, wrap_to(80, "  ", &colored(PLAIN)));
        let head = format!("  {}  ", fill(&format!("{RED}differs{RED:#}"), 9));
        let bare = anstream::adapter::strip_str(&wrap_to(80, &head, &colored(RED))).to_string();
        assert_eq!(bare, wrap_to(80, "  differs    ", &colored(PLAIN)));
    }
}
