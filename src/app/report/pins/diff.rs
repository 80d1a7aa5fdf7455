//! What differs between two manifests.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;
use serde_json::Value;

use crate::app::report::json as object;
use crate::app::report::layout::wrap_all;
use crate::app::report::style::{GREEN, RED, YELLOW};
use crate::paste::escape::escape;
use crate::pins::{Difference, ManifestChange, Pin, Pins};

pub(crate) fn json(differences: &[Difference]) -> String {
    #[derive(Serialize)]
    struct PinsDiffJson<'a> {
        same: bool,
        differences: &'a [Difference],
    }
    object::object(Some("pins diff"), PinsDiffJson { same: differences.is_empty(), differences })
}

pub(crate) fn text(differences: &[Difference], old: &Pins, new: &Pins) -> String {
    if differences.is_empty() {
        return format!("{GREEN}the two say the same{GREEN:#}\n");
    }
    let mut text = String::new();
    for one in differences {
        let (style, mark) = match one.change {
            ManifestChange::Added => (GREEN, '+'),
            ManifestChange::Removed => (RED, '-'),
            ManifestChange::Changed => (YELLOW, '~'),
        };
        let _ = writeln!(text, "{style}{mark}{style:#} {}", escape(&title(one)));
        let root = one.id.as_ref().filter(|_| one.what == "root");
        for (pins, is_its) in
            [(old, one.change == ManifestChange::Removed), (new, one.change == ManifestChange::Added)]
        {
            let pin = root.and_then(|id| pins.manifest().by_id(id));
            text.extend(pin.filter(|_| is_its).map(described));
        }
        for field in &one.fields {
            let told = format!("{}: {}, now {}", field.name, value(&field.old), value(&field.new));
            let _ = writeln!(text, "{}", wrap_all("    ", &escape(&told)));
        }
    }
    text
}

fn title(one: &Difference) -> String {
    match (&one.id, &one.set) {
        (Some(id), Some(set)) => format!("{id} in the set {set}"),
        (Some(id), None) => format!("{} {id}", one.what),
        (None, _) => one.what.to_owned(),
    }
}

fn described(pin: &Pin) -> String {
    const DIM: Style = Style::new().dimmed();
    let subject = wrap_all("    ", &escape(&pin.subject));
    format!("{subject}\n    SHA-256 {}\n    {DIM}until {}{DIM:#}\n", pin.sha256, pin.not_after.date())
}

fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
