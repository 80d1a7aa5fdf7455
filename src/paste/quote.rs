//! Text quoted for its reader: shells, connection strings, and the languages of the snippets.

use std::net::Ipv6Addr;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::invisible::is_invisible;

/// Percent-encoded for a URL's query, except for slashes. A `+` is encoded too, because most clients read it as a space.
pub(crate) fn percent(text: &str) -> String {
    const QUERY: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    utf8_percent_encode(text, QUERY).to_string()
}

/// The same with slashes too, for what may not end a part of a URL.
pub(crate) fn percent_all(text: &str) -> String {
    percent(text).replace('/', "%2F")
}

/// How a language writes a text.
pub(crate) type Quoting = fn(&str) -> String;

/// A value of libpq's `keyword=value` strings, in quotes where it needs them. tokio-postgres ends a value at any blank of
/// Unicode.
pub(crate) fn connection_string(text: &str) -> String {
    if !text.is_empty() && text.chars().all(|c| !c.is_whitespace() && c != '\'' && c != '\\') {
        return text.to_owned();
    }
    format!("'{}'", escaped(text, '\'', String::from))
}

/// The same without quotes, with a backslash before what would end the value.
pub(crate) fn connection_word(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || "'\"\\".contains(c) {
            word.push('\\');
        }
        word.push(c);
    }
    word
}

/// A letter, a digit, or what is in a name or an IPv6 address with its zone. None of them needs quotes.
pub(crate) fn is_of_host(c: char) -> bool {
    c.is_alphanumeric() || "-._:%".contains(c)
}

/// Whether a host is an IPv6 address, perhaps with a zone.
pub(crate) fn is_ipv6(host: &str) -> bool {
    let address = host.split_once('%').map_or(host, |(address, _)| address);
    address.parse::<Ipv6Addr>().is_ok()
}

/// A host in a text for people: an IPv6 address in brackets, in which it is not taken for anything else.
pub(crate) fn host(text: &str) -> String {
    if text.parse::<Ipv6Addr>().is_ok() { format!("[{text}]") } else { text.to_owned() }
}

/// One word of a POSIX shell. What [`escape`](super::escape::escape) would change is written so that a shell still reads
/// it: an invisible character by `printf`, and the second of two characters that make a mark in quotes of its own.
pub(crate) fn posix(text: &str) -> String {
    let mut quoted = String::from("'");
    let mut before = '\0';
    for c in text.chars() {
        match (before, c) {
            (_, '\'') => quoted.push_str(r"'\''"),
            (_, '\t' | '\n') => quoted.push(c),
            ('#', '#') | (':', ':') | ('\\', 'u') => {
                quoted.extend(["'\"", c.encode_utf8(&mut [0; 4]), "\"'"]);
            }
            _ if is_invisible(c) => quoted.push_str(&printf(c)),
            _ => quoted.push(c),
        }
        before = c;
    }
    quoted + "'"
}

/// The character as a shell's `printf` gives it back, between the quotes of a word: not every shell has `$'…'`.
fn printf(c: char) -> String {
    let bytes: Vec<String> = c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}")).collect();
    format!("'\"$(printf '{}')\"'", bytes.concat())
}

/// A path as one word of a POSIX shell, in quotes only where it needs them.
pub(crate) fn posix_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    let is_plain = |c: char| (c.is_alphanumeric() && !is_invisible(c)) || matches!(c, '/' | '.' | '_' | '-');
    if text.chars().all(is_plain) { text.into_owned() } else { posix(&text) }
}

/// One word of PowerShell, which reads the typographic quotes as single quotes too (`CharExtensions.IsSingleQuote`).
/// Windows PowerShell 5 knows an invisible character only by its number.
pub(crate) fn powershell(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\u{2018}'..='\u{201b}' => quoted.extend([c, c]),
            _ if is_hidden(c) => quoted.push_str(&numbers(c)),
            _ => quoted.push(c),
        }
    }
    quoted.push('\'');
    if text.contains(is_hidden) { format!("({quoted})") } else { quoted }
}

fn numbers(c: char) -> String {
    let units: Vec<String> =
        c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("[char]0x{unit:x}")).collect();
    format!("' + {} + '", units.join(" + "))
}

/// Whether the character is written in another way where the reader of a line or snippet can take it. A tab is a blank.
pub(super) fn is_hidden(c: char) -> bool {
    is_invisible(c) && c != '\t'
}

/// A value of a .NET connection string.
pub(crate) fn dot_net(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The same, without quotes around a plain word.
pub(crate) fn dot_net_where_needed(text: &str) -> String {
    if text.chars().all(is_of_host) { text.to_owned() } else { dot_net(text) }
}

/// A value in a connection string of `PgBouncer`, which knows one escape, for the quote (`cstr_unquote_value`).
pub(crate) fn pgbouncer(text: &str) -> String {
    if text.chars().all(is_of_host) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// A value of Java's properties, which are read as Latin-1 (`java.util.Properties`).
pub(crate) fn properties(text: &str) -> String {
    let escape = |c: char| match c {
        '\\' => r"\\".to_owned(),
        ' '..='~' => c.to_string(),
        _ => utf16_units(c),
    };
    let value: String = text.chars().map(escape).collect();
    if value.starts_with(' ') { format!("\\{value}") } else { value }
}

/// A string of Java or of JSON.
pub(crate) fn java_or_json(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', utf16_units))
}

/// A string of Ruby, in which `#` may begin code.
pub(crate) fn ruby(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', in_braces).replace('#', r"\#"))
}

/// A string of PHP, in which `$` begins a variable.
pub(crate) fn php(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', in_braces).replace('$', r"\$"))
}

/// A string of Perl. In double quotes, where characters have numbers, its bytes stand for themselves whether the program
/// says `use utf8` or not.
pub(crate) fn perl(text: &str) -> String {
    if !text.contains(is_invisible) {
        return format!("'{}'", escaped(text, '\'', String::from));
    }
    let byte = |byte: u8| match byte {
        b'"' | b'\\' | b'$' | b'@' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    format!("\"{}\"", text.bytes().map(byte).collect::<String>())
}

/// A string of YAML that ERB leaves as it is.
pub(crate) fn yaml(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', four_or_eight_digits).replace('<', r"\x3C"))
}

/// A string of Python.
pub(crate) fn python(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', four_or_eight_digits))
}

/// A string of JavaScript.
pub(crate) fn javascript(text: &str) -> String {
    format!("'{}'", escaped(text, '\'', in_braces))
}

/// A string of Rust.
pub(crate) fn rust(text: &str) -> String {
    format!("\"{}\"", escaped(text, '"', in_braces))
}

/// Backslashes before backslashes and the quote; `hidden` writes the characters that do not show.
fn escaped(text: &str, quote: char, hidden: impl Fn(char) -> String) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c == quote || c == '\\' => escaped.extend(['\\', c]),
            _ if is_invisible(c) => escaped.push_str(&hidden(c)),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// As Python and systemd read a character by its number.
pub(super) fn four_or_eight_digits(c: char) -> String {
    match u32::from(c) {
        code @ ..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// As Java and JSON read a character by its numbers in UTF-16.
fn utf16_units(c: char) -> String {
    let units: Vec<String> =
        c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    units.concat()
}

/// As JavaScript, Rust and nushell read a character by its number.
pub(super) fn in_braces(c: char) -> String {
    c.escape_unicode().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &str = "/a b/'\"\\%$+é\u{1b}";

    #[test]
    fn each_language_quotes_in_its_own_way() {
        assert_eq!(percent(ODD), "/a%20b/%27%22%5C%25%24%2B%C3%A9%1B");
        assert_eq!(connection_string(ODD), "'/a b/\\'\"\\\\%$+é\u{1b}'");
        assert_eq!(posix(ODD), "'/a b/'\\''\"\\%$+é'\"$(printf '\\033')\"''");
        assert_eq!(
            powershell("/\u{9b}\u{e0041}x"),
            "('/' + [char]0x9b + '' + [char]0xdb40 + [char]0xdc41 + 'x')"
        );
        assert_eq!(dot_net(ODD), "\"/a b/'\"\"\\%$+é\u{1b}\"");
        assert_eq!(python(ODD), r#""/a b/'\"\\%$+é\u001b""#);
        assert_eq!(python("\u{e0041}"), r#""\U000e0041""#);
        assert_eq!(connection_word(ODD), "/a\\ b/\\'\\\"\\\\%$+é\u{1b}");
        assert_eq!(perl("/a b/'\"\\%$+é"), r#"'/a b/\'"\\%$+é'"#);
        assert_eq!(perl(ODD), r#""/a b/'\"\\%\$+\xc3\xa9\x1b""#);
        assert_eq!(javascript(ODD), r#"'/a b/\'"\\%$+é\u{1b}'"#);
        assert_eq!(rust("/\u{202e}"), r#""/\u{202e}""#);
        assert_eq!(rust(ODD), r#""/a b/'\"\\%$+é\u{1b}""#);
    }

    #[test]
    fn what_a_terminal_or_a_log_would_obey_is_quoted_so_that_escaping_changes_nothing() {
        for text in
            ["/a##vso[x]", "/::set-env::x", "/###", "/:::", "/\u{202e}x\u{3164}", "/\\u{1b}", "/\u{7f}"]
        {
            for quoted in [posix(text), posix_path(Path::new(text))] {
                assert_eq!(crate::paste::escape::escape(&quoted), quoted);
            }
        }
        assert_eq!(posix("a##b"), "'a#'\"#\"'b'");
    }

    #[test]
    fn a_connection_string_quotes_nothing_without_need() {
        assert_eq!(connection_string("/etc/größe/root.crt"), "/etc/größe/root.crt");
        assert_eq!(connection_string("/a\u{b}b"), "'/a\u{b}b'");
        assert_eq!(connection_string(r"C:\root.crt"), r"'C:\\root.crt'");
    }
}
