//! Marks by which build servers find a command in a log: `##[` and `##vso[` anywhere in a line (Azure Pipelines),
//! `##teamcity[` (`TeamCity`), and `::` at its beginning (GitHub Actions).

use std::net::Ipv6Addr;

/// The longest IPv6 address in brackets, with room for the name of an interface.
const LONGEST_ADDRESS: usize = 64;

/// `text` without the marks: of two `#` or two `:` in turn, the second is written as `\u{…}`. The colors of a terminal
/// between two characters do not part them, because a log has none. An IPv6 address in brackets or quotes stays as it
/// is: no command is one, and it does not begin a line.
pub(crate) fn without_log_commands(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut before = '\0';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let whole = style(rest).or_else(|| enclosed_address(rest));
        let taken = whole.unwrap_or(&rest[..c.len_utf8()]);
        if c == before && matches!(c, '#' | ':') {
            safe.extend(c.escape_unicode());
            before = '}';
        } else {
            safe.push_str(taken);
            // A style is not seen.
            before = if c == '\u{1b}' && whole.is_some() { before } else { last(taken) };
        }
        rest = &rest[taken.len()..];
    }
    safe
}

/// Whether the text has a pair that may be a mark.
pub(super) fn may_be_log_command(text: &str) -> bool {
    text.contains("##") || text.contains("::")
}

fn last(text: &str) -> char {
    text.chars().next_back().unwrap_or_default()
}

/// The color or style that the text begins with (SGR of ECMA-48).
fn style(text: &str) -> Option<&str> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters[end..].starts_with('m').then(|| &text[..=2 + end])
}

/// The IPv6 address that the text begins with, between brackets, quotes or backticks.
fn enclosed_address(text: &str) -> Option<&str> {
    let close = match text.bytes().next()? {
        b'[' => ']',
        b'"' => '"',
        b'`' => '`',
        _ => return None,
    };
    let inner = &text[1..];
    let end = inner.char_indices().take(LONGEST_ADDRESS).find(|(_, c)| *c == close)?.0;
    is_address(&inner[..end]).then(|| &text[..end + 2])
}

fn is_address(text: &str) -> bool {
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    address.parse::<Ipv6Addr>().is_ok() && zone.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_is_left_and_everything_else_is() {
        let cases = [
            (
                "##vso[task.setvariable variable=PATH]/evil",
                "#\\u{23}vso[task.setvariable variable=PATH]/evil",
            ),
            ("##[command]x", "#\\u{23}[command]x"),
            ("###[a]", "#\\u{23}#[a]"),
            ("::set-output name=ok::true", ":\\u{3a}set-output name=ok:\\u{3a}true"),
            (":::", ":\\u{3a}:"),
            ("a: b # c : : # #", "a: b # c : : # #"),
            (":\u{1b}[0m:", ":\u{1b}[0m\\u{3a}"),
            ("\u{1b}[1m#\u{1b}[0m#\u{1b}[1;31m[x", "\u{1b}[1m#\u{1b}[0m\\u{23}\u{1b}[1;31m[x"),
            ("größe: ::", "größe: :\\u{3a}"),
        ];
        for (text, safe) in cases {
            assert_eq!(without_log_commands(text), safe);
            assert_eq!(without_log_commands(safe), safe, "a second time changes nothing");
        }
    }

    #[test]
    fn an_address_that_is_enclosed_stays_readable() {
        for text in ["[::1]:5432", "host name \"::1\"", "`fe80::1%eth0`", "a,[::1],[2001:db8::2]:6 [::]"] {
            assert_eq!(without_log_commands(text), text);
        }
        for text in ["::1", "[::1", "[::set-env name=x::]", "[::1::]", "\"::1]", "[::1%::x::]", "/tmp/::1/x"]
        {
            assert!(!without_log_commands(text).contains("::"), "{text}");
        }
    }

    #[test]
    fn of_all_short_texts_none_keeps_a_mark() {
        let mut texts = vec![String::new()];
        for _ in 0..6 {
            let longer = |text: &String| "#:[]x".chars().map(|c| format!("{text}{c}")).collect::<Vec<_>>();
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                let safe = without_log_commands(text);
                let bare = safe.replace("[::]", ".");
                assert!(!may_be_log_command(&bare), "{text}: {safe}");
            }
        }
    }
}
