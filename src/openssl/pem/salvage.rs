//! The certificates that a person would find in a file, whatever OpenSSL reads from it: indented, glued together, in
//! UTF-16, as bare base64 or DER, with a literal `\n` for each newline, or without an END line.
//!
//! It decides nothing. From its finds others conclude which certificates libpq skips, and what `--repair` can keep.

use std::collections::HashSet;

use super::armor::armor;
use super::base64;
use super::block::{CertificateBytes, Label};
use super::foreign::{bare_base64, utf16};
use super::line_counter::LineCounter;
use crate::openssl::d2i;

/// Something that was meant to be a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Find {
    /// The line where it starts, counted from 1.
    pub(super) line: usize,
    pub(super) kind: FindKind,
}

/// What a find is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FindKind {
    /// A certificate that decodes.
    Certificate(CertificateBytes),
    /// A certificate block that does not decode.
    Broken(&'static str),
    /// A block whose label is not that of a certificate.
    Other(String),
}

/// Everything in `bytes` that was meant to be a block, in order, except certificates that begin in the lines `known`.
pub(super) fn search(bytes: &[u8], known: &HashSet<usize>) -> Vec<Find> {
    // A file that looks like UTF-16 or starts with DER may still hold plain PEM.
    let mut finds = search_der(bytes);
    finds.extend(search_armor(bytes, known));
    if let Some(text) = utf16(bytes) {
        finds.extend(search_armor(&text, &HashSet::new()));
    }
    if finds.is_empty() && known.is_empty() {
        finds.extend(bare_base64(bytes).map(|found| Find { line: 1, kind: FindKind::Certificate(found) }));
    }
    finds
}

fn search_der(bytes: &[u8]) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut rest = bytes;
    while let Ok(length) = d2i::certificate(rest) {
        let found =
            CertificateBytes { label: Label::Plain, der: rest[..length].to_vec(), behind: Vec::new() };
        finds.push(Find { line: 1, kind: FindKind::Certificate(found) });
        rest = &rest[length..];
    }
    finds
}

fn search_armor(bytes: &[u8], known: &HashSet<usize>) -> Vec<Find> {
    let found = armor(bytes);
    let mut lines = LineCounter::new(bytes);
    let mut finds = Vec::new();
    for (index, armor) in found.iter().enumerate().filter(|(_, armor)| armor.begin) {
        let line = lines.advance_to(armor.span.start);
        let read = known.contains(&line) && Label::from_bytes(armor.label).is_some();
        if read || lines.is_comment() {
            continue;
        }
        let end = found.get(index + 1).map_or(bytes.len(), |next| next.span.start);
        finds.push(Find { line, kind: decode(armor.label, &bytes[armor.span.end..end]) });
    }
    finds
}

fn decode(label: &[u8], body: &[u8]) -> FindKind {
    let Some(label) = Label::from_bytes(label) else {
        return FindKind::Other(String::from_utf8_lossy(label).into_owned());
    };
    let Ok(der) = base64::decode_quoted(body) else {
        return FindKind::Broken("its base64 does not decode");
    };
    CertificateBytes::new(label, der)
        .map_or(FindKind::Broken("its bytes are no certificate"), FindKind::Certificate)
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
            assert_eq!(search(&line, &HashSet::new()).len(), 60_000);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }

    #[test]
    fn glued_armor_is_cut_between_its_dashes() {
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
