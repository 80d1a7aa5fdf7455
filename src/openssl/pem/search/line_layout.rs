//! What may stand in each line besides its digits.

use super::cleaning::{MARKUP, ends_line};

/// A longer prefix is not the same in front of each line.
const PREFIX_LIMIT: usize = 80;

/// The text before and after the digits of each line.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineLayout {
    pub(super) prefix: LinePrefix,
    /// What begins a remark at the end, as in a hex dump.
    pub(super) remark: Option<&'static [u8]>,
}

/// The text before the digits.
#[derive(Clone, Copy, Debug)]
pub(super) enum LinePrefix {
    /// Nothing, or the number of a line in a cell of its own.
    Nothing,
    /// So many characters: the quote marks of a mail, the date of a log.
    Columns(usize),
    /// The number of the line.
    Number,
}

impl LinePrefix {
    /// Its length at the start of this line.
    pub(super) fn length(self, line: &[u8]) -> usize {
        match self {
            Self::Nothing => cell_number(line),
            Self::Columns(columns) => line.iter().take(columns).take_while(|byte| !ends_line(**byte)).count(),
            Self::Number => number(line),
        }
    }
}

impl LineLayout {
    pub(super) const PLAIN: Self = Self { prefix: LinePrefix::Nothing, remark: None };

    /// The layouts that fit the line in which the digits begin at `at`, the plain one first.
    pub(super) fn all(text: &[u8], at: usize, is_hex: bool) -> impl Iterator<Item = Self> {
        let remarks: &'static [Option<&'static [u8]>] = match text[..at].last() {
            _ if is_hex => &[None, Some(b"  "), Some(b"|")],
            Some(b'\'') => &[None, Some(b"'")],
            Some(b'"') => &[None, Some(b"\"")],
            _ => &[None],
        };
        let columns = column(text, at).map(LinePrefix::Columns);
        let columns =
            columns.into_iter().flat_map(|prefix| remarks.iter().map(move |remark| (prefix, *remark)));
        let numbered = text[..at].last().is_some_and(|byte| is_behind_number(*byte));
        let numbered = numbered.then_some((LinePrefix::Number, None));
        let others = columns.chain(numbered).map(|(prefix, remark)| Self { prefix, remark });
        std::iter::once(Self::PLAIN).chain(others)
    }
}

/// Where in its line something begins.
fn column(text: &[u8], at: usize) -> Option<usize> {
    let window = &text[at.saturating_sub(PREFIX_LIMIT)..at];
    let column = window.iter().rev().position(|byte| ends_line(*byte));
    column.or((at == window.len()).then_some(at)).filter(|column| *column > 0)
}

fn count(text: &[u8], counts: impl Fn(u8) -> bool) -> usize {
    text.iter().take(PREFIX_LIMIT).take_while(|byte| counts(**byte)).count()
}

fn is_behind_number(byte: u8) -> bool {
    matches!(byte, b':' | b'.' | b')' | b'|' | b'\t' | b' ')
}

/// The length of a number and what parts it from the text.
fn number(line: &[u8]) -> usize {
    let blanks = count(line, |byte| matches!(byte, b' ' | b'\t'));
    let digits = count(&line[blanks..], |byte| byte.is_ascii_digit());
    let behind = count(&line[blanks + digits..], is_behind_number);
    if digits > 0 && behind > 0 { blanks + digits + behind } else { 0 }
}

/// The length of a number that is all there is between two tags.
fn cell_number(line: &[u8]) -> usize {
    let digits = count(line, |byte| byte.is_ascii_digit());
    if line.get(digits) == Some(&MARKUP) { digits } else { 0 }
}
