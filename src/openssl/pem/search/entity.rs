//! Single characters written as numbers or names: `&#10;`, `&plus;`, hex digits.

/// The names that occur in base64 and PEM.
const NAMED: [(&[u8], u8); 10] = [
    (b"&plus;", b'+'),
    (b"&sol;", b'/'),
    (b"&equals;", b'='),
    (b"&nbsp;", b' '),
    (b"&gt;", b'>'),
    (b"&lt;", b'<'),
    (b"&quot;", b'"'),
    (b"&amp;", b'&'),
    (b"&NewLine;", b'\n'),
    (b"&hyphen;", b'-'),
];

/// An entity of HTML or XML: its length, and the character, if it is one of ASCII.
pub(super) fn read(text: &[u8]) -> Option<(usize, u8)> {
    let named = NAMED.iter().find(|(name, _)| text.starts_with(name));
    named.map(|(name, byte)| (name.len(), *byte)).or_else(|| numbered(text))
}

fn numbered(text: &[u8]) -> Option<(usize, u8)> {
    let end = text.iter().take(8).position(|byte| *byte == b';')?;
    let number = std::str::from_utf8(text[..end].strip_prefix(b"&#")?).ok()?;
    let value = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u8::from_str_radix(digits, 16),
        None => number.parse(),
    };
    Some((end + 1, value.ok().filter(u8::is_ascii)?))
}

/// The ASCII character that so many hex digits stand for.
pub(super) fn hex(text: &[u8], digits: usize) -> Option<u8> {
    let text = text.get(..digits).filter(|text| text.iter().all(u8::is_ascii_hexdigit))?;
    let value = u16::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()?;
    u8::try_from(value).ok().filter(|byte| byte.is_ascii() && *byte != 0)
}
