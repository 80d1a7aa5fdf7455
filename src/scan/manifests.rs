//! The manifests of Kubernetes in a file: its documents in YAML, and the items of a list.

use memchr::memmem;

use crate::scan::found::FoundKind;

/// One of them, or any other part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ManifestPart<'a> {
    /// The lines of the file above it.
    pub(super) above: usize,
    pub(super) text: &'a str,
}

impl ManifestPart<'_> {
    /// The kind of its values in base64. None if it has no such values.
    pub(super) fn kind_of_values(&self) -> Option<FoundKind> {
        if is_secret(self.text.as_bytes()) {
            return Some(FoundKind::Secret);
        }
        self.text.contains("binaryData").then_some(FoundKind::ConfigMap)
    }
}

/// The kind of certificates in a text like this.
pub(super) fn kind_of_text(text: &[u8]) -> FoundKind {
    if is_secret(text) {
        FoundKind::Secret
    } else if memmem::find(text, b"ConfigMap").is_some() {
        FoundKind::ConfigMap
    } else {
        FoundKind::Embedded
    }
}

/// `kind: Secret`, in any form of YAML and JSON.
fn is_secret(text: &[u8]) -> bool {
    memmem::find_iter(text, b"kind").any(|at| {
        let behind = text[at + 4..].trim_ascii_start();
        let skipped = behind.iter().take_while(|byte| matches!(byte, b'"' | b'\'' | b' ' | b':')).count();
        let value = behind[skipped..].strip_prefix(b"Secret");
        skipped > 0 && value.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    })
}

/// The parts of a file, from its first line to its last.
pub(super) fn parts(text: &str) -> Vec<ManifestPart<'_>> {
    let mut parts = Vec::new();
    let mut list = ListItems::default();
    let (mut start, mut above, mut at) = (0, 0, 0);
    for (line, number) in text.split_inclusive('\n').zip(0..) {
        let is_document = line.trim_end() == "---" || line.starts_with("--- ");
        if is_document {
            list = ListItems::default();
        }
        if (list.begins_item(line) || is_document) && at > start {
            parts.push(ManifestPart { above, text: &text[start..at] });
            (start, above) = (at, number);
        }
        at += line.len();
    }
    parts.push(ManifestPart { above, text: &text[start..] });
    parts
}

/// The items of a `List`, as `kubectl get` prints several.
#[derive(Debug, Default)]
struct ListItems {
    is_list: bool,
    indent: Option<usize>,
}

impl ListItems {
    fn begins_item(&mut self, line: &str) -> bool {
        let trimmed = line.trim_start_matches(' ');
        let indent = line.len() - trimmed.len();
        if line.trim_end() == "items:" {
            self.is_list = true;
            return false;
        }
        let is_item = self.is_list
            && trimmed.starts_with("- ")
            && self.indent.is_none_or(|of_first| of_first == indent);
        if is_item {
            self.indent = Some(indent);
        }
        is_item
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_items_are_parts() {
        let text =
            "a: b\n---\nkind: Secret\n--- # c\nitems:\n- data:\n  - x\n- kind: ConfigMap\nkind: List\n";
        let found = parts(text);
        assert_eq!(found.iter().map(|part| part.above).collect::<Vec<_>>(), [0, 1, 3, 5, 7]);
        assert_eq!(found.iter().map(|part| part.text).collect::<String>(), text);
        for (text, is) in [
            ("kind: Secret\n", true),
            ("{\"kind\":\"Secret\"}", true),
            ("{kind: 'Secret'}", true),
            ("kind: SecretStore\n", false),
            ("kind: SealedSecret\n", false),
            ("kind: ConfigMap\n# a Secret\n", false),
        ] {
            assert_eq!(is_secret(text.as_bytes()), is, "{text}");
        }
    }
}
