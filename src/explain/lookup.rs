//! A text that somebody has, and what it is: a code, an error that is known, or neither.

use super::code_name::{named_code, similar_codes};
use super::explanation::{Explanation, explanations};

/// What is known of a text.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// What its code means, once for each who uses the code.
    pub(crate) explanations: Vec<Explanation>,
    /// The codes that it may have meant, where it is none.
    pub(crate) similar: Vec<String>,
}

impl Lookup {
    /// Looks the text up.
    pub(crate) fn find(text: &str) -> Self {
        let all = explanations();
        let Some(code) = named_code(text, &all) else {
            return Self { similar: similar_codes(text, &all), explanations: Vec::new() };
        };
        let explanations = all.into_iter().filter(|one| one.entry.code.to_string() == code).collect();
        Self { explanations, similar: Vec::new() }
    }
}
