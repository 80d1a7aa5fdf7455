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
    /// A text in these triple quotes that nothing takes: what a function is for.
    Docstring(&'static str),
    /// Any other text in triple quotes.
    LongText(&'static str),
}

const TRIPLE: [&str; 2] = ["\"\"\"", "'''"];

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
            Self::Docstring(quotes) | Self::LongText(quotes) => {
                let ends = line.matches(*quotes).count() % 2 == 1;
                let is_text = matches!(self, Self::LongText(_));
                if ends {
                    *self = Self::Nothing;
                }
                return if is_text { line } else { "" };
            }
            Self::Nothing => {}
        }
        if let Some((at, end)) = block_comment(line, nature) {
            if !line[at..].contains(end) {
                *self = Self::Comment;
            }
            return &line[..at];
        }
        if nature.kind == TextKind::Source {
            for quotes in TRIPLE {
                let is_docstring = trimmed.trim_start_matches(['r', 'u']).starts_with(quotes);
                if line.matches(quotes).count() % 2 == 1 {
                    *self = if is_docstring { Self::Docstring(quotes) } else { Self::LongText(quotes) };
                }
                if is_docstring {
                    return "";
                }
            }
        }
        if is_comment(trimmed, nature.comment) { "" } else { before_comment(line, nature.comment) }
    }
}

/// Where a comment of several lines begins outside of quotes, and what ends it.
fn block_comment(line: &str, nature: TextNature) -> Option<(usize, &'static str)> {
    let (begin, end) = match (nature.kind, nature.comment) {
        (TextKind::Xml, _) => ("<!--", "-->"),
        (_, CommentStyle::Slashes | CommentStyle::Dashes) => ("/*", "*/"),
        _ => return None,
    };
    let at = line.find(begin)?;
    (nature.kind == TextKind::Xml || !is_in_quotes(&line[..at])).then_some((at, end))
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
fn is_in_quotes(before: &str) -> bool {
    string_begin(before).is_some()
}

/// Where the string begins that is open at the end, and its quote.
pub(super) fn string_begin(before: &str) -> Option<(usize, char)> {
    let bytes = before.as_bytes();
    let mut open: Option<(usize, u8)> = None;
    for at in memchr::memchr3_iter(b'"', b'\'', b'`', bytes) {
        let escapes = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        open = match open {
            _ if escapes % 2 == 1 => open,
            None => Some((at, bytes[at])),
            Some((_, quote)) if quote == bytes[at] => None,
            Some(_) => open,
        };
    }
    open.map(|(at, quote)| (at, char::from(quote)))
}
