//! Takes comments and the documentation in programs out of a text.

use std::borrow::Cow;
use std::ops::Range;

use crate::scan::nature::{CommentStyle, TextKind, TextNature};

use super::type_block::{TypeBlock, TypeEnd};

/// A line in which comments are blanks.
#[derive(Debug)]
pub(super) struct CodeLine<'a> {
    pub(super) text: Cow<'a, str>,
    /// Up to here it is inside a text of several lines.
    pub(super) text_end: usize,
}

/// The lines without their comments.
pub(super) fn without<'a>(lines: &[&'a str], nature: TextNature) -> Vec<CodeLine<'a>> {
    let mut reader = CodeReader::new(lines, nature);
    lines.iter().map(|line| reader.line(line)).collect()
}

/// What a line begins inside of.
#[derive(Clone, Copy, Debug)]
enum Inside {
    Code,
    /// A comment up to this mark.
    Comment(&'static str),
    /// Documentation of Ruby or Perl, up to a line that ends it.
    Document,
    /// A text in these quotes that nothing takes: what a function is for.
    Docstring(&'static str),
    /// Any other text in quotes that may have several lines.
    Text(&'static str),
    /// A type of TypeScript, whose values are types too.
    Type(TypeBlock),
}

const TRIPLE: [&str; 2] = ["\"\"\"", "'''"];

#[derive(Debug)]
struct CodeReader {
    nature: TextNature,
    /// What begins a comment that ends with its line.
    line_marks: &'static [&'static str],
    /// What begins and ends a comment of several lines.
    block_marks: &'static [(&'static str, &'static str)],
    /// Where the last end of each is: line, column. A mark without an end below is a pattern or a path, no comment.
    last_ends: Vec<Option<(usize, usize)>>,
    /// The line that is read.
    number: usize,
    inside: Inside,
    /// The last mark of the code so far.
    last: char,
}

impl CodeReader {
    fn new(lines: &[&str], nature: TextNature) -> Self {
        const SLASHES: &[(&str, &str)] = &[("/*", "*/")];
        let (line_marks, block_marks): (&[&str], &[(&str, &str)]) = match nature.comment {
            // Helm's and Jinja's too.
            CommentStyle::Hash if nature.kind == TextKind::Yaml => {
                (&["#"], &[("{{/*", "*/"), ("{{- /*", "*/"), ("{#", "#}")])
            }
            CommentStyle::Hash => (&["#"], &[]),
            CommentStyle::HashOrSlashes => (&["#", "//"], SLASHES),
            CommentStyle::Slashes | CommentStyle::TypeScript => (&["//"], SLASHES),
            CommentStyle::Dashes => (&["--"], SLASHES),
            CommentStyle::Lua => (&["--"], &[("--[[", "]]")]),
            CommentStyle::PowerShell => (&["#"], &[("<#", "#>")]),
            CommentStyle::Markup => (&[], &[("<!--", "-->")]),
            CommentStyle::Semicolon | CommentStyle::Batch | CommentStyle::None => (&[], &[]),
        };
        let last_end = |end: &str| {
            lines.iter().enumerate().rev().find_map(|(number, line)| Some((number, line.rfind(end)?)))
        };
        let last_ends = block_marks.iter().map(|(_, end)| last_end(end)).collect();
        Self { nature, line_marks, block_marks, last_ends, number: 0, inside: Inside::Code, last: '\n' }
    }

    fn line<'a>(&mut self, line: &'a str) -> CodeLine<'a> {
        let mut blanks = Vec::new();
        let mut text_end = 0;
        self.begin(line);
        let is_text = matches!(self.inside, Inside::Text(_));
        let mut at = self.whole(line, &mut blanks);
        let mut quote = None;
        while at < line.len() {
            let (start, inside) = (at, self.inside);
            at = self.go_on(line, at, &mut quote);
            match inside {
                Inside::Text(_) if is_text && start == 0 => text_end = at,
                Inside::Code | Inside::Text(_) => {}
                // With the quotes that open it.
                _ => blanks.push(start.saturating_sub(opening(inside))..at),
            }
        }
        self.end(line);
        let text = blank(line, &blanks);
        if let Some(last) = text.trim_end().chars().next_back() {
            self.last = last;
        }
        self.number += 1;
        CodeLine { text, text_end }
    }

    /// What only the beginning of a line shows.
    fn begin(&mut self, line: &str) {
        if !matches!(self.inside, Inside::Code) {
            return;
        }
        let is_document = self.nature.kind == TextKind::Source
            && self.nature.comment == CommentStyle::Hash
            && line.strip_prefix('=').is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
        if is_document {
            self.inside = Inside::Document;
        } else if self.nature.comment == CommentStyle::TypeScript && TypeBlock::begins(line) {
            self.inside = Inside::Type(TypeBlock::default());
        }
    }

    /// The end of what is the same in the whole line: a comment, or code in which nothing begins.
    fn whole(&mut self, line: &str, blanks: &mut Vec<Range<usize>>) -> usize {
        let is_whole = match self.inside {
            Inside::Document => {
                if line.starts_with("=end") || line.starts_with("=cut") {
                    self.inside = Inside::Code;
                }
                true
            }
            Inside::Code => is_comment(line.trim_start(), self.nature.comment),
            _ => false,
        };
        if is_whole {
            blanks.push(0..line.len());
        }
        let is_plain = matches!(self.inside, Inside::Code)
            && !self.line_marks.iter().any(|mark| line.contains(mark))
            && !self.block_marks.iter().any(|(begin, _)| line.contains(begin))
            && (self.nature.kind != TextKind::Source
                || !["\"\"\"", "'''", "`"].iter().any(|quotes| line.contains(quotes)));
        if is_whole || is_plain { line.len() } else { 0 }
    }

    fn end(&mut self, line: &str) {
        let is_over = match self.inside {
            Inside::Comment(end) => end == "\n",
            Inside::Type(block) => block.ends_with_line(line),
            _ => false,
        };
        if is_over {
            self.inside = Inside::Code;
        }
    }

    /// Where what begins at `at` ends, or the line does.
    fn go_on(&mut self, line: &str, at: usize, quote: &mut Option<char>) -> usize {
        let end = match &mut self.inside {
            Inside::Code => return self.code(line, at, quote),
            Inside::Comment(end) => line[at..].find(*end).map(|length| at + length + end.len()),
            Inside::Docstring(quotes) | Inside::Text(quotes) => closing(line, at, quotes),
            Inside::Document => None,
            Inside::Type(block) => match block.end(line, at) {
                TypeEnd::At(end) => Some(end),
                TypeEnd::Later => None,
            },
        };
        if end.is_some() {
            self.inside = Inside::Code;
        }
        end.unwrap_or(line.len())
    }

    /// The code up to a comment or a text of several lines. `quote` is the one that is open.
    fn code(&mut self, line: &str, from: usize, quote: &mut Option<char>) -> usize {
        let is_markup = self.nature.comment == CommentStyle::Markup;
        let mut before = line[..from].chars().next_back().unwrap_or(' ');
        let mut is_escaped = false;
        for (length, c) in line[from..].char_indices() {
            let at = from + length;
            if quote.is_none()
                && let Some(inside) = self.begins(line, at, before)
            {
                self.inside = inside;
                // A mark that begins something is a part of it, and must not end it.
                return if matches!(inside, Inside::Comment(_)) { at } else { at + opening(inside) };
            }
            match (*quote, c) {
                _ if is_escaped || is_markup => {}
                (None, '"' | '\'' | '`') if !self.is_apostrophe(c, before) => *quote = Some(c),
                (Some(open), c) if open == c => *quote = None,
                _ => {}
            }
            is_escaped = c == '\\' && !is_escaped && !is_markup;
            before = c;
        }
        line.len()
    }

    fn begins(&self, line: &str, at: usize, before: char) -> Option<Inside> {
        let rest = &line[at..];
        let mut blocks = self.block_marks.iter().zip(&self.last_ends);
        let block = blocks.find(|((begin, _), last_end)| {
            let has_end = last_end.is_some_and(|last| last >= (self.number, at + begin.len()));
            rest.starts_with(begin) && has_end && may_begin_block(begin, before)
        });
        if let Some(((_, end), _)) = block {
            return Some(Inside::Comment(end));
        }
        if self.line_marks.iter().any(|mark| rest.starts_with(mark) && may_begin(mark, before)) {
            return Some(Inside::Comment("\n"));
        }
        if self.nature.kind != TextKind::Source {
            return None;
        }
        if let Some(quotes) = TRIPLE.iter().find(|quotes| rest.starts_with(**quotes)) {
            let is_docstring = self.is_docstring(&line[..at]);
            return Some(if is_docstring { Inside::Docstring(quotes) } else { Inside::Text(quotes) });
        }
        let has_templates = matches!(self.nature.comment, CommentStyle::Slashes | CommentStyle::TypeScript);
        (has_templates && rest.starts_with('`')).then_some(Inside::Text("`"))
    }

    /// Whether a text behind this is a statement of its own.
    fn is_docstring(&self, head: &str) -> bool {
        let head = head.trim_end_matches(|c: char| "rRbBuUfF".contains(c)).trim_end();
        (head.is_empty() && !"([{,=+\\%&|<>".contains(self.last))
            || ["doc", "@moduledoc", "@typedoc"].iter().any(|word| head.ends_with(word))
    }

    /// In a text that is no program, a quote behind a letter.
    fn is_apostrophe(&self, quote: char, before: char) -> bool {
        let is_program = matches!(self.nature.kind, TextKind::Source | TextKind::Sql);
        quote == '\'' && !is_program && before.is_alphanumeric()
    }
}

/// The length of the quotes that open a text.
fn opening(inside: Inside) -> usize {
    match inside {
        Inside::Docstring(quotes) | Inside::Text(quotes) => quotes.len(),
        _ => 0,
    }
}

/// Behind the quotes that close a text.
fn closing(line: &str, from: usize, quotes: &str) -> Option<usize> {
    let mut at = from;
    while let Some(length) = line[at..].find(quotes) {
        let start = at + length;
        let escapes = line[from..start].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if escapes % 2 == 0 {
            return Some(start + quotes.len());
        }
        at = start + 1;
    }
    None
}

/// Whether a comment may begin with this mark behind this.
fn may_begin(mark: &str, before: char) -> bool {
    match mark {
        "--" => true,
        "//" => before.is_whitespace() || ";,{}()".contains(before),
        _ => before.is_whitespace(),
    }
}

/// Whether a comment of several lines may begin with this mark behind this: `\/*` is a pattern, `/a/*` a path, and `${#` a
/// length.
fn may_begin_block(mark: &str, before: char) -> bool {
    match mark {
        "/*" => before != '\\' && !before.is_alphanumeric(),
        "{#" => before != '$',
        _ => true,
    }
}

/// The line with these stretches as blanks.
fn blank<'a>(line: &'a str, ranges: &[Range<usize>]) -> Cow<'a, str> {
    match ranges {
        [] => return Cow::Borrowed(line),
        [range] if range.len() == line.len() => return Cow::Borrowed(""),
        _ => {}
    }
    let mut text = String::with_capacity(line.len());
    for range in ranges {
        text += &line[text.len()..range.start];
        text.extend(std::iter::repeat_n(' ', range.len()));
    }
    text += &line[text.len()..];
    Cow::Owned(text)
}

fn is_comment(line: &str, style: CommentStyle) -> bool {
    let begins = |marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark));
    match style {
        CommentStyle::Hash | CommentStyle::PowerShell => begins(&["#", "//", "!"]),
        CommentStyle::HashOrSlashes => begins(&["#", "//"]),
        CommentStyle::Slashes | CommentStyle::TypeScript => begins(&["//", "* ", "*/", "# "]) || line == "*",
        CommentStyle::Dashes => begins(&["--"]),
        CommentStyle::Semicolon => begins(&[";", "#"]),
        CommentStyle::Batch => {
            begins(&["::"]) || line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("rem "))
        }
        CommentStyle::Lua | CommentStyle::Markup | CommentStyle::None => false,
    }
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
