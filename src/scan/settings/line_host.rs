//! The server of the address or connection string that a key is in.

use percent_encoding::percent_decode_str;

use super::server_name::single_host;

/// A longer line is not looked through.
const LONG: usize = 4096;

/// The server of the text in which the key at `column` stands, in the line with index `at`. `lower` is the line in lower
/// case. Where another reading is possible, it is none: it decides whether plaintext is an error, and must not be a password.
pub(super) fn host(lines: &[&str], at: usize, line: &str, lower: &str, column: usize) -> Option<String> {
    let (start, end) = around(line, column, is_quote);
    let (first, last) = around(line, column, |c| is_quote(c) || c.is_whitespace());
    if is_pieced(lines, at, line, (start, end)) {
        return None;
    }
    if lower[first..last].contains("://") {
        let hosts = address_hosts(&line[first..last])?;
        single_host(&hosts.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned)
    } else if lower[start..end].contains("://") {
        None
    } else {
        single_host(&conninfo_hosts(line, lower, start, end)?).map(str::to_owned)
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Whether the string from `start` to `end` may go on: in another string, in what is added to it, or in the next line.
fn is_pieced(lines: &[&str], at: usize, line: &str, (start, end): (usize, usize)) -> bool {
    let joins = |c: char| is_quote(c) || matches!(c, '+' | '.' | '%');
    let Some(quote) = line[..start].chars().next_back() else { return goes_on(lines, at) };
    let Some(behind) = line[end..].strip_prefix(quote) else { return true };
    let before = line[..start - 1].trim_end();
    // A string in a string, as `sh -c` has it.
    let behind = behind.strip_prefix(|c| is_quote(c) && c != quote).unwrap_or(behind).trim_start();
    let above = at.checked_sub(1).and_then(|at| lines.get(at)).map_or("", |line| line.trim_end());
    let below = lines.get(at + 1).map_or("", |line| line.trim_start());
    behind.starts_with(joins)
        || before.ends_with(joins)
        || (behind.is_empty() && below.starts_with(joins))
        || (before.is_empty() && above.ends_with(joins))
}

/// Whether a line without a string may be in one of several lines, or end in the next.
fn goes_on(lines: &[&str], at: usize) -> bool {
    let names_host = |line: &&str| line.len() > LONG || line.to_ascii_lowercase().contains("host");
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    lines[at].ends_with('\\') || above.is_some_and(names_host) || lines.get(at + 1).is_some_and(names_host)
}

/// The stretch around `column` up to the nearest ends.
fn around(line: &str, column: usize, is_end: impl Fn(char) -> bool) -> (usize, usize) {
    let before = line[..column].char_indices().rev().find(|(_, c)| is_end(*c));
    let start = before.map_or(0, |(at, c)| at + c.len_utf8());
    (start, line[column..].find(is_end).map_or(line.len(), |length| column + length))
}

/// The hosts of an address and of its parameters, which libpq takes in place of the address's own.
fn address_hosts(line: &str) -> Option<Vec<String>> {
    let (scheme, rest) = line.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let is_postgres = scheme.ends_with("postgres") || scheme.ends_with("postgresql");
    let (address, query) = rest.split_once('?')?;
    if !is_postgres || rest.contains("://") || query.contains('@') {
        return None;
    }
    let (user, behind) = address.split_once('@').unwrap_or(("", address));
    if user.contains('/') || behind.contains(['@', ',']) {
        return None;
    }
    let own = Some(authority_host(behind)?).filter(|host| !host.is_empty()).map(decoded);
    parameter_hosts(query, &scheme).into_iter().chain(own).collect()
}

/// The servers among the parameters; none for one that may be anything else.
fn parameter_hosts(query: &str, scheme: &str) -> Vec<Option<String>> {
    let mut hosts = Vec::new();
    let mut has_password = false;
    for parameter in query.split('&') {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let lower = parameter.to_ascii_lowercase();
        has_password |= names_password(&lower);
        // A service may have any server, and pgjdbc connects through the factory, wherever that leads.
        if lower.contains("host")
            || lower.starts_with("service")
            || lower.starts_with("socketfactory")
            || key.contains('%')
        {
            // pgjdbc does not know them.
            let is_libpq = matches!(key, "host" | "hostaddr") && !scheme.contains("jdbc");
            hosts.push(decoded(value).filter(|_| is_libpq && !has_password));
        }
    }
    hosts
}

/// Whether a password may stand in it.
fn names_password(lower: &str) -> bool {
    ["pass", "pwd"].iter().any(|word| lower.contains(word))
}

/// The host before the port and the path; an address of IPv6 without its brackets. None where it has no end.
fn authority_host(behind: &str) -> Option<&str> {
    let authority = behind.split('/').next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    (port.is_empty() || port.starts_with(':')).then_some(host)
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The values of `host` and `hostaddr`.
fn conninfo_hosts<'a>(line: &'a str, lower: &str, start: usize, end: usize) -> Option<Vec<&'a str>> {
    // Npgsql's other names, and what may have any server.
    if ["server=", "server =", "data source", "service"].iter().any(|name| lower[start..end].contains(name)) {
        return None;
    }
    let is_word = |at: usize| !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let keys = lower.match_indices("host").map(|(at, _)| at).filter(|at| is_word(*at));
    let hosts: Option<Vec<&str>> = keys
        .map(|at| {
            let has_password = names_password(&lower[..at]);
            let behind =
                line[at..end.max(at)].get("host".len()..).filter(|_| at >= start && !has_password)?;
            let behind =
                lower[end.min(at + 4)..].strip_prefix("addr").map_or(behind, |_| &behind["addr".len()..]);
            let value = behind.strip_prefix('=')?.split([' ', '\t', ';', '&']).next()?;
            (!value.contains(',')).then_some(value)
        })
        .collect();
    hosts.filter(|hosts| !hosts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_of(line: &str) -> Option<String> {
        let lower = line.to_ascii_lowercase();
        host(&[line], 0, line, &lower, lower.find("sslmode").unwrap())
    }

    #[test]
    fn a_server_is_named_only_from_the_string_that_the_key_stands_in() {
        for (line, expected) in [
            (r#"{"redis":"redis://localhost:1","url":"postgres://u:p@db.a/x?sslmode=disable"}"#, "db.a"),
            ("A=http://localhost:80 DB=postgres://u:p@db.a/x?sslmode=disable", "db.a"),
            ("jdbc:postgresql://db.a:5432/x?sslmode=disable", "db.a"),
            ("DSN=\"password='it is' host=S sslmode=disable\"", ""),
            ("DSN=\"host=db.a sslmode=disable\"", "db.a"),
            ("Host=db.a;sslmode=Disable;Password=S", "db.a"),
            ("postgres://u:p@/x?host=/var/run/postgresql&sslmode=disable", "/var/run/postgresql"),
            ("postgres:///x?sslmode=disable&host=%2Ftmp", "/tmp"),
            ("postgres://%2Ftmp/x?sslmode=disable", "/tmp"),
            ("postgres://u:p@[::1]:5432/x?sslmode=disable", "::1"),
            ("postgres://localhost/x?hostaddr=127.0.0.1&sslmode=disable", "127.0.0.1"),
            ("host=localhost hostaddr=::1 sslmode=disable", "localhost"),
            ("hostaddr=10.1.2.3 sslmode=disable", "10.1.2.3"),
        ] {
            assert_eq!(host_of(line).unwrap_or_default(), expected, "{line}");
        }
    }

    #[test]
    fn where_a_server_or_a_password_is_in_doubt_no_server_is_named() {
        for line in [
            "host=localhost,db.a sslmode=disable",
            "postgres://u:p@localhost,db.a/x?sslmode=disable",
            "host=localhost hostaddr=10.1.2.3 sslmode=disable",
            "host=db.a hostaddr=127.0.0.1 sslmode=disable",
            "hostaddr='10.1.2.3' host=localhost sslmode=disable",
            "host='db.a' sslmode=disable host=localhost",
            "postgres://u:p@localhost/x?hostaddr=10.1.2.3&sslmode=disable",
            "postgres://u:p@localhost/x?sslmode=disable&host=db.a",
            "postgres://u:p@db.a/x?sslmode=disable&host=/tmp",
            "postgres://u:p@localhost/x?sslmode=disable&host=/tmp,db.a",
            "postgres://u:p@localhost/x?sslmode=disable&%68ost=/tmp&hostname=db.a",
            "jdbc:postgresql:///x?sslmode=disable&host=/tmp",
            "http://localhost/x?next=postgres://db.a/x?sslmode=disable",
            "postgres://[::1].a/x?sslmode=disable",
            "postgres://localhost/x?sslmode=disable&socketFactory=a.B",
            "Host=localhost;SslMode=Disable;Server=db.a",
            "\"sslmode=disable host=localhost\" + a",
            "\"sslmode=disable host=localhost\" '.db.a'",
            "a + \"sslmode=disable host=localhost\"",
            "\"sslmode=disable host=localhost",
            "postgres://[::1/x?sslmode=disable",
        ] {
            assert_eq!(host_of(line), None, "{line}");
        }
        for odd in ["?", "/", "@", "#", ";", "'", "\"", " ", ",", "&", "=", ":", "\\", "://", " host="] {
            for line in [
                format!("postgres://u:S3cr3t{odd}x@db.a/x?sslmode=disable"),
                format!("postgres://u:x{odd}S3cr3t@db.a/x?sslmode=disable"),
                format!("postgres://u:x{odd}host=S3cr3t@db.a/x?sslmode=disable"),
                format!("postgres://db.a/x?sslmode=disable&password=a{odd}host=S3cr3t"),
                format!("DSN=\"user=u password=a{odd}host=S3cr3t{odd}x sslmode=disable\""),
                format!("DSN=\"password='a{odd}host=S3cr3t' host=db.a sslmode=disable\""),
            ] {
                assert!(!host_of(&line).unwrap_or_default().contains("S3cr3t"), "{line}");
            }
        }
    }
}
