//! The findings as CSV, a row each.

use super::row::{HEAD, rows};
use crate::paste::cells;
use crate::scan::ScanResult;

pub(crate) fn render(result: &ScanResult) -> String {
    let row = |texts: [String; 7]| texts.map(|text| cells::csv(&text)).join(",");
    let rows = rows(result).into_iter().map(row);
    std::iter::once(HEAD.join(",")).chain(rows).collect::<Vec<_>>().join("\n")
}
