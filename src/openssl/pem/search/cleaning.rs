//! Text as its author meant it: without NULs, escapes, entities, tags and comments. A newline stays a newline, so that
//! lines keep their numbers; what stood for a line break elsewhere becomes one of the marks below.

use std::borrow::Cow;

use super::entity;

/// Stands for `\n` or `\r` in a string.
pub(super) const ESCAPED: u8 = 1;
/// Stands for a tag, or for an entity that breaks the line.
pub(super) const MARKUP: u8 = 2;
/// Stands for `%0A` or `%0D`.
pub(super) const PERCENT: u8 = 3;

/// A tag of a page is not longer.
const TAG_LIMIT: usize = 200;

/// Cleans `bytes`. The text is never longer.
pub(super) fn clean(bytes: &[u8]) -> Vec<u8> {
    let bytes = without_nuls(bytes);
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_ref();
    while let Some(&byte) = rest.first() {
        let (taken, clean) = piece(byte, rest);
        text.push(clean);
        rest = &rest[taken..];
    }
    drop(bytes);
    hide_comments(&mut text);
    text
}

/// UTF-16 and UTF-32 have a NUL beside each character of PEM.
fn without_nuls(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(0, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect())
}

/// How many bytes the next piece has, and what it means.
fn piece(byte: u8, rest: &[u8]) -> (usize, u8) {
    let decoded = match byte {
        b'\\' => Some(escape(rest)),
        b'<' => tag(rest),
        b'&' => entity::read(rest).map(|(length, byte)| (length, line_break(byte, MARKUP))),
        b'%' => percent(rest),
        0x80.. => Some(foreign_character(rest)),
        0x1b => Some((color_code(rest), b' ')),
        // The marks of this file among them.
        b'\t' | b'\n' | b'\r' => None,
        0..0x20 => Some((1, b' ')),
        _ => None,
    };
    decoded.unwrap_or((1, byte))
}

fn line_break(byte: u8, mark: u8) -> u8 {
    if matches!(byte, b'\n' | b'\r') { mark } else { byte }
}

/// An escape of JSON, YAML or a programming language, itself escaped any number of times.
fn escape(rest: &[u8]) -> (usize, u8) {
    let backslashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let next = &rest[backslashes..];
    match next {
        [b'n' | b'r', ..] => (backslashes + 1, ESCAPED),
        [b't', ..] => (backslashes + 1, b' '),
        [byte @ (b'/' | b'"' | b'\''), ..] => (backslashes + 1, *byte),
        [b'u', digits @ ..] => match entity::hex(digits, 4) {
            Some(byte) => (backslashes + 5, line_break(byte, ESCAPED)),
            None => (backslashes, b' '),
        },
        // A backslash at the end of a line continues it; one before anything else is not in PEM.
        _ => (backslashes, b'\\'),
    }
}

fn tag(rest: &[u8]) -> Option<(usize, u8)> {
    let starts =
        rest.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'));
    let window = &rest[..rest.len().min(TAG_LIMIT)];
    let end = memchr::memchr(b'>', window).filter(|_| starts)?;
    // A newline in a tag still counts.
    let has_newline = rest[..end].contains(&b'\n');
    Some((end + 1, if has_newline { b'\n' } else { MARKUP }))
}

/// The length of what gives a terminal its color (ECMA-48, 8.3.117).
fn color_code(rest: &[u8]) -> usize {
    let Some(parameters) = rest.strip_prefix(b"\x1b[") else { return 1 };
    let length = parameters.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    if parameters.get(length) == Some(&b'm') { length + 3 } else { 1 }
}

fn percent(rest: &[u8]) -> Option<(usize, u8)> {
    let byte = entity::hex(&rest[1..], 2)?;
    Some((3, line_break(byte, PERCENT)))
}

/// A dash of a word processor is a dash, and any other character that is not ASCII is a blank.
fn foreign_character(rest: &[u8]) -> (usize, u8) {
    match rest {
        [0xe2, 0x80, 0x90..=0x95, ..] | [0xe2, 0x88, 0x92, ..] => (3, b'-'),
        _ => (1, b' '),
    }
}

/// Whether the byte ends a line, or means a line end.
pub(super) fn ends_line(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | ESCAPED | MARKUP | PERCENT)
}

/// Blanks out comment lines, and the body below a BEGIN line that was turned into a comment on purpose.
fn hide_comments(text: &mut [u8]) {
    let mut hiding = false;
    for line in text.split_inclusive_mut(|byte| ends_line(*byte)) {
        let content = line.trim_ascii();
        let first = content.iter().find(|byte| !is_quote(**byte));
        if first == Some(&b'#') {
            hiding = memchr::memmem::find(content, b"-BEGIN ").is_some();
            blank(line);
        } else if content.is_empty()
            || content.starts_with(b"--")
            || memchr::memmem::find(content, b"----").is_some()
        {
            hiding = false;
        } else if hiding {
            blank(line);
        }
    }
}

fn is_quote(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'>' | b'|')
}

fn blank(line: &mut [u8]) {
    line.iter_mut().filter(|byte| !ends_line(**byte)).for_each(|byte| *byte = b' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_entities_tags_and_percent_signs_become_what_they_stand_for() {
        let cases: [(&str, &str); 9] = [
            (r"a\nb\/c\u003d\u000a", "a\u{1}b/c=\u{1}"),
            (r#"\\n\"x\""#, "\u{1}\"x\""),
            ("a<br>b</p>", "a\u{2}b\u{2}"),
            ("a&#10;b&#x2F;&#43;&plus;&equals;", "a\u{2}b/++="),
            ("%0A%2b%2F%3D% 5", "\u{3}+/=% 5"),
            ("\u{2013}\u{2014}\u{a0}x", "--  x"),
            ("a < b & c", "a < b & c"),
            ("\u{1b}[32;1ma\u{b}\u{1}", " a  "),
            ("# c\nx\n # -----BEGIN X\nMII\n-----END\ny", "   \nx\n               \n   \n-----END\ny"),
        ];
        for (text, expected) in cases {
            assert_eq!(String::from_utf8_lossy(&clean(text.as_bytes())), expected, "{text}");
        }
    }
}
