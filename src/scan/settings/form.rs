//! Whether a key and a value have the form of a setting.

use crate::scan::nature::{TextKind, TextNature};

/// Other settings of a connection string or an address, in lower case.
const CONTEXT: [&str; 12] = [
    "host=",
    "dbname=",
    "user=",
    "port=",
    "://",
    "hostaddr=",
    "service=",
    "password=",
    "server=",
    "database=",
    "username=",
    "jdbc:",
];

/// What separates a key from its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Equals,
    Colon,
    /// The value where a variable is not set.
    Default,
    /// An argument or an element.
    Comma,
    Call,
    Blank,
    Tag,
}

/// A key, and what stands around it in its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyPosition<'a> {
    /// The line before the key and the name that it is a part of.
    pub(super) before: &'a str,
    /// The line in lower case.
    pub(super) lower: &'a str,
    pub(super) is_quoted: bool,
    pub(super) nature: TextNature,
    /// It is a variable of libpq's, in capitals.
    pub(super) is_variable: bool,
    /// `--` precedes it.
    pub(super) is_flag: bool,
    /// Where the string begins that it stands in, and its quote.
    pub(super) string: Option<(usize, char)>,
}

impl KeyPosition<'_> {
    /// Whether other settings of a connection are in the line.
    pub(super) fn has_context(&self) -> bool {
        CONTEXT.iter().any(|word| self.lower.contains(word))
    }

    /// Whether it is part of a string, and not its name.
    pub(super) fn is_in_string(&self) -> bool {
        !self.is_quoted && self.string.is_some()
    }

    /// The separator behind the key, and what follows it.
    pub(super) fn separator<'b>(&self, behind: &'b str) -> Option<(Separator, &'b str)> {
        let trimmed = behind.trim_start_matches([' ', '\t']);
        // `java.util.Properties.store` escapes both.
        let is_escaped = self.nature.kind == TextKind::Lines
            && ["\\=", "\\:"].iter().any(|mark| trimmed.starts_with(mark));
        let trimmed = if is_escaped { &trimmed[1..] } else { trimmed };
        let is_source = self.nature.kind == TextKind::Source;
        let (separator, rest) = if let Some(rest) = trimmed.strip_prefix("=>") {
            (Separator::Equals, rest)
        } else if let Some(rest) = trimmed.strip_prefix(":-").or_else(|| trimmed.strip_prefix(":=")) {
            (Separator::Default, rest)
        } else if let Some(rest) = ["||=", "||", "??=", "??"]
            .iter()
            .find_map(|mark| trimmed.strip_prefix(mark))
            .filter(|_| is_source)
        {
            (Separator::Equals, rest)
        } else if let Some(rest) = trimmed.strip_prefix('=') {
            (Separator::Equals, rest.strip_prefix(['=', '~']).map_or(Some(rest), |_| None)?)
        } else if let Some(rest) = trimmed.strip_prefix(':') {
            (Separator::Colon, rest.strip_prefix(':').map_or(Some(rest), |_| None)?)
        } else if let Some(rest) = trimmed.strip_prefix(',').filter(|_| self.is_quoted) {
            (Separator::Comma, rest)
        } else if let Some(rest) = behind.strip_prefix('(').filter(|_| !self.is_quoted) {
            (Separator::Call, rest)
        } else if let Some(rest) = behind.strip_prefix('>').filter(|_| self.nature.kind == TextKind::Xml) {
            (Separator::Tag, rest)
        } else if trimmed.len() < behind.len() && self.allows_blank(trimmed) {
            (Separator::Blank, trimmed)
        } else {
            return None;
        };
        // In a string, `sslmode: …` is a sentence about it.
        let is_sentence = separator == Separator::Colon && self.is_in_string();
        (!is_sentence && self.is_assigned(separator))
            .then(|| (separator, rest.trim_start_matches([' ', '\t'])))
    }

    /// `ENV NAME VALUE`, `set -x NAME VALUE`, and the options of a foreign server.
    fn allows_blank(&self, rest: &str) -> bool {
        let first = self.before.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        match self.nature.kind {
            TextKind::Dockerfile => first == "env",
            TextKind::Shell | TextKind::Unknown => {
                (first == "set" && self.before.contains('-'))
                    || matches!(first.as_str(), "setenv" | "setx")
                    || self.is_flag
            }
            TextKind::Sql => rest.starts_with('\''),
            _ => false,
        }
    }

    /// Whether the key is not merely read: `$NAME`, `${NAME}`.
    fn is_assigned(&self, separator: Separator) -> bool {
        let is_read = self.before.ends_with('$') || self.before.ends_with("${");
        if separator == Separator::Default {
            return self.before.ends_with("${");
        }
        !is_read || self.nature.kind == TextKind::Source
    }

    /// Whether a setting may begin here: after a mark or a word that introduces one, or among others.
    pub(super) fn may_begin(&self, is_literal: bool) -> bool {
        const WORDS: [&str; 22] = [
            "export",
            "set",
            "env",
            "setx",
            "-e",
            "--env",
            "-x",
            "-gx",
            "-ux",
            "local",
            "readonly",
            "declare",
            "arg",
            "--set",
            "--build-arg",
            "-p",
            "setenv",
            "psql",
            "pg_dump",
            "pg_restore",
            "pg_basebackup",
            "pg_isready",
        ];
        let before = self.before.trim_end();
        let Some(last) = before.chars().last() else { return true };
        let is_command = matches!(self.nature.kind, TextKind::Shell | TextKind::Dockerfile);
        if is_command && !self.is_in_string() && (self.is_variable || self.is_flag) {
            return true;
        }
        if "{[(,;&?\"'`=:|>\\$-".contains(last) || self.has_context() {
            return true;
        }
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default().to_ascii_lowercase();
        WORDS.contains(&word.as_str())
            || (self.nature.kind == TextKind::Source && is_literal)
            || self.is_in_assignments()
    }

    /// One of libpq's variables, as shells and their like write it.
    fn is_variable(&self) -> bool {
        const COMMANDS: [&str; 6] = ["run:", "script:", "command:", "cmd:", "-", "exec"];
        let last = self.before.split_whitespace().next_back().unwrap_or_default();
        self.before.trim().is_empty() || COMMANDS.contains(&last.trim_matches(['"', '\'', '|']))
    }

    /// Whether a word is a program's name, and not the verb of a sentence about a setting.
    fn is_command(&self, word: &str) -> bool {
        const SENTENCE: [&str; 18] = [
            "is", "does", "means", "turns", "to", "and", "or", "for", "if", "when", "will", "would",
            "should", "only", "in", "with", "but", "not",
        ];
        self.lower.contains("pgssl") && !SENTENCE.contains(&word)
    }

    /// Whether a program compares with the string that it stands in, or looks for it.
    pub(super) fn is_compared(&self, behind: &str) -> bool {
        const CALLS: [&str; 12] = [
            "contains",
            "includes",
            "indexof",
            "startswith",
            "endswith",
            "hasprefix",
            "hassuffix",
            "equals",
            "match",
            "matches",
            "replace",
            "run",
        ];
        let Some((at, quote)) = self.string.filter(|_| !self.is_quoted) else { return false };
        let before = self.before[..at].trim_end();
        let word = |text: &str| {
            let end = text.trim_end();
            end[end.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1)..]
                .to_ascii_lowercase()
        };
        let called = before.rsplit_once('(').filter(|(_, arguments)| !arguments.contains(')'));
        let is_called = called.is_some_and(|(called, _)| {
            let name = word(called);
            CALLS.contains(&name.as_str()) || name.starts_with("assert")
        });
        let is_shell = self.nature.kind == TextKind::Shell;
        let is_searched = is_shell && before.split_whitespace().any(|word| word.ends_with("grep"));
        let after = behind.split_once(quote).map_or("", |(_, after)| after).trim_start();
        let is_source = self.nature.kind == TextKind::Source;
        is_searched
            || is_called
            || (is_source
                && (before.ends_with("==")
                    || before.ends_with("!=")
                    || matches!(word(before).as_str(), "in" | "case")))
            || (is_source && ["in ", "==", "!="].iter().any(|mark| after.starts_with(mark)))
    }

    /// `A=b PGSSLMODE=require psql`: only assignments precede it.
    fn is_in_assignments(&self) -> bool {
        let mut words = self.before.split_whitespace().skip_while(|word| word.eq_ignore_ascii_case("env"));
        words.all(|word| word.contains('='))
    }

    /// Whether what follows a bare value ends it, and is not the rest of a sentence.
    pub(super) fn may_end(&self, rest: &str) -> bool {
        let Some(first) = rest.chars().next() else { return true };
        if "\"'`,;&})]\\<#".contains(first) {
            return !rest.trim_start_matches(['"', '\'', '`']).trim_start().starts_with("| ");
        }
        if !first.is_whitespace() {
            return false;
        }
        let next = rest.trim_start();
        let word = next.split_whitespace().next().unwrap_or_default();
        let is_command = matches!(self.nature.kind, TextKind::Shell | TextKind::Dockerfile);
        next.is_empty()
            || "#\\\"'`;})],".contains(next.chars().next().unwrap_or(' '))
            || next.starts_with("&&")
            || next.starts_with("//")
            || word.contains('=')
            || is_command
            || (self.is_in_assignments() && !self.before.trim().is_empty())
            || (self.is_variable() && self.is_command(word))
    }
}
