//! One key with its value.

use crate::libpq::secret::plain_word;
use crate::scan::nature::{TextKind, TextNature};

use super::comments::string_begin;
use super::form::{KeyPosition, Separator};
use super::names::{NAMES, NamedMode, SettingField, mode};
use super::path_value::{PathForm, RootSetting, path};

/// A key with a value that some client takes.
#[derive(Clone, Debug)]
pub(super) struct SettingHit {
    /// The line, counted from 1, and the column.
    pub(super) line: usize,
    pub(super) column: usize,
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
fn begins_word(head: &str, word: &str) -> bool {
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

/// The server of the address or connection string in which the key at `column` stands. Where another
/// reading is possible, it is none: it decides whether plaintext is an error, and must be no password.
fn host(line: &str, lower: &str, column: usize) -> Option<String> {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`');
    let (start, end) = around(line, column, is_quote);
    let (first, last) = around(line, column, |c| is_quote(c) || c.is_whitespace());
    let text = if lower[first..last].contains("://") {
        address_host(&line[first..last], &lower[first..last])?
    } else if lower[start..end].contains("://") {
        return None;
    } else {
        conninfo_host(line, lower, start, end)?
    };
    let is_socket = text.starts_with('/') && plain_word(&text.replace('/', ".")).is_some();
    (!text.is_empty() && (is_socket || plain_word(text).is_some())).then(|| text.to_owned())
}

/// The stretch around `column` up to the nearest ends.
fn around(line: &str, column: usize, is_end: impl Fn(char) -> bool) -> (usize, usize) {
    let before = line[..column].char_indices().rev().find(|(_, c)| is_end(*c));
    let start = before.map_or(0, |(at, c)| at + c.len_utf8());
    (start, line[column..].find(is_end).map_or(line.len(), |length| column + length))
}

fn address_host<'a>(line: &'a str, lower: &str) -> Option<&'a str> {
    let (scheme, rest) = lower.split_once("://")?;
    let is_postgres = scheme.ends_with("postgres") || scheme.ends_with("postgresql");
    let (address, query) = line[scheme.len() + 3..].split_once('?')?;
    if !is_postgres || rest.contains("://") || query.contains('@') || rest.contains("host=") {
        return None;
    }
    let (user, behind) = address.split_once('@').unwrap_or(("", address));
    let is_doubtful = user.contains('/') || behind.contains(['@', ',']) || rest.contains("hostaddr");
    (!is_doubtful).then(|| behind.split(['/', ':']).next()).flatten()
}

fn conninfo_host<'a>(line: &'a str, lower: &str, start: usize, end: usize) -> Option<&'a str> {
    let mut hosts = lower
        .match_indices("host")
        .map(|(at, _)| at)
        .filter(|at| !lower[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()));
    let at = hosts.next().filter(|at| (start..end).contains(at))?;
    let has_password = ["pass", "pwd"].iter().any(|word| lower[..at].contains(word));
    if hosts.next().is_some() || has_password {
        return None;
    }
    let value = line[at..end].get("host".len()..)?.strip_prefix('=')?;
    let value = value.split([' ', '\t', ';', '&']).next()?;
    (!value.contains(',')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_of(line: &str) -> Option<String> {
        let lower = line.to_ascii_lowercase();
        host(line, &lower, lower.find("sslmode").unwrap())
    }

    #[test]
    fn a_server_is_named_only_from_the_string_that_the_key_stands_in() {
        for (line, expected) in [
            (r#"{"redis":"redis://localhost:1","url":"postgres://u:p@db.a/x?sslmode=disable"}"#, "db.a"),
            ("A=http://localhost:80 DB=postgres://u:p@db.a/x?sslmode=disable", "db.a"),
            ("jdbc:postgresql://db.a:5432/x?sslmode=disable", "db.a"),
            ("DSN=\"password='it is' host=S sslmode=disable\"", ""),
            ("DSN=\"host=db.a sslmode=disable\"", "db.a"),
            ("Host=db.a;sslmode=Disable;Password=S", "db.a"),
        ] {
            assert_eq!(host_of(line).unwrap_or_default(), expected, "{line}");
        }
    }

    #[test]
    fn where_a_server_or_a_password_is_in_doubt_no_server_is_named() {
        for line in [
            "host=localhost,db.a sslmode=disable",
            "postgres://u:p@localhost,db.a/x?sslmode=disable",
            "host=localhost hostaddr=10.1.2.3 sslmode=disable",
            "hostaddr='10.1.2.3' host=localhost sslmode=disable",
            "host='db.a' sslmode=disable host=localhost",
            "postgres://u:p@localhost/x?hostaddr=10.1.2.3&sslmode=disable",
            "postgres://u:p@localhost/x?sslmode=disable&host=db.a",
            "http://localhost/x?next=postgres://db.a/x?sslmode=disable",
        ] {
            assert_eq!(host_of(line), None, "{line}");
        }
        for odd in ["?", "/", "@", "#", ";", "'", "\"", " ", ",", "&", "=", ":", "\\", "://", " host="] {
            for line in [
                format!("postgres://u:S3cr3t{odd}x@db.a/x?sslmode=disable"),
                format!("postgres://u:x{odd}S3cr3t@db.a/x?sslmode=disable"),
                format!("DSN=\"user=u password=a{odd}host=S3cr3t{odd}x sslmode=disable\""),
                format!("DSN=\"password='a{odd}host=S3cr3t' host=db.a sslmode=disable\""),
            ] {
                assert!(!host_of(&line).unwrap_or_default().contains("S3cr3t"), "{line}");
            }
        }
    }
}
