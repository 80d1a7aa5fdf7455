//! A pasted text without what it picked up on its way: escapes, colors, other quotes, line breaks and prefixes of lines.

use std::ops::Range;

/// Words of one error are not further apart than this, in bytes. In a log, other errors stand between them.
const LONGEST_GAP: usize = 400;

/// Strings in strings are unescaped so many times.
const MOST_ESCAPED: usize = 3;

/// A text in two forms: to read names from, and to search in.
#[derive(Debug)]
pub(super) struct PlainText {
    /// In one line, with every kind of quote as `'`.
    pub(super) line: String,
    /// In lower case, without blanks, hyphens and underscores.
    letters: String,
    /// For each byte of `letters`, whether something was left out before it.
    breaks: Vec<bool>,
}

impl PlainText {
    pub(super) fn new(text: &str) -> Self {
        let text = unescaped(&without_colors(text));
        let lines = text.lines().map(|line| line.trim_start_matches(|c: char| " \t|│>#*".contains(c)));
        let line: String = lines.collect::<Vec<_>>().join("\n").chars().map(one_quote).collect();
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let (mut letters, mut breaks) = (String::new(), Vec::new());
        let mut is_break = true;
        for c in line.chars().flat_map(char::to_lowercase) {
            if is_left_out(c) {
                is_break = true;
                continue;
            }
            letters.push(c);
            breaks.resize(letters.len(), false);
            breaks[letters.len() - c.len_utf8()] = is_break;
            is_break = false;
        }
        Self { line, letters, breaks }
    }

    /// Whether the words of a pattern are there in their order, whole and near each other. `…` stands for what differs
    /// from text to text.
    pub(super) fn has(&self, pattern: &str) -> bool {
        let mut parts = pattern.split('…').map(|part| {
            let letters = part.chars().flat_map(char::to_lowercase).filter(|c| !is_left_out(*c));
            letters.collect::<String>()
        });
        let first = parts.next().unwrap_or_default();
        let rest: Vec<String> = parts.collect();
        self.places(&first, 0..self.letters.len()).any(|place| self.has_behind(&rest, place.end))
    }

    fn has_behind(&self, parts: &[String], from: usize) -> bool {
        let Some((first, rest)) = parts.split_first() else { return true };
        let mut end = self.letters.len().min(from + LONGEST_GAP + first.len());
        while !self.letters.is_char_boundary(end) {
            end -= 1;
        }
        self.places(first, from..end).any(|place| self.has_behind(rest, place.end))
    }

    /// Where the part stands, not inside of a longer word.
    fn places<'a>(&'a self, part: &'a str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = self.letters[within.clone()].match_indices(part);
        let ranges = found.map(move |(at, _)| within.start + at..within.start + at + part.len());
        ranges.filter(|place| self.is_edge(place.start) && self.is_edge(place.end))
    }

    /// Whether a word begins or ends here.
    fn is_edge(&self, at: usize) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (before, after) = self.letters.split_at(at);
        self.breaks.get(at).is_none_or(|is_break| *is_break)
            || !is_letter(before.chars().next_back())
            || !is_letter(after.chars().next())
    }
}

/// Blanks, and what stands for them: `CERTIFICATE_VERIFY_FAILED`, and `self-signed`, which was `self signed`.
fn is_left_out(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '\u{ad}' | '\u{200b}' | '\u{2010}' | '\u{2011}')
}

fn one_quote(c: char) -> char {
    match c {
        '"' | '`' | '´' | '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' => '\'',
        other => other,
    }
}

/// Without the colors of a terminal (SGR of ECMA-48).
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(part.len());
        kept.push_str(part[end..].strip_prefix('m').unwrap_or(&part[end..]));
    }
    kept
}

/// Without the escapes of JSON, of other languages' strings, and of HTML.
fn unescaped(text: &str) -> String {
    let text = ["&quot;", "&#34;", "&#39;", "&#x27;", "&apos;"]
        .iter()
        .fold(text.to_owned(), |text, entity| text.replace(entity, "'"));
    // An object of JSON may be a string of another one.
    (0..MOST_ESCAPED).fold(text, |text, _| if is_escaped(&text) { unescaped_once(&text) } else { text })
}

/// A path of Windows has backslashes that are no escapes.
fn is_escaped(text: &str) -> bool {
    text.contains("\\\"") || text.contains("\\'") || (text.contains('\\') && !text.contains(":\\"))
}

fn unescaped_once(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => kept.extend(escape(&mut rest)),
            other => kept.push(other),
        }
    }
    kept
}

/// The character of an escape whose backslash was read.
fn escape(rest: &mut std::str::Chars<'_>) -> Option<char> {
    match rest.next()? {
        'n' | 'r' | 't' => Some('\n'),
        'u' => {
            let digits = rest.as_str().get(..4)?;
            let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
            *rest = rest.as_str().get(4..)?.chars();
            Some(c)
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surroundings_hide_no_words() {
        for text in [
            "SSL error: certificate verify failed",
            "[SSL: CERTIFICATE_VERIFY_FAILED] (_ssl.c:992)",
            "ssl error: certificate\n    verify failed\n",
            "psql: \u{1b}[31merror\u{1b}[0m: certificate ver\nify failed.",
            "> certificate\n> verify failed",
            "{\"msg\":\"x failed: certificate verify\\nfailed\\n\"}",
        ] {
            assert!(PlainText::new(text).has("certificate verify failed"), "{text}");
        }
        let text = "server certificate for \\\"*.a\\\" does not match host name \\u0022b\\u0022";
        assert_eq!(PlainText::new(text).line, "server certificate for '*.a' does not match host name 'b'");
        assert_eq!(PlainText::new(r"file C:\Users\nina\x").line, r"file C:\Users\nina\x");
        assert!(PlainText::new("for „x“ does not match “y”").has("for '…' does not match '"));
    }

    #[test]
    fn words_are_whole_in_order_and_near() {
        let has = |text: &str| PlainText::new(text).has("path loop … found");
        assert!(has("path loop: it was found"));
        for text in ["xpath loop found", "path loops found", "found: path loop", "path loop founder"] {
            assert!(!has(text), "{text}");
        }
        assert!(!has(&format!("path loop {} found", "x ".repeat(500))));
        assert!(!PlainText::new("größe").has("e") && !PlainText::new("").has("e"));
    }
}
