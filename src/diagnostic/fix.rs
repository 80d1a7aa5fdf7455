//! What to do about a problem.

use std::fmt;

/// Words, and the command that does it if one command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    words: String,
    command: Option<String>,
}

impl Fix {
    /// A command to paste. `words` follow it where there is room for more.
    pub(crate) fn run(command: impl Into<String>, words: &str) -> Self {
        let command = command.into();
        Self { words: format!("`{command}` {words}"), command: Some(command) }
    }

    /// What to do, in words that name the command too.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The command to paste.
    pub fn command(&self) -> Option<&str> {
        self.command.as_deref()
    }
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<String> for Fix {
    fn from(words: String) -> Self {
        Self { words, command: None }
    }
}

impl From<&str> for Fix {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}
