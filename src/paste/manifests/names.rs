//! The names of Kubernetes' objects.

use super::yaml::name;

/// What an object is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObjectNames<'a> {
    pub(crate) name: &'a str,
    pub(crate) namespace: Option<&'a str>,
}

impl ObjectNames<'_> {
    /// The metadata of an object in a namespace.
    pub(super) fn metadata(&self) -> String {
        let namespace = self.namespace.map(|value| format!("  {}\n", name("namespace", value)));
        format!("metadata:\n  {}\n{}", name("name", self.name), namespace.unwrap_or_default())
    }

    /// The metadata of an object in none.
    pub(super) fn cluster_metadata(&self) -> String {
        ObjectNames { namespace: None, ..*self }.metadata()
    }
}

/// A name of most objects: a DNS subdomain (RFC 1123; Kubernetes' `IsDNS1123Subdomain`).
pub(crate) fn object_name(text: &str) -> Result<String, String> {
    let is_valid = text.len() <= 253 && text.split('.').all(is_label);
    if is_valid {
        return Ok(text.to_owned());
    }
    Err("expected at most 253 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends of \
         each part"
        .into())
}

/// The name of a namespace or a container: a DNS label (`IsDNS1123Label`).
pub(crate) fn object_part(text: &str) -> Result<String, String> {
    if text.len() <= 63 && is_label(text) {
        return Ok(text.to_owned());
    }
    Err("expected at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends"
        .into())
}

fn is_label(text: &str) -> bool {
    let is_inner = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
    !text.is_empty() && text.chars().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rfc_1123() {
        for text in ["a", "0", "a-b.c", "1e3", "null", &"a".repeat(253)] {
            assert!(object_name(text).is_ok(), "{text}");
        }
        for text in ["", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "A", "a_b", "é", "a b", "a\n", "a\"b"]
        {
            assert!(object_name(text).is_err() && object_part(text).is_err(), "{text:?}");
        }
        assert!(object_name(&"a".repeat(254)).is_err());
        assert!(object_part(&"a".repeat(63)).is_ok());
        assert!(object_part(&"a".repeat(64)).is_err());
        assert!(object_part("a.b").is_err());
    }
}
