//! Whether a key and a value have the form of a setting.

use crate::scan::nature::{TextKind, TextNature};

use super::comments::is_in_quotes;

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
}

impl KeyPosition<'_> {
    /// Whether other settings of a connection are in the line.
    pub(super) fn has_context(&self) -> bool {
        CONTEXT.iter().any(|word| self.lower.contains(word))
    }

    /// Whether it is part of a string, and not its name.
    pub(super) fn is_in_string(&self) -> bool {
        !self.is_quoted && is_in_quotes(self.before)
    }

    /// The separator behind the key, and what follows it.
    pub(super) fn separator<'b>(&self, behind: &'b str) -> Option<(Separator, &'b str)> {
        let trimmed = behind.trim_start_matches([' ', '\t']);
        let (separator, rest) = if let Some(rest) = trimmed.strip_prefix("=>") {
            (Separator::Equals, rest)
        } else if let Some(rest) = trimmed.strip_prefix(":-").or_else(|| trimmed.strip_prefix(":=")) {
            (Separator::Default, rest)
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
            TextKind::Shell | TextKind::Unknown => first == "set" && self.before.contains('-'),
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
        const WORDS: [&str; 16] = [
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
        ];
        let before = self.before.trim_end();
        let Some(last) = before.chars().last() else { return true };
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
