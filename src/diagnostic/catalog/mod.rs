//! The one table of codes: who uses each, how bad it is, what it means and how to fix it. `docs/` shows the same
//! sentences, and the tests compare them.

mod chain;
mod check;
mod entry;
mod failures;
mod scan;
mod sessions;
mod status;
mod warnings;

use super::{Code, Diagnostic};

pub use entry::CatalogEntry;

/// Who uses a code. The same code may have another meaning elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A failure of any command. It ends the run with exit code 2.
    Failure,
    /// A warning of a command that writes, shows a line, adds a pin or logs in: `install`, `rollback`, `env`, `pins add`,
    /// `sessions`.
    Warning,
    /// A finding of `status`.
    Status,
    /// A finding of `check`.
    Check,
    /// A finding of `sessions`.
    Sessions,
    /// A finding of `scan`.
    Scan,
    /// OpenSSL's reason to refuse a chain: a problem of a path, and a finding of `check`.
    Chain,
}

impl Speaker {
    /// Everyone, in the order of the page of findings.
    pub(crate) const ALL: [Self; 7] =
        [Self::Status, Self::Check, Self::Sessions, Self::Scan, Self::Chain, Self::Warning, Self::Failure];

    /// The heading of its codes.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Status => "Findings of `status`",
            Self::Check => "Findings of `check`",
            Self::Sessions => "Findings of `sessions`",
            Self::Scan => "Findings of `scan`",
            Self::Chain => "Problems of a chain",
            Self::Warning => "Warnings",
            Self::Failure => "Errors",
        }
    }

    /// The speaker's codes, in the order in which findings of one severity are listed.
    pub fn entries(self) -> &'static [CatalogEntry] {
        match self {
            Self::Failure => failures::ENTRIES,
            Self::Warning => warnings::ENTRIES,
            Self::Status => status::ENTRIES,
            Self::Check => check::ENTRIES,
            Self::Sessions => sessions::ENTRIES,
            Self::Scan => scan::ENTRIES,
            Self::Chain => chain::ENTRIES,
        }
    }
}

/// Sorts findings: the worst first, then in the order of the catalog, then by line.
pub(crate) fn sort(findings: &mut [Diagnostic], speakers: &[Speaker]) {
    debug_assert!(
        findings.iter().all(|finding| lists(speakers, finding)),
        "a finding with a code or severity that the catalog does not list: {findings:?}"
    );
    findings.sort_by_key(|finding| (finding.severity, rank(speakers, finding.code), finding.place.line));
}

/// Whether the catalog has this code with this severity for one of these speakers.
pub(super) fn lists(speakers: &[Speaker], diagnostic: &Diagnostic) -> bool {
    entries(speakers)
        .any(|entry| entry.code == diagnostic.code && entry.severities.contains(&diagnostic.severity))
}

fn rank(speakers: &[Speaker], code: Code) -> Option<usize> {
    entries(speakers).position(|entry| entry.code == code)
}

fn entries(speakers: &[Speaker]) -> impl Iterator<Item = &'static CatalogEntry> {
    speakers.iter().flat_map(|speaker| speaker.entries())
}
