//! The values that a connection string, a service or the environment gives to the keywords that matter here.

use std::collections::BTreeMap;
use std::fmt;

use crate::libpq::keywords::{is_known, used};

/// The values of one source.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct ConninfoSettings(BTreeMap<&'static str, String>);

impl ConninfoSettings {
    /// Keeps the value if its keyword matters here, and returns whether a connection string may have the keyword. The
    /// last value of a keyword counts, as in a connection string.
    pub(super) fn store(&mut self, key: &str, value: &str) -> bool {
        if key == "requiressl" {
            return self.store("sslmode", if value.starts_with('1') { "require" } else { "prefer" });
        }
        if let Some(used) = used(key) {
            self.0.insert(used, value.to_owned());
        }
        is_known(key)
    }

    /// The value, which may be empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The value, where an empty one means the default.
    pub(super) fn filled(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.is_empty())
    }

    /// Adds the values of a source that has less priority.
    #[must_use]
    pub(super) fn or(mut self, other: Self) -> Self {
        for (key, value) in other.0 {
            self.0.entry(key).or_insert(value);
        }
        self
    }
}

/// A value may be a password.
impl fmt::Debug for ConninfoSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
impl ConninfoSettings {
    /// All values in the order of their keywords, in the form that the tests compare.
    pub(super) fn shown(&self) -> String {
        self.0.iter().flat_map(|(key, value)| [key, "=", value, ";"]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requiressl_stands_for_a_mode() {
        for (value, mode) in [("1", "require"), ("1x", "require"), ("0", "prefer"), ("", "prefer")] {
            let mut settings = ConninfoSettings::default();
            assert!(settings.store("sslmode", "verify-full") && settings.store("requiressl", value));
            assert_eq!(settings.get("sslmode"), Some(mode), "{value:?}");
        }
    }
}
