//! stdout for the answer, stderr for the talk. A reader who leaves early is no error.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};

/// What goes to stdout.
#[derive(Debug)]
pub(crate) enum Answer {
    /// For people: its styles are shown or taken out.
    Text(String),
    /// For programs, byte for byte: a path in it may contain an escape sequence.
    Data(String),
}

/// How a command ends.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The answer.
    pub answer: Answer,
    /// What is said behind it, on stderr.
    pub afterwards: Vec<String>,
    /// The exit code.
    pub code: u8,
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self { answer, afterwards: Vec::new(), code: 0 }
    }
}

/// Where the answer and the talk go.
#[derive(Debug)]
pub(crate) struct Output {
    stdout: ColorChoice,
    stderr: ColorChoice,
    talks: bool,
    columns: Option<usize>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that is not dumb
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    fn on(self, is_terminal: bool) -> ColorChoice {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            _ if set("NO_COLOR") => ColorChoice::Never,
            Self::Always => ColorChoice::Always,
            Self::Auto if is_terminal && !is_dumb() => ColorChoice::Always,
            Self::Auto | Self::Never => ColorChoice::Never,
        }
    }
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

impl Output {
    /// An output that colours as `color` says and stays silent on stderr, errors aside, unless it `talks`.
    pub(crate) fn new(color: Color, talks: bool) -> Self {
        Self {
            stdout: color.on(io::stdout().is_terminal()),
            stderr: color.on(io::stderr().is_terminal()),
            talks,
            columns: columns_of_stdout(),
        }
    }

    /// The columns of the terminal that stdout is; none where it is a file or a pipe.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// Writes the answer.
    ///
    /// # Errors
    /// Where stdout cannot take it, a closed pipe aside.
    pub(crate) fn answer(&self, answer: &Answer) -> io::Result<()> {
        let stdout = io::stdout().lock();
        tolerate_closed_pipe(match answer {
            Answer::Text(text) | Answer::Data(text) if text.is_empty() => Ok(()),
            Answer::Text(text) => write_line(&mut AutoStream::new(stdout, self.stdout), text),
            Answer::Data(text) => write_line(&mut { stdout }, text),
        })
    }

    /// Writes one line of an answer that comes in many, and tells whether anyone reads on.
    ///
    /// # Errors
    /// Where stdout cannot take it, a closed pipe aside.
    pub(crate) fn line(text: &str) -> io::Result<bool> {
        match write_line(&mut io::stdout().lock(), text) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Writes talk.
    pub(crate) fn talk(&self, text: &str) {
        if self.talks {
            self.error(text);
        }
    }

    /// Says what keeps this run from going on.
    pub(crate) fn waiting(&self) {
        self.talk("waiting for another pgcerts that works in the same folder");
    }

    /// Writes an error, whatever else is silent. There is no one left to tell if that fails.
    pub(crate) fn error(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.stderr);
        let _ = write_line(&mut stream, text);
    }

    /// Overwrites the line of progress on a terminal; the empty text takes it away. On a narrow terminal the line
    /// is cut, not wrapped: only its last row could be overwritten.
    pub(crate) fn progress(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        if self.talks && stderr.is_terminal() && !is_dumb() {
            let line = if text.is_empty() { String::new() } else { format!("\u{1b}[?7l{text}\u{1b}[?7h") };
            let _ = write!(stderr, "\r\u{1b}[K{line}").and_then(|()| stderr.flush());
        }
    }
}

fn columns_of_stdout() -> Option<usize> {
    const USUAL: usize = 80;
    let size = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    io::stdout().is_terminal().then(|| size().unwrap_or(USUAL))
}

fn write_line(stream: &mut impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        stream.write_all(b"\n")?;
    }
    stream.flush()
}

fn tolerate_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
