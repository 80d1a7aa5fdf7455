//! The differences between two manifests, for people and for scripts.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;
use serde_json::Value;

use crate::app::report::json as object;
use crate::app::report::layout::{Page, wrap_all_to};
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

pub(crate) fn text(differences: &[Difference], old: &Pins, new: &Pins, page: Page) -> String {
    if differences.is_empty() {
        return format!("{GREEN}the two say the same{GREEN:#}\n");
    }
    let mut text = String::new();
    for difference in differences {
        let (style, mark) = match difference.change {
            ManifestChange::Added => (GREEN, '+'),
            ManifestChange::Removed => (RED, '-'),
            ManifestChange::Changed => (YELLOW, '~'),
        };
        let _ = writeln!(text, "{style}{mark}{style:#} {}", escape(&title(difference)));
        let root = difference.id.as_ref().filter(|_| difference.what == "root");
        for (pins, is_its) in [
            (old, difference.change == ManifestChange::Removed),
            (new, difference.change == ManifestChange::Added),
        ] {
            let pin = root.and_then(|id| pins.manifest().by_id(id));
            text.extend(pin.filter(|_| is_its).map(|pin| describe(pin, page)));
        }
        for field in &difference.fields {
            let line = format!("{}: {}, now {}", field.name, value(&field.old), value(&field.new));
            let _ = writeln!(text, "{}", wrap_all_to(page.text(), "    ", &escape(&line)));
        }
    }
    text
}

fn title(difference: &Difference) -> String {
    match (&difference.id, &difference.set) {
        (Some(id), Some(set)) => format!("{id} in the set {set}"),
        (Some(id), None) => format!("{} {id}", difference.what),
        (None, _) => difference.what.to_owned(),
    }
}

fn describe(pin: &Pin, page: Page) -> String {
    const DIM: Style = Style::new().dimmed();
    let subject = wrap_all_to(page.text(), "    ", &escape(&pin.subject));
    format!("{subject}\n    SHA-256 {}\n    {DIM}until {}{DIM:#}\n", pin.sha256, pin.not_after.date())
}

fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
