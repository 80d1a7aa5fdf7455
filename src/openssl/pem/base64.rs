//! Base64 as OpenSSL's `EVP_DecodeUpdate` and `EVP_DecodeFinal` accept it: blanks anywhere, `-` ends the
//! text, no digit behind padding, and no other character.

/// What does not decode: the offset of the wrong character, or none where the text is cut short.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) Option<usize>);

/// Decodes `text`.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut digits, mut padding) = (0u32, 0usize, 0usize);
    for (at, &character) in text.iter().enumerate() {
        let value = match character {
            b'\t' | b'\n' | b'\r' | b' ' => continue,
            b'-' => break,
            b'=' => 0,
            _ => digit(character).filter(|_| padding == 0).ok_or(Malformed(Some(at)))?,
        };
        padding += usize::from(character == b'=');
        if padding > 2 {
            return Err(Malformed(Some(at)));
        }
        group = group << 6 | value;
        digits += 1;
        if digits % 4 == 0 {
            bytes.extend_from_slice(&group.to_be_bytes()[1..]);
            group = 0;
        }
    }
    if digits % 4 != 0 {
        return Err(Malformed(None));
    }
    bytes.truncate(bytes.len().saturating_sub(padding));
    Ok(bytes)
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
        assert_eq!(decode(b"Zm9v\nZ!9v"), Err(Malformed(Some(6))));
        assert_eq!(decode(b"Zg==Zg=="), Err(Malformed(Some(4))));
        assert_eq!(decode(b"Z==="), Err(Malformed(Some(3))));
        assert_eq!(decode(b"Zm9"), Err(Malformed(None)));
        assert_eq!(decode(b"Zm9-"), Err(Malformed(None)));
    }
}
