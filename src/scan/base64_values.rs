//! The values of a Secret, or of `binaryData`, which are base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A value that was base64.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DecodedValue {
    pub(super) line: usize,
    pub(super) bytes: Vec<u8>,
}

/// Shorter ones are no certificate and no setting.
const SHORTEST: usize = 12;

/// The values in a manifest that decode. The manifest is YAML or JSON; a value is one word, quoted or not, or the lines
/// of a block.
pub(super) fn values(text: &str) -> Vec<DecodedValue> {
    let mut found = Vec::new();
    let mut pending = String::new();
    let mut begin = 0;
    for (line, number) in text.lines().zip(1..) {
        let words = line.split([' ', '"', '\'', ',', ':', '{', '}', '\t']).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        // The lines of a block belong together.
        if let [word] = words.as_slice()
            && is_base64(word)
            && !line.trim_end().ends_with(':')
        {
            if pending.is_empty() {
                begin = number;
            }
            pending += word;
            continue;
        }
        found.extend(decode(&std::mem::take(&mut pending), begin));
        found.extend(words.iter().filter_map(|word| decode(word, number)));
    }
    found.extend(decode(&pending, begin));
    found
}

fn is_base64(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

fn decode(word: &str, line: usize) -> Option<DecodedValue> {
    if word.len() < SHORTEST || !word.len().is_multiple_of(4) || !is_base64(word) {
        return None;
    }
    STANDARD.decode(word).ok().map(|bytes| DecodedValue { line, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_blocks_decode() {
        let text = "data:\n  A: aG9zdD1kYiBzc2xtb2RlPWRpc2FibGU=\n  b: |\n    aG9zdD1kYiBz\n    c2xtb2RlPWRpc2FibGU=\n";
        let plain = b"host=db sslmode=disable";
        let found = values(text);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|value| value.bytes == plain));
        assert_eq!(found.iter().map(|value| value.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(values("{\"A\": \"aG9zdD1kYiBzc2xtb2RlPWRpc2FibGU=\"}").len(), 1);
    }
}
