//! The one cause of an error text, and the command to run next.

use super::error_text::{ErrorText, NextStep, has_postgres};
use super::named_things;
use super::other_programs::is_foreign;
use super::plain_text::PlainText;
use super::texts::error_texts;
use crate::paste::command_line::Install;
use crate::paste::quote::posix_path;

/// An error text that is known.
#[derive(Debug)]
pub(crate) struct ErrorMatch {
    /// The row of the table.
    pub(crate) text: &'static ErrorText,
    /// The command to run next, quoted for a shell.
    pub(crate) next: String,
}

impl ErrorMatch {
    /// The first row of the table that is in the text.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let text = PlainText::new(text);
        if is_foreign(&text, has_postgres(&text)) {
            return None;
        }
        let row = error_texts().find(|row| row.is_in(&text))?;
        Some(Self { text: row, next: command(row.cause.next, &text) })
    }
}

fn command(next: NextStep, text: &PlainText) -> String {
    let server = || named_things::server(text).unwrap_or_else(|| "HOST".to_owned());
    let file = named_things::file(text);
    match next {
        NextStep::Check => format!("pgcerts check {}", server()),
        NextStep::CheckLogin => format!("pgcerts check --auth {}", server()),
        NextStep::CheckDirect => format!("pgcerts check --negotiation direct {}", server()),
        NextStep::Status => match file {
            Some(path) => format!("pgcerts status {}", posix_path(path)),
            None => "pgcerts status".to_owned(),
        },
        NextStep::Install => Install { dest: file, pins_file: None, set: None }.command(""),
    }
}
