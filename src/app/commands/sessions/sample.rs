//! Asks for the sessions, once or again and again.

use std::time::Duration;

use crate::app::cli::SessionsArgs;
use crate::app::report::diagnostics;
use crate::app::report::layout::Page;
use crate::app::report::sessions as report;
use crate::check::sessions::{SessionTally, TallyFault, statements};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::io::postgres::{SamplingPlan, Session};
use crate::libpq::query::{MOST_BYTES, MOST_ROWS};

/// The time between two looks.
const EVERY: Duration = Duration::from_secs(5);

/// The server's own time limit comes first.
const GRACE: Duration = Duration::from_secs(1);

/// The sessions that were seen, and whether it was looked to the end.
pub(super) fn look(
    args: &SessionsArgs,
    session: &mut Session,
    output: &Output,
) -> Result<(SessionTally, bool), Diagnostic> {
    let mut tally = SessionTally::default();
    let query = statements(args.timeout.as_millis());
    let limit = args.timeout + GRACE;
    let Some(lasting) = args.lasting else {
        tally.add(&session.query(&query, limit)?).map_err(uncounted)?;
        return Ok((tally, true));
    };
    let plan = SamplingPlan { lasting, every: args.every.unwrap_or(EVERY), limit };
    let sampled = session.sample(&query, &plan, |rows, left| {
        tally.add(rows).map_err(uncounted)?;
        output.progress(&report::progress(&tally, left));
        Ok::<(), Diagnostic>(())
    });
    output.progress("");
    match sampled {
        Ok(is_complete) => Ok((tally, is_complete)),
        // What was seen until then is not lost.
        Err(failure) if tally.looks() > 0 => {
            output.error(&diagnostics::talk(&failure, Page::for_messages()));
            Ok((tally, false))
        }
        Err(failure) => Err(failure),
    }
}

/// A row that PostgreSQL does not send, or too many.
pub(super) fn uncounted(fault: TallyFault) -> Diagnostic {
    match fault {
        TallyFault::OddRow(number) => Diagnostic::failure(
            Code::QueryFailed,
            format!("row {number} of the answer is missing or is not one of the query's"),
            "run the query of `pgcerts sessions --print-sql` with psql, and compare",
        ),
        TallyFault::Full => Diagnostic::failure(
            Code::QueryFailed,
            format!("there were more sessions than are counted: {MOST_ROWS}, or {} MiB", MOST_BYTES >> 20),
            "look for a shorter time, or less often, with `--for` and `--every`",
        ),
    }
}
