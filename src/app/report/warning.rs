//! Something that went well but may surprise, as `install` and `rollback` tell it.

use std::path::Path;

use serde::Serialize;

use super::text;
use crate::x509::digest::Sha256;

/// A warning with its stable code.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Warning {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) hint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<Sha256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actual: Option<Sha256>,
}

impl Warning {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), url: None, expected: None, actual: None }
    }

    /// Only one of the names of a file gets the new content.
    pub(crate) fn hard_link(path: &Path) -> Self {
        Self::new(
            "hard-link",
            format!("`{}` has further names (hard links), which keep the old content", path.display()),
            "link them anew if they shall follow",
        )
    }

    /// The warning for people.
    pub(crate) fn text(&self) -> String {
        text::warning(&self.message, &self.hint)
    }
}
