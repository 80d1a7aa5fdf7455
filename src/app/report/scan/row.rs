//! A finding in a table, or that an item has none.

use crate::app::report::diagnostics::severity_word;
use crate::scan::{FoundItem, ScanResult};

pub(super) const HEAD: [&str; 7] = ["path", "line", "kind", "severity", "code", "anchors", "message"];

/// The rows of all items.
pub(super) fn rows(result: &ScanResult) -> Vec<[String; 7]> {
    result.found.iter().flat_map(item_rows).collect()
}

fn item_rows(item: &FoundItem) -> Vec<[String; 7]> {
    let chains: Vec<&str> = item.anchors.iter().map(|anchor| anchor.chain.as_str()).collect();
    let row = |line: Option<usize>, severity: &str, code: String, message: &str| {
        let line = line.map_or_else(String::new, |line| line.to_string());
        let kind = item.kind.word().to_owned();
        [item.place.shown(), line, kind, severity.to_owned(), code, chains.join(" "), message.to_owned()]
    };
    if item.findings.is_empty() {
        return vec![row(None, "ok", String::new(), "")];
    }
    let findings = item.findings.iter();
    findings
        .map(|finding| {
            row(
                finding.place.line,
                severity_word(finding.severity),
                finding.code.to_string(),
                &finding.message,
            )
        })
        .collect()
}
