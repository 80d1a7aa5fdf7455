//! A root.crt in memory.

use std::collections::HashSet;

use super::begin::SpoiledBlock;
use super::block::{Block, BlockContent, is_private_key};
use super::entry::PemEntry;
use super::problems::{self, PRIVATE_KEY, PemProblem, PemProblemKind};
use super::salvage::{self, Find, FindKind};
use super::{foreign, reader, scan};

/// What `--repair` leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// The line, counted from 1.
    pub line: usize,
    /// What it is, or why it cannot stay.
    pub reason: String,
}

/// A root.crt in memory.
#[derive(Debug)]
pub struct Bundle {
    /// What libpq loads, in order and with repetitions. It is empty if libpq refuses the file.
    pub certificates: Vec<PemEntry>,
    /// The revocation lists that libpq loads, in order. They have no effect unless CRL checking is on.
    pub crls: Vec<Vec<u8>>,
    /// Everything that is wrong, by line.
    pub problems: Vec<PemProblem>,
    /// The block that makes libpq refuse the file.
    pub spoiled: Option<SpoiledBlock>,
    /// The line that starts with a NUL, where OpenSSL stops reading.
    pub ends_at: Option<usize>,
    /// How many revocation lists and blocks of other labels there are.
    pub other_blocks: usize,
    blank: bool,
    /// What the reader skipped.
    finds: Vec<Find>,
}

impl Bundle {
    /// Reads `bytes` as libpq would.
    pub fn read(bytes: &[u8]) -> Self {
        let reading = reader::read(bytes);
        let blank = is_blank(bytes);
        let spoiled = reading.spoiled.is_some();
        let known =
            if spoiled { HashSet::new() } else { reading.blocks.iter().map(|block| block.line).collect() };
        let finds = salvage::search(bytes, &known);
        let problems = problems::find(bytes, &reading, &finds, blank);
        let blocks = if spoiled { Vec::new() } else { reading.blocks };
        let other_blocks = blocks.iter().filter(|block| !block.is_certificate()).count();
        let mut bundle = Self {
            certificates: Vec::new(),
            crls: Vec::new(),
            problems,
            spoiled: reading.spoiled,
            ends_at: reading.ends_at,
            other_blocks,
            blank,
            finds,
        };
        for block in blocks {
            bundle.take(block);
        }
        bundle
    }

    fn take(&mut self, block: Block) {
        match block.content {
            BlockContent::Certificate(found) => self.certificates.push(PemEntry::new(block.line, found)),
            BlockContent::Crl(der) => self.crls.push(der),
            BlockContent::PrivateKey | BlockContent::Other => {}
        }
    }

    /// Whether libpq would read the file at all.
    pub fn loads(&self) -> bool {
        !self.certificates.is_empty() || !self.crls.is_empty()
    }

    /// Whether the file holds only blanks and comments.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    /// Whether libpq would not load a certificate that is appended, or clients must not see the file. `install` refuses it
    /// without `--repair`.
    pub fn refuses_more(&self) -> bool {
        (!self.loads() && !self.blank) || self.ends_at.is_some() || self.private_key().is_some()
    }

    /// Whether there is a certificate in the file, however spoiled. Without one the file may be something else.
    pub fn has_certificates(&self) -> bool {
        let found = |find: &Find| matches!(find.kind, FindKind::Certificate(_) | FindKind::Broken(_));
        !self.certificates.is_empty() || self.finds.iter().any(found)
    }

    /// The first line that holds a private key.
    pub fn private_key(&self) -> Option<usize> {
        self.problems
            .iter()
            .find(|problem| problem.kind == PemProblemKind::PrivateKey)
            .map(|problem| problem.line)
    }

    /// Whether rewriting the file would fix something. A `TRUSTED CERTIFICATE` stays, because its settings may reject it,
    /// and a plain block in its place would not. A revocation list stays too.
    pub fn is_repairable(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| !matches!(problem.kind, PemProblemKind::Trusted | PemProblemKind::Crl))
    }

    /// Every certificate that decodes, once and in order, and everything else.
    pub fn salvage(&self) -> (Vec<PemEntry>, Vec<Leftover>) {
        let mut entries: Vec<PemEntry> = self.certificates.clone();
        let mut leftovers = Vec::new();
        for find in &self.finds {
            match &find.kind {
                FindKind::Certificate(found) => entries.push(PemEntry::new(find.line, found.clone())),
                FindKind::Broken(reason) => leftovers.push(Leftover::new(find.line, *reason)),
                FindKind::Other(label) => leftovers.push(Leftover::new(find.line, describe(label))),
            }
        }
        entries.sort_by_key(|entry| entry.line);
        let mut seen = HashSet::new();
        let (entries, again): (Vec<PemEntry>, Vec<PemEntry>) =
            entries.into_iter().partition(|entry| seen.insert(entry.certificate.sha256()));
        leftovers.extend(again.iter().map(|entry| Leftover::new(entry.line, "the same certificate again")));
        if entries.is_empty() && leftovers.is_empty() {
            let first = self.problems.first();
            leftovers.extend(first.map(|problem| Leftover::new(problem.line, &problem.reason)));
        }
        leftovers.sort_by_key(|leftover| leftover.line);
        (entries, leftovers)
    }
}

impl Leftover {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

fn describe(label: &str) -> String {
    if is_private_key(label.as_bytes()) {
        PRIVATE_KEY.into()
    } else if label == "X509 CRL" {
        "a revocation list".into()
    } else {
        format!("a block of another kind, `{label}`")
    }
}

fn is_blank(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // What looks like a comment may hold more if its line ends are not newlines.
    if foreign::has_odd_line_ends(text) && !salvage::search(text, &HashSet::new()).is_empty() {
        return false;
    }
    let comment = |line: &[u8]| line.is_empty() || line.starts_with(b"#");
    !text.contains(&0) && scan::lines(text).all(|line| comment(line.trim_ascii()))
}
