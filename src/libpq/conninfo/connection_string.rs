//! `key=value` strings, as `conninfo_parse` in `fe-connect.c` reads them.

use std::ops::Range;

use super::secrets::{HIDDEN, is_secret, may_be_base64, without_user};
use super::settings::ConninfoSettings;
use crate::libpq::c_locale::is_space;

/// A key and its value.
pub(super) struct ConninfoItem<'a> {
    /// The key as it is written.
    pub(super) key: &'a str,
    /// The value without quotes and backslashes.
    pub(super) value: String,
    /// Where the value is in the string, with its quotes.
    pub(super) place: Range<usize>,
}

/// Why a string is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ConnectionStringFault {
    /// No `=` follows this word.
    NoEquals(String),
    /// The quote of a value is never closed.
    OpenQuote,
    /// libpq does not know this key.
    UnknownKey(String),
    /// libpq does not know this key, which is the start of some address.
    ForeignAddress(String),
}

/// The items of a string, up to the first fault.
pub(super) struct ConninfoItems<'a> {
    text: &'a str,
    at: usize,
}

/// The items of a string. A fault quotes its word as it is written, even if it may be a secret.
pub(super) fn items(text: &str) -> ConninfoItems<'_> {
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
        self.at += key.len();
        self.skip_blanks();
        if !self.rest().starts_with('=') {
            return Err(ConnectionStringFault::NoEquals(key.to_owned()));
        }
        self.at += 1;
        self.skip_blanks();
        let start = self.at;
        let value = self.value()?;
        Ok(ConninfoItem { key, value, place: start..self.at })
    }

    /// Reads a value and moves behind it. A backslash at the end of the string is dropped.
    fn value(&mut self) -> Result<String, ConnectionStringFault> {
        let quoted = self.rest().starts_with('\'');
        let start = self.at + usize::from(quoted);
        let mut value = String::new();
        let mut characters = self.text.get(start..).unwrap_or_default().char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                '\'' if quoted => {
                    self.at = start + offset + 1;
                    return Ok(value);
                }
                blank if !quoted && is_space(blank) => {
                    self.at = start + offset;
                    return Ok(value);
                }
                plain => value.push(plain),
            }
        }
        self.at = self.text.len();
        if quoted { Err(ConnectionStringFault::OpenQuote) } else { Ok(value) }
    }
}

/// Whether a text is a connection string. No key has a colon: where one precedes the `=`, the text may be
/// `user:password` or a line of a password file, with the `=` in the password.
pub(super) fn is_connection_string(text: &str) -> bool {
    let key = text.split_once('=').map(|(key, _)| key);
    key.is_some_and(|key| key.contains("://") || !key.contains(':'))
}

/// Reads a connection string. The text in a fault may be shown: a secret in it is hidden.
pub(super) fn read(text: &str) -> Result<ConninfoSettings, ConnectionStringFault> {
    let mut settings = ConninfoSettings::default();
    let mut behind_secret = false;
    for item in items(text) {
        let item = item.map_err(|fault| fault.without_secrets(behind_secret))?;
        if !settings.store(item.key, &item.value) {
            return Err(unknown(item.key, behind_secret));
        }
        behind_secret = is_secret(item.key);
    }
    Ok(settings)
}

impl ConnectionStringFault {
    fn without_secrets(self, behind_secret: bool) -> Self {
        match self {
            Self::NoEquals(word) => Self::NoEquals(shown(&word, behind_secret)),
            other => other,
        }
    }
}

fn unknown(key: &str, behind_secret: bool) -> ConnectionStringFault {
    let shown = shown(key, behind_secret);
    if key.contains("://") {
        ConnectionStringFault::ForeignAddress(shown)
    } else {
        ConnectionStringFault::UnknownKey(shown)
    }
}

/// What looks like a key may be the rest of a password with blanks, an address with one, or a line of another file.
fn shown(word: &str, behind_secret: bool) -> String {
    if behind_secret || may_be_base64(word) { HIDDEN.to_owned() } else { without_user(word) }
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
            ("host=ключ user=x dbname=y", "host=ключ;"),
            ("sslmode=verify-full requiressl=1", "sslmode=require;"),
            ("requiressl=1 sslmode=verify-full", "sslmode=verify-full;"),
        ];
        for (text, settings) in measured {
            assert_eq!(shown(text), settings, "{text:?}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words() {
        let missing = |word: &str| format!("missing \"=\" after \"{word}\" in connection info string");
        let invalid = |word: &str| format!("invalid connection option \"{word}\"");
        let open = "unterminated quoted string in connection info string".to_owned();
        let measured = [
            ("host", missing("host")),
            ("a b=c", missing("a")),
            ("host='a'b port=5", missing("b")),
            (r"host=a \", missing(r"\")),
            ("host='a", open.clone()),
            (r"sslmode='a\", open.clone()),
            ("host=' a", open),
            ("=x", invalid("")),
            ("bogus=1", invalid("bogus")),
            ("HOST=a", invalid("HOST")),
            ("ключ=1", invalid("ключ")),
            ("'host'=a", invalid("'host'")),
            ("host=a ;port=5", invalid(";port")),
            ("tty=x", invalid("tty")),
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
