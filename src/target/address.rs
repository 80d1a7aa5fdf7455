//! Which texts are addresses: what `getaddrinfo` takes with `AI_NUMERICHOST`.

use std::net::Ipv6Addr;

/// Whether libpq can connect to the text as a `hostaddr`.
pub(super) fn is_numeric(text: &str) -> bool {
    is_ipv4(text) || is_ipv6(text)
}

/// An IPv6 address. The name of an interface, which only a link-local address takes, is not looked up.
pub(super) fn is_ipv6(text: &str) -> bool {
    let (address, zone) = text.split_once('%').map_or((text, None), |(address, zone)| (address, Some(zone)));
    address.parse().is_ok_and(|address| zone.is_none_or(|zone| is_zone(zone, address)))
}

fn is_zone(zone: &str, address: Ipv6Addr) -> bool {
    let is_link_local = address.is_unicast_link_local() || matches!(address.segments(), [0xff02, ..]);
    !zone.is_empty() && (is_link_local || zone.parse::<u32>().is_ok())
}

/// An IPv4 address in any of the forms of `inet_aton`: one to four numbers, decimal, octal or hexadecimal, of
/// which the last fills the bytes that are left.
fn is_ipv4(text: &str) -> bool {
    let parts: Option<Vec<u32>> = text.split('.').map(number).collect();
    let Some((last, first)) = parts.as_deref().and_then(<[u32]>::split_last) else { return false };
    let greatest = [u32::MAX, 0x00FF_FFFF, 0xFFFF, 0xFF].get(first.len());
    greatest.is_some_and(|greatest| last <= greatest) && first.iter().all(|part| *part <= 0xFF)
}

fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (text, 10),
    };
    let are_digits = digits.chars().all(|digit| digit.is_digit(radix));
    u32::from_str_radix(digits, radix).ok().filter(|_| are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_libpq_takes() {
        for text in [
            "127.0.0.1",
            "127.1",
            "1.2.3",
            "0x7f.1",
            "0X7F.1",
            "2130706433",
            "010.0.0.1",
            "0.0.0.00",
            "0.16777215",
            "0.0xffffff",
            "0.0.0.0x1",
            "::1",
            "::01",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "fe80::1%lo",
            "ff02::1%lo",
            "::1%5",
        ] {
            assert!(is_numeric(text), "{text}");
        }
        for text in [
            "",
            "x",
            "localhost",
            "[::1]",
            " 127.0.0.1",
            "127.0.0.1 ",
            "08.0.0.1",
            "256.0.0.1",
            "1.2.3.256",
            "1.65536.1",
            "0.16777216",
            "4294967296",
            "1.2.3.4.5",
            "127.0.0.1.",
            "127..1",
            ".1",
            "+1",
            "0x",
            "0x+1",
            "/tmp",
            "::127.1",
            "::00001",
            "::1%lo",
            "fe80::1%",
            "127.0.0.1%lo",
            "١.1.1.1",
        ] {
            assert!(!is_numeric(text), "{text}");
        }
    }
}
