//! The server and the file that an error text names. What may be a password is never taken for either.

use std::path::Path;

use super::plain_text::PlainText;
use crate::libpq::secret::{may_be_shown, may_hold_password};
use crate::paste::quote;

/// What stands before a host and behind it. A blank or the end of the text ends every host.
const HOSTS: [(&str, &str); 22] = [
    ("connection to server at '", "'"),
    ("could not translate host name '", "'"),
    ("does not match host name '", "'"),
    ("running on host '", "'"),
    ("PostgreSQL server at '", "'"),
    ("certificate is not valid for '", "'"),
    ("not valid for name '", "'"),
    ("Host: ", " is not in the cert's altnames"),
    ("The hostname ", " could not be verified"),
    ("Connection to ", " refused"),
    ("failed to connect to 'host=", " "),
    ("Can't create a connection to host ", " and port"),
    ("Failed to connect to ", " "),
    ("ENOTFOUND ", " "),
    ("EAI_AGAIN ", " "),
    ("ECONNREFUSED ", " "),
    ("ETIMEDOUT ", " "),
    ("CONNECT_TIMEOUT ", " "),
    ("dial tcp ", ": "),
    ("lookup ", ": no such host"),
    ("cannot validate certificate for ", " because"),
    ("any names, but wanted to match ", " "),
];

/// Node prints a port behind these, and an IPv6 address without brackets before it.
const WITH_PORT: [&str; 2] = ["ECONNREFUSED ", "ETIMEDOUT "];

/// What stands between a host and its port.
const PORTS: [&str; 3] = [", port ", " and port ", " on port "];

/// A port is not further away from its host: an address may be between them.
const PORT_WITHIN: usize = 90;

const FILES: [(&str, &str); 7] = [
    ("could not read root certificate file '", "': "),
    ("root certificate file '", "' does not exist"),
    ("no such file or directory, open '", "'"),
    ("permission denied, open '", "'"),
    ("SSL root certificate file ", ". "),
    ("open ", ": no such file or directory"),
    ("open ", ": permission denied"),
];

/// The longest name in the DNS, and the longest path.
const LONGEST_HOST: usize = 253;
const LONGEST_PATH: usize = 4096;

/// The server as an argument of `check`, quoted for a shell.
pub(super) fn server(text: &PlainText) -> Option<String> {
    let (host, port) = HOSTS.iter().find_map(|(before, after)| host_between(&text.line, before, after))?;
    let host = quote::host(&host);
    let target = if port == "5432" || port.is_empty() { host } else { format!("{host}:{port}") };
    Some(quote::posix_path(Path::new(&target)))
}

/// The host and its port, which may be unknown.
fn host_between(line: &str, before: &str, after: &str) -> Option<(String, String)> {
    let (_, rest) = line.split_once(before)?;
    let end = rest.find(after).or_else(|| rest.find(' ')).unwrap_or(rest.len());
    let found = rest[..end].trim_end_matches(['.', ',', ';', '\'']);
    let (host, port) = if WITH_PORT.contains(&before) { split_last(found) } else { split_port(found) };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = port.or_else(|| port_behind(&rest[end..])).unwrap_or_default();
    is_host(host).then(|| (host.to_owned(), port.to_owned()))
}

/// Splits off the port that is always there.
fn split_last(text: &str) -> (&str, Option<&str>) {
    text.rsplit_once(':')
        .filter(|(_, port)| is_port(port))
        .map_or((text, None), |(host, port)| (host, Some(port)))
}

/// Splits off what is behind the colon of `host:port` and `[v6]:port`. An IPv6 address has more colons.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if is_port(port) && (!host.contains(':') || host.ends_with(']')) => {
            (host, Some(port))
        }
        _ => (text, None),
    }
}

fn port_behind(text: &str) -> Option<&str> {
    let (at, word) = PORTS.iter().filter_map(|word| Some((text.find(word)?, word))).min()?;
    let digits = &text[at + word.len()..];
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    (at <= PORT_WITHIN && is_port(&digits[..end])).then(|| &digits[..end])
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// In a misread URI, what stands for the host may be the end of a password, with the `@` behind it.
fn is_host(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || "@/\\'=".contains(c);
    (1..=LONGEST_HOST).contains(&text.len())
        && !text.starts_with('-')
        && !text.contains(is_odd)
        && !may_hold_password(text)
}

/// The file that the text names, as an argument quoted for a shell.
pub(super) fn file(text: &PlainText) -> Option<&Path> {
    let between = |(before, after): &(&str, &str)| {
        let (_, rest) = text.line.split_once(before)?;
        let end = rest.find(after).unwrap_or(rest.len());
        Some(rest[..end].trim_end_matches('.'))
    };
    let found = FILES.iter().find_map(between)?;
    let is_path = (1..=LONGEST_PATH).contains(&found.len()) && !found.starts_with('-');
    Some(Path::new(found)).filter(|path| is_path && may_be_shown(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_each_client_is_found_with_its_port() {
        for (text, wanted) in [
            ("connection to server at \"db.test\" (10.0.0.1), port 5432 failed: x", "db.test"),
            ("connection to server at \"db.test\" (10.0.0.1), port 6432 failed: x", "'db.test:6432'"),
            ("connection to server at \"::1\", port 6000 failed", r#"'[:'":"'1]:6000'"#),
            (
                "running on host \"db\" (10.0.0.4) and accepting\n\tTCP/IP connections on port 5433?",
                "'db:5433'",
            ),
            ("Host: db.test. is not in the cert's altnames: DNS:x", "db.test"),
            ("Connection to db.test:5433 refused. Check that", "'db.test:5433'"),
            ("failed to connect to `host=db.test user=u database=d`: x", "db.test"),
            ("connect ECONNREFUSED 10.0.0.1:5432\n at x", "10.0.0.1"),
            ("connect ECONNREFUSED fd0::9:5432", r#"'[fd0:'":"'9]'"#),
            ("PostgreSQL server at \"db.test:5433\" rejected SSL upgrade", "'db.test:5433'"),
            ("connection to server at \"a;reboot\", port 5432", "'a;reboot'"),
        ] {
            assert_eq!(server(&PlainText::new(text)).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_may_be_a_password_is_no_server_and_no_file() {
        for text in [
            "could not translate host name \"hunter2@db.test\" to address",
            "connection to server at \"-rf\", port 1",
            "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed",
            "connection to server at \"a b\", port 1",
        ] {
            assert_eq!(server(&PlainText::new(text)), None, "{text}");
        }
        let text = PlainText::new("root certificate file \"postgresql://u:hunter2@h/d\" does not exist");
        assert_eq!(file(&text), None);
        let text = PlainText::new("could not read root certificate file \"/a b/root.crt\": bad end line");
        assert_eq!(file(&text), Some(Path::new("/a b/root.crt")));
    }
}
