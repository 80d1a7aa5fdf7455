//! Connection settings in configurations and programs: which `sslmode`, and which roots.
//!
//! A word counts as a setting only in the form of one: a key that some client has, a separator, and a value that a client
//! takes. Prose, comments, and names of variables do not.

mod comments;
mod connections;
mod fallback;
mod findings;
mod form;
mod hit;
mod line_host;
mod named_value;
mod names;
mod path_value;
mod purpose;
mod server_name;
mod type_block;

pub(crate) use connections::{ConnectionSetting, SettingReader};
pub(super) use findings::findings;
pub(crate) use names::NamedMode;
pub(crate) use path_value::RootSetting;

use crate::scan::nature::{TextKind, TextNature};

/// More is no file that anybody wrote.
const MOST: usize = 1000;

/// So many words of a text are looked at that may be the key of a setting.
const MOST_KEYS: usize = 20_000;

/// The settings of a text.
#[derive(Debug, Default)]
pub(super) struct TextSettings {
    pub(super) settings: Vec<ConnectionSetting>,
    /// More are in the text, and are left out.
    pub(super) has_more: bool,
}

impl TextSettings {
    pub(super) fn read(text: &str, nature: TextNature) -> Self {
        if matches!(nature.kind, TextKind::Certificates | TextKind::Document) || !names::may_be_named(text) {
            return Self::default();
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut hits = Vec::new();
        let mut keys_left = MOST_KEYS;
        let code = comments::without(&lines, nature);
        let texts: Vec<&str> = code.iter().map(|line| &*line.text).collect();
        for (at, line) in code.iter().enumerate() {
            let most = MOST + 1 - hits.len();
            hits.extend(hit::hits(&texts, at, line.text_end, nature, most, &mut keys_left));
            if hits.len() > MOST || keys_left == 0 {
                break;
            }
        }
        let has_more = hits.len() > MOST || keys_left == 0;
        hits.truncate(MOST);
        Self { settings: connections::join(hits, &lines, text, nature), has_more }
    }

    /// Adds those of another text, as far as there is room.
    pub(super) fn add(&mut self, more: Self) {
        self.settings.extend(more.settings);
        self.has_more |= more.has_more || self.settings.len() > MOST;
        self.settings.truncate(MOST);
    }
}
