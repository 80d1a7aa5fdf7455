//! Java's modified UTF-8 (`DataInput.readUTF`): UTF-16, of which each unit is written as UTF-8 would write it, and NUL as two
//! bytes.

/// None where Java refuses the bytes, or reads half a character.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, ..] = *rest {
        let length = match first {
            0x00..=0x7f => 1,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => return None,
        };
        let (unit, behind) = rest.split_at_checked(length)?;
        units.push(decode_unit(unit)?);
        rest = behind;
    }
    String::from_utf16(&units).ok()
}

fn decode_unit(bytes: &[u8]) -> Option<u16> {
    let (first, rest) = bytes.split_first()?;
    let payload = match rest.len() {
        0 => 0x7f,
        1 => 0x1f,
        _ => 0x0f,
    };
    rest.iter().try_fold(u16::from(first & payload), |unit, byte| {
        (byte & 0xc0 == 0x80).then_some(unit << 6 | u16::from(byte & 0x3f))
    })
}

pub(super) fn encode(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(encode_unit).collect()
}

fn encode_unit(unit: u16) -> Vec<u8> {
    let [low, middle, high] = [unit & 0x3f, unit >> 6 & 0x3f, unit >> 12].map(|bits| bits.to_be_bytes()[1]);
    match unit {
        0x01..=0x7f => vec![low | middle << 6],
        0x00 | 0x80..=0x7ff => vec![0xc0 | (unit >> 6).to_be_bytes()[1], 0x80 | low],
        _ => vec![0xe0 | high, 0x80 | middle, 0x80 | low],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_java_writes_is_read_and_written_as_java_does() {
        let (nul, smile) = (&[0xc0, 0x80][..], &[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80][..]);
        for (text, bytes) in [
            ("a~", &b"a~"[..]),
            ("\0", nul),
            ("größe", "größe".as_bytes()),
            ("€", "€".as_bytes()),
            ("😀", smile),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
            assert_eq!(encode(text), bytes, "{text:?}");
        }
    }

    #[test]
    fn half_a_character_is_none() {
        let (lead, trail) = ([0xed, 0xa0, 0xbd], [0xed, 0xb8, 0x80]);
        for bytes in [
            &lead[..],
            &trail,
            &[trail, lead].concat(),
            &[0xc3],
            &[0xe2, 0x82],
            &[0x80],
            &[0xc3, 0x28],
            &[0xf0, 0x9f, 0x98, 0x80],
        ] {
            assert_eq!(decode(bytes), None, "{bytes:x?}");
        }
    }
}
