//! Why the report of an earlier run cannot be read.

use std::fmt;
use std::io;

use serde_json::error::Category;

/// The line, and what is wrong with it. Nothing of the file is repeated.
#[derive(Debug)]
pub(crate) struct RecordFault {
    pub(crate) line: usize,
    pub(crate) reason: RecordReason,
}

/// What is wrong with a report.
#[derive(Debug)]
pub(crate) enum RecordReason {
    System(io::Error),
    TooLarge,
    NotJson,
    CutOff,
    WrongType,
    OtherSchema,
    OtherCommand,
    FailedRun,
    NoTargets,
    /// It was made with `--failed`, so that servers are missing.
    FailedOnly,
    Empty,
}

impl RecordFault {
    /// The fault of an object that `serde_json` refuses. Where `is_full`, all that may be read was read.
    pub(super) fn from_json(error: serde_json::Error, is_full: bool) -> Self {
        let line = error.line();
        let reason = match error.classify() {
            Category::Eof if is_full => RecordReason::TooLarge,
            Category::Eof => RecordReason::CutOff,
            Category::Syntax => RecordReason::NotJson,
            Category::Data => RecordReason::WrongType,
            Category::Io => RecordReason::System(error.into()),
        };
        Self { line, reason }
    }
}

impl fmt::Display for RecordReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::System(error) => return write!(f, "{error}"),
            Self::TooLarge => "the file is larger than 1 GiB",
            Self::NotJson => "this is not JSON",
            Self::CutOff => "it ends in the middle of a report",
            Self::WrongType => "a field is missing, appears twice or has another type than `check` writes",
            Self::OtherSchema => "`schema` is not 1",
            Self::OtherCommand => "this is not a report of `pgcerts check`",
            Self::FailedRun => "that run failed, so there is no server in it",
            Self::NoTargets => "there are no `targets`",
            Self::FailedOnly => "it was made with `--failed`, so servers are missing in it",
            Self::Empty => "there is no report in it",
        };
        f.write_str(text)
    }
}
