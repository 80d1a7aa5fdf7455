//! stdout for the answer, stderr for messages. A reader who leaves early is not an error.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, Width, terminal_size_of};

use crate::libpq::environment::Environment;
use crate::paste::log_commands::without_log_commands;

/// Where the answer and the messages go.
#[derive(Debug)]
pub(crate) struct Output {
    stdout: ColorChoice,
    stderr: ColorChoice,
    talks: bool,
    /// A terminal that takes no escape sequences.
    is_dumb: bool,
    columns: Option<usize>,
}

impl Output {
    /// An output in the color that was asked for. Unless it `talks`, only errors go to stderr.
    pub(crate) fn new(color: ColorChoice, talks: bool, environment: &Environment) -> Self {
        let is_dumb = environment.variable("TERM").is_some_and(|terminal| terminal == "dumb");
        let may_color = !is_dumb && environment.variable("NO_COLOR").is_none_or(OsStr::is_empty);
        let choose = |is_terminal: bool| match color {
            ColorChoice::Auto if is_terminal && may_color => ColorChoice::Always,
            ColorChoice::Auto => ColorChoice::Never,
            chosen => chosen,
        };
        Self {
            stdout: choose(io::stdout().is_terminal()),
            stderr: choose(io::stderr().is_terminal()),
            talks,
            is_dumb,
            columns: io::stdout().is_terminal().then(|| columns(terminal_size_of(io::stdout()))),
        }
    }

    /// The columns of the terminal that stdout is; none where it is a file or a pipe.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// The same of stderr.
    pub(crate) fn message_columns() -> Option<usize> {
        io::stderr().is_terminal().then(|| columns(terminal_size_of(io::stderr())))
    }

    /// Writes an answer for people. Its styles are shown or removed, and where two texts met there is no command for a
    /// build server.
    ///
    /// # Errors
    /// If stdout cannot take it; a closed pipe aside.
    pub(crate) fn text(&self, text: &str) -> io::Result<()> {
        let text = without_log_commands(text);
        write_answer(&mut AutoStream::new(io::stdout().lock(), self.stdout), &text)
    }

    /// Writes an answer for programs, byte for byte.
    ///
    /// # Errors
    /// If stdout cannot take it; a closed pipe aside.
    pub(crate) fn data(text: &str) -> io::Result<()> {
        write_answer(&mut io::stdout().lock(), text)
    }

    /// Writes an answer that is not text.
    ///
    /// # Errors
    /// If stdout cannot take it; a closed pipe aside.
    pub(crate) fn binary(bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        unless_closed(stdout.write_all(bytes).and_then(|()| stdout.flush()))
    }

    /// Writes one line of an answer that comes in many, and says whether anyone still reads.
    ///
    /// # Errors
    /// If stdout cannot take it; a closed pipe aside.
    pub(crate) fn line(text: &str) -> io::Result<bool> {
        match write_line(&mut io::stdout().lock(), text) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Writes a message.
    pub(crate) fn talk(&self, text: &str) {
        if self.talks {
            self.error(text);
        }
    }

    /// Says what keeps this run from going on.
    pub(crate) fn waiting(&self) {
        self.talk("waiting for another process that has locked the folder");
    }

    /// Writes an error, even if messages are off. If that fails, nobody is left to know.
    pub(crate) fn error(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.stderr);
        let _ = write_line(&mut stream, &without_log_commands(text));
    }

    /// Overwrites the line of progress on a terminal; the empty text removes it. On a narrow terminal the line is cut
    /// and not wrapped, because only its last row could be overwritten.
    pub(crate) fn progress(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        if self.talks && stderr.is_terminal() && !self.is_dumb {
            let line = if text.is_empty() { String::new() } else { format!("\u{1b}[?7l{text}\u{1b}[?7h") };
            let _ = write!(stderr, "\r\u{1b}[K{line}").and_then(|()| stderr.flush());
        }
    }
}

/// The columns of a terminal, some of which do not know their size.
fn columns(size: Option<(Width, Height)>) -> usize {
    const USUAL: usize = 80;
    size.map_or(USUAL, |(Width(columns), _)| columns.into())
}

fn write_line(stream: &mut impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        stream.write_all(b"\n")?;
    }
    stream.flush()
}

/// An empty answer is no line.
fn write_answer(stream: &mut impl Write, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    unless_closed(write_line(stream, text))
}

fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
