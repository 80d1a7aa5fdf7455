//! The findings as a table in Markdown.

use super::row::{HEAD, rows};
use crate::paste::cells;
use crate::scan::ScanResult;

pub(crate) fn render(result: &ScanResult) -> String {
    let head = [format!("| {} |", HEAD.join(" | ")), format!("|{}", " --- |".repeat(HEAD.len()))];
    let row = |texts: [String; 7]| format!("| {} |", texts.map(|text| cells::markdown(&text)).join(" | "));
    head.into_iter().chain(rows(result).into_iter().map(row)).collect::<Vec<_>>().join("\n")
}
