//! The name of a server in a setting: what may be shown, and whether it is this machine.

use std::net::IpAddr;

use crate::libpq::secret::plain_word;

/// `localhost`, a literal loopback address, or the folder of a Unix socket.
pub(super) fn is_local(host: &str) -> bool {
    let is_loopback = || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    host.eq_ignore_ascii_case("localhost") || is_socket(host) || is_loopback()
}

/// The folder of a Unix socket, for which libpq ignores `sslmode`.
pub(super) fn is_socket(host: &str) -> bool {
    let is_folder = host.starts_with('/') && host.len() > 1 && !host.starts_with("//");
    is_folder && plain_word(&host.replace('/', ".")).is_some()
}

/// The name, unless it may be anything else, such as a password.
fn plain_host(text: &str) -> Option<&str> {
    let is_plain = is_local(text) || plain_word(text).is_some();
    (!text.is_empty() && is_plain).then_some(text)
}

/// Of all servers that a connection is said to have, the one that is shown: the first where all are this machine, else
/// the only one.
pub(super) fn single_host<'a>(hosts: &[&'a str]) -> Option<&'a str> {
    let first = *hosts.first()?;
    let is_clear = hosts.iter().all(|host| is_local(host)) || hosts.iter().all(|host| *host == first);
    plain_host(first).filter(|_| is_clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certainly_this_machine_is_local() {
        for host in ["localhost", "LocalHost", "127.0.0.1", "127.9.9.9", "::1", "/tmp", "/var/run/postgresql"]
        {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "/",
            "//db.a",
            "/tmp,db.a",
            "localhost.a",
            "0.0.0.0",
            "::",
            "10.0.0.1",
            "127.1",
            "localhost,db.a",
            "@x",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
