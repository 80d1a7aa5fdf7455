//! One server: the verdict, the path, the name, TLS, the six modes and the findings.

mod facts;
pub(super) mod headline;
mod modes;
mod path;

use std::fmt::Write as _;

use time::OffsetDateTime;

use super::word::word;
use crate::app::report::diagnostics;
use crate::app::report::layout::{Page, count};
use crate::app::report::style::BOLD;
use crate::check::{Checked, Roots, TargetCheck};
use crate::diagnostic::{Diagnostic, Severity};
use crate::libpq::conninfo::{EnvironmentValue, socket};
use crate::libpq::secret::may_hold_password;
use crate::paste::escape::escape;
use crate::paste::quote;

pub(crate) fn render(
    check: &TargetCheck,
    roots: &Roots,
    at: OffsetDateTime,
    verbose: bool,
    page: Page,
) -> String {
    let width = page.text();
    let Ok(answered) = &check.result else { return String::new() };
    let checked = &answered.checked;
    let address = answered.capture.as_ref().map(|capture| quote::host(&capture.address.to_string()));
    let place = address.or_else(|| checked.socket.as_deref().and_then(socket::shown).map(escape));
    let place = place.map_or_else(String::new, |place| format!("  {place}"));
    let mut text = format!("{BOLD}{}{BOLD:#}{place}\n", escape(&check.label));
    if let Some(target) = &check.target {
        for value in &target.environment {
            let _ = writeln!(text, "{}", escape(&environment_line(value)));
        }
    }
    let (word, style) = word(check);
    let _ = writeln!(text, "{}", headline::headline(checked, &format!("{style}{word}{style:#}"), width));
    text.push_str(&path::tree(answered, roots, at, verbose, width));
    text.push_str(&facts::facts(answered, at, verbose, width));
    if verbose || modes::surprise(checked) {
        text.push_str(&modes::modes(checked, width));
    }
    text + &if verbose { all_findings(checked, width) } else { findings(checked, width) }
}

fn all_findings(checked: &Checked, width: usize) -> String {
    checked.findings.iter().map(|finding| diagnostics::finding_with_fix(finding, width, true)).collect()
}

/// The findings, without mere notes, and at the end the fix of the first.
fn findings(checked: &Checked, width: usize) -> String {
    let (notes, shown): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        checked.findings.iter().partition(|finding| finding.severity == Severity::Info);
    let headline = checked.verdict(checked.mode).message.as_deref();
    let show = |finding: &&Diagnostic| match headline {
        Some(headline) if headline == finding.message => diagnostics::finding_title(finding),
        _ => diagnostics::finding(finding, width),
    };
    let mut text: String = shown.iter().map(show).collect();
    let other_fixes = (shown.len() > 1).then(|| "the other fixes".to_owned());
    let notes = (!notes.is_empty()).then(|| count(notes.len(), "note"));
    let more: Vec<String> = other_fixes.into_iter().chain(notes).collect();
    if !more.is_empty() {
        let _ = writeln!(text, "\n-v shows {}", more.join(" and "));
    }
    if let Some(first) = shown.first() {
        let _ = write!(text, "\n{}", diagnostics::fix(&first.fix, width, false));
    }
    text
}

/// A variable that counts. Its value is left out where it may hold a password.
fn environment_line(counted: &EnvironmentValue) -> String {
    let EnvironmentValue { variable, value } = counted;
    // A key of an engine may come with its PIN.
    let names_engine = *variable == "PGSSLKEY" && value.contains(':');
    if names_engine || may_hold_password(value) {
        format!("{variable} from the environment (its value is not shown)")
    } else {
        format!("{variable}={value} from the environment")
    }
}
