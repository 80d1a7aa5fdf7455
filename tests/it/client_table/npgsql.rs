//! Npgsql is not at hand: its connection string is read by .NET's documented rules. A value in double quotes ends
//! at the next one, and two of them are one.

use crate::support::user::User;

/// The keywords and values of a connection string.
fn read(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while let Some((keyword, after)) = rest.split_once('=') {
        let (value, left) = value(after);
        pairs.push((keyword.trim().to_owned(), value));
        rest = left.trim_start_matches(';');
    }
    assert_eq!(rest, "");
    pairs
}

/// The value that stands first, and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('"').expect("a closing quote");
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => rest = after,
            None => return (value, rest),
        }
        value.push('"');
    }
}

#[test]
fn npgsql_gets_the_path_back_by_the_rules_of_its_connection_strings() {
    let user = User::new();
    for path in ["/etc/root.crt", "/a b;c=d/\"quoted\"/\"\"/'x'/{y}/größe ", "/\""] {
        let printed = user.run(["snippet", "-q", "npgsql", "--dest", path]).exits(0).stdout;
        let pairs = read(printed.trim_end_matches('\n'));
        let keywords: Vec<&str> = pairs.iter().map(|(keyword, _)| keyword.as_str()).collect();
        assert_eq!(keywords, ["Host", "Port", "Database", "Username", "SSL Mode", "Root Certificate"]);
        assert_eq!(pairs[4].1, "VerifyFull");
        assert_eq!(pairs[5].1, path);
    }
}
