//! Searching bytes: with the `memchr` of the standard library, so that a file of 100 MB takes a moment.

use std::io::BufRead as _;

/// The offset of the first `byte`.
pub(super) fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    let mut rest = bytes;
    let read = rest.skip_until(byte).unwrap_or_default();
    let last = read.checked_sub(1)?;
    (bytes[last] == byte).then_some(last)
}

/// The offset of the first `needle`, which is not empty.
pub(super) fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += find(&bytes[at..], needle[0])?;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

/// The parts between newlines, which they do not contain.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = find(text, b'\n');
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_split() {
        for text in ["", "\n", "a", "a\n", "\n\na\nbc", "a\r\n\n"] {
            let expected: Vec<&[u8]> = text.as_bytes().split(|byte| *byte == b'\n').collect();
            assert_eq!(lines(text.as_bytes()).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_needle_is_found_where_it_first_stands() {
        assert_eq!(position(b"--a---b", b"---"), Some(3));
        assert_eq!(
            (position(b"--", b"---"), position(b"", b"-"), position(b"x-", b"-")),
            (None, None, Some(1))
        );
        assert_eq!((find(b"ab", b'b'), find(b"ab", b'c'), find(b"", b'c')), (Some(1), None, None));
    }
}
