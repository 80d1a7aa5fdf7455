//! `key=value` strings, as `conninfo_parse` in `fe-connect.c` reads them.

use super::settings::ConninfoSettings;
use crate::libpq::c_locale::is_space;
use crate::libpq::secret::Secret;

/// A key and its value.
struct ConninfoItem<'a> {
    /// The key as it is written.
    key: &'a str,
    /// The value without quotes and backslashes.
    value: Secret,
    /// The byte at which the key begins, counted from 1.
    position: usize,
}

/// Why a string is refused. A word has a position, counted in bytes from 1, and is not quoted: it may be the rest of a
/// password with blanks.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ConnectionStringFault {
    /// No `=` follows the word here.
    NoEquals(usize),
    /// The quote of the value of the key here is never closed.
    OpenQuote(usize),
    /// libpq does not know the key here.
    UnknownKey(usize),
    /// libpq does not know the key here, which is the start of some address.
    ForeignAddress(usize),
}

/// The items of a string, up to the first fault.
struct ConninfoItems<'a> {
    text: &'a str,
    at: usize,
}

fn items(text: &str) -> ConninfoItems<'_> {
    ConninfoItems { text, at: 0 }
}

impl<'a> Iterator for ConninfoItems<'a> {
    type Item = Result<ConninfoItem<'a>, ConnectionStringFault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks();
        if self.at == self.text.len() {
            return None;
        }
        let item = self.item();
        if item.is_err() {
            self.at = self.text.len();
        }
        Some(item)
    }
}

impl<'a> ConninfoItems<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_space).len();
    }

    fn item(&mut self) -> Result<ConninfoItem<'a>, ConnectionStringFault> {
        let rest = self.rest();
        let key = rest.split(|character| character == '=' || is_space(character)).next().unwrap_or(rest);
        let position = self.at + 1;
        self.at += key.len();
        self.skip_blanks();
        if !self.rest().starts_with('=') {
            return Err(ConnectionStringFault::NoEquals(position));
        }
        self.at += 1;
        self.skip_blanks();
        let value = self.value().ok_or(ConnectionStringFault::OpenQuote(position))?;
        Ok(ConninfoItem { key, value: value.into(), position })
    }

    /// Reads a value and moves behind it; none if its quote is never closed. A backslash at the end of the string is
    /// dropped.
    fn value(&mut self) -> Option<String> {
        let quoted = self.rest().starts_with('\'');
        let start = self.at + usize::from(quoted);
        let mut value = String::new();
        let mut characters = self.text.get(start..).unwrap_or_default().char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                '\'' if quoted => {
                    self.at = start + offset + 1;
                    return Some(value);
                }
                blank if !quoted && is_space(blank) => {
                    self.at = start + offset;
                    return Some(value);
                }
                plain => value.push(plain),
            }
        }
        self.at = self.text.len();
        if quoted { None } else { Some(value) }
    }
}

/// Whether a text is a connection string. No key has a colon: where one precedes the `=`, the text may be
/// `user:password` or a line of a password file, with the `=` in the password.
pub(super) fn is_connection_string(text: &str) -> bool {
    let key = text.split_once('=').map(|(key, _)| key);
    key.is_some_and(|key| key.contains("://") || !key.contains(':'))
}

/// Reads a connection string.
pub(super) fn read(text: &str) -> Result<ConninfoSettings, ConnectionStringFault> {
    let mut settings = ConninfoSettings::default();
    for item in items(text) {
        let item = item?;
        if !settings.store(item.key, item.value.expose()) {
            return Err(unknown(&item));
        }
    }
    Ok(settings)
}

fn unknown(item: &ConninfoItem) -> ConnectionStringFault {
    if item.key.contains("://") {
        ConnectionStringFault::ForeignAddress(item.position)
    } else {
        ConnectionStringFault::UnknownKey(item.position)
    }
}

#[cfg(test)]
mod tests {
    use super::super::refusal;
    use super::*;

    fn shown(text: &str) -> String {
        read(text).expect(text).shown()
    }

    fn message(text: &str) -> String {
        refusal::from_connection_string(&read(text).expect_err(text)).message
    }

    #[test]
    fn strings_are_read_as_libpq_reads_them() {
        let measured = [
            ("host=", "host=;"),
            ("host= port=5", "host=port=5;"),
            ("host =a port = 5 ", "host=a;port=5;"),
            ("host='a b' port=5", "host=a b;port=5;"),
            (r"host='a\'b\\'", r"host=a'b\;"),
            (r"host=a\ b", "host=a b;"),
            (r"host=a\", "host=a;"),
            ("host='a'port=5", "host=a;port=5;"),
            ("host=a'b", "host=a'b;"),
            ("host=a=b", "host=a=b;"),
            ("host=a host=b", "host=b;"),
            ("host='' port=''", "host=;port=;"),
            ("\thost\t=\n'x'\u{b}port=5", "host=x;port=5;"),
            ("host\u{c}=5", "host=5;"),
            ("host=ключ user=x dbname=y", "dbname=y;host=ключ;user=x;"),
            ("sslmode=verify-full requiressl=1", "sslmode=require;"),
            ("requiressl=1 sslmode=verify-full", "sslmode=verify-full;"),
        ];
        for (text, settings) in measured {
            assert_eq!(shown(text), settings, "{text:?}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words_and_a_position() {
        let missing =
            |at: usize| format!("missing \"=\" in connection info string after the word at position {at}");
        let invalid = |at: usize| format!("invalid connection option at position {at}");
        let open = |at: usize| {
            format!("unterminated quoted string in connection info string, of the option at position {at}")
        };
        let measured = [
            ("host", missing(1)),
            ("a b=c", missing(1)),
            ("host='a'b port=5", missing(9)),
            (r"host=a \", missing(8)),
            ("host='a", open(1)),
            (r" sslmode='a\", open(2)),
            ("host=' a", open(1)),
            ("=x", invalid(1)),
            ("bogus=1", invalid(1)),
            ("port=1 HOST=a", invalid(8)),
            ("ключ=1", invalid(1)),
            ("'host'=a", invalid(1)),
            ("host=a ;port=5", invalid(8)),
            ("tty=x", invalid(1)),
        ];
        for (text, words) in measured {
            assert_eq!(message(text), words, "{text:?}");
        }
    }

    #[test]
    fn no_refusal_tells_a_password() {
        for text in [
            "password=my geheim",
            "host=a password=my geheim=x",
            "password='my'geheim",
            "jdbc:postgresql://u:geheim@h/?ssl=true",
            "sslpassword=my geheim host=a",
        ] {
            let fault = read(text).expect_err(text);
            let error = refusal::from_connection_string(&fault);
            assert!(!format!("{fault:?} {error:?}").contains("geheim"), "{error:?}");
        }
    }
}
