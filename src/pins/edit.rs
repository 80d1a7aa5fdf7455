//! Edits a manifest's text: what is added or removed changes its own lines, and no others, so that a review sees
//! one root.

use std::ops::Range;

use serde::Serialize;

use super::manifest::{Member, Pin, Role};
use super::spans::{self, Node};

/// A root that joins a manifest.
#[derive(Clone, Debug)]
pub(crate) struct Addition<'a> {
    /// The root, unless it is there already.
    pub(crate) pin: Option<&'a Pin>,
    /// Its name.
    pub(crate) id: &'a str,
    /// The sets that it joins.
    pub(crate) sets: Vec<&'a str>,
    /// Its part there.
    pub(crate) role: Role,
}

/// The text with a root more; none where the text is not a manifest's.
pub(crate) fn add(text: &str, addition: &Addition) -> Option<String> {
    let manifest = spans::scan(text)?;
    let mut edits = Vec::new();
    if let Some(pin) = addition.pin {
        edits.push(append(text, manifest.field("roots")?, pin)?);
    }
    for set in manifest.field("sets")?.elements() {
        if addition.sets.contains(&name(text, set)?.as_str()) {
            let member = Member { id: addition.id.to_owned(), role: addition.role };
            edits.push(append(text, set.field("roots")?, &member)?);
        }
    }
    Some(apply(text, edits))
}

/// The text without a root, in its sets too, and without these chains; none where the text is not a manifest's.
pub(crate) fn remove(text: &str, id: &str, chains: &[&str]) -> Option<String> {
    let manifest = spans::scan(text)?;
    let is_it = |node: &Node| name(text, node).is_some_and(|name| name == id);
    let mut edits = cut(manifest.field("roots")?, is_it);
    for set in manifest.field("sets")?.elements() {
        edits.extend(cut(set.field("roots")?, is_it));
    }
    if let Some(list) = manifest.field("chains") {
        edits.extend(cut(list, |node| name(text, node).is_some_and(|name| chains.contains(&name.as_str()))));
    }
    Some(apply(text, edits))
}

/// A part of the text and what takes its place.
type Edit = (Range<usize>, String);

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, &new);
    }
    text
}

fn name(text: &str, node: &Node) -> Option<String> {
    serde_json::from_str(text.get(node.field("id")?.span.clone())?).ok()
}

/// Puts a value behind the last of a list, in the form that this one has.
fn append(text: &str, list: &Node, value: &impl Serialize) -> Option<Edit> {
    let model = list.elements().last()?;
    let style = Style::of(text, list, model);
    let end = model.span.end;
    Some((end..end, format!(",{}{}", style.gap, style.write(value)?)))
}

/// Removes elements, each with the comma and the blanks that part it from its neighbour.
fn cut(list: &Node, is_it: impl Fn(&Node) -> bool) -> Vec<Edit> {
    let elements = list.elements();
    // Up to the first that stays, each goes with what is behind it; later ones with what is before them.
    let first_kept = elements.iter().position(|node| !is_it(node)).unwrap_or(elements.len());
    let range = |index: usize| {
        let span = &elements[index].span;
        if index >= first_kept {
            elements[index - 1].span.end..span.end
        } else {
            span.start..elements.get(index + 1).map_or(span.end, |next| next.span.start)
        }
    };
    (0..elements.len())
        .filter(|index| is_it(&elements[*index]))
        .map(|index| (range(index), String::new()))
        .collect()
}

/// How a list is written.
struct Style<'a> {
    /// The blanks before each element.
    gap: &'a str,
    /// What the lines within an element are indented by, if it has more than one.
    indent: Option<(&'a str, &'a str)>,
    newline: &'static str,
    /// `{ "a": 1 }`, `{"a": 1}` or `{"a":1}`.
    padded: bool,
    spaced: bool,
}

impl<'a> Style<'a> {
    fn of(text: &'a str, list: &Node, model: &Node) -> Self {
        let own = &text[model.span.clone()];
        let spaced = own.contains("\": ");
        let before = &text[list.span.start..model.span.start];
        let gap = &before[before.trim_end().len()..];
        let gap = if gap.is_empty() && spaced { " " } else { gap };
        // Where the element itself begins its line, its last line is indented as its first. One whose bracket closes
        // behind its last field has no such line, and what follows it is written in one.
        let outer = own.rfind('\n').map(|at| &own[at + 1..own.len() - 1]);
        let outer = outer.filter(|outer| outer.trim_start().is_empty());
        let inner = own.find('\n').map(|at| &own[at + 1..]);
        let inner = inner.map(|rest| &rest[..rest.len() - rest.trim_start().len()]);
        let unit = inner.zip(outer).map(|(inner, outer)| (outer, inner.strip_prefix(outer).unwrap_or("  ")));
        Self {
            gap,
            indent: unit,
            newline: if own.contains("\r\n") { "\r\n" } else { "\n" },
            padded: own.starts_with("{ "),
            spaced,
        }
    }

    fn write(&self, value: &impl Serialize) -> Option<String> {
        match self.indent {
            Some((outer, unit)) => {
                let lines = pretty(value, unit)?;
                Some(lines.replace('\n', &format!("{}{outer}", self.newline)))
            }
            None => self.line(value),
        }
    }

    fn line(&self, value: &impl Serialize) -> Option<String> {
        if !self.spaced {
            return serde_json::to_string(value).ok();
        }
        let mut bytes = Vec::new();
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, OneLine)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))?;
        Some(if self.padded { format!("{{ {inner} }}") } else { text })
    }
}

fn pretty(value: &impl Serialize, unit: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let form = serde_json::ser::PrettyFormatter::with_indent(unit.as_bytes());
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, form)).ok()?;
    String::from_utf8(bytes).ok()
}

/// One line with a blank behind each comma and colon.
struct OneLine;

impl serde_json::ser::Formatter for OneLine {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::{BUILT_IN, Manifest, Pins};

    fn new_pin() -> Pin {
        Pin {
            id: "new".into(),
            sha256: crate::x509::digest::Sha256::of(b"new"),
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
