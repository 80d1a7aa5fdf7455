//! One key with its value.

use crate::scan::nature::{TextKind, TextNature};

use super::comments::string_begin;
use super::form::{KeyPosition, Separator};
use super::line_host::host;
use super::names::{NAMES, NamedMode, SettingField, mode};
use super::path_value::{PathForm, RootSetting, path};

/// A key with a value that some client takes.
#[derive(Clone, Debug)]
pub(super) struct SettingHit {
    /// The line, counted from 1, and the column.
    pub(super) line: usize,
    pub(super) column: usize,
    /// The column behind the key.
    pub(super) end: usize,
    pub(super) value: HitValue,
    /// The server, where the line names one.
    pub(super) host: Option<String>,
    /// A variable of libpq, which holds for all connections.
    pub(super) is_variable: bool,
    /// The client verifies nothing under `require`.
    pub(super) never_verifies: bool,
}

#[derive(Clone, Debug)]
pub(super) enum HitValue {
    Mode(NamedMode),
    Root(RootSetting),
    Key(String),
    /// Verification is off, by this setting.
    Unverified(&'static str),
}

/// Of a longer line, such as a whole program without line breaks, so much around a key counts.
const AROUND: usize = 2048;

/// The settings of the line with this index, at most so many. `line` is without its comment. `keys_left` counts down the
/// keys that are looked at.
pub(super) fn hits<'a>(
    lines: &[&'a str],
    at: usize,
    line: &'a str,
    nature: TextNature,
    most: usize,
    keys_left: &mut usize,
) -> Vec<SettingHit> {
    let lower = line.to_ascii_lowercase();
    if !lower.contains("ssl") && !lower.contains("certificate") && !lower.contains("rejectunauthorized") {
        return Vec::new();
    }
    let named = |(name, field): &(&'static str, SettingField)| {
        let (name, field) = (*name, *field);
        lower.match_indices(name).map(|(column, _)| (column, name, field)).collect::<Vec<_>>()
    };
    let mut keys: Vec<(usize, &str, SettingField)> = NAMES.iter().flat_map(named).collect();
    keys.sort_by_key(|(column, ..)| *column);
    keys.truncate(*keys_left);
    *keys_left -= keys.len();
    keys.into_iter()
        .filter_map(|(column, name, field)| {
            let start = line.floor_char_boundary(column.saturating_sub(AROUND));
            let end = line.ceil_char_boundary((column + AROUND).min(line.len()));
            let (near, lower) = (&line[start..end], &lower[start..end]);
            let key = LineKey::new(near, lower, column - start, name.len(), nature)?;
            Some(SettingHit {
                line: at + 1,
                column,
                end: column + name.len(),
                value: key.value(field, lines, at)?,
                // Of a longer line an end may be missing.
                host: (near.len() == line.len()).then(|| host(near, lower, column)).flatten(),
                is_variable: lower[..column - start].ends_with("pg"),
                never_verifies: lower.contains("jdbc:") || name == "ssl mode" || lower.contains("npgsql"),
            })
        })
        .take(most)
        .collect()
}

/// A key in a line.
struct LineKey<'a> {
    position: KeyPosition<'a>,
    /// The line behind the key and its quote.
    behind: &'a str,
    is_in_address: bool,
}

impl<'a> LineKey<'a> {
    /// None where it is part of another word.
    fn new(line: &'a str, lower: &'a str, column: usize, length: usize, nature: TextNature) -> Option<Self> {
        let (head, behind) = (&line[..column], &line[column + length..]);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if behind.starts_with(is_word) || !begins_word(head, &line[column..]) {
            return None;
        }
        let before = head.trim_end_matches(|c: char| is_word(c) || c == '.' || c == '-');
        let unescaped = behind.strip_prefix('\\').unwrap_or(behind);
        let unquoted =
            unescaped.strip_prefix(['"', '\'', '`']).filter(|_| before.ends_with(['"', '\'', '`']));
        let position = KeyPosition {
            before,
            lower,
            is_quoted: unquoted.is_some(),
            nature,
            is_variable: head[before.len()..] == *"PG",
            is_flag: head[before.len()..] == *"--",
            string: string_begin(before),
        };
        if position.is_compared(behind) {
            return None;
        }
        Some(Self {
            position,
            // `properties["sslmode"] = …`
            behind: unquoted.map_or(behind, |behind| behind.strip_prefix(']').unwrap_or(behind)),
            is_in_address: before.ends_with(['?', '&']),
        })
    }

    fn value(&self, field: SettingField, lines: &[&'a str], at: usize) -> Option<HitValue> {
        // `name: PGSSLMODE` and `value: require`, in one line or in two.
        let named = NamedValue { before: self.position.before, behind: self.behind };
        if let Some(rest) = named.find(lines, at) {
            return self.read(field, Separator::Equals, rest);
        }
        let (separator, rest) = self.position.separator(self.behind)?;
        self.read(field, separator, rest)
    }

    fn read(&self, field: SettingField, separator: Separator, rest: &str) -> Option<HitValue> {
        match field {
            SettingField::Mode if self.position.lower.contains("mysql") => None,
            SettingField::Mode => mode(self.word(separator, rest)?).map(HitValue::Mode),
            SettingField::RootFile | SettingField::KeyFile => {
                let form = self.path_form(rest);
                let root = path(rest, form).filter(|_| self.position.may_begin(form.is_quoted()))?;
                match (field, root) {
                    (SettingField::RootFile, root) => Some(HitValue::Root(root)),
                    (_, RootSetting::File(path)) => Some(HitValue::Key(path)),
                    _ => None,
                }
            }
            SettingField::Verification(end) => {
                let word = self.word(separator, rest)?;
                let is_off = word.to_ascii_lowercase().ends_with(end);
                let (key, is_ours) = match end {
                    "true" => ("Trust Server Certificate=true", self.is_npgsql()),
                    "false" => ("rejectUnauthorized: false", true),
                    _ => ("sslfactory=NonValidatingFactory", true),
                };
                (is_off && is_ours).then_some(HitValue::Unverified(key))
            }
        }
    }

    /// SQL Server's clients have the same key.
    fn is_npgsql(&self) -> bool {
        ["host=", "ssl mode", "sslmode", "npgsql"].iter().any(|word| self.position.lower.contains(word))
    }

    fn path_form(&self, rest: &str) -> PathForm {
        let kind = self.position.nature.kind;
        match rest.trim_start_matches('\\').chars().next() {
            _ if self.is_in_address => PathForm::Address,
            Some(quote @ ('"' | '\'' | '`')) => PathForm::Quoted(quote),
            _ if self.position.is_in_string() => PathForm::Word,
            _ if self.position.lower.contains(';') && self.position.has_context() => PathForm::Word,
            _ if kind == TextKind::Source => PathForm::Name,
            _ if kind == TextKind::Lines && !self.position.has_context() => PathForm::Line,
            _ => PathForm::Word,
        }
    }

    /// A value of one word, in the form of a setting.
    fn word<'b>(&self, separator: Separator, rest: &'b str) -> Option<&'b str> {
        let unescaped = rest.trim_start_matches('\\');
        let quote = unescaped.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let start = quote.map_or(unescaped, |_| &unescaped[1..]);
        let end =
            start.find(|c: char| !(c.is_ascii_alphanumeric() || "_.:-".contains(c))).unwrap_or(start.len());
        let (word, behind) = start.split_at(end);
        // `name: type = value`.
        if separator == Separator::Colon
            && quote.is_none()
            && let Some(value) =
                behind.trim_start().strip_prefix('=').filter(|value| !value.starts_with(['=', '>']))
        {
            return self.word(Separator::Equals, value.trim_start());
        }
        let is_union = behind.trim_start_matches(['"', '\'', '`']).trim_start().starts_with(['|', '?']);
        let is_member = word.contains('.') || word.contains("::");
        let is_literal = quote.is_some() || is_member || matches!(word, "true" | "false");
        let is_closed = match quote {
            Some(quote) => behind.trim_start_matches('\\').starts_with(quote) && !is_union,
            None if separator == Separator::Call => is_member && behind.starts_with(')'),
            None if separator == Separator::Default => behind.starts_with('}'),
            None => self.position.may_end(behind),
        };
        let is_source = self.position.nature.kind == TextKind::Source;
        // The last line of a string of several.
        let ends_string = behind.starts_with(['"', '\'', '`']);
        let is_value = is_literal
            || !is_source
            || ends_string
            || self.position.string.is_some()
            || self.position.has_context();
        (is_closed && is_value && self.position.may_begin(is_literal)).then_some(word)
    }
}

/// Whether a word begins here: behind no letter, behind `PG`, or with a capital in the middle of a word.
pub(super) fn begins_word(head: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let before_pg = || {
        head.len() >= 2
            && head.is_char_boundary(head.len() - 2)
            && head[head.len() - 2..].eq_ignore_ascii_case("pg")
    };
    let is_inner_capital = word.starts_with(|c: char| c.is_ascii_uppercase())
        && head.ends_with(|c: char| c.is_ascii_lowercase());
    !head.ends_with(is_letter)
        || is_inner_capital
        || (before_pg() && !head[..head.len() - 2].ends_with(is_letter))
}

/// The value of a variable that is named in another place.
struct NamedValue<'a> {
    before: &'a str,
    behind: &'a str,
}

impl<'a> NamedValue<'a> {
    fn find(&self, lines: &[&'a str], at: usize) -> Option<&'a str> {
        let before = self.before.trim_end_matches(['"', '\'', '\\', ' ']);
        let before =
            before.strip_suffix([':', '='])?.trim_end_matches(['"', '\'', '\\', ' ']).to_ascii_lowercase();
        if !["name", "key", "variable"].iter().any(|word| before.ends_with(word)) {
            return None;
        }
        if let Some(rest) = self.same_line() {
            return Some(rest);
        }
        let near = [at + 1, at.wrapping_sub(1), at + 2];
        near.into_iter().filter_map(|at| lines.get(at)).find_map(|line| value_key(line))
    }

    fn same_line(&self) -> Option<&'a str> {
        let at = self.behind.to_ascii_lowercase().find("value")?;
        value_key(&self.behind[at..])
    }
}

/// What follows `value:` at the beginning of a line.
fn value_key(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t', '-', '"', '\'', '{', ',', '\\']);
    let rest = line.strip_prefix("value").or_else(|| line.strip_prefix("Value"))?;
    let rest = rest.trim_start_matches(['"', '\'', '\\', ' ']);
    rest.strip_prefix([':', '=']).map(str::trim_start)
}
