//! The answer of the query that another program asked.

use crate::app::cli::SessionsArgs;
use crate::app::failures::unread_or_piped;
use crate::check::sessions::{CsvFault, SessionTally, rows};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::fault::FileFault;
use crate::io::files;
use crate::libpq::query::MOST_BYTES;

use super::Observed;
use super::sample::uncounted;

/// Reads it from standard input.
pub(super) fn read(args: &SessionsArgs) -> Result<Observed, Diagnostic> {
    if args.lasting.is_some() || args.password_stdin {
        let fix = "leave out `--for` and `--password-stdin`, or name a server";
        return Err(Diagnostic::usage("standard input holds one answer, and no password", fix));
    }
    let bytes = files::read_stdin(MOST_BYTES as u64).map_err(|failure| match failure.fault {
        FileFault::TooLarge => unreadable(CsvFault::TooManyRows),
        _ => unread_or_piped("the answer")(failure),
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let mut tally = SessionTally::default();
    tally.add(&rows(&text).map_err(unreadable)?).map_err(uncounted)?;
    Ok(Observed { label: "standard input".into(), tally, announced: None, is_complete: true })
}

fn unreadable(fault: CsvFault) -> Diagnostic {
    let message = match fault {
        CsvFault::OtherColumns => "standard input is not the answer of the query".to_owned(),
        CsvFault::Quote(row) => format!("standard input is not CSV: row {row} has a quote without its end"),
        CsvFault::TooManyRows => "standard input has too many rows".to_owned(),
    };
    let fix = "pipe it there: `pgcerts sessions --print-sql | psql -X --csv | pgcerts sessions -`";
    Diagnostic::failure(Code::QueryFailed, message, fix)
}
