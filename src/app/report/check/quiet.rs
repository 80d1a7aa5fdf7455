//! The answer of `check` about one server with `--quiet`: why it is not ok, and warnings of lost encryption.

use super::one::headline::headline;
use super::word::word;
use crate::app::report::diagnostics;
use crate::app::report::layout::Page;
use crate::check::TargetCheck;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::paste::escape::escape;

pub(crate) fn render(check: &TargetCheck, page: Page) -> String {
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
