//! What is wrong with a root.crt, and where: told from how OpenSSL reads it and from what a person would find in
//! it.

use std::collections::BTreeSet;

use super::PRIVATE_KEY;
use super::reader::{Block, Content, Label, Reading, is_private_key};
use super::salvage::{self, Find, Foreign, What};
use super::scan;
use crate::openssl::d2i;

/// What is wrong at a place of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// What kind of problem it is.
    pub kind: Kind,
    /// What is wrong there, in words.
    pub reason: String,
}

/// The kinds of problems, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The file holds no PEM block that could be a certificate.
    NotPem,
    /// A block for which OpenSSL refuses the whole file.
    Malformed,
    /// A private key.
    PrivateKey,
    /// A certificate that OpenSSL passes over without a word.
    Ignored,
    /// A byte order mark right before BEGIN: Go and rustls lose the certificate, pgjdbc refuses the file.
    ByteOrderMark,
    /// The label `X509 CERTIFICATE`, which Go and rustls do not know.
    OtherLabel,
    /// Bytes behind a certificate in its block.
    TrailingBytes,
    /// A line of dashes that is no armour, for which pgjdbc refuses the file.
    DashLine,
    /// A revocation list, which does nothing here and for which pgjdbc refuses the file.
    Crl,
    /// The label `TRUSTED CERTIFICATE`, which only OpenSSL knows.
    Trusted,
}

const IGNORED: &str =
    "a certificate that OpenSSL passes over: its BEGIN line is not exact, or the END line above is missing";

const BEHIND_NUL: &str =
    "a certificate that OpenSSL does not reach: a line above starts with a NUL, where it stops reading";

/// Everything that is wrong with the file, by line.
pub(super) fn find(bytes: &[u8], reading: &Reading, finds: &[Find], blank: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |line, kind, reason: &str| problems.push(Problem { line, kind, reason: reason.into() });
    for line in private_keys(reading, finds) {
        add(line, Kind::PrivateKey, PRIVATE_KEY);
    }
    if let Some(spoiled) = &reading.spoiled {
        add(spoiled.line, Kind::Malformed, spoiled.reason);
        for find in finds.iter().filter(|find| find.line > spoiled.line) {
            if let What::Broken(reason) = find.what {
                add(find.line, Kind::Malformed, reason);
            }
        }
    } else if reading.blocks.is_empty() && !blank && (finds.is_empty() || foreign_form(bytes).is_some()) {
        let foreign = salvage::foreign(bytes);
        add(1, Kind::NotPem, foreign.name());
    } else {
        for find in finds.iter().filter(|find| matches!(find.what, What::Certificate(_))) {
            let behind_nul = reading.ends_at.is_some_and(|end| find.line >= end);
            add(find.line, Kind::Ignored, if behind_nul { BEHIND_NUL } else { IGNORED });
        }
        for block in &reading.blocks {
            for (kind, reason) in oddities(block) {
                add(block.line, kind, reason);
            }
        }
        let mut dash_lines = dash_lines(bytes);
        if let Some(first) = dash_lines.next() {
            let more = match dash_lines.count() {
                0 => String::new(),
                more => format!(", the first of {}", more + 1),
            };
            add(first, Kind::DashLine, &format!("a line that starts with dashes and is no armour{more}"));
        }
    }
    problems.sort_by_key(|problem| (problem.line, problem.kind));
    problems
}

/// The lines of private keys, whether OpenSSL takes them for blocks or a person would.
fn private_keys(reading: &Reading, finds: &[Find]) -> BTreeSet<usize> {
    let read = reading.blocks.iter().filter(|block| block.content == Content::PrivateKey);
    let found = finds
        .iter()
        .filter(|find| matches!(&find.what, What::Other(label) if is_private_key(label.as_bytes())));
    read.map(|block| block.line).chain(found.map(|find| find.line)).collect()
}

fn foreign_form(bytes: &[u8]) -> Option<Foreign> {
    Some(salvage::foreign(bytes)).filter(|form| !matches!(form, Foreign::Unknown | Foreign::Html))
}

fn oddities(block: &Block) -> Vec<(Kind, &'static str)> {
    let mut odd = Vec::new();
    if block.marked {
        odd.push((Kind::ByteOrderMark, "a byte order mark before BEGIN"));
    }
    if matches!(block.content, Content::Crl(_)) {
        odd.push((Kind::Crl, "a revocation list"));
    }
    if let Content::Certificate(found) = &block.content {
        match found.label {
            Label::Trusted if d2i::has_rejections(&found.behind) => {
                odd.push((Kind::Trusted, "a `TRUSTED CERTIFICATE` whose settings reject it for some uses"));
            }
            Label::Trusted => odd.push((Kind::Trusted, "a `TRUSTED CERTIFICATE`, which only OpenSSL knows")),
            Label::Old => odd.push((Kind::OtherLabel, "the old label `X509 CERTIFICATE`")),
            Label::Plain => {}
        }
        if found.label != Label::Trusted && !found.behind.is_empty() {
            odd.push((Kind::TrailingBytes, "bytes behind the certificate"));
        }
    }
    odd
}

/// Lines that start as armour does and are none.
fn dash_lines(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let armour = |line: &[u8]| line.starts_with(b"-----BEGIN ") || line.starts_with(b"-----END ");
    let lines = scan::lines(bytes).enumerate();
    lines.filter(move |(_, line)| line.starts_with(b"-----") && !armour(line)).map(|(index, _)| index + 1)
}
