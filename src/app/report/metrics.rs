//! The text format of Prometheus (exposition format 0.0.4).

use std::fmt::Write as _;

use crate::paste::escape::escape_lines;

/// Appends a gauge and its samples, each with its labels. A gauge without samples is left out.
pub(super) fn gauge(
    text: &mut String,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = (String, i64)>,
) {
    let mut samples = samples.into_iter().peekable();
    if samples.peek().is_none() {
        return;
    }
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{{{labels}}} {value}");
    }
}

/// A label's value, escaped for the text format. The format has no other escapes, so what else is invisible is written as
/// in text for people.
pub(super) fn label(value: &str) -> String {
    escape_lines(value).replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}
