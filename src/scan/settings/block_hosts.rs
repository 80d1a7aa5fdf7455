//! The server of a setting from the lines around it: `host` beside `sslmode` in a section, a mapping or a call.
//!
//! Plaintext is no error for a server on the same machine, so it must not be taken for one by mistake. Everything in the
//! block that may name a server is read. Where one cannot be read, or two differ, there is no answer.

use crate::scan::nature::{CommentStyle, TextKind, TextNature};

use super::brackets::BracketScopes;
use super::named_servers::{self, NamedServer};
use super::server_name::{is_local, single_host};
use super::setting_key::SettingKey;

/// A longer block is not looked through.
const LONGEST: usize = 16 << 10;

/// Looks for servers in the blocks of a text.
#[derive(Debug)]
pub(super) struct BlockHosts<'a> {
    /// Without comments.
    lines: &'a [&'a str],
    /// The block of each line.
    blocks: &'a [usize],
    nature: TextNature,
    /// A mapping may be taken into another one, with another server.
    has_anchors: bool,
    /// The block that was asked for last.
    last: Option<(usize, Option<ServerBlock<'a>>)>,
    /// The blocks in which libpq's variables or an address name a server elsewhere.
    remote: Option<Vec<usize>>,
}

/// The servers of a block.
#[derive(Debug)]
struct ServerBlock<'a> {
    first_line: usize,
    servers: Vec<NamedServer<'a>>,
    scopes: BracketScopes,
}

impl<'a> BlockHosts<'a> {
    pub(super) fn new(lines: &'a [&'a str], blocks: &'a [usize], nature: TextNature) -> Self {
        let is_anchor = |word: &str| {
            word.strip_prefix('&').is_some_and(|name| name.starts_with(|c: char| c.is_alphanumeric()))
        };
        let has_anchors = nature.kind == TextKind::Yaml
            && lines.iter().any(|line| line.contains('&') && line.split_whitespace().any(is_anchor));
        Self { lines, blocks, nature, has_anchors, last: None, remote: None }
    }

    /// The server of the mode whose key is in this line, with index `line`, from `start` to `end`.
    pub(super) fn host(&mut self, line: usize, start: usize, end: usize) -> Option<String> {
        let number = *self.blocks.get(line).filter(|_| !self.has_anchors)?;
        if self.last.as_ref().is_none_or(|(last, _)| *last != number) {
            self.last = Some((number, self.read(number)));
        }
        let block = self.last.as_ref()?.1.as_ref()?;
        let mode = SettingKey::new(self.lines, line, start, end)?;
        let own = block.servers.iter().filter(|server| {
            server.key.is_some_and(|key| {
                key.prefix.eq_ignore_ascii_case(mode.prefix)
                    && self.belong_together(block, mode, key, server.is_closed)
            })
        });
        // An address goes with the name before it.
        let own = own.min_by_key(|server| server.is_address)?.value;
        let all: Vec<&str> =
            [own].into_iter().chain(block.servers.iter().map(|server| server.value)).collect();
        let host = single_host(&all)?.to_owned();
        let is_elsewhere = mode.is_variable() && self.remote_blocks().iter().any(|other| *other != number);
        (!is_elsewhere).then_some(host)
    }

    fn read(&self, number: usize) -> Option<ServerBlock<'a>> {
        let first_line = self.blocks.partition_point(|block| *block < number);
        let end = self.blocks.partition_point(|block| *block <= number);
        let lines = &self.lines[first_line..end];
        if lines.iter().map(|line| line.len() + 1).sum::<usize>() > LONGEST {
            return None;
        }
        let servers: Option<Vec<_>> =
            (first_line..end).map(|line| named_servers::read(self.lines, line, self.nature)).collect();
        let servers = servers?.into_iter().flatten().collect();
        Some(ServerBlock { first_line, servers, scopes: BracketScopes::read(lines)? })
    }

    /// Whether both keys are of one connection.
    fn belong_together(
        &self,
        block: &ServerBlock<'_>,
        mode: SettingKey<'_>,
        host: SettingKey<'_>,
        is_closed: bool,
    ) -> bool {
        let scope = |key: SettingKey<'_>| block.scopes.at(key.line - block.first_line, key.column());
        if scope(mode) != scope(host) {
            return false;
        }
        if scope(mode).is_bracket {
            let needs_mark = matches!(self.nature.kind, TextKind::Source | TextKind::Json);
            let is_last = || {
                let below = self.lines.get(host.line + 1);
                below.is_some_and(|line| line.trim_start().starts_with([')', ']', '}']))
            };
            let is_ended = is_closed || !needs_mark || is_last();
            let is_default = self.is_default(block.first_line + scope(mode).line, host);
            return mode.is_among_others() && host.is_among_others() && is_ended && !is_default;
        }
        // A variable of a program may have another value later.
        if self.nature.kind == TextKind::Source {
            return false;
        }
        let (first, later) = if mode.line < host.line { (mode, host) } else { (host, mode) };
        let indent = if first.is_set_as(later) {
            indent(first.before)
        } else if first.begins_mapping_with(later) {
            later.column()
        } else {
            return false;
        };
        let between = &self.lines[first.line + 1..=later.line];
        // Beside the dashes of a list, its next key stands in the same column.
        let is_item = first.before[indent.min(first.before.len())..].starts_with("- ");
        let is_inside = |line: &&str| {
            let own = self::indent(line);
            line.trim().is_empty()
                || own > indent
                || (own == indent && (!is_item || line[own..].starts_with('-')))
        };
        let is_stage = |line: &&str| {
            self.nature.kind == TextKind::Dockerfile
                && line.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("from "))
        };
        let is_whole = between.iter().all(is_inside) && !between.iter().any(is_stage);
        first.line < later.line && is_whole && !self.goes_on(host)
    }

    /// Whether the key is a parameter of a function that a program defines, in the brackets that begin in this line. Its
    /// callers may name another server.
    fn is_default(&self, opening: usize, key: SettingKey<'_>) -> bool {
        const DEFINITIONS: [&str; 11] = [
            "def ", "function", "fun ", "func ", "fn ", "lambda", ") =>", "} =", "const {", "let {", "var {",
        ];
        if self.nature.kind != TextKind::Source {
            return false;
        }
        let is_definition =
            self.lines.get(opening).is_none_or(|line| DEFINITIONS.iter().any(|word| line.contains(word)));
        // `{ host = 'localhost' }` takes an object of JavaScript apart. C# makes one, with capitals.
        let name = &self.lines[key.line][key.column()..];
        let behind =
            name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_.".contains(c)).trim_start();
        let is_taken_apart = self.nature.comment == CommentStyle::Slashes
            && behind.starts_with('=')
            && !behind.starts_with("=>")
            && !name.starts_with(|c: char| c.is_ascii_uppercase());
        is_definition || is_taken_apart
    }

    /// Whether the line below may belong to the value.
    fn goes_on(&self, key: SettingKey<'_>) -> bool {
        let below = self.lines.get(key.line + 1).filter(|line| !line.trim().is_empty());
        below.is_some_and(|line| {
            indent(line) > key.column() || line.trim_start().starts_with(['.', '+', '?', '|', '"', '\''])
        })
    }

    fn remote_blocks(&mut self) -> &[usize] {
        let (lines, nature) = (self.lines, self.nature);
        let is_remote = |line: usize| {
            let lower = lines[line].to_ascii_lowercase();
            let is_named = lower.contains("pghost")
                || lower.contains("pgservice")
                || (lower.contains("postgres") && lower.contains("://"));
            let servers = || named_servers::read(lines, line, nature);
            is_named && !servers().is_some_and(|servers| servers.iter().all(|server| is_local(server.value)))
        };
        let blocks = self.blocks;
        self.remote.get_or_insert_with(|| {
            (0..lines.len()).filter(|line| is_remote(*line)).map(|line| blocks[line]).collect()
        })
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}
