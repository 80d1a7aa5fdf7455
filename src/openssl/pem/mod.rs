//! The content of a root.crt: what libpq loads from it, and what is wrong with it.

mod base64;
mod pieces;
mod problems;
mod reader;
mod salvage;
mod scan;
mod writer;

use std::collections::HashSet;

use crate::x509::certificate::Certificate;
pub use problems::Kind;
pub(crate) use problems::Problem;
pub(crate) use reader::{Label, Spoiled};
pub(crate) use writer::{append, armour, without};

use reader::{Content, Found};
use salvage::{Find, What};

/// What a private key among the leftovers is called.
pub(crate) const PRIVATE_KEY: &str = "a private key";

/// A certificate in its place in the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The line of its BEGIN, counted from 1.
    pub line: usize,
    /// The certificate.
    pub certificate: Certificate,
    /// The label of its block.
    pub label: Label,
    behind: Vec<u8>,
}

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
    /// What libpq loads, in order, repetitions included; nothing if it refuses the file.
    pub certificates: Vec<Entry>,
    /// The revocation lists that libpq loads, in order; without CRL checking switched on they do nothing.
    pub crls: Vec<Vec<u8>>,
    /// Everything that is wrong, by line.
    pub problems: Vec<Problem>,
    /// The block for which libpq refuses the file.
    pub spoiled: Option<Spoiled>,
    /// The line with a NUL at its start behind which OpenSSL reads nothing.
    pub ends_at: Option<usize>,
    /// How many revocation lists and blocks of other labels there are.
    pub other_blocks: usize,
    loads: bool,
    blank: bool,
    /// What the reader did not take.
    finds: Vec<Find>,
}

impl Bundle {
    /// Reads `bytes` as libpq would.
    pub fn read(bytes: &[u8]) -> Self {
        let mut reading = reader::read(bytes);
        let blank = is_blank(bytes);
        let spoiled = reading.spoiled.is_some();
        let known =
            if spoiled { HashSet::new() } else { reading.blocks.iter().map(|block| block.line).collect() };
        let finds = salvage::search(bytes, &known);
        let problems = problems::find(bytes, &reading, &finds, blank);
        if spoiled {
            reading.blocks.clear();
        }
        let loaded =
            |block: &reader::Block| matches!(block.content, Content::Certificate(_) | Content::Crl(_));
        let loads = reading.blocks.iter().any(loaded);
        let blocks = reading.blocks.len();
        let mut certificates = Vec::new();
        let mut crls = Vec::new();
        for block in reading.blocks {
            match block.content {
                Content::Certificate(found) => certificates.push(Entry::new(block.line, found)),
                Content::Crl(der) => crls.push(der),
                Content::PrivateKey | Content::Other => {}
            }
        }
        Self {
            other_blocks: blocks - certificates.len(),
            certificates,
            crls,
            problems,
            spoiled: reading.spoiled,
            ends_at: reading.ends_at,
            loads,
            blank,
            finds,
        }
    }

    /// Whether libpq would read the file at all.
    pub fn loads(&self) -> bool {
        self.loads
    }

    /// Whether there is nothing in the file but blanks and comments.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    /// Whether a certificate that is appended would not be loaded, or the file is one that must not be shown to
    /// clients: `install` refuses it without `--repair`.
    pub fn refuses_more(&self) -> bool {
        (!self.loads && !self.blank) || self.ends_at.is_some() || self.private_key().is_some()
    }

    /// Whether there is a certificate in the file, however spoilt: without one it may be something else altogether.
    pub fn has_certificates(&self) -> bool {
        let found = |find: &Find| matches!(find.what, What::Certificate(_) | What::Broken(_));
        !self.certificates.is_empty() || self.finds.iter().any(found)
    }

    /// The first line that holds a private key.
    pub fn private_key(&self) -> Option<usize> {
        self.problems.iter().find(|problem| problem.kind == Kind::PrivateKey).map(|problem| problem.line)
    }

    /// Whether rewriting the file would mend something. A trusted certificate stays: its settings may
    /// distrust it, and a plain block in its place would not. A revocation list alone stays too.
    pub fn is_repairable(&self) -> bool {
        self.problems.iter().any(|problem| !matches!(problem.kind, Kind::Trusted | Kind::Crl))
    }

    /// Every certificate that decodes, once and in order, and what else there is.
    pub fn salvage(&self) -> (Vec<Entry>, Vec<Leftover>) {
        let mut leftovers = Vec::new();
        let mut entries: Vec<Entry> = self.certificates.clone();
        for find in &self.finds {
            match &find.what {
                What::Certificate(found) => entries.push(Entry::new(find.line, found.clone())),
                What::Broken(reason) => {
                    leftovers.push(Leftover { line: find.line, reason: (*reason).into() });
                }
                What::Other(label) => leftovers.push(Leftover { line: find.line, reason: describe(label) }),
            }
        }
        entries.sort_by_key(|entry| entry.line);
        let mut seen = HashSet::new();
        entries.retain(|entry| {
            let first = seen.insert(entry.certificate.sha256());
            if !first {
                leftovers.push(Leftover { line: entry.line, reason: "the same certificate again".into() });
            }
            first
        });
        if entries.is_empty() && leftovers.is_empty() {
            let first = self.problems.first();
            leftovers
                .extend(first.map(|problem| Leftover { line: problem.line, reason: problem.reason.clone() }));
        }
        leftovers.sort_by_key(|leftover| leftover.line);
        (entries, leftovers)
    }
}

impl Entry {
    fn new(line: usize, found: Found) -> Self {
        Self { line, certificate: Certificate::new(found.der), label: found.label, behind: found.behind }
    }

    /// OpenSSL's trust settings of a `TRUSTED CERTIFICATE` (`X509_CERT_AUX`), in DER; empty where it has none.
    pub(crate) fn trust_settings(&self) -> &[u8] {
        if self.label == Label::Trusted { &self.behind } else { &[] }
    }

    /// The block as `--repair` writes it: canonical, but trust settings stay.
    pub(crate) fn write(&self, text: &mut Vec<u8>) {
        if self.label != Label::Trusted {
            return append(text, std::iter::once(&self.certificate));
        }
        if !text.is_empty() {
            text.push(b'\n');
        }
        let der = [self.certificate.der(), &self.behind].concat();
        text.extend_from_slice(armour("TRUSTED CERTIFICATE", &der).as_bytes());
    }
}

fn describe(label: &str) -> String {
    if reader::is_private_key(label.as_bytes()) {
        PRIVATE_KEY.into()
    } else if label == "X509 CRL" {
        "a revocation list".into()
    } else {
        format!("a block of another kind, `{label}`")
    }
}

fn is_blank(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // What begins as a comment may hold more if its line ends are none.
    if salvage::has_odd_line_ends(text) && !salvage::search(text, &HashSet::new()).is_empty() {
        return false;
    }
    let comment = |line: &[u8]| line.is_empty() || line.starts_with(b"#");
    !text.contains(&0) && scan::lines(text).all(|line| comment(line.trim_ascii()))
}
