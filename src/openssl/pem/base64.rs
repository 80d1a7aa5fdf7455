//! Base64 as OpenSSL's `EVP_DecodeUpdate` and `EVP_DecodeFinal` accept it: blanks anywhere, a `-` that ends the text, no
//! digit after padding, and no other characters.

/// The offset of the wrong character, or none if the text is cut short.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MalformedBase64(pub(super) Option<usize>);

/// Decodes `text`.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, MalformedBase64> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut digits, mut padding) = (0u32, 0usize, 0usize);
    for (at, &character) in text.iter().enumerate() {
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

fn digit(character: u8) -> Option<u32> {
    let value = match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

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
