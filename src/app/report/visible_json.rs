//! How strings are written in JSON.

use std::io;

use serde_json::ser::Formatter;

use crate::paste::invisible::is_invisible;

/// The compact form of JSON, with every invisible character as `\uXXXX`, so that neither a terminal nor a reader is
/// misled by what a server or a file sent. Azure Pipelines looks for `##` in every line, so that the second one is
/// written in this way too. To a parser all this is the same text.
pub(super) struct VisibleFormatter;

impl Formatter for VisibleFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut before = '\0';
        let mut written = 0;
        for (at, c) in fragment.char_indices() {
            if is_invisible(c) || (before, c) == ('#', '#') {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                written = at + c.len_utf8();
            }
            before = c;
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

/// JSON in this form, with its keys in their order. What is between the strings is digits, words and marks of JSON.
pub(super) fn compact(json: &str) -> String {
    let (mut written, mut rest) = (Vec::with_capacity(json.len()), json);
    while let Some(at) = rest.find('"') {
        let (between, string) = (&rest[..at], &rest[at + 1..]);
        let end = end_of_string(string);
        written.extend(between.bytes().filter(|byte| !byte.is_ascii_whitespace()));
        written.push(b'"');
        // Writing into memory does not fail.
        let _ = VisibleFormatter.write_string_fragment(&mut written, &string[..end]);
        written.push(b'"');
        rest = string.get(end + 1..).unwrap_or_default();
    }
    written.extend(rest.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    String::from_utf8(written).unwrap_or_default()
}

/// Where the string ends that begins here: at a quote without a backslash before it.
fn end_of_string(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::Value;

    use super::*;

    fn written(value: &Value) -> String {
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, VisibleFormatter);
        value.serialize(&mut serializer).expect("JSON");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn every_character_is_read_back_and_none_that_is_invisible_is_written() {
        let all: String = ('\0'..='\u{10ffff}').collect();
        let value = serde_json::json!({ "text": all, "key \u{9b}\u{202e}": "##vso[x] ###" });
        let json = written(&value);
        assert!(!json.contains(is_invisible) && !json.contains("##"));
        assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON"), value);
    }

    #[test]
    fn escapes_have_four_digits() {
        let value = Value::from("a\u{7f}\u{9b}\u{202e}\u{e0041}é");
        assert_eq!(written(&value), r#""a\u007f\u009b\u202e\udb40\udc41é""#);
    }

    #[test]
    fn compact_json_is_the_same_value_in_one_visible_line() {
        let json = "{ \"z\" : [1, 2.50, true,\n null ],\t\"a\\\"\\\\\": \"x \u{202e}##vso[y]\\u0023 \\\\\",\n\"\": {}}";
        let written = compact(json);
        assert_eq!(
            written,
            "{\"z\":[1,2.50,true,null],\"a\\\"\\\\\":\"x \\u202e#\\u0023vso[y]\\u0023 \\\\\",\"\":{}}"
        );
        let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(value(&written), value(json));
    }
}
