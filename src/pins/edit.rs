//! Changes a manifest's text so that it says something else. Only what differs is written, in the style of its neighbors, so
//! that a review shows that alone. Crates that edit JSON write it in a style of their own.

use std::ops::Range;

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::manifest::Manifest;
use super::spans::{Entry, Node, NodeKind};

/// The text that says `new`, made from the one that says `old`. Entries are matched by their names and ids, and new ones
/// are appended. None if the text cannot be read.
pub(crate) fn rewrite(text: &str, old: &Manifest, new: &Manifest) -> Option<String> {
    let (old, new) = (serde_json::to_string(old).ok()?, serde_json::to_string(new).ok()?);
    let there = Node::read(text)?;
    let mut edits = Vec::new();
    change(&there, &Node::read(&old)?, &Node::read(&new)?, &Style::detect(text.trim()), &mut edits)?;
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

/// Changes what is `there`. `outer` is the style of the value around it.
fn change(there: &Node, old: &Node, new: &Node, outer: &Style, edits: &mut Vec<Edit>) -> Option<()> {
    if old.text() == new.text() {
        return Some(());
    }
    let goes = |entry: &Entry| entry.name.as_deref().is_some_and(|name| new.entry(name).is_none());
    let is_list_of_others = there.kind == NodeKind::List && !(there.is_named() && new.is_named());
    if there.kind == NodeKind::Scalar || is_list_of_others || there.entries.iter().all(goes) {
        edits.push((there.span.clone(), outer.own(there).write(new)?));
        return Some(());
    }
    let style = Style::detect(there.text());
    let mut added = Vec::new();
    for entry in &new.entries {
        let name = entry.name.as_deref()?;
        match (there.entry(name), old.entry(name)) {
            (Some(there), Some(old)) => change(&there.node, &old.node, &entry.node, &style.inner(), edits)?,
            // A field that the text leaves to its default.
            (None, Some(old)) if old.node.text() == entry.node.text() => {}
            _ => added.push(entry),
        }
    }
    edits.extend(cut(there, goes));
    edits.extend(append(there, &added, &style)?);
    Some(())
}

/// Appends entries, in the style of the last one.
fn append(there: &Node, added: &[&Entry], style: &Style) -> Option<Vec<Edit>> {
    let Some(last) = there.entries.last().filter(|_| !added.is_empty()) else { return Some(Vec::new()) };
    let gap = match there.gap(there.entries.len() - 1) {
        "" if is_spaced(there.text()) => " ",
        gap => gap,
    };
    let written = |entry: &&Entry| match there.kind {
        NodeKind::Object => {
            let blank = if is_spaced(there.text()) { " " } else { "" };
            let name = serde_json::to_string(&entry.name).ok()?;
            Some(format!(",{gap}{name}:{blank}{}", style.inner().write(&entry.node)?))
        }
        _ => Some(format!(",{gap}{}", Style::detect(last.node.text()).write(&entry.node)?)),
    };
    let end = last.node.span.end;
    Some(vec![(end..end, added.iter().map(written).collect::<Option<String>>()?)])
}

/// Removes the entries that go, each with the comma and the blanks between it and its neighbor. One stays.
fn cut(there: &Node, goes: impl Fn(&Entry) -> bool) -> Vec<Edit> {
    let entries = &there.entries;
    // An entry before the first one that stays goes with the comma after it, a later one with the comma before it.
    let first_kept = entries.iter().position(|entry| !goes(entry)).unwrap_or(entries.len());
    let range = |index: usize| {
        let entry = &entries[index];
        match entries.get(index + 1) {
            Some(next) if index < first_kept => entry.start..next.start,
            _ => entries[index - 1].node.span.end..entry.node.span.end,
        }
    };
    let gone = (0..entries.len()).filter(|index| goes(&entries[*index]));
    gone.map(|index| (range(index), String::new())).collect()
}

/// How a value is written.
#[derive(Clone)]
enum Style {
    /// A line for each entry, indented by `outer` and `unit`. The lines of the brackets are indented by `outer`.
    Lines { newline: &'static str, outer: String, unit: String },
    /// `{"a": 1}`, or `{ "a": 1 }` if it is padded.
    Spaced { padded: bool },
    /// `{"a":1}`
    Compact,
}

impl Style {
    fn detect(value: &str) -> Self {
        match Self::detect_lines(value) {
            Some(lines) => lines,
            None if is_spaced(value) => Self::Spaced { padded: value.starts_with("{ ") },
            None => Self::Compact,
        }
    }

    /// None also if the closing bracket is on the line of the last entry. Then no line shows the indentation of the
    /// value, and a new one is written in one line.
    fn detect_lines(value: &str) -> Option<Self> {
        let (_, entries) = value.split_once('\n')?;
        let (_, last_line) = value.rsplit_once('\n')?;
        let outer = last_line.strip_suffix(['}', ']']).filter(|outer| outer.trim_start().is_empty())?;
        let inner = &entries[..entries.len() - entries.trim_start().len()];
        let unit = inner.strip_prefix(outer).unwrap_or("  ");
        let newline = if value.contains("\r\n") { "\r\n" } else { "\n" };
        Some(Self::Lines { newline, outer: outer.to_owned(), unit: unit.to_owned() })
    }

    /// The style of the values in one of this style.
    fn inner(&self) -> Self {
        match self {
            Self::Lines { newline, outer, unit } => {
                Self::Lines { newline, outer: format!("{outer}{unit}"), unit: unit.clone() }
            }
            other => other.clone(),
        }
    }

    /// The style of a value that is replaced. A list keeps its own, and an empty one has none.
    fn own(&self, there: &Node) -> Self {
        match (self, there.entries.as_slice()) {
            (_, []) | (Self::Compact, _) => self.clone(),
            _ => Self::detect_lines(there.text()).unwrap_or(Self::Spaced { padded: false }),
        }
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
fn is_spaced(value: &str) -> bool {
    value.contains("\": ")
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
    use crate::pins::{BUILT_IN, Member, Pin, PinnedChain, Pins, Role, Set};

    fn read(text: &str) -> Manifest {
        serde_json::from_str(text).expect("a manifest")
    }

    /// The text after a change, which says what the change says.
    fn changed(text: &str, change: impl FnOnce(&mut Manifest)) -> String {
        let old = read(text);
        let mut new = old.clone();
        change(&mut new);
        let text = rewrite(text, &old, &new).expect("a manifest");
        assert_eq!(read(&text), new);
        text
    }

    fn new_pin() -> Pin {
        Pin {
            id: "new".into(),
            sha256: crate::x509::digest::Sha256::hash(b"new"),
            ..Pins::built_in().manifest().roots[0].clone()
        }
    }

    fn new_member() -> Member {
        Member { id: "new".into(), role: Role::Legacy }
    }

    fn new_set() -> Set {
        Set { id: "team".into(), title: "Ours".into(), hosts: Vec::new(), roots: vec![new_member()] }
    }

    fn new_chain() -> PinnedChain {
        let text = r#"{"id":"team-2026","anchor":"new","served":true}"#;
        serde_json::from_str(text).expect("a chain")
    }

    /// Adds everything that a command can add.
    fn add_all(manifest: &mut Manifest) {
        manifest.roots.push(new_pin());
        manifest.sets[0].roots.push(new_member());
        manifest.sets.push(new_set());
        manifest.chains.push(new_chain());
    }

    fn texts() -> [String; 5] {
        [
            BUILT_IN.to_owned(),
            BUILT_IN.replace('\n', "\r\n"),
            BUILT_IN.replace("  ", "\t"),
            serde_json::to_string(Pins::built_in().manifest()).expect("JSON"),
            BUILT_IN.split_whitespace().collect::<Vec<_>>().join(" "),
        ]
    }

    #[test]
    fn what_is_added_and_removed_leaves_the_text_as_it_was() {
        for text in texts() {
            let old = read(&text);
            let more = changed(&text, add_all);
            assert_eq!(changed(&more, |manifest| *manifest = old), text);
        }
    }

    #[test]
    fn what_is_added_is_written_as_what_is_there() {
        let more = changed(BUILT_IN, add_all);
        assert_eq!(more, serde_json::to_string_pretty(&read(&more)).expect("JSON") + "\n");
        let compact = changed(&texts()[3], add_all);
        assert_eq!(compact, serde_json::to_string(&read(&compact)).expect("JSON"));
    }

    const START: &str = "{\n  \"schema\": 1,\n  \"updated\": \"2026-11-29\",\n  \"default_set\": \"\",\n  \"roots\": [],\n  \"sets\": []\n}\n";

    #[test]
    fn lists_that_are_empty_or_left_out_are_written_as_the_text_around_them() {
        let add_first = |manifest: &mut Manifest| {
            manifest.roots.push(new_pin());
            manifest.sets.push(new_set());
            manifest.default_set = "team".into();
        };
        let filled = changed(START, add_first);
        let plain = changed(&filled, |manifest| manifest.chains.push(new_chain()));
        let whole = serde_json::to_string_pretty(&read(&plain)).expect("JSON");
        assert_eq!(plain, whole.replace(",\n  \"known\": []", "") + "\n");
        let compact = START.replace(['\n', ' '], "");
        let one_line = changed(&compact, add_first);
        assert_eq!(one_line, filled.replace('\n', "").replace("  ", "").replace("\": ", "\":"));
        assert_eq!(changed(&filled, |manifest| *manifest = read(START)), START);
    }

    #[test]
    fn a_changed_value_is_all_that_changes() {
        let chain = r#"  { "id" : "x", "served":false , "anchor": "digicert-global-root-g2" }"#;
        let text = BUILT_IN.replacen("\"chains\": [\n", &format!("\"chains\": [\n{chain},\n"), 1);
        let served = changed(&text, |manifest| manifest.chains[0].served = true);
        assert_eq!(served, text.replace("\"served\":false ,", "\"served\":true ,"));
        let titled = changed(&text, |manifest| manifest.chains[0].title = "A \"chain\"".into());
        let expected = chain.replace("g2\" }", "g2\", \"title\": \"A \\\"chain\\\"\" }");
        assert_eq!(titled, text.replace(chain, &expected));
        let role = changed(BUILT_IN, |manifest| manifest.sets[0].roots[0].role = Role::Legacy);
        let lines = BUILT_IN.lines().zip(role.lines()).filter(|(old, new)| old != new);
        assert_eq!(lines.count(), 1);
        let urls = changed(BUILT_IN, |manifest| manifest.roots[0].urls.push("https://a/b".into()));
        assert_eq!(urls.lines().count(), BUILT_IN.lines().count() + 1);
    }

    /// Found by `cargo fuzz run edit`.
    #[test]
    fn a_list_whose_brackets_close_behind_the_last_field_is_added_to_in_one_line() {
        let root = serde_json::to_string(&Pins::built_in().manifest().roots[0]).expect("JSON");
        let text = format!(
            "{{\"schema\": 1, \"updated\": \"2026-01-01\", \"default_set\": \"s\", \"roots\": [{root}],\n \"sets\": \
             [{{\"id\": \"s\",\n  \"roots\": [{{\"id\": \"a\",\n    \"role\": \"current\"}}]}}]}}"
        );
        let more = changed(&text, |manifest| manifest.sets[0].roots.push(new_member()));
        let expected = text.replace("\"current\"}", "\"current\"}, {\"id\": \"new\", \"role\": \"legacy\"}");
        assert_eq!(more, expected);
    }

    #[test]
    fn the_first_the_last_and_several_in_a_row_are_cut_with_one_comma_each() {
        let chain = |id: &str| format!(r#"{{"id":"{id}","anchor":"a","served":true}}"#);
        let text = |chains: &[&str]| {
            let chains: Vec<String> = chains.iter().map(|id| chain(id)).collect();
            format!(
                r#"{{"schema":1,"updated":"2026-01-01","default_set":"s","roots":[],"sets":[],"chains":[{}]}}"#,
                chains.join(", ")
            )
        };
        for left in [&["y", "z"][..], &["x", "y"], &["z"], &["x"], &["y"], &[], &["x", "z"]] {
            let stays = |chain: &PinnedChain| left.contains(&chain.id.as_str());
            let less = changed(&text(&["x", "y", "z"]), |manifest| manifest.chains.retain(stays));
            assert_eq!(less, text(left));
        }
    }
}
