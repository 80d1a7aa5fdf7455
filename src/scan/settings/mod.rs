//! Connection settings in configurations and programs: which `sslmode`, and which roots.
//!
//! A word counts as a setting only in the form of one: a key that some client has, a separator, and a value that a client
//! takes. Prose, comments, and names of variables do not.

mod comments;
mod connections;
mod findings;
mod form;
mod hit;
mod names;
mod path_value;

pub(crate) use connections::{ConnectionSetting, SettingReader};
pub(super) use findings::findings;
pub(crate) use names::NamedMode;
pub(crate) use path_value::RootSetting;

use crate::scan::nature::{TextKind, TextNature};

/// More is no file that anybody wrote.
const MOST: usize = 1000;

/// The settings of a text.
pub(super) fn read(text: &str, nature: TextNature) -> Vec<ConnectionSetting> {
    if matches!(nature.kind, TextKind::Certificates | TextKind::Document) || !names::may_be_named(text) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let hits = comments::without(&lines, nature)
        .into_iter()
        .enumerate()
        .flat_map(|(at, line)| hit::hits(&lines, at, line, nature))
        .take(MOST)
        .collect();
    connections::join(hits, &lines, text, nature)
}
