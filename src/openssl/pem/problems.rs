//! What is wrong with a root.crt and where, judged by what OpenSSL reads and by what a person would find in it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::begin::SpoiledBlock;
use super::block::{Block, BlockContent, CertificateBytes, Label, is_private_key};
use super::form::FileForm;
use super::reader::Reading;
use super::scan;
use super::search::{Disguise, Find, FindKind};
use crate::openssl::d2i::TrustFields;

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// What kind of problem it is.
    pub kind: PemProblemKind,
    /// What is wrong there, in words.
    pub reason: Cow<'static, str>,
    /// What to do about it, if rewriting the file does not help.
    pub way_out: Option<&'static str>,
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
        Self { line, kind, reason: reason.into(), way_out: None }
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
    } else if let Some(form) = foreign_form(bytes, reading, finds).filter(|_| !blank) {
        let problem = PemProblem::new(1, PemProblemKind::NotPem, form.name());
        problems.push(PemProblem { way_out: form.way_out(), ..problem });
    } else {
        problems.extend(ignored(reading, finds));
        problems.extend(reading.blocks.iter().flat_map(oddities));
        problems.extend(dash_line(bytes));
    }
    problems.sort_by_key(|problem| (problem.line, problem.kind));
    problems.dedup_by_key(|problem| (problem.line, problem.kind));
    problems
}

/// The block that spoils the file, and those after it that do not decode either.
fn malformed(spoiled: &SpoiledBlock, finds: &[Find]) -> Vec<PemProblem> {
    let first = PemProblem::new(spoiled.line, PemProblemKind::Malformed, spoiled.reason);
    let others = finds.iter().filter(|find| find.line > spoiled.line).filter_map(|find| match find.kind {
        FindKind::Broken(reason, _) => Some(PemProblem::new(find.line, PemProblemKind::Malformed, reason)),
        _ => None,
    });
    std::iter::once(first).chain(others).collect()
}

/// What OpenSSL skips, one for each line.
fn ignored(reading: &Reading, finds: &[Find]) -> Vec<PemProblem> {
    let lines = finds.chunk_by(|one, other| one.line == other.line);
    lines.filter_map(|line| ignored_line(reading, line)).collect()
}

fn ignored_line(reading: &Reading, finds: &[Find]) -> Option<PemProblem> {
    let find = finds.iter().find(|find| find.is_lost())?;
    let is_beyond_nul = reading.ends_at.is_some_and(|end| find.line >= end);
    let reason = match find.kind {
        FindKind::Broken(reason, _) => {
            format!("a damaged certificate that OpenSSL passes over: {reason}").into()
        }
        FindKind::Sealed(sealed) => format!("{}, which OpenSSL passes over", sealed.name()).into(),
        _ if is_beyond_nul => BEHIND_NUL.into(),
        FindKind::Certificate(_, disguise) if disguise != Disguise::InexactArmor => {
            passed_over(disguise, finds.len())
        }
        _ => Cow::Borrowed(IGNORED),
    };
    let way_out = if let FindKind::Sealed(sealed) = find.kind { Some(sealed.way_out()) } else { None };
    Some(PemProblem { way_out, ..PemProblem::new(find.line, PemProblemKind::Ignored, reason) })
}

fn passed_over(disguise: Disguise, number: usize) -> Cow<'static, str> {
    let certificates =
        if number == 1 { "a certificate".to_owned() } else { format!("{number} certificates") };
    format!("{certificates} that OpenSSL passes over: {}", disguise.name()).into()
}

/// The lines of private keys that OpenSSL reads or a person would recognize.
fn private_keys(reading: &Reading, finds: &[Find]) -> BTreeSet<usize> {
    let read = reading.blocks.iter().filter(|block| block.content == BlockContent::PrivateKey);
    let found = finds
        .iter()
        .filter(|find| matches!(&find.kind, FindKind::Other(label) if is_private_key(label.as_bytes())));
    read.map(|block| block.line).chain(found.map(|find| find.line)).collect()
}

/// The form of a file from which nothing loads, unless it is text with blocks in it.
fn foreign_form(bytes: &[u8], reading: &Reading, finds: &[Find]) -> Option<FileForm> {
    let loads = |block: &Block| matches!(block.content, BlockContent::Certificate(_) | BlockContent::Crl(_));
    if reading.blocks.iter().any(loads) {
        return None;
    }
    let form = FileForm::new(bytes, finds);
    let is_nothing = finds.is_empty() && reading.blocks.is_empty();
    let hides = matches!(form, FileForm::Disguised(_) | FileForm::Sealed(_));
    let is_text = finds.iter().any(Find::is_lost) || !reading.blocks.is_empty();
    (is_nothing || hides || (!is_text && form.is_known())).then_some(form)
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
        Label::Trusted if has_rejections(&found.behind) => odd.push((
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

fn has_rejections(settings: &[u8]) -> bool {
    TrustFields::read(settings).is_ok_and(|settings| settings.rejected.is_some())
}

/// All lines of dashes, as one problem at the first of them.
fn dash_line(bytes: &[u8]) -> Option<PemProblem> {
    let mut lines = dash_lines(bytes);
    let first = lines.next()?;
    let more = match lines.count() {
        0 => String::new(),
        more => format!(", the first of {}", more + 1),
    };
    let reason = format!("a line that starts with dashes and is not a PEM line{more}");
    Some(PemProblem::new(first, PemProblemKind::DashLine, reason))
}

/// Lines that start like a BEGIN or END line but are not one.
fn dash_lines(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let is_armor = |line: &[u8]| line.starts_with(b"-----BEGIN ") || line.starts_with(b"-----END ");
    let lines = scan::lines(bytes).enumerate();
    lines.filter(move |(_, line)| line.starts_with(b"-----") && !is_armor(line)).map(|(index, _)| index + 1)
}
