//! The answer of `check` with `--quiet`: what is not ok, and why; and warnings of connections without encryption.

use super::one::headline::headline;
use super::word::word;
use crate::app::report::diagnostics;
use crate::app::report::layout::Page;
use crate::check::TargetCheck;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::paste::escape::escape;

pub(crate) fn render(checks: &[TargetCheck], page: Page) -> String {
    checks.iter().map(|check| target(check, page)).collect()
}

fn target(check: &TargetCheck, page: Page) -> String {
    let (label, width) = (escape(&check.label), page.text());
    let answered = match &check.result {
        Err(error) => return format!("{label}\n{}\n", diagnostics::talk(error, page)),
        Ok(answered) => answered,
    };
    let kept: String = answered
        .checked
        .findings
        .iter()
        .filter(|finding| is_kept(finding))
        .map(|finding| diagnostics::finding_with_fix(finding, width, false))
        .collect();
    if check.is_ok() == Some(true) && kept.is_empty() {
        return String::new();
    }
    let (word, style) = word(check);
    format!("{label}\n{}\n{kept}", headline(&answered.checked, &format!("{style}{word}{style:#}"), width))
}

fn is_kept(finding: &Diagnostic) -> bool {
    let loses_encryption = matches!(finding.code, Code::PlaintextFallback | Code::EarlyBytes);
    finding.severity == Severity::Error || (finding.severity == Severity::Warning && loses_encryption)
}
