//! How a command ends: its answer for stdout, the messages after it, and the exit code.

use std::process::ExitCode;

use anstream::ColorChoice;

use crate::app::report::diagnostics;
use crate::app::report::layout::Page;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;

/// What goes to stdout.
#[derive(Debug)]
pub(crate) enum Answer {
    /// For people. Styles are shown or removed.
    Text(String),
    /// For programs, byte for byte: a path in it may contain an escape sequence.
    Data(String),
    /// The same where it is not text.
    Binary(Vec<u8>),
}

/// How a command ends.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The answer.
    pub answer: Answer,
    /// The warnings after the answer, on stderr.
    pub afterwards: Vec<Diagnostic>,
    /// Whether `--quiet` keeps them: they are about whom the user trusts.
    pub insists: bool,
    /// The exit code.
    pub code: u8,
}

/// When to color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that is not dumb
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Answer {
    /// Prints the answer. The exit code is `code`, or `failed` if stdout cannot take the answer.
    pub(crate) fn print(&self, output: &Output, code: u8, failed: u8) -> ExitCode {
        let printed = match self {
            Self::Text(text) => output.text(text),
            Self::Data(text) => Output::data(text),
            Self::Binary(bytes) => Output::binary(bytes),
        };
        match printed {
            Ok(()) => ExitCode::from(code),
            Err(error) => {
                output.error(&format!(
                    "error: what was asked for is done, but standard output cannot take the answer: {error}"
                ));
                ExitCode::from(failed)
            }
        }
    }
}

impl Reply {
    /// An answer without warnings.
    pub(crate) fn new(answer: Answer, code: u8) -> Self {
        Self { answer, afterwards: Vec::new(), insists: false, code }
    }

    /// Prints the answer and what follows it.
    pub(crate) fn print(&self, output: &Output, failed: u8) -> ExitCode {
        let code = self.answer.print(output, self.code, failed);
        let say = if self.insists { Output::error } else { Output::talk };
        let page = Page::for_messages();
        self.afterwards.iter().for_each(|warning| say(output, &diagnostics::talk(warning, page)));
        code
    }
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::new(answer, 0)
    }
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}
