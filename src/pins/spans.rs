//! The places of a manifest's lists and of their elements in its text, so that an edit keeps every other byte.

use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::value::RawValue;

/// A value and the part of the text that it was read from.
pub(super) struct Spanned<'a, T> {
    pub(super) value: T,
    pub(super) text: &'a str,
}

impl<T> Spanned<'_, T> {
    /// Its place in `whole`, which is the text that it was read from, or a part of that text.
    pub(super) fn span(&self, whole: &str) -> Range<usize> {
        let start = self.text.as_ptr().addr() - whole.as_ptr().addr();
        start..start + self.text.len()
    }
}

impl<'de: 'a, 'a, T: Deserialize<'a>> Deserialize<'de> for Spanned<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&'a RawValue>::deserialize(deserializer)?.get();
        let value = serde_json::from_str(text).map_err(D::Error::custom)?;
        Ok(Self { value, text })
    }
}

/// The lists of a manifest that name roots and chains.
#[derive(serde::Deserialize)]
pub(super) struct Layout<'a> {
    #[serde(borrow)]
    pub(super) roots: List<'a>,
    #[serde(borrow)]
    pub(super) sets: Vec<SetLayout<'a>>,
    #[serde(borrow)]
    pub(super) chains: Option<List<'a>>,
}

/// A set and its list of roots.
#[derive(serde::Deserialize)]
pub(super) struct SetLayout<'a> {
    pub(super) id: String,
    #[serde(borrow)]
    pub(super) roots: List<'a>,
}

/// A list of elements with ids.
pub(super) type List<'a> = Spanned<'a, Vec<Spanned<'a, Named>>>;

/// The id of a root or a chain.
#[derive(serde::Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

impl<'a> Layout<'a> {
    /// None if the text is not a manifest.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_where_they_stand() {
        let roots = "[ {\"id\":\"]}\\\\\"} , { \"x\": [{}], \"\\u0069d\" : \"\\u00e9\" } ]";
        let text = format!("\r\n{{ \"roots\" :\t{roots},\n\"sets\":[] }}\n");
        let layout = Layout::read(&text).expect("a layout");
        assert_eq!(&text[layout.roots.span(&text)], roots);
        let elements = layout.roots.value.iter();
        let found: Vec<(&str, &str)> =
            elements.map(|one| (one.value.id.as_str(), &text[one.span(&text)])).collect();
        let second = "{ \"x\": [{}], \"\\u0069d\" : \"\\u00e9\" }";
        assert_eq!(found, [("]}\\", "{\"id\":\"]}\\\\\"}"), ("\u{e9}", second)]);
    }

    #[test]
    fn the_built_in_manifest_has_a_span_for_every_root() {
        let text = crate::pins::BUILT_IN;
        let roots = Layout::read(text).expect("a layout").roots.value;
        assert_eq!(roots.len(), 7);
        for root in roots {
            let pin: crate::pins::Pin = serde_json::from_str(&text[root.span(text)]).expect("a root");
            assert_eq!(pin.id, root.value.id);
        }
    }
}
