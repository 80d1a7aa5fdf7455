//! Text quoted for its reader: shells, connection strings, and the languages of the snippets.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Percent-encoded for a URL's query, except for slashes. A `+` is encoded too, because most clients read it as a space.
pub(crate) fn percent(text: &str) -> String {
    const QUERY: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    utf8_percent_encode(text, QUERY).to_string()
}

/// A value of libpq's `keyword=value` strings, in quotes where it needs them.
pub(crate) fn connection_string(text: &str) -> String {
    if text.chars().all(|c| !c.is_ascii_whitespace() && c != '\u{b}' && c != '\'' && c != '\\') {
        return text.to_owned();
    }
    format!("'{}'", escaped(text, '\'', String::from))
}

/// One word of a POSIX shell.
pub(crate) fn posix(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A path as one word of a POSIX shell, in quotes only where it needs them.
pub(crate) fn posix_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    if text.chars().all(is_plain) { text.into_owned() } else { posix(&text) }
}

/// One word of PowerShell, which reads the typographic quotes as single quotes too (`CharExtensions.IsSingleQuote`).
pub(crate) fn powershell(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// A value of a .NET connection string.
pub(crate) fn dot_net(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A string of Python.
pub(crate) fn python(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', |c| format!("\\u{:04x}", u32::from(c))))
}

/// A string of JavaScript.
pub(crate) fn javascript(text: &str) -> String {
    format!("'{}'", escaped(text, '\'', |c| format!("\\u{:04x}", u32::from(c))))
}

/// A string of Rust.
pub(crate) fn rust(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', |c| format!("\\u{{{:x}}}", u32::from(c))))
}

/// Backslashes before backslashes and the quote; `control` writes the characters that do not show.
fn escaped(text: &str, quote: char, control: impl Fn(char) -> String) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c == quote || c == '\\' => escaped.extend(['\\', c]),
            _ if c.is_control() || changes_direction(c) => escaped.push_str(&control(c)),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Rust's compiler refuses these in a string, and no reader can see them.
fn changes_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &str = "/a b/'\"\\%$+é\u{1b}";

    #[test]
    fn each_language_quotes_in_its_own_way() {
        assert_eq!(percent(ODD), "/a%20b/%27%22%5C%25%24%2B%C3%A9%1B");
        assert_eq!(connection_string(ODD), "'/a b/\\'\"\\\\%$+é\u{1b}'");
        assert_eq!(posix(ODD), "'/a b/'\\''\"\\%$+é\u{1b}'");
        assert_eq!(dot_net(ODD), "\"/a b/'\"\"\\%$+é\u{1b}\"");
        assert_eq!(python(ODD), r#""/a b/'\"\\%$+é\u001b""#);
        assert_eq!(javascript(ODD), r#"'/a b/\'"\\%$+é\u001b'"#);
        assert_eq!(rust("/\u{202e}"), r#""/\u{202e}""#);
        assert_eq!(rust(ODD), r#""/a b/'\"\\%$+é\u{1b}""#);
    }

    #[test]
    fn a_connection_string_quotes_nothing_without_need() {
        assert_eq!(connection_string("/etc/größe/root.crt"), "/etc/größe/root.crt");
        assert_eq!(connection_string("/a\u{b}b"), "'/a\u{b}b'");
        assert_eq!(connection_string(r"C:\root.crt"), r"'C:\\root.crt'");
    }
}
