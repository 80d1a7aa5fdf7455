//! The content of a root.crt: what libpq loads from it, and what is wrong with it.

mod asn1;
mod base64;
mod pieces;
mod reader;
mod salvage;
mod writer;

use std::collections::HashSet;

use crate::certificate::Certificate;
use crate::digest::Sha256;
pub use reader::{Label, Spoiled};
pub use salvage::Foreign;
pub(crate) use writer::{append, armour};

use reader::{Content, Found};
use salvage::{Find, What};

/// What a private key among the leftovers is called.
pub(crate) const PRIVATE_KEY: &str = "a private key";

const IGNORED: &str =
    "a certificate that OpenSSL passes over: its BEGIN line is not exact, or the END line above is missing";

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
        let problems = problems(bytes, &reading, &finds, blank);
        if spoiled {
            reading.blocks.clear();
        }
        let loaded = |block: &reader::Block| matches!(block.content, Content::Certificate(_) | Content::Crl);
        let loads = reading.blocks.iter().any(loaded);
        let blocks = reading.blocks.len();
        let certificates: Vec<Entry> = reading.blocks.into_iter().filter_map(Entry::of_block).collect();
        Self {
            other_blocks: blocks - certificates.len(),
            certificates,
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

    /// Whether libpq loads this very certificate.
    pub fn holds(&self, sha256: Sha256) -> bool {
        self.certificates.iter().any(|entry| entry.certificate.sha256() == sha256)
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

    fn of_block(block: reader::Block) -> Option<Self> {
        match block.content {
            Content::Certificate(found) => Some(Self::new(block.line, found)),
            _ => None,
        }
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
    let comment = |line: &[u8]| line.is_empty() || line.starts_with(b"#");
    !text.contains(&0) && text.split(|b| *b == b'\n').all(|line| comment(line.trim_ascii()))
}

fn problems(bytes: &[u8], reading: &reader::Reading, finds: &[Find], blank: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |line, kind, reason: &str| problems.push(Problem { line, kind, reason: reason.into() });
    for find in finds {
        if let What::Other(label) = &find.what
            && reader::is_private_key(label.as_bytes())
        {
            add(find.line, Kind::PrivateKey, PRIVATE_KEY);
        }
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
            add(find.line, Kind::Ignored, IGNORED);
        }
        for block in &reading.blocks {
            for (kind, reason) in oddities(block) {
                add(block.line, kind, reason);
            }
        }
        for line in dash_lines(bytes) {
            add(line, Kind::DashLine, "a line that starts with dashes and is no armour");
        }
    }
    problems.sort_by_key(|problem| (problem.line, problem.kind));
    problems
}

fn foreign_form(bytes: &[u8]) -> Option<Foreign> {
    Some(salvage::foreign(bytes)).filter(|form| !matches!(form, Foreign::Unknown | Foreign::Html))
}

fn oddities(block: &reader::Block) -> Vec<(Kind, &'static str)> {
    let mut odd = Vec::new();
    if block.marked {
        odd.push((Kind::ByteOrderMark, "a byte order mark before BEGIN"));
    }
    if block.content == Content::Crl {
        odd.push((Kind::Crl, "a revocation list"));
    }
    if let Content::Certificate(found) = &block.content {
        match found.label {
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
    let lines = bytes.split(|b| *b == b'\n').enumerate();
    lines.filter(move |(_, line)| line.starts_with(b"-----") && !armour(line)).map(|(index, _)| index + 1)
}
