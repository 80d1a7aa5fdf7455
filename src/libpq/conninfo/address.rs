//! Which texts are addresses: those that `getaddrinfo` accepts with `AI_NUMERICHOST`.

use std::net::Ipv6Addr;

use crate::libpq::host_address;

/// Whether libpq can connect to the text as a `hostaddr`.
pub(crate) fn is_numeric(text: &str) -> bool {
    host_address::ipv4(text).is_some() || is_ipv6(text)
}

/// Whether the text is an IPv6 address. Only a link-local one may name an interface, which is not looked up.
pub(super) fn is_ipv6(text: &str) -> bool {
    let (address, zone) = text.split_once('%').map_or((text, None), |(address, zone)| (address, Some(zone)));
    address.parse().is_ok_and(|address| zone.is_none_or(|zone| is_zone(zone, address)))
}

fn is_zone(zone: &str, address: Ipv6Addr) -> bool {
    let is_link_local = address.is_unicast_link_local() || matches!(address.segments(), [0xff02, ..]);
    let is_plain = zone.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    !zone.is_empty() && is_plain && (is_link_local || zone.parse::<u32>().is_ok())
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
            "fe80::1%lo geheim",
            "127.0.0.1%lo",
            "١.1.1.1",
        ] {
            assert!(!is_numeric(text), "{text}");
        }
    }
}
