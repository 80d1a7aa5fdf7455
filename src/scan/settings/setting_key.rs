//! How a key is written in its line, by which keys of one connection are known.

use super::comments::string_begin;

/// What precedes a key in its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct SettingKey<'a> {
    /// The index of the line.
    pub(super) line: usize,
    /// The line before the key and its own quote.
    pub(super) before: &'a str,
    /// The name's part before the word: `PG`, `DB_`, `spring.datasource.`.
    pub(super) prefix: &'a str,
}

impl<'a> SettingKey<'a> {
    /// The key whose last word begins and ends at these columns.
    pub(super) fn new(lines: &[&'a str], line: usize, start: usize, end: usize) -> Option<Self> {
        let text = *lines.get(line)?;
        let (head, behind) = (text.get(..start)?, text.get(end..)?);
        let bare = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_.-".contains(c));
        // In `- sslmode: x` the dash is no part of the name.
        let prefix = head[bare.len()..].trim_start_matches('-');
        let bare = &head[..head.len() - prefix.len()];
        let quote = bare.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
        let is_quoted = quote.is_some_and(|quote| behind.starts_with(quote));
        let before = if is_quoted { &bare[..bare.len() - 1] } else { bare };
        Some(Self { line, before, prefix })
    }

    pub(super) fn column(self) -> usize {
        self.before.len()
    }

    /// Whether it is a variable of libpq's.
    pub(super) fn is_variable(self) -> bool {
        self.prefix == "PG"
    }

    /// Whether it is a part of a string, and not its name.
    pub(super) fn is_in_string(self) -> bool {
        string_begin(self.before).is_some()
    }

    /// Whether it is where the keys of a call or of an object are.
    pub(super) fn is_among_others(self) -> bool {
        let before = self.before.trim_end();
        !self.is_in_string() && (before.is_empty() || before.ends_with(['(', '[', '{', ',', ';']))
    }

    /// Whether both are keys of one mapping, or lines of one section, of which `first` is above.
    pub(super) fn begins_mapping_with(self, later: Self) -> bool {
        let is_blank = |text: &str| text.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        let indent = self.before.strip_suffix("- ").unwrap_or(self.before);
        is_blank(indent) && is_blank(later.before) && self.column() == later.column()
    }

    /// Whether both are variables that are set the same way for what follows, and not for one command.
    pub(super) fn is_set_as(self, other: Self) -> bool {
        const WAYS: [&str; 8] = ["", "export", "set", "setx", "env", "environment=", "name:", "$env:"];
        let bare = self.before.trim_end_matches(['"', '\'']);
        let way = bare.trim().trim_start_matches("- ").trim_start_matches('-').to_ascii_lowercase();
        let is_open = !self.is_in_string() || bare.len() < self.before.len();
        let is_same = self.is_variable() && other.is_variable() && self.before == other.before;
        is_same && is_open && WAYS.contains(&way.as_str())
    }
}
