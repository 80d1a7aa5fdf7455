//! The result of `pins verify`: each pin compared with its copies, addresses and stores.

use std::collections::HashSet;
use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;

use crate::app::report::json;
use crate::app::report::layout::{Page, count, fill, wrap_to};
use crate::app::report::style::{BOLD, GREEN, RED, YELLOW};
use crate::paste::escape::escape;
use crate::pins::comparison::{CompareOutcome, ComparedPlace, Comparison};
use crate::pins::{Pin, Pins};
use crate::x509::digest::Sha256;

/// Why nothing is there, and nothing should be.
const PRIVATE: &str = "a private root, which no public store is expected to hold";

/// The answer of `pins verify`.
pub(crate) struct VerifyReport<'a> {
    pub(crate) pins: &'a Pins,
    pub(crate) wanted: &'a [&'a Pin],
    pub(crate) comparisons: Vec<Comparison>,
    /// Whether a missing root counts as a difference.
    pub(crate) strict: bool,
}

#[derive(Serialize)]
struct VerifyJson<'a> {
    ok: Option<bool>,
    roots: Vec<VerifiedRootJson<'a>>,
}

#[derive(Serialize)]
struct VerifiedRootJson<'a> {
    id: &'a str,
    subject: &'a str,
    sha256: Sha256,
    comparisons: Vec<ComparisonJson<'a>>,
}

#[derive(Serialize)]
struct ComparisonJson<'a> {
    place: ComparedPlace,
    name: Option<&'a str>,
    result: &'static str,
    actual: Option<Sha256>,
    reason: Option<&'a str>,
}

impl VerifyReport<'_> {
    /// Whether everything is the same. False if something differs, none if something could not be read.
    fn ok(&self) -> Option<bool> {
        let differs = |comparison: &Comparison| match comparison.outcome {
            CompareOutcome::Differs { .. } => true,
            CompareOutcome::Missing => self.strict,
            CompareOutcome::Same | CompareOutcome::Private | CompareOutcome::Failed { .. } => false,
        };
        if self.comparisons.iter().any(differs) {
            return Some(false);
        }
        let failed = self
            .comparisons
            .iter()
            .any(|comparison| matches!(comparison.outcome, CompareOutcome::Failed { .. }));
        if failed { None } else { Some(true) }
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self.ok() {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        }
    }

    pub(crate) fn json(&self) -> String {
        let roots = self.wanted.iter().map(|pin| VerifiedRootJson {
            id: &pin.id,
            subject: &pin.subject,
            sha256: pin.sha256,
            comparisons: self.comparisons_of(pin).map(comparison).collect(),
        });
        let roots = roots.collect();
        json::object(Some("pins verify"), VerifyJson { ok: self.ok(), roots })
    }

    fn comparisons_of<'b>(&'b self, pin: &'b Pin) -> impl Iterator<Item = &'b Comparison> {
        self.comparisons.iter().filter(|comparison| comparison.pin == pin.id)
    }

    pub(crate) fn text(&self, verbose: bool, page: Page) -> String {
        let mut text = String::new();
        let mut unread = HashSet::new();
        for pin in self.wanted {
            let _ = writeln!(text, "{BOLD}{}{BOLD:#}", escape(&pin.subject));
            if verbose {
                let _ = writeln!(text, "  SHA-256 {}", pin.sha256);
            }
            for comparison in self.comparisons_of(pin) {
                let (style, word, reason) = words(&comparison.outcome);
                let place = self.place(comparison);
                // The reason why a store cannot be read is printed once, not for each root.
                let is_repeated = comparison.place == ComparedPlace::Store
                    && matches!(comparison.outcome, CompareOutcome::Failed { .. })
                    && !unread.insert(comparison.name.as_deref());
                let reason = match reason {
                    "" => String::new(),
                    _ if is_repeated => ", as above".to_owned(),
                    reason => format!(": {reason}"),
                };
                let head = format!("  {}  ", fill(&format!("{style}{word}{style:#}"), 9));
                let _ = writeln!(text, "{}", wrap_to(page.text(), &head, &escape(&(place + &reason))));
            }
        }
        text + "\n" + &self.verdict()
    }

    fn place(&self, comparison: &Comparison) -> String {
        let has_file = |pin: &Pin| pin.file.is_some();
        match (&comparison.name, comparison.place) {
            (Some(name), _) => name.clone(),
            (None, ComparedPlace::Copy)
                if self.pins.manifest().by_id(&comparison.pin).is_some_and(has_file) =>
            {
                "the copy in this program".into()
            }
            (None, _) => "the manifest names no file".into(),
        }
    }

    fn verdict(&self) -> String {
        let number = |is: fn(&CompareOutcome) -> bool| {
            self.comparisons.iter().filter(|comparison| is(&comparison.outcome)).count()
        };
        let differ = number(|outcome| matches!(outcome, CompareOutcome::Differs { .. }));
        let missing = number(|outcome| matches!(outcome, CompareOutcome::Missing));
        let private = number(|outcome| matches!(outcome, CompareOutcome::Private));
        let failed = number(|outcome| matches!(outcome, CompareOutcome::Failed { .. }));
        let same = number(|outcome| matches!(outcome, CompareOutcome::Same));
        let (style, word) = match self.ok() {
            Some(true) => (GREEN, "nothing differs"),
            Some(false) => (RED, "not ok"),
            None => (YELLOW, "nothing differs, as far as could be seen"),
        };
        let mut parts = vec![format!("{same} the same")];
        parts.extend((private > 0).then(|| format!("{private} private")));
        parts.extend((missing > 0).then(|| format!("{missing} missing")));
        parts.extend((differ > 0).then(|| count(differ, "difference")));
        parts.extend((failed > 0).then(|| format!("{failed} not readable")));
        format!("{style}{word}{style:#}: {}\n", parts.join(", "))
    }
}

fn comparison(comparison: &Comparison) -> ComparisonJson<'_> {
    let (result, actual, reason) = match &comparison.outcome {
        CompareOutcome::Same => ("same", None, None),
        CompareOutcome::Missing => ("missing", None, None),
        CompareOutcome::Private => ("private", None, Some(PRIVATE)),
        CompareOutcome::Differs { actual, reason } => ("differs", Some(*actual), Some(reason.as_str())),
        CompareOutcome::Failed { reason } => ("failed", None, Some(reason.as_str())),
    };
    ComparisonJson { place: comparison.place, name: comparison.name.as_deref(), result, actual, reason }
}

fn words(outcome: &CompareOutcome) -> (Style, &'static str, &str) {
    match outcome {
        CompareOutcome::Same => (GREEN, "same", ""),
        CompareOutcome::Missing => (YELLOW, "missing", ""),
        CompareOutcome::Private => (GREEN, "private", PRIVATE),
        CompareOutcome::Differs { reason, .. } => (RED, "differs", reason),
        CompareOutcome::Failed { reason } => (YELLOW, "failed", reason),
    }
}
