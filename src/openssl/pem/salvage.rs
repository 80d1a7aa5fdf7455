//! Certificates in a file as a person would find them, whatever OpenSSL makes of it: indented, glued, in
//! UTF-16, as bare base64 or DER, with a literal `\n` for each newline, or with an END line missing.
//!
//! It decides nothing. Its finds tell which certificates libpq passes over, and what `--repair` can keep.

use std::collections::HashSet;

use memchr::{memchr_iter, memmem, memrchr2};

use super::base64;
use super::reader::{Found, Label};
use crate::openssl::d2i;

/// Something that was meant to be a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Find {
    /// The line where it starts, counted from 1.
    pub(super) line: usize,
    pub(super) what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A certificate that decodes.
    Certificate(Found),
    /// A certificate block that does not decode.
    Broken(&'static str),
    /// A block that is no certificate, by its label.
    Other(String),
}

/// The form of a file that is no PEM text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A DER certificate, or several.
    Der,
    /// Text in UTF-16.
    Utf16,
    /// A web page.
    Html,
    /// Base64 without BEGIN and END lines.
    BareBase64,
    /// PEM in which each newline is written as a backslash and an `n`.
    LiteralNewlines,
    /// PEM whose lines end in carriage returns alone.
    CarriageReturns,
    /// Anything else.
    Unknown,
}

impl Foreign {
    /// What the form is called in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Der => "a DER certificate, not PEM: pgjdbc alone reads that",
            Self::Utf16 => "UTF-16 text",
            Self::Html => "an HTML page",
            Self::BareBase64 => "base64 without BEGIN and END lines",
            Self::LiteralNewlines => "PEM with `\\n` written out where a newline belongs",
            Self::CarriageReturns => "PEM with carriage returns alone at its line ends",
            Self::Unknown => "no PEM text",
        }
    }
}

/// Names the form of `bytes`, in which OpenSSL found no block.
pub(super) fn foreign(bytes: &[u8]) -> Foreign {
    if d2i::certificate(bytes).is_ok() {
        Foreign::Der
    } else if utf16(bytes).is_some() {
        Foreign::Utf16
    } else if has_literal_newlines(bytes) {
        Foreign::LiteralNewlines
    } else if has_carriage_returns_alone(bytes) {
        Foreign::CarriageReturns
    } else if is_html(bytes) {
        Foreign::Html
    } else if bare_base64(bytes).is_some() {
        Foreign::BareBase64
    } else {
        Foreign::Unknown
    }
}

/// Whether there is armour in lines that do not end as OpenSSL wants it.
pub(super) fn has_odd_line_ends(bytes: &[u8]) -> bool {
    has_literal_newlines(bytes) || has_carriage_returns_alone(bytes)
}

fn is_html(bytes: &[u8]) -> bool {
    let text = bytes.to_ascii_lowercase();
    memmem::find(&text, b"<html").is_some() || memmem::find(&text, b"<!doc").is_some()
}

fn has_literal_newlines(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"-----\\n").is_some() || memmem::find(bytes, b"-----\\r\\n").is_some()
}

fn has_carriage_returns_alone(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"-----BEGIN ").is_some() && bytes.contains(&b'\r') && !bytes.contains(&b'\n')
}

/// Everything in `bytes` that was meant to be a block, in order, but for certificates that begin in the lines
/// `known`.
pub(super) fn search(bytes: &[u8], known: &HashSet<usize>) -> Vec<Find> {
    // What looks like UTF-16 or starts with DER may hold plain armour all the same.
    let mut finds = search_der(bytes);
    finds.extend(search_armour(bytes, known));
    if let Some(text) = utf16(bytes) {
        finds.extend(search_armour(&text, &HashSet::new()));
    }
    if finds.is_empty() && known.is_empty() {
        finds.extend(bare_base64(bytes).map(|found| Find { line: 1, what: What::Certificate(found) }));
    }
    finds
}

fn search_der(bytes: &[u8]) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut rest = bytes;
    while let Ok(length) = d2i::certificate(rest) {
        let found = Found { label: Label::Plain, der: rest[..length].to_vec(), behind: Vec::new() };
        finds.push(Find { line: 1, what: What::Certificate(found) });
        rest = &rest[length..];
    }
    finds
}

/// Text in UTF-16 of either byte order as UTF-8, told by its byte order mark or by a NUL beside each of the
/// first characters.
fn utf16(bytes: &[u8]) -> Option<Vec<u8>> {
    let little = match bytes {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => true,
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => false,
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    Some(String::from_utf16_lossy(&units).into_bytes())
}

/// Only a file that starts as every certificate of more than 127 bytes does: others may be large.
fn bare_base64(bytes: &[u8]) -> Option<Found> {
    let start = bytes.iter().find(|byte| !matches!(byte, b'"' | b'\'' | b',' | b'\t' | b'\n' | b'\r' | b' '));
    if start != Some(&b'M') {
        return None;
    }
    let der = base64::decode(&without_quoting(bytes)).ok()?;
    Found::new(Label::Plain, der)
}

/// A line of dashes with BEGIN or END in it, and the label behind that.
struct Armour<'a> {
    begin: bool,
    label: &'a [u8],
    /// Where the dashes before it start, and where those behind it end.
    span: std::ops::Range<usize>,
}

fn search_armour(bytes: &[u8], known: &HashSet<usize>) -> Vec<Find> {
    let marks = armour(bytes);
    let mut lines = LineCounter { bytes, at: 0, line: 1, first: None };
    let mut finds = Vec::new();
    for (index, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.begin) {
        let line = lines.advance_to(mark.span.start);
        let read = known.contains(&line) && Label::of(mark.label).is_some();
        if read || lines.is_comment() {
            continue;
        }
        let end = marks.get(index + 1).map_or(bytes.len(), |next| next.span.start);
        finds.push(Find { line, what: decode(mark.label, &bytes[mark.span.end..end]) });
    }
    finds
}

/// Finds BEGIN and END between at least four dashes on either side.
fn armour(bytes: &[u8]) -> Vec<Armour<'_>> {
    let dash = |byte: &u8| *byte == b'-';
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(start) = memmem::find(&bytes[at..], b"----").map(|found| at + found) {
        let after = start + bytes[start..].iter().take_while(|b| dash(b)).count();
        at = after;
        let rest = &bytes[after..];
        let begin = rest.starts_with(b"BEGIN ");
        let skip = if begin { 6 } else { 4 };
        if !begin && !rest.starts_with(b"END ") {
            continue;
        }
        let label = rest[skip..].iter().take_while(|b| !dash(b) && !b.is_ascii_control()).count();
        let close = after + skip + label;
        let dashes = bytes[close..].iter().take_while(|b| dash(b)).count();
        if dashes >= 4 {
            // Glued armour shares its dashes: at most six belong to this line, the rest to the next.
            let own = if dashes > 8 { dashes / 2 } else { dashes };
            marks.push(Armour {
                begin,
                label: rest[skip..skip + label].trim_ascii(),
                span: start..close + own,
            });
            at = close + own;
        }
    }
    marks
}

fn decode(label: &[u8], body: &[u8]) -> What {
    let Some(label) = Label::of(label) else {
        return What::Other(String::from_utf8_lossy(label).into_owned());
    };
    let Ok(der) = base64::decode(&without_quoting(body)) else {
        return What::Broken("its base64 does not decode");
    };
    Found::new(label, der).map_or(What::Broken("its bytes are no certificate"), What::Certificate)
}

/// Drops what source code, JSON and YAML put around each line: quotes, commas, `\n` and `\r` written out.
fn without_quoting(body: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' | b'\'' | b',' => {}
            b'\\' if matches!(bytes.peek(), Some(b'n' | b'r')) => drop(bytes.next()),
            _ => text.push(byte),
        }
    }
    text
}

/// Counts lines on the way through the file, so that the whole takes linear time.
struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    /// The first byte of the line that is no blank, as far as the line was passed. A carriage return alone, or a
    /// `\n` written out, starts a line too, though it does not count.
    first: Option<u8>,
}

impl LineCounter<'_> {
    fn advance_to(&mut self, offset: usize) -> usize {
        let passed = &self.bytes[self.at..offset];
        self.line += memchr_iter(b'\n', passed).count();
        let end = memrchr2(b'\n', b'\r', passed).map(|end| end + 1);
        let written_out = memmem::rfind(passed, br"\n").map(|end| end + 2);
        let start = end.max(written_out);
        let rest = &passed[start.unwrap_or_default()..];
        let known = if start.is_some() { None } else { self.first };
        self.first = known.or_else(|| rest.iter().copied().find(|byte| !byte.is_ascii_whitespace()));
        self.at = offset;
        self.line
    }

    /// Whether the line was turned into a comment on purpose.
    fn is_comment(&self) -> bool {
        self.first == Some(b'#')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test measures how long the search takes")]
    fn a_long_line_full_of_armour_takes_linear_time() {
        let start = std::time::Instant::now();
        for lead in [0, 1_000_000] {
            let line = [b" ".repeat(lead), b"-----BEGIN A-----".repeat(60_000)].concat();
            assert_eq!(search(&line, &HashSet::new()).len(), 60_000);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }

    #[test]
    fn glued_armour_is_cut_between_its_dashes() {
        let text = b"-----BEGIN A-----\nAAAA\n-----END A----------BEGIN B-----\nAAAA\n-----END B-----\n# -----BEGIN C-----\n";
        let finds = search(text, &HashSet::new());
        let lines: Vec<usize> = finds.iter().map(|find| find.line).collect();
        assert_eq!(lines, [1, 3], "the comment is none");
    }

    #[test]
    fn a_comment_ends_with_a_newline_that_is_written_out() {
        assert_eq!(search(br"# a\n-----BEGIN A-----\nAAAA\n-----END A-----\n", &HashSet::new()).len(), 1);
        assert_eq!(search(b"# a -----BEGIN A-----\nAAAA\n-----END A-----\n", &HashSet::new()).len(), 0);
    }
}
