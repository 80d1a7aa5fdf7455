//! A host that is an address, read as by C's `inet_aton` and `inet_pton`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address in a text.
pub(crate) fn parse(text: &str) -> Option<IpAddr> {
    ipv4(text).map(IpAddr::from).or_else(|| text.parse::<Ipv6Addr>().ok().map(IpAddr::from))
}

/// The address in a host's name where libpq compares names: there, a blank ends an IPv4 address.
pub(crate) fn from_host_name(host: &str) -> Option<IpAddr> {
    parse(host).or_else(|| ipv4(host.split(|c: char| c.is_ascii_whitespace()).next()?).map(IpAddr::from))
}

/// One to four numbers, decimal, octal or hexadecimal. The last one fills the remaining bytes.
pub(crate) fn ipv4(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    let greatest = *[u32::MAX, 0x00FF_FFFF, 0xFFFF, 0xFF].get(first.len())?;
    if *last > greatest || first.iter().any(|part| *part > 0xFF) {
        return None;
    }
    let shifts = [24, 16, 8].into_iter();
    Some(first.iter().zip(shifts).fold(*last, |address, (part, shift)| address | part << shift).into())
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
    fn addresses_are_read_as_c_does() {
        for host in ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.01"] {
            assert_eq!(ipv4(host), Some(Ipv4Addr::LOCALHOST), "{host}");
        }
        for host in
            ["", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "a.b", "1..2", "127.0.0.1.", "+1", "08", "127.1 x"]
        {
            assert_eq!(ipv4(host), None, "{host}");
        }
        assert_eq!(from_host_name("127.0.1 x"), Some(Ipv4Addr::LOCALHOST.into()));
        assert_eq!(parse("::1"), Some(Ipv6Addr::LOCALHOST.into()));
        assert_eq!(parse("[::1]"), None);
    }
}
