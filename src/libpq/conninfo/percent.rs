//! The parts of a URI, decoded as `conninfo_uri_decode` in `fe-connect.c` does it (PostgreSQL 17 and newer, which
//! drop spaces around a part).

use super::label::HIDDEN;
use crate::diagnostic::Diagnostic;

/// Decodes a part.
///
/// # Errors
/// libpq's, which quote the part as it stands; a secret is not quoted.
pub(super) fn decode(part: &str, is_secret: bool) -> Result<String, Diagnostic> {
    let refused =
        |(message, hint): Fault| Diagnostic::usage(message(if is_secret { HIDDEN } else { part }), hint);
    let bytes = part.trim_start_matches(' ').as_bytes();
    let decoded = decode_bytes(bytes).map_err(refused)?;
    Ok(String::from_utf8_lossy(&decoded).into_owned())
}

/// The words for a part, and the hint.
type Fault = (fn(&str) -> String, &'static str);

const BAD_TOKEN: Fault = (
    |part| format!("invalid percent-encoded token: \"{part}\""),
    "two hexadecimal digits follow a `%`; a `%` itself is written `%25`",
);
const NUL: Fault =
    (|part| format!("forbidden value %00 in percent-encoded value: \"{part}\""), "libpq takes no NUL byte");
const SPACE: Fault = (
    |part| format!("unexpected spaces found in \"{part}\", use percent-encoded spaces (%20) instead"),
    "write a space as `%20`",
);

fn decode_bytes(mut bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut decoded = Vec::with_capacity(bytes.len());
    while let [first, rest @ ..] = bytes {
        bytes = match (*first, rest) {
            (b' ', rest) if rest.iter().all(|byte| *byte == b' ') => &[],
            (b' ', _) => return Err(SPACE),
            (b'%', [high, low, rest @ ..]) => {
                decoded.push(hexadecimal(*high, *low)?);
                rest
            }
            (b'%', _) => return Err(BAD_TOKEN),
            (plain, rest) => {
                decoded.push(plain);
                rest
            }
        };
    }
    Ok(decoded)
}

fn hexadecimal(high: u8, low: u8) -> Result<u8, Fault> {
    let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(BAD_TOKEN);
    let value = digit(high)? * 16 + digit(low)?;
    u8::try_from(value).ok().filter(|byte| *byte != 0).ok_or(NUL)
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
            assert_eq!(decode(part, false).expect(part), text);
        }
    }

    #[test]
    fn refusals_have_libpqs_words() {
        let measured = [
            ("%", "invalid percent-encoded token: \"%\""),
            ("%4", "invalid percent-encoded token: \"%4\""),
            ("%4ж", "invalid percent-encoded token: \"%4ж\""),
            ("a%zz b", "invalid percent-encoded token: \"a%zz b\""),
            ("a%00b", "forbidden value %00 in percent-encoded value: \"a%00b\""),
            ("a b%zz", "unexpected spaces found in \"a b%zz\", use percent-encoded spaces (%20) instead"),
        ];
        for (part, words) in measured {
            assert_eq!(decode(part, false).unwrap_err().message, words);
        }
        assert_eq!(decode("geheim%", true).unwrap_err().message, "invalid percent-encoded token: \"…\"");
    }
}
