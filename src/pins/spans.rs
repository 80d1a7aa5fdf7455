//! A JSON text as a tree whose nodes know their place in the text, so that an edit keeps every other byte.

use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    Object,
    List,
    /// Everything else.
    Scalar,
}

/// A value and its place.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// The whole text that the value is a part of.
    whole: &'a str,
    pub(super) span: Range<usize>,
    pub(super) kind: NodeKind,
    pub(super) entries: Vec<Entry<'a>>,
}

/// A field of an object, or an element of a list.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The field's name, or the element's id.
    pub(super) name: Option<String>,
    /// Where it begins: the quote of the field's name, or the element itself.
    pub(super) start: usize,
    pub(super) node: Node<'a>,
}

impl<'a> Node<'a> {
    /// None if the text is not JSON.
    pub(super) fn read(whole: &'a str) -> Option<Self> {
        Self::at(whole, serde_json::from_str(whole).ok()?)
    }

    fn at(whole: &'a str, raw: &'a RawValue) -> Option<Self> {
        let text = raw.get();
        let start = text.as_ptr().addr() - whole.as_ptr().addr();
        let span = start..start + text.len();
        let (kind, entries) = match text.as_bytes().first()? {
            b'{' => (NodeKind::Object, fields(whole, text, start)?),
            b'[' => (NodeKind::List, elements(whole, text)?),
            _ => (NodeKind::Scalar, Vec::new()),
        };
        Some(Self { whole, span, kind, entries })
    }

    pub(super) fn text(&self) -> &'a str {
        &self.whole[self.span.clone()]
    }

    /// The field or element of this name.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.name.as_deref() == Some(name))
    }

    /// Whether every entry can be found by its name.
    pub(super) fn is_named(&self) -> bool {
        self.entries.iter().all(|entry| entry.name.is_some())
    }

    /// The blanks before an entry, behind the comma or bracket.
    pub(super) fn gap(&self, index: usize) -> &'a str {
        let before = match index.checked_sub(1) {
            Some(previous) => self.entries[previous].node.span.end,
            None => self.span.start,
        };
        let between = &self.whole[before..self.entries[index].start];
        &between[between.trim_end().len()..]
    }
}

fn fields<'a>(whole: &'a str, text: &'a str, start: usize) -> Option<Vec<Entry<'a>>> {
    let mut before = start;
    let field = |(name, raw): (String, &'a RawValue)| {
        let node = Node::at(whole, raw)?;
        let start = before + whole.get(before..)?.find('"')?;
        before = node.span.end;
        Some(Entry { name: Some(name), start, node })
    };
    serde_json::from_str::<RawFields>(text).ok()?.0.into_iter().map(field).collect()
}

fn elements<'a>(whole: &'a str, text: &'a str) -> Option<Vec<Entry<'a>>> {
    let element = |raw: &'a RawValue| {
        let node = Node::at(whole, raw)?;
        let id = node.entry("id").and_then(|entry| serde_json::from_str(entry.node.text()).ok());
        Some(Entry { name: id, start: node.span.start, node })
    };
    serde_json::from_str::<Vec<&'a RawValue>>(text).ok()?.into_iter().map(element).collect()
}

/// The fields of an object in their order.
struct RawFields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for RawFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = RawFields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(RawFields(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Serialize for Node<'_> {
    /// The fields keep their order, which [`Value`] would lose.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.kind {
            NodeKind::Object => {
                serializer.collect_map(self.entries.iter().map(|entry| (&entry.name, &entry.node)))
            }
            NodeKind::List => serializer.collect_seq(self.entries.iter().map(|entry| &entry.node)),
            NodeKind::Scalar => {
                let value: Value = serde_json::from_str(self.text()).map_err(serde::ser::Error::custom)?;
                value.serialize(serializer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_where_they_stand() {
        let roots = "[ {\"id\":\"]}\\\\\"} , { \"x\": [{}], \"\\u0069d\" : \"\\u00e9\" } ]";
        let text = format!("\r\n{{ \"roots\" :\t{roots},\n\"sets\":[] }}\n");
        let whole = Node::read(&text).expect("JSON");
        let list = &whole.entry("roots").expect("the roots").node;
        assert_eq!(list.text(), roots);
        let found: Vec<(&str, &str)> = list
            .entries
            .iter()
            .map(|one| (one.name.as_deref().expect("an id"), &text[one.start..one.node.span.end]))
            .collect();
        let second = "{ \"x\": [{}], \"\\u0069d\" : \"\\u00e9\" }";
        assert_eq!(found, [("]}\\", "{\"id\":\"]}\\\\\"}"), ("\u{e9}", second)]);
        let sets = whole.entry("sets").expect("the sets");
        assert_eq!(&text[sets.start..sets.node.span.end], "\"sets\":[]");
        assert_eq!((whole.gap(0), whole.gap(1), list.gap(1)), (" ", "\n", " "));
    }

    #[test]
    fn a_tree_is_written_in_the_order_that_was_read() {
        let text = r#"{"z":[1,"\"",null],"a":{"id":true}}"#;
        assert_eq!(serde_json::to_string(&Node::read(text).expect("JSON")).expect("JSON"), text);
    }
}
