//! The certificates that a person would find in a file, whatever OpenSSL reads from it: indented, glued together, in
//! UTF-16, as bare base64 or DER, with a literal `\n` for each newline, or without an END line.
//!
//! It decides nothing. From its finds others conclude which certificates libpq skips, and what `--repair` can keep.

use super::armor::armor;
use super::base64;
use super::block::{Block, CertificateBytes, Label};
use super::entry::PemEntry;
use super::foreign::{bare_base64, utf16};
use super::line_counter::LineCounter;
use crate::openssl::d2i;

/// Something that was meant to be a block.
#[derive(Debug)]
pub(super) struct Find {
    /// The line where it starts, counted from 1.
    pub(super) line: usize,
    pub(super) kind: FindKind,
}

/// What a find is. It takes little room: there may be one for every 14 bytes of a file.
#[derive(Debug)]
pub(super) enum FindKind {
    /// A certificate that decodes.
    Certificate(Box<PemEntry>),
    /// A certificate block that does not decode.
    Broken(&'static str),
    /// A block whose label is not that of a certificate.
    Other(Box<str>),
}

/// Everything in `bytes` that was meant to be a block, in order, except certificates in the blocks that are `known`.
pub(super) fn search(bytes: &[u8], known: &[Block]) -> Vec<Find> {
    // A file that looks like UTF-16 or starts with DER may still hold plain PEM.
    let mut finds = search_der(bytes);
    finds.extend(search_armor(bytes, known));
    if let Some(text) = utf16(bytes) {
        finds.extend(search_armor(&text, &[]));
    }
    if finds.is_empty() && known.is_empty() {
        finds.extend(bare_base64(bytes).map(|found| Find::certificate(1, found)));
    }
    finds
}

fn search_der(bytes: &[u8]) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut rest = bytes;
    while let Ok(length) = d2i::certificate(rest) {
        let found =
            CertificateBytes { label: Label::Plain, der: rest[..length].to_vec(), behind: Vec::new() };
        finds.push(Find::certificate(1, found));
        rest = &rest[length..];
    }
    finds
}

fn search_armor(bytes: &[u8], known: &[Block]) -> Vec<Find> {
    let mut lines = LineCounter::new(bytes);
    let mut finds = Vec::new();
    let mut found = armor(bytes).peekable();
    while let Some(armor) = found.next() {
        if !armor.begin {
            continue;
        }
        let line = lines.advance_to(armor.span.start);
        let read = is_known(line, known) && Label::from_bytes(armor.label).is_some();
        if read || lines.is_comment() {
            continue;
        }
        let end = found.peek().map_or(bytes.len(), |next| next.span.start);
        finds.push(Find { line, kind: decode(line, armor.label, &bytes[armor.span.end..end]) });
    }
    finds
}

/// Whether one of the blocks, which are in the order of their lines, begins in this line.
fn is_known(line: usize, known: &[Block]) -> bool {
    known.binary_search_by_key(&line, |block| block.line).is_ok()
}

impl Find {
    /// Whether it is one, however spoiled.
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self.kind, FindKind::Certificate(_) | FindKind::Broken(_))
    }

    fn certificate(line: usize, found: CertificateBytes) -> Self {
        Self { line, kind: FindKind::certificate(line, found) }
    }
}

fn decode(line: usize, label: &[u8], body: &[u8]) -> FindKind {
    let Some(label) = Label::from_bytes(label) else {
        return FindKind::Other(String::from_utf8_lossy(label).into());
    };
    let Ok(der) = base64::decode_quoted(body) else {
        return FindKind::Broken("its base64 does not decode");
    };
    match CertificateBytes::new(label, der) {
        Some(found) => FindKind::certificate(line, found),
        None => FindKind::Broken("its bytes are no certificate"),
    }
}

impl FindKind {
    fn certificate(line: usize, found: CertificateBytes) -> Self {
        Self::Certificate(Box::new(PemEntry::new(line, found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test measures how long the search takes")]
    fn a_long_line_full_of_armor_takes_linear_time() {
        let start = std::time::Instant::now();
        for lead in [0, 1_000_000] {
            let line = [b" ".repeat(lead), b"-----BEGIN A-----".repeat(60_000)].concat();
            assert_eq!(search(&line, &[]).len(), 60_000);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }

    #[test]
    fn glued_armor_is_cut_between_its_dashes() {
        let text = b"-----BEGIN A-----\nAAAA\n-----END A----------BEGIN B-----\nAAAA\n-----END B-----\n# -----BEGIN C-----\n";
        let finds = search(text, &[]);
        let lines: Vec<usize> = finds.iter().map(|find| find.line).collect();
        assert_eq!(lines, [1, 3], "the comment is none");
    }

    #[test]
    fn a_comment_ends_with_a_newline_that_is_written_out() {
        assert_eq!(search(br"# a\n-----BEGIN A-----\nAAAA\n-----END A-----\n", &[]).len(), 1);
        assert_eq!(search(b"# a -----BEGIN A-----\nAAAA\n-----END A-----\n", &[]).len(), 0);
    }
}
