//! A code as people write or paste it, and the codes that a wrong one resembles.

use super::explanation::Explanation;

/// The marks that messages and documents put around a code.
const MARKS: [char; 12] = ['`', '\'', '"', '[', ']', '(', ')', ':', ',', '.', '<', '>'];

/// A longer word is no slip of the finger, and would take long to compare.
const LONGEST_WORD: usize = 64;

/// As many codes are suggested at most.
const SUGGESTIONS: usize = 3;

/// The code that the text is, or that a printed finding or an object of JSON in it has.
pub(crate) fn named_code(text: &str, explanations: &[Explanation]) -> Option<String> {
    let known = |word: &str| {
        let code = bare(word);
        explanations.iter().any(|one| one.name == code).then_some(code)
    };
    known(text)
        .or_else(|| text.lines().find_map(|line| known(headed(line)?)))
        .or_else(|| known(in_json(text)?))
}

/// The word in the form of a code.
fn bare(word: &str) -> String {
    let word = word.trim().trim_matches(MARKS).trim();
    word.to_ascii_lowercase().replace('_', "-")
}

/// What follows the severity at the beginning of a line, as in `error missing-root`.
fn headed(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = ["error", "warning", "info"].iter().find_map(|word| line.strip_prefix(word))?;
    match rest.chars().next()? {
        '[' => rest[1..].split_once(']').map(|(code, _)| code),
        ' ' | ':' => Some(&rest[1..]),
        _ => None,
    }
}

/// The value of the first `code` of a JSON object.
fn in_json(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("\"code\"")?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split_once('"').map(|(code, _)| code)
}

/// The codes that a word is a near miss of, the nearest first. Text of several words resembles none.
pub(crate) fn similar_codes(text: &str, explanations: &[Explanation]) -> Vec<String> {
    let word = bare(text);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !(3..=LONGEST_WORD).contains(&word.len()) || !word.chars().all(is_word) {
        return Vec::new();
    }
    let mut similar: Vec<(usize, String)> = Vec::new();
    for code in explanations.iter().map(|one| &one.name) {
        let distance = distance(&word, code);
        if distance <= 1 + word.len() / 6 && !similar.iter().any(|(_, other)| other == code) {
            similar.push((distance, code.clone()));
        }
    }
    similar.sort();
    similar.into_iter().map(|(_, code)| code).take(SUGGESTIONS).collect()
}

/// How many letters differ. A beginning, and the same words in another order, are as near as one letter.
fn distance(word: &str, code: &str) -> usize {
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split('-').collect();
        words.sort_unstable();
        words.concat()
    };
    let is_other_order = sorted(word) == sorted(code);
    let is_beginning = word.len() > 5 && code.starts_with(word);
    if is_other_order || is_beginning { 1 } else { strsim::osa_distance(word, code) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::explanations;

    #[test]
    fn a_code_is_taken_as_it_is_written_and_pasted() {
        let all = explanations();
        for text in [
            "missing-root",
            "MISSING-ROOT",
            "missing_root",
            "missing-root:",
            "[missing-root]",
            "`missing-root`.",
            " error missing-root ",
            "error[missing-root]: a root is not there",
            "azure\n\nerror missing-root\n  libpq does not load it\n  fix: `pgcerts install`\n",
            "{\"error\":{\"code\": \"missing-root\",\"message\":\"…\"}}",
        ] {
            assert_eq!(named_code(text, &all).as_deref(), Some("missing-root"), "{text}");
        }
        for text in ["", "error", "a missing-root here", "errormissing-root", "{\"code\":\"EPROTO\"}"] {
            assert_eq!(named_code(text, &all), None, "{text}");
        }
    }

    #[test]
    fn a_word_of_a_million_letters_resembles_nothing_and_takes_no_time() {
        assert!(similar_codes(&"a".repeat(1_000_000), &explanations()).is_empty());
    }

    #[test]
    fn a_near_miss_resembles_its_code_and_other_words_none() {
        let all = explanations();
        for (text, code) in [
            ("mising-root", "missing-root"),
            ("missing-rot:", "missing-root"),
            ("root-missing", "missing-root"),
            ("expried", "expired"),
            ("client-cert", "client-certificate"),
        ] {
            assert_eq!(similar_codes(text, &all).first().map(String::as_str), Some(code), "{text}");
        }
        for text in ["hello", "certificate", "no", "a missing root", "x".repeat(300).as_str()] {
            assert!(similar_codes(text, &all).is_empty(), "{text}");
        }
    }
}
