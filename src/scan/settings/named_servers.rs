//! Every word of a line that may name a server.

use crate::scan::nature::{TextKind, TextNature};

use super::hit::begins_word;
use super::server_name::{is_local, plain_host};
use super::setting_key::SettingKey;

/// A server that a line names.
#[derive(Clone, Copy, Debug)]
pub(super) struct NamedServer<'a> {
    pub(super) value: &'a str,
    /// Its key. None in an address, and for other words than those of PostgreSQL's clients.
    pub(super) key: Option<SettingKey<'a>>,
    /// It is an address, which goes with a name.
    pub(super) is_address: bool,
    /// A mark follows, so that nothing on the next line belongs to the value.
    pub(super) is_closed: bool,
}

/// What a word says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WordMeaning {
    /// The name of a server.
    Server,
    /// A service or an address in another form, which may have any server.
    Source,
}

const WORDS: [(&str, WordMeaning); 14] = [
    ("host", WordMeaning::Server),
    // Npgsql and psqlODBC.
    ("server", WordMeaning::Server),
    ("url", WordMeaning::Source),
    ("uri", WordMeaning::Source),
    ("dsn", WordMeaning::Source),
    ("service", WordMeaning::Source),
    ("addr", WordMeaning::Source),
    ("address", WordMeaning::Source),
    ("endpoint", WordMeaning::Source),
    ("conninfo", WordMeaning::Source),
    ("connection_string", WordMeaning::Source),
    ("connection-string", WordMeaning::Source),
    ("connectionstring", WordMeaning::Source),
    ("data source", WordMeaning::Source),
];

/// Other text by which a server may be named, or a value may go on.
const DOUBTS: [&str; 8] = ["socketfactory", ":\\/\\/", "%3a%2f", " -h", "\"-h", "'-h", "...", "**"];

/// The servers that a line names. None where one of them cannot be read.
pub(super) fn read<'a>(lines: &[&'a str], line: usize, nature: TextNature) -> Option<Vec<NamedServer<'a>>> {
    let text = lines[line];
    let lower = text.to_ascii_lowercase();
    if let Some(name) = heading(&lower) {
        // Other sections have what these have.
        let is_inherited = ["default", "defaults", "common", "global", "base"].contains(&name);
        return (!is_inherited).then(Vec::new);
    }
    if DOUBTS.iter().any(|doubt| lower.contains(doubt)) || text.ends_with('\\') || runs_other(text, nature) {
        return None;
    }
    let mut named: Vec<NamedServer<'a>> = addresses(text)?;
    for (word, meaning) in WORDS {
        for (at, _) in lower.match_indices(word) {
            let is_part = match word {
                "host" => lower[..at].ends_with("local"),
                _ => !begins_word(&text[..at], &text[at..]),
            };
            if !is_part {
                named.extend(word_server(lines, line, (at, word, meaning), nature)?);
            }
        }
    }
    Some(named)
}

/// Whether a shell reads further variables or hands on lines that are not its own, or something depends on a condition.
fn runs_other(text: &str, nature: TextNature) -> bool {
    const CONDITIONS: [&str; 6] = ["if", "else", "elif", "fi", "case", "esac"];
    let first = text.split([' ', '\t', ';']).find(|word| !word.is_empty()).unwrap_or_default();
    let is_other = |word: &str| matches!(word, "source" | "." | "eval");
    text.split_whitespace().any(is_other)
        || (nature.kind != TextKind::Yaml && text.contains("<<"))
        || ["{{", "{%", "<%"].iter().any(|template| first.starts_with(template))
        || (nature.kind == TextKind::Shell && CONDITIONS.contains(&first))
}

/// The name in `[name]`. `lower` is the line in lower case.
fn heading(lower: &str) -> Option<&str> {
    let name = lower.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    name.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c)).then_some(name)
}

/// The servers of all addresses in the line.
fn addresses(text: &str) -> Option<Vec<NamedServer<'_>>> {
    let servers = text.match_indices("://").map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
        let address = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let (authority, path) = address.split_at(address.find(['/', '?', '#']).unwrap_or(address.len()));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = match host.strip_prefix('[') {
            Some(inner) => {
                inner.split_once(']').filter(|(_, port)| port.is_empty() || port.starts_with(':'))?.0
            }
            None => host.split(':').next().unwrap_or_default(),
        };
        // A password may have what ends a server's name.
        let is_certain = !path.contains('@') && authority.matches('@').count() < 2;
        let value = plain_host(host).filter(|_| is_certain)?;
        Some(NamedServer { value, key: None, is_address: false, is_closed: true })
    });
    servers.collect()
}

/// The server that a word names, if it names any. None where that is not certain.
fn word_server<'a>(
    lines: &[&'a str],
    line: usize,
    (at, word, meaning): (usize, &str, WordMeaning),
    nature: TextNature,
) -> Option<Vec<NamedServer<'a>>> {
    let text = lines[line];
    let behind = &text[at + word.len()..];
    let length = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(behind.len());
    let (suffix, behind) = behind.split_at(length);
    let suffix = suffix.to_ascii_lowercase();
    if word != "host" && !(suffix.is_empty() || (word == "server" && suffix == "name")) {
        return Some(Vec::new());
    }
    let key = SettingKey::new(lines, line, at, at + word.len() + length)?;
    let unquoted = behind.strip_prefix(['"', '\'', '`']).unwrap_or(behind);
    let assigned = separated(unquoted);
    // `server:` and `service:` head a mapping, and `[Service]` or `kind: Service` is another matter.
    let may_be_none = matches!(word, "server" | "service");
    match assigned {
        None if may_be_none => return Some(Vec::new()),
        Some(rest) if rest.trim().is_empty() && word != "host" => return Some(Vec::new()),
        _ => {}
    }
    let rest = assigned.or_else(|| value_below(lines, key).filter(|_| unquoted.is_empty()))?;
    let is_name = nature.kind == TextKind::Source && !key.is_in_string();
    let (value, is_closed) = value(rest, is_name)?;
    if meaning == WordMeaning::Source {
        // Its server is read as one of the addresses.
        return (value.contains("://") || is_local(value)).then(Vec::new);
    }
    let is_key = matches!(suffix.as_str(), "" | "addr" | "name");
    let (key, is_address) = (Some(key).filter(|_| is_key), suffix == "addr");
    let may_be_secret = || {
        let before = text[..at].to_ascii_lowercase();
        ["pass", "pwd"].iter().any(|word| before.contains(word))
    };
    let value = plain_host(value).filter(|value| is_local(value) || !may_be_secret())?;
    Some(vec![NamedServer { value, key, is_address, is_closed }])
}

/// What follows the separator of a key, which is neither a comparison nor a path of names.
fn separated(behind: &str) -> Option<&str> {
    let rest = behind.trim_start();
    let (mark, assigned) =
        ["=>", ":=", "=", ":"].iter().find_map(|mark| Some((*mark, rest.strip_prefix(*mark)?)))?;
    let is_other = assigned.starts_with(['=', '~']) || (mark == ":" && assigned.starts_with(':'));
    (!is_other).then(|| assigned.trim_start())
}

/// `- name: PGHOST`, and `value: …` below it.
fn value_below<'a>(lines: &[&'a str], key: SettingKey<'a>) -> Option<&'a str> {
    let column = key.before.strip_suffix("name: ")?.len();
    let below = *lines.get(key.line + 1)?;
    let rest = below.get(column..)?.strip_prefix("value:")?;
    below[..column].trim().is_empty().then(|| rest.trim_start())
}

/// A value, and whether a mark ends it. None where something else may belong to it.
fn value(rest: &str, is_name: bool) -> Option<(&str, bool)> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let (value, behind) = match quote {
        Some(quote) => rest[1..].split_once(quote)?,
        // A bare word in a program is a name.
        None if is_name => return None,
        None => {
            let is_end = |c: char| c.is_whitespace() || ",;)}]&\"'`<>".contains(c);
            rest.split_at(rest.find(is_end).unwrap_or(rest.len()))
        }
    };
    // The end of a string that the whole setting is in.
    let behind = behind.trim_start_matches(['"', '\'', '`']).trim_start();
    let is_closed = behind.starts_with([',', ';', ')', '}', ']', '&']);
    let next = behind.strip_prefix(',').filter(|_| quote.is_none()).map(str::trim_start);
    let is_list = next.is_some_and(|next| !begins_key(next));
    let is_assignment =
        || quote.is_none() && behind.split_whitespace().next().is_some_and(|word| word.contains('='));
    let ends = !is_list && (is_closed || behind.is_empty() || is_assignment());
    ends.then_some((value, is_closed))
}

/// Whether the text behind a comma is the next key, and not a further server.
fn begins_key(text: &str) -> bool {
    let name = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_\"'".contains(c));
    text.is_empty() || name.starts_with('=') || name.starts_with(": ") || name == ":"
}
