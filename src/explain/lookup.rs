//! A text that somebody has, and what it is: a code, an error that is known, or neither.

use super::ErrorMatch;
use super::code_name::{named_code, similar_codes};
use super::explanation::{Explanation, explanations};

/// What is known of a text.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// What its code means, once for each who uses the code.
    pub(crate) explanations: Vec<Explanation>,
    /// The error of a client that the text has. Its code has one explanation then.
    pub(crate) error: Option<ErrorMatch>,
    /// The codes that it may have meant, where it is none.
    pub(crate) similar: Vec<String>,
}

impl Lookup {
    /// Looks the text up.
    pub(crate) fn find(text: &str) -> Self {
        let all = explanations();
        if let Some(code) = named_code(text, &all) {
            let explanations = all.into_iter().filter(|one| one.name == code).collect();
            return Self { explanations, error: None, similar: Vec::new() };
        }
        let Some(error) = ErrorMatch::find(text) else {
            return Self { similar: similar_codes(text, &all), explanations: Vec::new(), error: None };
        };
        let cause = error.text.cause;
        let is_it = |one: &Explanation| one.entry.code == cause.code && one.speaker == cause.speaker;
        let explanations = all.into_iter().filter(is_it).collect();
        Self { explanations, error: Some(error), similar: Vec::new() }
    }
}
