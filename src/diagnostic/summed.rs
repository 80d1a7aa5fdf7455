//! Diagnostics of a kind that come by the thousand: the first hundred are listed, the others are counted.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity};

/// Of each kind, so many are listed one by one.
const LISTED: usize = 100;

/// Diagnostics in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct SummedDiagnostics {
    listed: Vec<Diagnostic>,
    kinds: BTreeMap<(Severity, Code), KindTally>,
}

#[derive(Debug, Default)]
struct KindTally {
    number: usize,
    /// The line of the first that is not listed.
    more_from: Option<usize>,
}

impl Extend<Diagnostic> for SummedDiagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }
}

impl SummedDiagnostics {
    fn add(&mut self, diagnostic: Diagnostic) {
        let tally = self.kinds.entry((diagnostic.severity, diagnostic.code)).or_default();
        tally.number += 1;
        if tally.number <= LISTED {
            self.listed.push(diagnostic);
        } else if tally.number == LISTED + 1 {
            tally.more_from = diagnostic.place.line;
        }
    }

    /// How many of this severity the list will not have. A summary takes the place of one that it counts.
    pub(crate) fn unlisted(&self, severity: Severity) -> usize {
        let kinds = self.kinds.iter().filter(|((own, _), _)| *own == severity);
        kinds.map(|(_, tally)| tally.number.saturating_sub(LISTED + 1)).sum()
    }

    /// The list, with one more diagnostic for each kind that goes on.
    pub(crate) fn list(self) -> Vec<Diagnostic> {
        let long = self.kinds.into_iter().filter(|(_, tally)| tally.number > LISTED);
        let summaries = long.map(|((severity, code), tally)| tally.summary(code, severity));
        self.listed.into_iter().chain(summaries).collect()
    }
}

impl KindTally {
    fn summary(&self, code: Code, severity: Severity) -> Diagnostic {
        let from = self.more_from.map_or_else(String::new, |line| format!(", from line {line} on"));
        let message = format!("{} more of this kind{from}", self.number - LISTED);
        let fix = "only the first 100 are listed; the fix is the same";
        let summary = Diagnostic::new(code, severity, message, fix);
        match self.more_from {
            Some(line) => summary.at_line(line),
            None => summary,
        }
    }
}
