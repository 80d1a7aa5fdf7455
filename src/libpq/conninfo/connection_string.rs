//! `key=value` strings, as `conninfo_parse` in `fe-connect.c` reads them.

use std::ops::Range;

use super::keys::{Settings, is_secret};
use super::label::HIDDEN;
use crate::diagnostic::Diagnostic;
use crate::libpq::c_locale::is_space;

/// A key and its value.
pub(super) struct Pair<'a> {
    /// The key as it stands there.
    pub(super) key: &'a str,
    /// The value without quotes and backslashes.
    pub(super) value: String,
    /// Where the value stands in the string, with its quotes.
    pub(super) place: Range<usize>,
}

/// Where the string cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault<'a> {
    /// This is no key, for no `=` follows.
    NoEquals(&'a str),
    /// The quote of a value is never closed.
    OpenQuote,
}

/// The pairs of a string, up to the first fault.
pub(super) struct Pairs<'a> {
    text: &'a str,
    at: usize,
}

/// The pairs of a string.
pub(super) fn pairs(text: &str) -> Pairs<'_> {
    Pairs { text, at: 0 }
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Result<Pair<'a>, Fault<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks();
        if self.at == self.text.len() {
            return None;
        }
        let pair = self.pair();
        if pair.is_err() {
            self.at = self.text.len();
        }
        Some(pair)
    }
}

impl<'a> Pairs<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_space).len();
    }

    fn pair(&mut self) -> Result<Pair<'a>, Fault<'a>> {
        let rest = self.rest();
        let key = rest.split(|character| character == '=' || is_space(character)).next().unwrap_or(rest);
        self.at += key.len();
        self.skip_blanks();
        if !self.rest().starts_with('=') {
            return Err(Fault::NoEquals(key));
        }
        self.at += 1;
        self.skip_blanks();
        let start = self.at;
        let value = self.value()?;
        Ok(Pair { key, value, place: start..self.at })
    }

    /// Reads a value and moves behind it. A backslash at the very end is dropped.
    fn value(&mut self) -> Result<String, Fault<'a>> {
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
        if quoted { Err(Fault::OpenQuote) } else { Ok(value) }
    }
}

/// Whether a text is a connection string. No key has a colon: where one is, the `=` may stand in a password, as in
/// `user:password` and in a line of a password file.
pub(super) fn is_one(text: &str) -> bool {
    let key = text.split_once('=').map(|(key, _)| key);
    key.is_some_and(|key| key.contains("://") || !key.contains(':'))
}

/// Reads a connection string.
pub(super) fn read(text: &str) -> Result<Settings, Diagnostic> {
    let mut settings = Settings::default();
    let mut behind_secret = false;
    for pair in pairs(text) {
        let pair = pair.map_err(|fault| refused(&fault, behind_secret))?;
        if !settings.store(pair.key, &pair.value) {
            return Err(unknown(pair.key, behind_secret));
        }
        behind_secret = is_secret(pair.key);
    }
    Ok(settings)
}

const QUOTING: &str =
    "a value with blanks stands in single quotes; a quote or a backslash in it needs a backslash before it";

fn refused(fault: &Fault<'_>, behind_secret: bool) -> Diagnostic {
    match fault {
        Fault::NoEquals(word) => {
            let word = shown(word, behind_secret);
            Diagnostic::usage(format!("missing \"=\" after \"{word}\" in connection info string"), QUOTING)
        }
        Fault::OpenQuote => {
            Diagnostic::usage("unterminated quoted string in connection info string", QUOTING)
        }
    }
}

fn unknown(key: &str, behind_secret: bool) -> Diagnostic {
    let hint = if key.contains("://") {
        "an address of PostgreSQL starts with `postgresql://` or `postgres://`"
    } else {
        "the keys are those of libpq 18, in small letters; a value with blanks stands in single quotes"
    };
    Diagnostic::usage(format!("invalid connection option \"{}\"", shown(key, behind_secret)), hint)
}

/// What looks like a key may be the rest of a password with blanks, an address with one, or a line of another file.
fn shown(word: &str, behind_secret: bool) -> String {
    if behind_secret || is_code(word) { HIDDEN.to_owned() } else { without_user(word) }
}

/// Whether it may be a key in base64, as no key of a string may.
pub(super) fn is_code(word: &str) -> bool {
    const LONGEST: usize = 32;
    !word.contains("://") && (word.len() > LONGEST || word.contains(['+', '/']))
}

/// The text without what comes before its last `@`.
pub(super) fn without_user(word: &str) -> String {
    word.rfind('@').map_or_else(|| word.to_owned(), |at| format!("{HIDDEN}{}", &word[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        read(text).expect(text).shown()
    }

    fn message(text: &str) -> String {
        read(text).expect_err(text).message
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
            let error = read(text).expect_err(text);
            assert!(!format!("{error:?}").contains("geheim"), "{error:?}");
        }
    }
}
