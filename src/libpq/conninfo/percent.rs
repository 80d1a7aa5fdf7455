//! Percent-encoding in a URI, decoded as by `conninfo_uri_decode` in `fe-connect.c` (PostgreSQL 17 and newer, which drop
//! spaces around a part).

/// Why a part cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PercentFault {
    /// No two hexadecimal digits follow a `%`.
    BadToken,
    /// `%00`, which no C string can hold.
    Nul,
    /// A space in the middle.
    Space,
}

/// Decodes a part.
pub(super) fn decode(part: &str) -> Result<String, PercentFault> {
    let decoded = decode_bytes(part.trim_start_matches(' ').as_bytes())?;
    Ok(String::from_utf8_lossy(&decoded).into_owned())
}

fn decode_bytes(mut bytes: &[u8]) -> Result<Vec<u8>, PercentFault> {
    let mut decoded = Vec::with_capacity(bytes.len());
    while let [first, rest @ ..] = bytes {
        bytes = match (*first, rest) {
            (b' ', rest) if rest.iter().all(|byte| *byte == b' ') => &[],
            (b' ', _) => return Err(PercentFault::Space),
            (b'%', [high, low, rest @ ..]) => {
                decoded.push(hexadecimal(*high, *low)?);
                rest
            }
            (b'%', _) => return Err(PercentFault::BadToken),
            (plain, rest) => {
                decoded.push(plain);
                rest
            }
        };
    }
    Ok(decoded)
}

fn hexadecimal(high: u8, low: u8) -> Result<u8, PercentFault> {
    let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(PercentFault::BadToken);
    let value = digit(high)? * 16 + digit(low)?;
    u8::try_from(value).ok().filter(|byte| *byte != 0).ok_or(PercentFault::Nul)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_decoded_as_libpq_decodes_them() {
        let measured = [
            ("%2Ftmp%2fx", "/tmp/x"),
            (" h ", "h"),
            ("%20h%20", " h "),
            ("h%20", "h "),
            ("  ", ""),
            ("+a", "+a"),
            ("%D0%BA", "к"),
            ("%ff", "\u{fffd}"),
            ("5\n", "5\n"),
        ];
        for (part, text) in measured {
            assert_eq!(decode(part).expect(part), text);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_a_fault() {
        let faults = [
            ("%", PercentFault::BadToken),
            ("%4", PercentFault::BadToken),
            ("%4ж", PercentFault::BadToken),
            ("a%zz b", PercentFault::BadToken),
            ("a%00b", PercentFault::Nul),
            ("a b%zz", PercentFault::Space),
        ];
        for (part, fault) in faults {
            assert_eq!(decode(part), Err(fault), "{part}");
        }
    }
}
