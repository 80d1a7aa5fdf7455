//! The value that a template has where nobody gives another.

use std::ops::Range;

/// What stands before that value in the templates of Helm, Jinja, Liquid and JavaScript.
const MARKS: [&str; 5] = ["default", "d(", " or ", "||", "??"];

/// As above, behind `ENV.fetch("NAME"` in those of Ruby.
const FETCH_MARKS: [&str; 4] = ["||", " or ", ",", "{"];

/// No template is longer.
const LONGEST: usize = 256;

/// The value of the template that begins like this: `${NAME:-value}`, `{{ name | default "value" }}`,
/// `<%= fetch("name", "value") %>`. None where the name in it is the key of a setting, which has the value then.
pub(super) fn fallback(rest: &str) -> Option<&str> {
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let rest = rest.trim_start_matches('\\');
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    let ends = [("${", "}"), ("{{", "}}"), ("<%", "%>")];
    let (begin, end) = ends.into_iter().find(|(begin, _)| rest.starts_with(begin))?;
    let inner = &rest[begin.len()..];
    let inner = &inner[..inner.find(end)?];
    let value = match begin {
        "${" => variable(inner).or_else(|| marked(inner, &MARKS)),
        "{{" => marked(inner, &MARKS),
        _ => marked(inner, &FETCH_MARKS),
    }?;
    let before = inner[..value.start].to_ascii_lowercase();
    let has_own_key = before.contains("ssl")
        && before
            .rfind("mode")
            .is_some_and(|at| !before[at + "mode".len()..].contains(char::is_alphanumeric));
    (!has_own_key).then(|| &inner[value])
}

/// `NAME:-value`, `NAME-value`, `NAME:=value`, `NAME:value`.
fn variable(inner: &str) -> Option<Range<usize>> {
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c)))?;
    let mark = [":-", ":=", "-", ":"].into_iter().find(|mark| inner[end..].starts_with(mark))?;
    let start = end + mark.len();
    is_word(&inner[start..]).then_some(start..inner.len())
}

/// A string behind one of the marks.
fn marked(inner: &str, marks: &[&str]) -> Option<Range<usize>> {
    let behind = marks.iter().flat_map(|mark| inner.match_indices(mark).map(|(at, mark)| at + mark.len()));
    behind.into_iter().find_map(|at| {
        let quoted = inner[at..].trim_start_matches([' ', '(', ':', '\\']);
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let start = inner.len() - quoted.len() + 1;
        let length = inner[start..].find(quote)?;
        let value = inner[start..start + length].trim_end_matches('\\');
        is_word(value).then_some(start..start + value.len())
    })
}

fn is_word(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}
