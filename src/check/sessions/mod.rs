//! The sessions of a server: the query that lists them, its answer, and what it says about the server's clients.

mod csv_input;
mod judged;
mod query;
mod row;
mod tally;

pub(crate) use csv_input::{CsvFault, rows};
pub(crate) use judged::JudgedSessions;
pub(crate) use query::{QUERY, statements};
pub(crate) use row::{SessionFacts, SessionKind, Transport};
pub(crate) use tally::{SessionTally, SessionTotals, TallyFault};
