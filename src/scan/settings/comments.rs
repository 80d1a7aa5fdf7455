//! Takes comments and the documentation in programs out of a text.

use crate::scan::nature::{CommentStyle, TextKind, TextNature};

/// The lines without their comments.
pub(super) fn without<'a>(lines: &[&'a str], nature: TextNature) -> Vec<&'a str> {
    let mut state = Inside::Nothing;
    lines.iter().map(|line| state.code(line, nature)).collect()
}

/// What a line begins inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Nothing,
    /// A comment of several lines.
    Comment,
    /// A text in triple quotes that nothing takes: what a function is for.
    Docstring,
    /// Any other text in triple quotes.
    LongText,
}

const TRIPLE: &str = "\"\"\"";

impl Inside {
    fn code<'a>(&mut self, line: &'a str, nature: TextNature) -> &'a str {
        let trimmed = line.trim_start();
        match self {
            Self::Comment => {
                if line.contains("*/") || line.contains("-->") {
                    *self = Self::Nothing;
                }
                return "";
            }
            Self::Docstring | Self::LongText => {
                let is_text = *self == Self::LongText;
                if line.matches(TRIPLE).count() % 2 == 1 {
                    *self = Self::Nothing;
                }
                return if is_text { line } else { "" };
            }
            Self::Nothing => {}
        }
        let slashes = nature.comment == CommentStyle::Slashes && trimmed.starts_with("/*");
        if slashes || (trimmed.starts_with("<!--") && nature.kind == TextKind::Xml) {
            let end = if slashes { "*/" } else { "-->" };
            if !trimmed.contains(end) {
                *self = Self::Comment;
            }
            return "";
        }
        if nature.kind == TextKind::Source {
            let is_docstring = trimmed.trim_start_matches(['r', 'u']).starts_with(TRIPLE);
            if line.matches(TRIPLE).count() % 2 == 1 {
                *self = if is_docstring { Self::Docstring } else { Self::LongText };
            }
            if is_docstring {
                return "";
            }
        }
        if is_comment(trimmed, nature.comment) { "" } else { before_comment(line, nature.comment) }
    }
}

fn is_comment(line: &str, style: CommentStyle) -> bool {
    let begins = |marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark));
    match style {
        CommentStyle::Hash => begins(&["#", "//", "!"]),
        CommentStyle::Slashes => begins(&["//", "* ", "*/", "# "]) || line == "*",
        CommentStyle::Dashes => begins(&["--"]),
        CommentStyle::Semicolon => begins(&[";", "#"]),
        CommentStyle::Batch => {
            begins(&["::"]) || line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("rem "))
        }
        CommentStyle::None => false,
    }
}

/// The line up to a comment behind a blank and outside of quotes.
fn before_comment(line: &str, style: CommentStyle) -> &str {
    let mark = match style {
        CommentStyle::Hash => "#",
        CommentStyle::Slashes => "//",
        CommentStyle::Dashes => "--",
        _ => return line,
    };
    let mut quotes = Quotes::default();
    let mut before = 'x';
    for (at, c) in line.char_indices() {
        if matches!(before, ' ' | '\t') && quotes.open.is_none() && line[at..].starts_with(mark) {
            return &line[..at];
        }
        quotes.go_on(c);
        before = c;
    }
    line
}

/// The quotes of a line, from left to right.
#[derive(Clone, Copy, Debug, Default)]
struct Quotes {
    open: Option<char>,
    is_escaped: bool,
}

impl Quotes {
    fn go_on(&mut self, c: char) {
        match (self.open, c) {
            _ if self.is_escaped => {}
            (None, '"' | '\'' | '`') => self.open = Some(c),
            (Some(quote), c) if quote == c => self.open = None,
            _ => {}
        }
        self.is_escaped = c == '\\' && !self.is_escaped;
    }
}

/// Whether a quote is open at the end.
pub(super) fn is_in_quotes(before: &str) -> bool {
    open_quote(before).is_some()
}

/// The quote that is open at the end.
pub(super) fn open_quote(before: &str) -> Option<char> {
    let mut quotes = Quotes::default();
    before.chars().for_each(|c| quotes.go_on(c));
    quotes.open
}
