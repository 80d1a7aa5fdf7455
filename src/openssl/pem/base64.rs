//! Base64 as OpenSSL's `EVP_DecodeUpdate` and `EVP_DecodeFinal` accept it: blanks anywhere, a `-` that ends the text, no
//! digit after padding, and no other characters.

/// The offset of the wrong character, or none if the text is cut short.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MalformedBase64(pub(super) Option<usize>);

/// Decodes `text`.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, MalformedBase64> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut digits, mut padding) = (0u32, 0usize, 0usize);
    let mut next = 0;
    while let Some(&character) = text.get(next) {
        // Nearly all of a text is whole groups of digits.
        if digits % 4 == 0
            && padding == 0
            && let Some(three) = whole_group(&text[next..])
        {
            bytes.extend_from_slice(&three);
            digits += 4;
            next += 4;
            continue;
        }
        let at = next;
        next += 1;
        let value = match character {
            b'\t' | b'\n' | b'\r' | b' ' => continue,
            b'-' => break,
            b'=' => 0,
            _ => digit(character).filter(|_| padding == 0).ok_or(MalformedBase64(Some(at)))?,
        };
        padding += usize::from(character == b'=');
        if padding > 2 {
            return Err(MalformedBase64(Some(at)));
        }
        group = group << 6 | value;
        digits += 1;
        if digits % 4 == 0 {
            bytes.extend_from_slice(&group.to_be_bytes()[1..]);
            group = 0;
        }
    }
    if digits % 4 != 0 {
        return Err(MalformedBase64(None));
    }
    bytes.truncate(bytes.len().saturating_sub(padding));
    Ok(bytes)
}

/// Decodes base64 in source code, JSON or YAML, once it is clean.
pub(super) fn decode_quoted(text: &[u8]) -> Result<Vec<u8>, MalformedBase64> {
    decode(&without_quoting(text))
}

/// Drops what surrounds each line there: quotes, commas, backslashes, and the marks of what stood for a line break.
fn without_quoting(quoted: &[u8]) -> Vec<u8> {
    let is_quoting = |byte: &u8| matches!(byte, b'"' | b'\'' | b',' | b'\\' | 0..=8);
    quoted.iter().copied().filter(|byte| !is_quoting(byte)).collect()
}

/// The bytes of four digits that follow each other.
fn whole_group(text: &[u8]) -> Option<[u8; 3]> {
    let digits = text.first_chunk::<4>()?;
    let group = digits.iter().try_fold(0, |group: u32, character| Some(group << 6 | digit(*character)?))?;
    let [_, bytes @ ..] = group.to_be_bytes();
    Some(bytes)
}

fn digit(character: u8) -> Option<u32> {
    let value = VALUES[usize::from(character)];
    (value < 64).then(|| u32::from(value))
}

/// The value of each character as a digit; 64 for those that are none.
const VALUES: [u8; 256] = {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [64; 256];
    let mut value = 0u8;
    while value < 64 {
        values[digits[value as usize] as usize] = value;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_padding_and_the_end_mark() {
        assert_eq!(decode(b" Zm9v\r\nYg==\n"), Ok(b"foob".to_vec()));
        assert_eq!(decode(b"Zm9v-----BEGIN"), Ok(b"foo".to_vec()));
        assert_eq!(decode(b""), Ok(vec![]));
    }

    #[test]
    fn what_openssl_refuses() {
        assert_eq!(decode(b"Zm9v\nZ!9v"), Err(MalformedBase64(Some(6))));
        assert_eq!(decode(b"Zg==Zg=="), Err(MalformedBase64(Some(4))));
        assert_eq!(decode(b"Z==="), Err(MalformedBase64(Some(3))));
        assert_eq!(decode(b"Zm9"), Err(MalformedBase64(None)));
        assert_eq!(decode(b"Zm9-"), Err(MalformedBase64(None)));
    }
}
