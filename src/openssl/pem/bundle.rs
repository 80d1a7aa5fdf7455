//! A root.crt in memory.

use std::collections::HashSet;

use super::begin::SpoiledBlock;
use super::block::{Block, BlockContent};
use super::entry::PemEntry;
use super::leftovers::{Leftover, LeftoverKind, Leftovers};
use super::problems::{self, PemProblem, PemProblemKind};
use super::search::{Find, FindKind, search};
use super::{reader, scan};

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
    has_certificates: bool,
    /// What the reader skipped.
    finds: Vec<Find>,
}

impl Bundle {
    /// Reads `bytes` as libpq would.
    pub fn read(bytes: &[u8]) -> Self {
        let reading = reader::read(bytes);
        let spoiled = reading.spoiled.is_some();
        let known = if spoiled { &[] } else { reading.blocks.as_slice() };
        let finds = search(bytes, known);
        let blank = finds.is_empty() && holds_only_comments(bytes);
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
            has_certificates: finds.iter().any(Find::is_certificate),
            finds,
        };
        for block in blocks {
            bundle.take(block);
        }
        bundle.has_certificates |= !bundle.certificates.is_empty();
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
        self.has_certificates
    }

    /// The line of the first certificate that does not decode, and why. It may be any.
    pub(crate) fn first_damaged(&self) -> Option<(usize, &'static str)> {
        self.finds.iter().find_map(|find| match find.kind {
            FindKind::Broken(reason, _) => Some((find.line, reason)),
            _ => None,
        })
    }

    /// The container that this program cannot open: its line, its name, and how to take its certificates out.
    pub fn sealed(&self) -> Option<(usize, &'static str, &'static str)> {
        self.finds.iter().find_map(|find| match find.kind {
            FindKind::Sealed(sealed) => Some((find.line, sealed.name(), sealed.way_out())),
            _ => None,
        })
    }

    /// The certificates that a person would find and libpq does not load.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = &PemEntry> {
        self.finds.iter().filter_map(|find| match &find.kind {
            FindKind::Certificate(entry, _) => Some(&**entry),
            _ => None,
        })
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
        let mut leftovers = Leftovers::default();
        for find in &self.finds {
            match &find.kind {
                FindKind::Certificate(found, _) => entries.push(PemEntry::clone(found)),
                FindKind::Sealed(sealed) => leftovers.add(find.line, &LeftoverKind::Broken(sealed.name())),
                FindKind::Broken(reason, _) => leftovers.add(find.line, &LeftoverKind::Broken(reason)),
                FindKind::Other(label) => leftovers.add(find.line, &LeftoverKind::Other(label)),
            }
        }
        entries.sort_by_key(|entry| entry.line);
        let mut seen = HashSet::new();
        entries.retain(|entry| {
            let is_first = seen.insert(entry.certificate.sha256());
            if !is_first {
                leftovers.add(entry.line, &LeftoverKind::Again);
            }
            is_first
        });
        let mut leftovers = leftovers.list();
        if entries.is_empty() && leftovers.is_empty() {
            let first = self.problems.first();
            leftovers.extend(first.map(|problem| Leftover::new(problem.line, problem.reason.clone())));
        }
        (entries, leftovers)
    }
}

fn holds_only_comments(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let comment = |line: &[u8]| line.is_empty() || line.starts_with(b"#");
    !text.contains(&0) && scan::lines(text).all(|line| comment(line.trim_ascii()))
}
