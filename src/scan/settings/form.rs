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
    /// What the word begins with that the key ends.
    pub(super) prefix: &'a str,
    /// The key as it is written.
    pub(super) name: &'a str,
    /// Where the string begins that it stands in, and its quote.
    pub(super) string: Option<(usize, char)>,
    /// It stands in a text of several lines.
    pub(super) is_in_text: bool,
}

impl KeyPosition<'_> {
    /// Whether it is a variable of libpq's, in capitals.
    fn is_variable(&self) -> bool {
        self.prefix == "PG"
    }

    /// Whether `--` precedes it.
    fn is_flag(&self) -> bool {
        self.prefix == "--"
    }

    fn is_constant(&self) -> bool {
        !self.name.contains(|c: char| c.is_ascii_lowercase())
    }

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
        let unclosed = self.unclosed(behind);
        let trimmed = unclosed.trim_start_matches([' ', '\t']);
        // `java.util.Properties.store` escapes both.
        let is_escaped = self.nature.kind == TextKind::Lines
            && ["\\=", "\\:"].iter().any(|mark| trimmed.starts_with(mark));
        let trimmed = if is_escaped { &trimmed[1..] } else { trimmed };
        let (separator, rest) = if let Some(rest) = self.constant_argument(behind) {
            (Separator::Comma, rest)
        } else if let Some(found) = self.operator(trimmed) {
            found
        } else if behind.starts_with(')') {
            return None;
        } else if let Some(rest) = trimmed.strip_prefix('=') {
            (Separator::Equals, rest.strip_prefix(['=', '~']).map_or(Some(rest), |_| None)?)
        } else if let Some(rest) = trimmed.strip_prefix(':') {
            (Separator::Colon, rest.strip_prefix(':').map_or(Some(rest), |_| None)?)
        } else if let Some(rest) = trimmed.strip_prefix(',').filter(|_| self.is_quoted || self.is_flag()) {
            (Separator::Comma, rest)
        } else if let Some(rest) = behind.strip_prefix('(').filter(|_| !self.is_quoted) {
            (Separator::Call, rest)
        } else if let Some(rest) = behind.strip_prefix('>').filter(|_| self.nature.kind == TextKind::Xml) {
            (Separator::Tag, rest)
        } else if trimmed.len() < unclosed.len() && self.allows_blank(trimmed) {
            (Separator::Blank, trimmed)
        } else {
            return None;
        };
        // In a string, `sslmode: …` is a sentence about it.
        let is_sentence = separator == Separator::Colon && self.is_in_string();
        (!is_sentence && self.is_assigned(separator))
            .then(|| (separator, rest.trim_start_matches([' ', '\t'])))
    }

    /// What follows the bracket that a key is in: `properties["sslmode"] = …`, `getenv("PGSSLMODE") or …`, `$ENV{PGSSLMODE} = …`.
    fn unclosed<'b>(&self, behind: &'b str) -> &'b str {
        match behind.chars().next() {
            Some(']' | '}' | ')') if self.is_quoted => &behind[1..],
            Some('}') if self.before.ends_with("ENV{") => &behind[1..],
            _ => behind,
        }
    }

    /// The argument behind the name of a property: `PGProperty.SSL_MODE.set(properties, …`, `SSL_MODE.getName(), …`.
    fn constant_argument<'b>(&self, behind: &'b str) -> Option<&'b str> {
        if self.nature.kind != TextKind::Source
            || !self.is_constant()
            || self.is_quoted
            || self.string.is_some()
        {
            return None;
        }
        if let Some(arguments) = behind.strip_prefix(".set(") {
            return arguments.split_once(',').map(|(_, rest)| rest);
        }
        let behind = [".getName()", ".name()", ".getKey()", ".name", ".key"]
            .iter()
            .find_map(|accessor| behind.strip_prefix(accessor))
            .unwrap_or(behind);
        behind.strip_prefix(',')
    }

    /// The signs of more than one character, and the words, that give a value.
    fn operator<'b>(&self, behind: &'b str) -> Option<(Separator, &'b str)> {
        let is_source = self.nature.kind == TextKind::Source;
        let may_fall_back = is_source || self.nature.kind == TextKind::Yaml;
        let is_in_braces = self.before.ends_with("${");
        let is_quoted = is_source && self.is_quoted;
        let assigned = if is_in_braces { Separator::Default } else { Separator::Equals };
        let marks = [
            ("=>", Separator::Equals, true),
            (":-", Separator::Default, true),
            ("::=", Separator::Equals, true),
            (":=", assigned, true),
            ("?=", Separator::Equals, !is_source),
            ("-", Separator::Default, is_in_braces && !is_source),
            (":", Separator::Default, is_in_braces),
            ("||=", Separator::Equals, may_fall_back),
            ("||", Separator::Equals, may_fall_back),
            ("??=", Separator::Equals, may_fall_back),
            ("??", Separator::Equals, may_fall_back),
            ("?:", Separator::Equals, is_quoted),
            ("->", Separator::Equals, is_quoted),
            ("to ", Separator::Equals, is_quoted),
            ("or ", Separator::Equals, is_quoted),
            // The block of Ruby's `fetch`.
            ("{", Separator::Equals, is_quoted),
        ];
        marks.iter().filter(|(.., applies)| *applies).find_map(|(mark, separator, _)| {
            let rest = behind.strip_prefix(mark)?;
            // `PGSSLMODE ==`, `sslmode :::`.
            (!rest.starts_with('=')).then_some((*separator, rest))
        })
    }

    /// Where the value begins: behind the name of an argument, the tag of a value, the braces of a list, or the quotes of
    /// two strings that are put together.
    pub(super) fn value_begin<'b>(&self, separator: Separator, rest: &'b str) -> &'b str {
        let begins_string = |text: &str| text.starts_with(['"', '\'', '`']);
        let is_source = self.nature.kind == TextKind::Source;
        let inner = match separator {
            Separator::Comma => {
                let value = rest.strip_prefix("default").map(str::trim_start);
                value.and_then(|value| value.strip_prefix(['=', ':']))
            }
            Separator::Colon if is_source => rest
                .strip_prefix("[]string{")
                .or_else(|| rest.strip_prefix('{'))
                .filter(|rest| begins_string(rest)),
            Separator::Colon if self.nature.kind == TextKind::Yaml && rest.starts_with(['!', '&']) => {
                rest.split_once(' ').map(|(_, value)| value)
            }
            Separator::Equals if is_source => self
                .string
                .and_then(|(_, quote)| rest.strip_prefix(quote))
                .and_then(|rest| rest.trim_start().strip_prefix(['+', '.']))
                .map(str::trim_start)
                .filter(|rest| begins_string(rest)),
            Separator::Tag => Some(rest.trim_start()),
            _ => None,
        };
        inner.map_or(rest, |inner| inner.trim_start_matches([' ', '\t']))
    }

    /// `ENV NAME VALUE`, `set -x NAME VALUE`, and the options of a foreign server.
    fn allows_blank(&self, rest: &str) -> bool {
        let first = self.before.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        match self.nature.kind {
            TextKind::Dockerfile => first == "env",
            TextKind::Shell | TextKind::Unknown => {
                (first == "set" && self.before.contains('-'))
                    || matches!(first.as_str(), "setenv" | "setx")
                    || self.is_flag()
            }
            TextKind::Sql => rest.starts_with('\''),
            // A keyword of Clojure.
            TextKind::Source => self.before.ends_with(':') && rest.starts_with('"'),
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
        if is_command && !self.is_in_string() && (self.is_variable() || self.is_flag()) {
            return true;
        }
        let is_introduced = match self.nature.kind {
            TextKind::Sql => !self.is_in_string(),
            // The name of an element, and of an attribute in one.
            TextKind::Xml => last == '<' || (is_literal && before.rfind('<') > before.rfind('>')),
            _ => false,
        };
        if is_introduced || "{[(,;&?\"'`=:|>\\$-@".contains(last) || self.has_context() {
            return true;
        }
        let word =
            before.rsplit(|c: char| c.is_whitespace() || "\"'`".contains(c)).next().unwrap_or_default();
        WORDS.contains(&word.to_ascii_lowercase().as_str())
            || (self.nature.kind == TextKind::Source && is_literal)
            || self.is_in_assignments()
    }

    /// One of libpq's variables, as shells and their like write it.
    fn begins_command(&self) -> bool {
        const COMMANDS: [&str; 3] = ["-", "@", "exec"];
        if self.is_variable() && self.is_in_string() && self.inner().is_empty() {
            return true;
        }
        let last = self.before.split_whitespace().next_back().unwrap_or_default();
        self.before.trim().is_empty()
            || last.ends_with(':')
            || COMMANDS.contains(&last.trim_matches(['"', '\'', '|']))
    }

    /// Whether a word is a program's name, and not the verb of a sentence about a setting.
    fn is_command(&self, word: &str) -> bool {
        const SENTENCE: [&str; 18] = [
            "is", "does", "means", "turns", "to", "and", "or", "for", "if", "when", "will", "would",
            "should", "only", "in", "with", "but", "not",
        ];
        self.lower.contains("pgssl") && !SENTENCE.contains(&word)
    }

    /// The text before the key, within the string that it stands in.
    fn inner(&self) -> &str {
        self.string.map_or(self.before, |(at, quote)| &self.before[at + quote.len_utf8()..])
    }

    /// `A=b PGSSLMODE=require psql`: only assignments precede it.
    fn is_in_assignments(&self) -> bool {
        let mut words = self
            .inner()
            .split_whitespace()
            .skip_while(|word| word.eq_ignore_ascii_case("env") || word.ends_with(':'));
        words.all(|word| word.contains('='))
    }

    /// Whether what follows a bare value ends it, and is not the rest of a sentence.
    pub(super) fn may_end(&self, rest: &str) -> bool {
        let Some(first) = rest.chars().next() else { return true };
        let next_word = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
        if self.is_in_string() && rest.starts_with(", ") && !next_word(&rest[1..]).contains('=') {
            return false;
        }
        if "\"'`,;&})]\\<#".contains(first) {
            let is_union = rest.trim_start_matches(['"', '\'', '`']).trim_start().starts_with("| ");
            return self.nature.kind != TextKind::Source || !is_union;
        }
        if !first.is_whitespace() {
            return false;
        }
        let next = rest.trim_start();
        let word = next.split_whitespace().next().unwrap_or_default();
        let is_shell = matches!(self.nature.kind, TextKind::Shell | TextKind::Dockerfile);
        let is_command = is_shell && self.string.is_none();
        next.is_empty()
            || "#\\\"'`;})],".contains(next.chars().next().unwrap_or(' '))
            || (next.starts_with('<') && self.nature.kind == TextKind::Xml)
            || next.starts_with("&&")
            || next.starts_with("//")
            || word.contains('=')
            || is_command
            || (self.is_in_assignments() && !self.inner().trim().is_empty())
            || (self.begins_command() && self.is_command(word))
    }
}
