//! One key with its value.

use crate::scan::nature::{TextKind, TextNature};

use super::comments::string_begin;
use super::fallback::fallback;
use super::form::{KeyPosition, Separator};
use super::line_host::host;
use super::named_value::{NamedValue, line_start};
use super::names::{NAMES, NamedMode, SettingField, mode};
use super::path_value::{PathForm, RootSetting, path};
use super::purpose::SettingPurpose;

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

/// The settings of the line with this index, at most so many. The lines are without comments; this one is inside a text
/// of several lines up to `text_end`. `keys_left` counts down the keys that are looked at.
pub(super) fn hits(
    lines: &[&str],
    at: usize,
    text_end: usize,
    nature: TextNature,
    most: usize,
    keys_left: &mut usize,
) -> Vec<SettingHit> {
    let line = lines[at];
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
            let key = LineKey::new(
                near,
                lower,
                column - start,
                name.len(),
                (nature, text_end.saturating_sub(start)),
            )?;
            Some(SettingHit {
                line: at + 1,
                column,
                value: key.value(field, lines, at).filter(|_| !key.sets_nothing())?,
                // Of a longer line an end may be missing.
                host: (near.len() == line.len()).then(|| host(lines, at, near, lower, column)).flatten(),
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
    fn new(
        line: &'a str,
        lower: &'a str,
        column: usize,
        length: usize,
        (nature, text_end): (TextNature, usize),
    ) -> Option<Self> {
        let (head, behind) = (&line[..column], &line[column + length..]);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if behind.starts_with(is_word) || !begins_word(head, &line[column..]) {
            return None;
        }
        let before = head.trim_end_matches(|c: char| is_word(c) || c == '.' || c == '-');
        let unescaped = behind.strip_prefix('\\').unwrap_or(behind);
        let unquoted =
            unescaped.strip_prefix(['"', '\'', '`']).filter(|_| before.ends_with(['"', '\'', '`']));
        let prefix = &head[before.len()..];
        // PgBouncer's, for those who connect to it.
        if prefix == "client_tls_" {
            return None;
        }
        let is_in_text = column < text_end;
        let text_end = if is_in_text { 0 } else { text_end.min(before.len()) };
        let position = KeyPosition {
            before,
            lower,
            is_quoted: unquoted.is_some(),
            nature,
            prefix,
            name: &line[column..column + length],
            string: string_begin(&before[text_end..]).map(|(at, quote)| (text_end + at, quote)),
            is_in_text,
        };
        let is_in_address = before.ends_with(['?', '&']) || before.ends_with("&amp;");
        Some(Self { position, behind: unquoted.unwrap_or(behind), is_in_address })
    }

    fn value(&self, field: SettingField, lines: &[&'a str], at: usize) -> Option<HitValue> {
        // `name: PGSSLMODE` and `value: require`, in one line or in two.
        let named =
            NamedValue { before: self.position.before, behind: self.behind, nature: self.position.nature };
        if let Some(rest) = named.find(lines, at) {
            return self.read(field, Separator::Equals, rest);
        }
        let (separator, rest) = self.position.separator(self.behind)?;
        let next = || self.next_line(separator, lines, at);
        self.read(field, separator, Some(rest).filter(|rest| !rest.is_empty()).or_else(next)?)
    }

    /// The string in the next line of a program, behind a sign or in a call that has a line for each argument.
    fn next_line(&self, separator: Separator, lines: &[&'a str], at: usize) -> Option<&'a str> {
        let is_call = || at > 0 && lines[at - 1].ends_with('(');
        let may_go_on = match separator {
            Separator::Comma => is_call(),
            Separator::Equals | Separator::Colon => true,
            _ => false,
        };
        let is_program = matches!(self.position.nature.kind, TextKind::Source | TextKind::Json);
        let next = line_start(lines.get(at + 1)?).trim_start();
        (may_go_on && is_program && next.starts_with(['"', '\'', '`'])).then_some(next)
    }

    fn sets_nothing(&self) -> bool {
        SettingPurpose::new(&self.position, self.behind).sets_nothing()
    }

    fn read(&self, field: SettingField, separator: Separator, rest: &str) -> Option<HitValue> {
        let rest = self.position.value_begin(separator, rest);
        match field {
            SettingField::Mode if self.position.lower.contains("mysql") => None,
            SettingField::Mode => {
                let from_template = || fallback(rest).filter(|_| self.position.may_begin(true));
                mode(from_template().or_else(|| self.word(separator, rest))?).map(HitValue::Mode)
            }
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
                let word = if word == "!1" { "false" } else { word };
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
        let is_source = self.position.nature.kind == TextKind::Source;
        // A symbol of Ruby.
        let symbol = start.strip_prefix(':').filter(|_| is_source && quote.is_none());
        let start = symbol.unwrap_or(start);
        // `!1` is how JavaScript is shortened.
        let is_word = |(at, c): &(usize, char)| {
            c.is_ascii_alphanumeric() || "_.:-".contains(*c) || (*at == 0 && *c == '!' && is_source)
        };
        let end = start.char_indices().find(|word| !is_word(word)).map_or(start.len(), |(at, _)| at);
        let (written, behind) = start.split_at(end);
        // `name: type = value`.
        if separator == Separator::Colon
            && quote.is_none()
            && let Some(value) =
                behind.trim_start().strip_prefix('=').filter(|value| !value.starts_with(['=', '>']))
        {
            return self.word(Separator::Equals, value.trim_start());
        }
        let (word, behind) =
            if quote.is_none() && is_source { without_accessor(written, behind) } else { (written, behind) };
        let is_union = behind.trim_start_matches(['"', '\'', '`']).trim_start().starts_with(['|', '?']);
        let is_member = written.contains('.') || written.contains("::");
        let is_literal =
            quote.is_some() || symbol.is_some() || is_member || matches!(word, "true" | "false" | "!1");
        let is_closed = match quote {
            Some(quote) => behind.trim_start_matches('\\').starts_with(quote) && !is_union,
            None if separator == Separator::Call => is_member && behind.starts_with(')'),
            None if separator == Separator::Default => behind.starts_with('}'),
            None => self.position.may_end(behind),
        };
        // The last line of a string of several.
        let ends_string = behind.starts_with(['"', '\'', '`']);
        let is_value = is_literal
            || !is_source
            || ends_string
            || self.position.is_in_text
            || self.position.string.is_some()
            || self.position.has_context();
        (is_closed && is_value && self.position.may_begin(is_literal)).then_some(word)
    }
}

/// The member of an enum or the class whose name or value a program asks for, and what follows that.
fn without_accessor<'b>(word: &'b str, behind: &'b str) -> (&'b str, &'b str) {
    const ACCESSORS: [&str; 12] = [
        "value",
        "getvalue",
        "class",
        "java",
        "javaclass",
        "name",
        "getname",
        "getcanonicalname",
        "canonicalname",
        "qualifiedname",
        "typename",
        "tostring",
    ];
    let mut name = word;
    while let Some(at) = name.rfind(['.', ':'])
        && ACCESSORS.contains(&name[at + 1..].to_ascii_lowercase().as_str())
    {
        name = name[..at].trim_end_matches(':');
    }
    if name.len() == word.len() {
        (word, behind)
    } else {
        (name, behind.strip_prefix("()").unwrap_or(behind))
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
        // `&` in JSON.
        || head.ends_with("\\u0026")
        || is_inner_capital
        || (before_pg() && !head[..head.len() - 2].ends_with(is_letter))
}
