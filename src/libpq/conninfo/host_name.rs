//! Which texts can be a host. libpq would ask the DNS for any other one, and messages would show it, whatever it is.

use super::address::is_ipv6;
use super::socket;

/// Whether the text is a host's name or address, or a folder of Unix sockets. Names with `_` and in other scripts are in
/// use. An `@` or a `:` is rather the rest of `user:password@host`, a `%` that of an encoded one, and a `;` or a `=` that
/// of settings.
pub(super) fn is_host(text: &str) -> bool {
    socket::is_folder(text) || is_ipv6(text) || text.chars().all(is_part_of_name)
}

/// The same for a host that is only compared with the names of a certificate, and so is shown. libpq compares any text: a
/// wildcard and an address in brackets are harmless, and a folder with any character is not.
pub(crate) fn is_compared_host(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let fits = is_host(bare) || text.chars().all(|c| is_part_of_name(c) || c == '*');
    fits && (!socket::is_folder(text) || socket::shown(text).is_some())
}

fn is_part_of_name(c: char) -> bool {
    let is_sign = c.is_ascii_punctuation() && !"-_.".contains(c);
    !(is_sign || c.is_control() || c.is_whitespace() || c == char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_an_address_or_a_folder() {
        for text in
            ["db", "my_db.मुंबई.test", "größe", "127.1", "::1", "fe80::1%eth0", "/run/pg", "@x", "::1:5432"]
        {
            assert!(is_host(text), "{text}");
        }
        for text in [
            "u:geheim@h",
            "geheim@h",
            "h;password=geheim",
            "h password=geheim",
            "u%3Ageheim%40h",
            "h,geheim",
            "h/geheim",
            "geheim+x",
            "[::1]",
            "::1%a b",
            "h\u{fffd}",
            "h\t",
        ] {
            assert!(!is_host(text), "{text}");
        }
        for text in ["*", "*.kit.test", "f*.kit.test", "[fd00::1]"] {
            assert!(is_compared_host(text) && !is_host(text), "{text}");
        }
        assert!(!is_compared_host("[u:geheim@h]") && !is_compared_host("*:geheim"));
        assert!(is_compared_host("/run/pg") && is_compared_host("db") && !is_compared_host("//u:geheim@h"));
    }
}
