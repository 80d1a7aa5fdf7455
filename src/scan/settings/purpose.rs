//! What is done with a setting that a text names: whether it is set, or compared with, looked for, or printed.

use crate::scan::nature::TextKind;

use super::form::KeyPosition;

/// The names of texts for readers.
const LABELS: [&str; 26] = [
    "name",
    "title",
    "description",
    "desc",
    "summary",
    "help",
    "usage",
    "message",
    "msg",
    "comment",
    "_comment",
    "__comment",
    "$comment",
    "//",
    "label",
    "note",
    "notes",
    "reason",
    "doc",
    "error",
    "hint",
    "tooltip",
    "placeholder",
    "scenario",
    "example",
    "examples",
];

/// Calls that compare, search, report, or name a test, by the beginning of their name in lower case and without `_`.
const CALL_BEGINNINGS: [&str; 31] = [
    "assert",
    "contains",
    "startswith",
    "endswith",
    "hasprefix",
    "hassuffix",
    "equal",
    "isequal",
    "match",
    "indexof",
    "lastindex",
    "trim",
    "removeprefix",
    "removesuffix",
    "deletesuffix",
    "deleteprefix",
    "expect",
    "should",
    "tobe",
    "toequal",
    "tocontain",
    "tomatch",
    "tohave",
    "tostrictequal",
    "strpos",
    "strstr",
    "strcontains",
    "pregmatch",
    "fatal",
    "error",
    "warn",
];

/// As above, by the whole name.
const CALLS: [&str; 57] = [
    "containing",
    "includes",
    "include",
    "index",
    "rindex",
    "find",
    "rfind",
    "search",
    "fullmatch",
    "findall",
    "finditer",
    "compile",
    "count",
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "strip",
    "lstrip",
    "rstrip",
    "has",
    "it",
    "test",
    "describe",
    "context",
    "specify",
    "scenario",
    "feature",
    "displayname",
    "disabled",
    "named",
    "skip",
    "xfail",
    "verify",
    "eq",
    "eql",
    "print",
    "println",
    "printf",
    "pprint",
    "eprintln",
    "puts",
    "log",
    "logf",
    "debug",
    "info",
    "notice",
    "trace",
    "fail",
    "panic",
    "raise",
    "throw",
    "inarray",
    "strcmp",
    "strcasecmp",
    "die",
    "echo",
];

/// What a chain of calls begins with that checks or reports.
const CHAINS: [&str; 9] =
    ["verify", "expect", "assert", "log", "logger", "logging", "console", "errors", "warnings"];

/// Commands that compare, search or report.
const COMMANDS: [&str; 27] = [
    "grep",
    "egrep",
    "fgrep",
    "zgrep",
    "rg",
    "sed",
    "awk",
    "gawk",
    "test",
    "[",
    "[[",
    "case",
    "die",
    "fail",
    "warn",
    "error",
    "abort",
    "log",
    "info",
    "git",
    "logger",
    "ifeq",
    "ifneq",
    "findstr",
    "select-string",
    "write-error",
    "write-warning",
];

/// Commands whose text may go into a file.
const PRINTS: [&str; 4] = ["echo", "printf", "write-host", "write-output"];

/// Where a key or the string around it stands.
pub(super) struct SettingPurpose<'a> {
    kind: TextKind,
    /// The line before the key's quote or the string that it is in.
    head: &'a str,
    /// It is part of a string.
    is_in_string: bool,
    /// What follows the key.
    behind: &'a str,
}

impl<'a> SettingPurpose<'a> {
    pub(super) fn new(position: &KeyPosition<'a>, behind: &'a str) -> Self {
        let is_in_string = position.is_in_string();
        let head = match position.string {
            _ if position.is_quoted => position.before.trim_end_matches(['"', '\'', '`', '\\']),
            Some((at, _)) => without_prefix(&position.before[..at]),
            None => position.before,
        };
        Self { kind: position.nature.kind, head, is_in_string, behind }
    }

    /// Whether the text sets nothing with it.
    pub(super) fn sets_nothing(&self) -> bool {
        self.is_label()
            || self.is_operand()
            || match self.kind {
                TextKind::Source | TextKind::Json => self.is_argument(),
                TextKind::Shell | TextKind::Dockerfile => self.is_in_command(),
                TextKind::Sql => {
                    let lower = self.head.to_ascii_lowercase();
                    self.is_in_string
                        && ["where ", "like ", "comment on ", "raise "]
                            .iter()
                            .any(|word| lower.contains(word))
                }
                _ => false,
            }
    }

    /// Whether it is part of a text for readers.
    fn is_label(&self) -> bool {
        if !self.behind.trim_start().starts_with([':', '=']) {
            return false;
        }
        if self.is_in_string {
            return label(self.head).is_some();
        }
        let has_plain_text =
            matches!(self.kind, TextKind::Yaml | TextKind::Lines | TextKind::Dockerfile | TextKind::Unknown);
        let line = self.head.trim_start_matches([' ', '\t', '-']);
        let end = line.find([':', '=']).map_or(0, |at| at + 1);
        has_plain_text && label(&line[..end]).is_some_and(|name| name != "name" || line[..end].ends_with(':'))
    }

    /// Whether it is one side of a comparison.
    fn is_operand(&self) -> bool {
        let after = self.behind.split_once(['"', '\'', '`']).map_or("", |(_, after)| after).trim_start();
        let is_before = ["in ", "not in ", "==", "!=", ".equals", ".eq("]
            .iter()
            .any(|mark| after.trim_start_matches(['"', '\'', '`']).starts_with(mark));
        let is_case = self.kind == TextKind::Source && after.starts_with("=>");
        compares(self.head) || (self.is_in_string && (is_before || is_case))
    }

    /// Whether a call takes it that sets nothing.
    fn is_argument(&self) -> bool {
        let mut head = self.head;
        while let Some((at, bracket)) = innermost_open(head) {
            let outer = head[..at].trim_end();
            if bracket == '(' {
                let call = Call::new(outer);
                if !call.name.is_empty() {
                    return call.sets_nothing(&head[at + 1..]);
                }
            } else if bracket == '{' && begins_block(outer) {
                return false;
            } else if compares(outer) || label(outer).is_some_and(|name| name.contains("comment")) {
                return true;
            }
            head = outer;
        }
        // Ruby and others call without brackets.
        self.is_in_string && self.head.ends_with(' ') && is_call(&last_word(self.head))
    }

    /// Whether a command of a shell takes it that sets nothing.
    fn is_in_command(&self) -> bool {
        const BEFORE: [&str; 15] = [
            "then", "do", "else", "if", "elif", "while", "until", "!", "time", "sudo", "exec", "command",
            "run", "cmd", "rem",
        ];
        let command = self.head.rsplit([';', '|', '&', '(', ')', '{', '}']).next().unwrap_or_default();
        let mut words =
            command.split_whitespace().map(|word| word.trim_start_matches('@').to_ascii_lowercase());
        let Some(word) = words.find(|word| !BEFORE.contains(&word.as_str()) && !word.contains('=')) else {
            return false;
        };
        let is_kept = || {
            self.behind.contains('|')
                || self.behind.match_indices('>').any(|(at, _)| !self.behind[at + 1..].starts_with('&'))
        };
        COMMANDS.contains(&word.as_str()) || (PRINTS.contains(&word.as_str()) && !is_kept())
    }
}

/// A call by its name and what the chain begins with that leads to it.
struct Call<'a> {
    name: &'a str,
    first: &'a str,
    /// The text before the chain.
    before: &'a str,
}

impl<'a> Call<'a> {
    /// `outer` ends before the bracket.
    fn new(outer: &'a str) -> Self {
        let chain = outer.trim_end_matches(['!', '?']);
        let name = &chain[word_start(chain)..];
        let (mut first, mut before) = (name, &chain[..chain.len() - name.len()]);
        while let Some(head) = before.strip_suffix(['.', ':']) {
            let head = head.trim_end_matches([':', '?', '!']);
            let called =
                head.strip_suffix(')').and_then(|head| innermost_open(head).map(|(at, _)| &head[..at]));
            let called = called.unwrap_or(head);
            let start = word_start(called);
            (first, before) = (&called[start..], &called[..start]);
        }
        Self { name, first, before: before.trim_end() }
    }

    /// `arguments` are those before the one in question.
    fn sets_nothing(&self, arguments: &str) -> bool {
        let name = folded(self.name);
        if name.starts_with("replace") || matches!(name.as_str(), "sub" | "gsub") {
            // What replaces something is set.
            return !arguments.contains(['"', '\'', '`']);
        }
        let before = self.before.strip_suffix("new").unwrap_or(self.before);
        let is_thrown = matches!(last_word(before).as_str(), "throw" | "raise");
        let is_test = self.name == "Run" && self.first.len() <= 2;
        is_call(self.name) || is_thrown || is_test || CHAINS.contains(&folded(self.first).as_str())
    }
}

fn folded(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

fn is_call(name: &str) -> bool {
    let name = folded(name);
    CALLS.contains(&name.as_str())
        || CALL_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || name.ends_with("error")
        || name.ends_with("exception")
}

/// The label that a text behind this has.
fn label(head: &str) -> Option<&'static str> {
    let head = head.trim_end();
    let name = head.strip_suffix("=>").or_else(|| head.strip_suffix([':', '=']))?;
    let name = name.trim_end().trim_end_matches(['"', '\'', '\\', ']']);
    let start = name.rfind(|c: char| !(c.is_alphanumeric() || "_$/".contains(c)));
    let start = start.map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    let name = name[start..].to_ascii_lowercase();
    LABELS.into_iter().find(|label| *label == name)
}

/// Whether what follows is compared with.
fn compares(head: &str) -> bool {
    const MARKS: [&str; 9] = ["==", "!=", "=~", "<>", "-eq", "-ne", "-like", "-match", "-contains"];
    let head = head.trim_end();
    let word = last_word(head);
    // A loop takes each of them.
    let is_loop =
        || head.split_whitespace().any(|word| matches!(word.trim_start_matches('('), "for" | "foreach"));
    MARKS.iter().any(|mark| head.ends_with(mark))
        || matches!(word.as_str(), "case" | "when" | "is")
        || (word == "in" && !is_loop())
}

/// Whether statements follow, and not the members of a value.
fn begins_block(outer: &str) -> bool {
    outer.ends_with([')', ';', '}'])
        || outer.ends_with("=>")
        || outer.ends_with("->")
        || matches!(last_word(outer).as_str(), "else" | "do" | "try")
}

/// The last bracket that is open, and where.
fn innermost_open(text: &str) -> Option<(usize, char)> {
    let mut closed = 0_usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' | ']' | '}' => closed += 1,
            '(' | '[' | '{' if closed == 0 => return Some((at, c)),
            '(' | '[' | '{' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// The head without the `r`, `f`, `@` and so on of the string behind it.
fn without_prefix(head: &str) -> &str {
    let stem = head.trim_end_matches(|c: char| "rRbBfFuU@$".contains(c));
    let is_prefix =
        head.len() - stem.len() <= 2 && !stem.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    if is_prefix { stem } else { head }
}

fn word_start(text: &str) -> usize {
    let at = text.char_indices().rev().find(|(_, c)| !(c.is_alphanumeric() || *c == '_'));
    at.map_or(0, |(at, c)| at + c.len_utf8())
}

fn last_word(text: &str) -> String {
    let text = text.trim_end();
    text[word_start(text)..].to_ascii_lowercase()
}
