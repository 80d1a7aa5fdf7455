//! What is in a file besides the certificates that `--repair` keeps.

use std::borrow::Cow;

use super::block::is_private_key;
use super::problems::PRIVATE_KEY;

/// Of each kind, so many are listed one by one.
const LISTED: usize = 100;

/// What `--repair` leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// The line, counted from 1.
    pub line: usize,
    /// What it is, or why it cannot stay.
    pub reason: Cow<'static, str>,
}

impl Leftover {
    pub(super) fn new(line: usize, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// Why something is left out.
pub(super) enum LeftoverKind<'a> {
    /// It does not decode, for this reason.
    Broken(&'static str),
    /// It has another label than a certificate.
    Other(&'a str),
    /// The certificate was there before.
    Again,
}

impl LeftoverKind<'_> {
    fn reason(&self) -> Cow<'static, str> {
        match self {
            Self::Broken(reason) => Cow::Borrowed(reason),
            Self::Other(label) if is_private_key(label.as_bytes()) => PRIVATE_KEY.into(),
            Self::Other("X509 CRL") => "a revocation list".into(),
            Self::Other(label) => format!("a block of another kind, `{label}`").into(),
            Self::Again => "the same certificate again".into(),
        }
    }

    /// Where this kind is counted, and what more of it is called.
    fn place(&self) -> (usize, &'static str) {
        match self {
            Self::Broken(_) => (0, "certificates that do not decode"),
            Self::Other(label) if is_private_key(label.as_bytes()) => (1, "private keys"),
            Self::Other("X509 CRL") => (2, "revocation lists"),
            Self::Other(_) => (3, "blocks of another kind"),
            Self::Again => (4, "certificates that are there before"),
        }
    }
}

/// Everything that is left out: the first of each kind one by one, the others as a number.
#[derive(Default)]
pub(super) struct Leftovers {
    listed: Vec<Leftover>,
    kinds: [KindCount; 5],
}

#[derive(Default)]
struct KindCount {
    number: usize,
    /// The first that is not listed.
    more_from: usize,
    name: &'static str,
}

impl Leftovers {
    pub(super) fn add(&mut self, line: usize, kind: &LeftoverKind) {
        let (place, name) = kind.place();
        let count = &mut self.kinds[place];
        count.number += 1;
        if count.number <= LISTED {
            self.listed.push(Leftover::new(line, kind.reason()));
        } else if count.number == LISTED + 1 {
            (count.more_from, count.name) = (line, name);
        }
    }

    /// The list in the order of the lines.
    pub(super) fn list(self) -> Vec<Leftover> {
        let mut all = self.listed;
        all.extend(self.kinds.iter().filter(|kind| kind.number > LISTED).map(KindCount::summary));
        all.sort_by_key(|leftover| leftover.line);
        all.dedup_by_key(|leftover| leftover.line);
        all
    }
}

impl KindCount {
    fn summary(&self) -> Leftover {
        let more = self.number - LISTED;
        Leftover::new(self.more_from, format!("{more} more {}, from this line on", self.name))
    }
}
