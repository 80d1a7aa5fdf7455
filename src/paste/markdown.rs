//! Text from outside in Markdown.

use super::escape::escape;
use super::log_commands::without_log_commands;

/// The text as one code span, in which neither Markdown nor HTML counts (`CommonMark` 0.31, 6.1): its fence is longer than any
/// run of backticks in it. A line break would end the paragraph, so there is none.
pub(crate) fn code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = without_log_commands(&escape(&line));
    if text.is_empty() {
        return "(empty)".into();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn nothing_gets_out_of_the_span() {
        for (text, span) in [
            ("CN=db", "`CN=db`"),
            ("", "(empty)"),
            ("a`b", "``a`b``"),
            ("`x``", "``` `x`` ```"),
            ("a\n\n# b\n<script>", "`a # b <script>`"),
        ] {
            assert_eq!(code(text), span);
        }
    }
}
