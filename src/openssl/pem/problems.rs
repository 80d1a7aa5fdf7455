//! What is wrong with a root.crt and where, judged by what OpenSSL reads and by what a person would find in it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::begin::SpoiledBlock;
use super::block::{Block, BlockContent, CertificateBytes, Label, is_private_key};
use super::foreign::{Foreign, foreign};
use super::reader::Reading;
use super::salvage::{Find, FindKind};
use super::scan;
use crate::openssl::d2i;

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// What kind of problem it is.
    pub kind: PemProblemKind,
    /// What is wrong there, in words.
    pub reason: Cow<'static, str>,
}

/// The kinds of problems, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PemProblemKind {
    /// The file holds no PEM block that could be a certificate.
    NotPem,
    /// A block for which OpenSSL refuses the whole file.
    Malformed,
    /// A private key.
    PrivateKey,
    /// A certificate that OpenSSL skips without a word.
    Ignored,
    /// A byte order mark directly before BEGIN. Go and rustls lose the certificate, and pgjdbc refuses the file.
    ByteOrderMark,
    /// The label `X509 CERTIFICATE`, which Go and rustls do not know.
    OtherLabel,
    /// Bytes after the certificate in its block.
    TrailingBytes,
    /// A line of dashes that is not a BEGIN or END line. pgjdbc refuses the file for it.
    DashLine,
    /// A revocation list. It has no effect here, and pgjdbc refuses the file for it.
    Crl,
    /// The label `TRUSTED CERTIFICATE`, which only OpenSSL knows.
    Trusted,
}

impl PemProblem {
    fn new(line: usize, kind: PemProblemKind, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { line, kind, reason: reason.into() }
    }
}

/// What messages call a private key.
pub(crate) const PRIVATE_KEY: &str = "a private key";

const IGNORED: &str =
    "a certificate that OpenSSL passes over: its BEGIN line is not exact, or the END line above is missing";

const BEHIND_NUL: &str =
    "a certificate that OpenSSL does not reach: a line above starts with a NUL, where it stops reading";

/// Everything that is wrong with the file, in the order of lines.
pub(super) fn find(bytes: &[u8], reading: &Reading, finds: &[Find], blank: bool) -> Vec<PemProblem> {
    let mut problems: Vec<PemProblem> = private_keys(reading, finds)
        .into_iter()
        .map(|line| PemProblem::new(line, PemProblemKind::PrivateKey, PRIVATE_KEY))
        .collect();
    if let Some(spoiled) = &reading.spoiled {
        problems.extend(malformed(spoiled, finds));
    } else if reading.blocks.is_empty() && !blank && (finds.is_empty() || foreign_form(bytes).is_some()) {
        problems.push(PemProblem::new(1, PemProblemKind::NotPem, foreign(bytes).name()));
    } else {
        problems.extend(ignored(reading, finds));
        problems.extend(reading.blocks.iter().flat_map(oddities));
        problems.extend(dash_line(bytes));
    }
    problems.sort_by_key(|problem| (problem.line, problem.kind));
    problems
}

/// The block that spoils the file, and those after it that do not decode either.
fn malformed(spoiled: &SpoiledBlock, finds: &[Find]) -> Vec<PemProblem> {
    let first = PemProblem::new(spoiled.line, PemProblemKind::Malformed, spoiled.reason);
    let others = finds.iter().filter(|find| find.line > spoiled.line).filter_map(|find| match find.kind {
        FindKind::Broken(reason) => Some(PemProblem::new(find.line, PemProblemKind::Malformed, reason)),
        _ => None,
    });
    std::iter::once(first).chain(others).collect()
}

/// The certificates that OpenSSL skips.
fn ignored(reading: &Reading, finds: &[Find]) -> Vec<PemProblem> {
    let certificates = finds.iter().filter(|find| matches!(find.kind, FindKind::Certificate(_)));
    let problem = |find: &Find| {
        let is_beyond_nul = reading.ends_at.is_some_and(|end| find.line >= end);
        let reason = if is_beyond_nul { BEHIND_NUL } else { IGNORED };
        PemProblem::new(find.line, PemProblemKind::Ignored, reason)
    };
    certificates.map(problem).collect()
}

/// The lines of private keys that OpenSSL reads or a person would recognize.
fn private_keys(reading: &Reading, finds: &[Find]) -> BTreeSet<usize> {
    let read = reading.blocks.iter().filter(|block| block.content == BlockContent::PrivateKey);
    let found = finds
        .iter()
        .filter(|find| matches!(&find.kind, FindKind::Other(label) if is_private_key(label.as_bytes())));
    read.map(|block| block.line).chain(found.map(|find| find.line)).collect()
}

fn foreign_form(bytes: &[u8]) -> Option<Foreign> {
    Some(foreign(bytes)).filter(|form| !matches!(form, Foreign::Unknown | Foreign::Html))
}

/// What is odd about a block that OpenSSL reads.
fn oddities(block: &Block) -> Vec<PemProblem> {
    let mut odd = Vec::new();
    if block.marked {
        odd.push((PemProblemKind::ByteOrderMark, "a byte order mark before BEGIN"));
    }
    match &block.content {
        BlockContent::Crl(_) => odd.push((PemProblemKind::Crl, "a revocation list")),
        BlockContent::Certificate(found) => odd.extend(odd_certificate(found)),
        BlockContent::PrivateKey | BlockContent::Other => {}
    }
    odd.into_iter().map(|(kind, reason)| PemProblem::new(block.line, kind, reason)).collect()
}

fn odd_certificate(found: &CertificateBytes) -> Vec<(PemProblemKind, &'static str)> {
    let mut odd = Vec::new();
    match found.label {
        Label::Trusted if d2i::has_rejections(&found.behind) => odd.push((
            PemProblemKind::Trusted,
            "a `TRUSTED CERTIFICATE` whose settings reject it for some uses",
        )),
        Label::Trusted => {
            odd.push((PemProblemKind::Trusted, "a `TRUSTED CERTIFICATE`, which only OpenSSL knows"));
        }
        Label::Old => odd.push((PemProblemKind::OtherLabel, "the old label `X509 CERTIFICATE`")),
        Label::Plain => {}
    }
    if found.label != Label::Trusted && !found.behind.is_empty() {
        odd.push((PemProblemKind::TrailingBytes, "bytes behind the certificate"));
    }
    odd
}

/// All lines of dashes, as one problem at the first of them.
fn dash_line(bytes: &[u8]) -> Option<PemProblem> {
    let mut lines = dash_lines(bytes);
    let first = lines.next()?;
    let more = match lines.count() {
        0 => String::new(),
        more => format!(", the first of {}", more + 1),
    };
    let reason = format!("a line that starts with dashes and is no armor{more}");
    Some(PemProblem::new(first, PemProblemKind::DashLine, reason))
}

/// Lines that start like a BEGIN or END line but are not one.
fn dash_lines(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let is_armor = |line: &[u8]| line.starts_with(b"-----BEGIN ") || line.starts_with(b"-----END ");
    let lines = scan::lines(bytes).enumerate();
    lines.filter(move |(_, line)| line.starts_with(b"-----") && !is_armor(line)).map(|(index, _)| index + 1)
}
