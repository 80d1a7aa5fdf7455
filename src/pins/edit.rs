//! Edits a manifest's text. Only the lines of the root that is added or removed change, so that a review shows that root
//! alone. A new element is written in the style of its neighbor. Crates that edit JSON write it in a style of their own.

use std::ops::Range;

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::manifest::{Member, Pin, Role};
use super::spans::{Layout, List};

/// A root to add to a manifest.
#[derive(Clone, Debug)]
pub(crate) struct Addition<'a> {
    /// The root, unless the manifest has it already.
    pub(crate) pin: Option<&'a Pin>,
    /// Its id.
    pub(crate) id: &'a str,
    /// The sets to add it to.
    pub(crate) sets: Vec<&'a str>,
    /// Its part in them.
    pub(crate) role: Role,
}

/// Adds a root to the text. None if the text is not a manifest.
pub(crate) fn add(text: &str, addition: &Addition) -> Option<String> {
    let layout = Layout::read(text)?;
    let mut edits = Vec::new();
    if let Some(pin) = addition.pin {
        edits.push(append(text, &layout.roots, pin)?);
    }
    let member = Member { id: addition.id.to_owned(), role: addition.role };
    for set in layout.sets.iter().filter(|set| addition.sets.contains(&set.id.as_str())) {
        edits.push(append(text, &set.roots, &member)?);
    }
    Some(apply(text, edits))
}

/// Removes a root, also from its sets, and these chains from the text. None if the text is not a manifest.
pub(crate) fn remove(text: &str, id: &str, chains: &[&str]) -> Option<String> {
    let layout = Layout::read(text)?;
    let mut edits = cut(text, &layout.roots, &[id]);
    for set in &layout.sets {
        edits.extend(cut(text, &set.roots, &[id]));
    }
    if let Some(list) = &layout.chains {
        edits.extend(cut(text, list, chains));
    }
    Some(apply(text, edits))
}

/// A part of the text, and its replacement.
type Edit = (Range<usize>, String);

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    // From the end, so that the earlier ranges stay valid.
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, &new);
    }
    text
}

/// Appends a value to a list, in the style of the last element.
fn append(text: &str, list: &List, value: &impl Serialize) -> Option<Edit> {
    let model = list.value.last()?;
    let before = &list.text[..model.span(list.text).start];
    let gap = match &before[before.trim_end().len()..] {
        "" if is_spaced(model.text) => " ",
        gap => gap,
    };
    let new = Style::detect(model.text).write(value)?;
    let end = model.span(text).end;
    Some((end..end, format!(",{gap}{new}")))
}

/// Removes the elements with these ids, each with the comma and the blanks between it and its neighbor.
fn cut(text: &str, list: &List, ids: &[&str]) -> Vec<Edit> {
    let elements = &list.value;
    let goes = |index: &usize| ids.contains(&elements[*index].value.id.as_str());
    // An element before the first one that stays goes with the comma after it, a later one with the comma before it.
    let first_kept = (0..elements.len()).find(|index| !goes(index)).unwrap_or(elements.len());
    let range = |index: usize| {
        let span = elements[index].span(text);
        if index > first_kept {
            elements[index - 1].span(text).end..span.end
        } else {
            span.start..elements.get(index + 1).map_or(span.end, |next| next.span(text).start)
        }
    };
    (0..elements.len()).filter(goes).map(|index| (range(index), String::new())).collect()
}

/// How an element of a list is written.
enum Style<'a> {
    /// A line for each field, indented by `outer` and `unit`. The lines of the brackets are indented by `outer`.
    Lines { newline: &'static str, outer: &'a str, unit: &'a str },
    /// `{"a": 1}`, or `{ "a": 1 }` if it is padded.
    Spaced { padded: bool },
    /// `{"a":1}`
    Compact,
}

impl<'a> Style<'a> {
    fn detect(element: &'a str) -> Self {
        match Self::detect_lines(element) {
            Some(lines) => lines,
            None if is_spaced(element) => Self::Spaced { padded: element.starts_with("{ ") },
            None => Self::Compact,
        }
    }

    /// None also if the closing bracket is on the line of the last field. Then no line shows the indentation of the
    /// element, and a new element is written in one line.
    fn detect_lines(element: &'a str) -> Option<Self> {
        let (_, fields) = element.split_once('\n')?;
        let (_, last_line) = element.rsplit_once('\n')?;
        let outer = last_line.strip_suffix('}').filter(|outer| outer.trim_start().is_empty())?;
        let inner = &fields[..fields.len() - fields.trim_start().len()];
        let unit = inner.strip_prefix(outer).unwrap_or("  ");
        let newline = if element.contains("\r\n") { "\r\n" } else { "\n" };
        Some(Self::Lines { newline, outer, unit })
    }

    fn write(&self, value: &impl Serialize) -> Option<String> {
        match self {
            Self::Lines { newline, outer, unit } => {
                Some(pretty(value, unit)?.replace('\n', &format!("{newline}{outer}")))
            }
            Self::Spaced { padded } => {
                // Strings escape line breaks, so these are all between brackets and values.
                let lines = pretty(value, "")?.replace(",\n", ", ");
                let lines = if *padded { lines.replace("{\n", "{ ").replace("\n}", " }") } else { lines };
                Some(lines.replace('\n', ""))
            }
            Self::Compact => serde_json::to_string(value).ok(),
        }
    }
}

/// Whether a blank follows the colons.
fn is_spaced(element: &str) -> bool {
    element.contains("\": ")
}

fn pretty(value: &impl Serialize, unit: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let form = PrettyFormatter::with_indent(unit.as_bytes());
    value.serialize(&mut Serializer::with_formatter(&mut bytes, form)).ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::{BUILT_IN, Manifest, Pins};

    fn new_pin() -> Pin {
        Pin {
            id: "new".into(),
            sha256: crate::x509::digest::Sha256::hash(b"new"),
            ..Pins::built_in().manifest().roots[0].clone()
        }
    }

    fn addition<'a>(pin: &'a Pin, sets: &[&'a str]) -> Addition<'a> {
        Addition { pin: Some(pin), id: &pin.id, sets: sets.to_vec(), role: Role::Legacy }
    }

    /// The lines of each that the other has not, in their order.
    fn changed(old: &str, new: &str) -> (usize, usize) {
        let prefix = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
        (old.lines().count() - prefix, new.lines().count() - prefix)
    }

    #[test]
    fn a_root_that_is_added_and_removed_leaves_the_text_as_it_was() {
        let pin = new_pin();
        let texts = [
            BUILT_IN.to_owned(),
            BUILT_IN.replace('\n', "\r\n"),
            BUILT_IN.replace("  ", "\t"),
            serde_json::to_string(Pins::built_in().manifest()).expect("JSON"),
            BUILT_IN.split_whitespace().collect::<Vec<_>>().join(" "),
        ];
        for text in texts {
            let more = add(&text, &addition(&pin, &["azure", "azure-all"])).expect("a manifest");
            let read: Manifest = serde_json::from_str(&more).expect("a manifest");
            assert_eq!(read.roots.last(), Some(&pin));
            let member = Member { id: "new".into(), role: Role::Legacy };
            let ends: Vec<bool> = read.sets.iter().map(|set| set.roots.last() == Some(&member)).collect();
            assert_eq!(ends, [true, false, true]);
            assert_eq!(remove(&more, "new", &[]).expect("a manifest"), text);
        }
    }

    #[test]
    fn what_is_added_is_written_as_what_is_there() {
        let pin = new_pin();
        let more = add(BUILT_IN, &addition(&pin, &[])).expect("a manifest");
        let manifest: Manifest = serde_json::from_str(&more).expect("a manifest");
        assert_eq!(more, serde_json::to_string_pretty(&manifest).expect("JSON") + "\n");
        let (old, new) = changed(BUILT_IN, &more);
        assert_eq!(new - old, serde_json::to_string_pretty(&pin).expect("JSON").lines().count());
        let text = r#"{ "roots": [], "sets": [{ "id": "s", "roots": [{ "id": "a", "role": "current" }] }] }"#;
        let member = Addition { pin: None, ..addition(&pin, &["s"]) };
        let expected =
            text.replace("\"current\" }", "\"current\" }, { \"id\": \"new\", \"role\": \"legacy\" }");
        assert_eq!(add(text, &member).expect("a manifest"), expected);
    }

    /// Found by `cargo fuzz run edit`.
    #[test]
    fn a_list_whose_brackets_close_behind_the_last_field_is_added_to_in_one_line() {
        let pin = new_pin();
        let text = "{\"roots\": [],\n \"sets\": [{\"id\": \"s\",\n  \"roots\": [{\"id\": \"a\",\n    \"role\": \"current\"}]}]}";
        let more = add(text, &Addition { pin: None, ..addition(&pin, &["s"]) }).expect("a manifest");
        let expected = text.replace("\"current\"}", "\"current\"}, {\"id\": \"new\", \"role\": \"legacy\"}");
        assert_eq!(more, expected);
    }

    #[test]
    fn the_first_the_last_and_several_in_a_row_are_cut_with_one_comma_each() {
        let text = r#"{"roots":[{"id":"a"}, {"id":"b"}, {"id":"c"}],"sets":[],"chains":[{"id":"x"}, {"id":"y"}, {"id":"z"}]}"#;
        for (chains, rest) in [
            (&["x"][..], r#"[{"id":"y"}, {"id":"z"}]"#),
            (&["z"], r#"[{"id":"x"}, {"id":"y"}]"#),
            (&["x", "y"], r#"[{"id":"z"}]"#),
            (&["y", "z"], r#"[{"id":"x"}]"#),
            (&["x", "z"], r#"[{"id":"y"}]"#),
            (&["x", "y", "z"], "[]"),
        ] {
            let expected = format!(r#"{{"roots":[{{"id":"a"}}, {{"id":"c"}}],"sets":[],"chains":{rest}}}"#);
            assert_eq!(remove(text, "b", chains).expect("a manifest"), expected);
        }
    }
}
