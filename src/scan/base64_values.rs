//! The values of a Secret, or of `binaryData`, which are base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A value that was base64.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DecodedValue {
    pub(super) line: usize,
    /// The word before it, which is empty where there is none.
    pub(super) key: String,
    pub(super) bytes: Vec<u8>,
}

/// Shorter ones are no certificate and no connection string.
const SHORTEST: usize = 12;

/// Longer ones are no word and no path.
const LONGEST_WORD: usize = 1024;

impl DecodedValue {
    /// `key=value`, if the value is one word or a path, as variables have it.
    pub(super) fn assignment(&self) -> Option<String> {
        let value = std::str::from_utf8(&self.bytes).ok()?.trim_end();
        let is_word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/\\._-:".contains(&byte));
        let fits = is_word && !value.is_empty() && value.len() <= LONGEST_WORD && !self.key.is_empty();
        fits.then(|| format!("{}={value}", self.key))
    }
}

/// The values in a manifest that decode. The manifest is YAML or JSON; a value is one word, quoted or not, or the lines
/// of a block. Lines are counted from the one behind `above`.
pub(super) fn values(text: &str, above: usize) -> Vec<DecodedValue> {
    let mut found = Vec::new();
    let mut pending = String::new();
    let mut key = "";
    let mut begin = 0;
    let mut armor = ArmorLines::default();
    for (line, number) in text.lines().zip(above + 1..) {
        let words = line.split([' ', '"', '\'', ',', ':', '{', '}', '\t']).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        let is_armor = armor.covers(line);
        // The lines of a block belong together.
        if let [word] = words.as_slice()
            && is_base64(word)
            && !is_armor
            && !line.trim_end().ends_with(':')
        {
            if pending.is_empty() {
                begin = number;
            }
            pending += word;
            continue;
        }
        found.extend(decode(&std::mem::take(&mut pending), key, begin));
        if is_armor {
            continue;
        }
        let keys = std::iter::once("").chain(words.iter().copied());
        found.extend(words.iter().zip(keys).filter_map(|(word, key)| decode(word, key, number)));
        let is_name = |word: &&&str| word.bytes().any(|byte| byte.is_ascii_alphabetic());
        key = words.iter().rfind(is_name).copied().unwrap_or_default();
    }
    found.extend(decode(&pending, key, begin));
    found
}

/// The lines of a certificate or a key in text form, which are base64 and no values.
#[derive(Debug, Default)]
struct ArmorLines {
    /// How far its first line is indented.
    begin: Option<usize>,
}

impl ArmorLines {
    fn covers(&mut self, line: &str) -> bool {
        let indent = line.len() - line.trim_start().len();
        if let Some(begin) = self.begin {
            // The end of a block is one, even without its last line.
            let is_inside = line.trim().is_empty() || indent >= begin;
            if !is_inside || line.contains("-----END") {
                self.begin = None;
            }
            is_inside
        } else {
            let begins = line.contains("-----BEGIN")
                && line.trim_end().ends_with("-----")
                && !line.contains("-----END");
            self.begin = begins.then_some(indent);
            begins
        }
    }
}

fn is_base64(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

fn decode(word: &str, key: &str, line: usize) -> Option<DecodedValue> {
    if word.is_empty() || !word.len().is_multiple_of(4) || !is_base64(word) {
        return None;
    }
    let bytes = STANDARD.decode(word).ok()?;
    let value = DecodedValue { line, key: key.to_owned(), bytes };
    (word.len() >= SHORTEST || value.assignment().is_some()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_blocks_decode() {
        let text = "data:\n  A: aG9zdD1kYiBzc2xtb2RlPWRpc2FibGU=\n  b: |\n    aG9zdD1kYiBz\n    c2xtb2RlPWRpc2FibGU=\n";
        let plain = b"host=db sslmode=disable";
        let found = values(text, 0);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|value| value.bytes == plain));
        assert_eq!(found.iter().map(|value| value.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(values("{\"A\": \"aG9zdD1kYiBzc2xtb2RlPWRpc2FibGU=\"}", 0).len(), 1);
    }

    #[test]
    fn words_are_assignments_of_their_keys() {
        let forms = [
            "data:\n  PGSSLMODE: YWxsb3c=\n",
            "data: {PGSSLMODE: 'YWxsb3c='}\n",
            "data:\n  PGSSLMODE: |-\n    YWxsb3c=\n",
            "{\"data\":{\"PGSSLMODE\":\"YWxsb3cK\"}}",
        ];
        for form in forms {
            let assigned: Vec<String> = values(form, 0).iter().filter_map(DecodedValue::assignment).collect();
            assert_eq!(assigned, ["PGSSLMODE=allow"], "{form}");
        }
    }

    #[test]
    fn lines_in_armor_are_no_values() {
        let text = "a: |\n  -----BEGIN X-----\n  aG9zdD1kYiBz\n  -----END X-----\nb: |\n  -----BEGIN X-----\n  aG9zdD1kYiBz\nc: aG9zdD1kYiBz\n";
        assert_eq!(values(text, 0).iter().map(|value| value.line).collect::<Vec<_>>(), [8]);
    }
}
