//! The sessions of one look or of several, each counted once.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::libpq::query::{MOST_BYTES, MOST_ROWS, TextRow};
use crate::libpq::sslmode::TlsVersion;

use super::row::{SessionFacts, SessionId, SessionKind, SessionRow, Transport};

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct SessionTally {
    sessions: HashMap<SessionId, SessionFacts>,
    /// The bytes of the sessions.
    bytes: usize,
    /// Those of the last look.
    parameters: BTreeMap<String, String>,
    role: Option<String>,
    own: Option<(SessionId, SessionFacts)>,
    looks: usize,
}

/// Why an answer is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TallyFault {
    /// A row that is missing or is not one of the query's, with its number, counted from 1.
    OddRow(usize),
    /// There are more sessions than are kept.
    Full,
}

/// The numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SessionTotals {
    pub(crate) all: usize,
    pub(crate) plaintext: usize,
    pub(crate) unix: usize,
    pub(crate) hidden: usize,
    /// Those under an older version of TLS than the least one.
    pub(crate) locked_out: usize,
}

impl SessionTally {
    /// Adds the answer to the query. A session that was seen before counts as it is now.
    ///
    /// # Errors
    /// If a row is not one of the query's; nothing of the answer is added then. If there are too many sessions; those
    /// that there was room for are added.
    pub(crate) fn add(&mut self, rows: &[TextRow]) -> Result<(), TallyFault> {
        let read = rows.iter().zip(1..);
        let read = read.map(|(row, number)| SessionRow::read(row).ok_or(TallyFault::OddRow(number)));
        let read = read.collect::<Result<Vec<_>, _>>()?;
        // Without its last row, an answer is not whole.
        if !read.iter().any(|row| matches!(row, SessionRow::Role(_))) {
            return Err(TallyFault::OddRow(rows.len() + 1));
        }
        self.parameters.clear();
        for row in read {
            match row {
                SessionRow::Session(id, facts) => self.keep(id, facts)?,
                SessionRow::Own(id, facts) => self.own = Some((id, facts)),
                SessionRow::Parameter(name, value) => {
                    self.parameters.insert(name, value);
                }
                SessionRow::Role(name) => self.role = Some(name),
            }
        }
        self.looks += 1;
        Ok(())
    }

    fn keep(&mut self, id: SessionId, facts: SessionFacts) -> Result<(), TallyFault> {
        let before = self.sessions.get(&id).map(|facts| size(&id, facts));
        let bytes = self.bytes - before.unwrap_or_default() + size(&id, &facts);
        if bytes > MOST_BYTES || before.is_none() && self.sessions.len() == MOST_ROWS {
            return Err(TallyFault::Full);
        }
        self.bytes = bytes;
        self.sessions.insert(id, facts);
        Ok(())
    }

    /// Counts the session that asks like any other.
    pub(super) fn count_own(&mut self) {
        if let Some((id, facts)) = self.own.clone() {
            self.sessions.insert(id, facts);
        }
    }

    /// The sessions that are alike, with their number: what is in plaintext first, then the most frequent.
    pub(crate) fn groups(&self) -> Vec<(&SessionFacts, usize)> {
        let mut counts: BTreeMap<&SessionFacts, usize> = BTreeMap::new();
        for facts in self.sessions.values() {
            *counts.entry(facts).or_default() += 1;
        }
        let mut groups: Vec<_> = counts.into_iter().collect();
        let is_encrypted = |facts: &SessionFacts| facts.transport != Some(Transport::Plaintext);
        groups.sort_by_key(|(facts, count)| (is_encrypted(facts), std::cmp::Reverse(*count)));
        groups
    }

    /// The numbers, with this least version of TLS.
    pub(crate) fn totals(&self, least: TlsVersion) -> SessionTotals {
        let count = |is_meant: &dyn Fn(&SessionFacts) -> bool| {
            self.sessions.values().filter(|facts| is_meant(facts)).count()
        };
        let carried = |transport| count(&|facts: &SessionFacts| facts.transport == Some(transport));
        SessionTotals {
            all: self.sessions.len(),
            plaintext: carried(Transport::Plaintext),
            unix: carried(Transport::Unix),
            hidden: count(&|facts| facts.kind == SessionKind::Hidden),
            locked_out: count(&|facts| facts.is_below(least)),
        }
    }

    /// How many sessions each version of TLS has.
    pub(crate) fn versions(&self) -> BTreeMap<TlsVersion, usize> {
        let mut versions = BTreeMap::new();
        for version in self.sessions.values().filter_map(|facts| facts.tls_version) {
            *versions.entry(version).or_default() += 1;
        }
        versions
    }

    /// The value of a parameter, if this role may see it and the server has it.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The role that asks.
    pub(crate) fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// The session that asks.
    pub(crate) fn own(&self) -> Option<&SessionFacts> {
        self.own.as_ref().map(|(_, facts)| facts)
    }

    /// The process of the session that asks, as the server itself numbers it.
    pub(crate) fn own_process(&self) -> Option<i32> {
        self.own.as_ref().and_then(|((process, _), _)| process.parse().ok())
    }

    /// How often the server was asked.
    pub(crate) fn looks(&self) -> usize {
        self.looks
    }
}

fn size((process, started): &SessionId, facts: &SessionFacts) -> usize {
    process.len() + started.as_ref().map_or(0, String::len) + facts.size()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(process: usize, application: &str) -> TextRow {
        let process = process.to_string();
        let cells =
            ["session", &process, "x", "client", "unix", "d", "u", application, "", "", "", "", "", ""];
        cells.map(|cell| Some(cell.to_owned())).to_vec()
    }

    fn answer(sessions: impl Iterator<Item = TextRow>) -> Vec<TextRow> {
        let role = ["role", "", "", "", "", "", "", "", "", "", "", "", "role", "u"];
        sessions.chain([role.map(|cell| Some(cell.to_owned())).to_vec()]).collect()
    }

    #[test]
    fn the_sessions_of_many_looks_have_a_limit() {
        let mut tally = SessionTally::default();
        let all = |from: usize, application: &str| answer((from..MOST_ROWS).map(|at| row(at, application)));
        assert_eq!(tally.add(&all(0, "a")), Ok(()));
        assert_eq!(tally.add(&all(MOST_ROWS - 9, "other")), Ok(()), "they are known");
        assert_eq!(tally.add(&answer([row(MOST_ROWS, "a")].into_iter())), Err(TallyFault::Full));
        assert_eq!((tally.totals(TlsVersion::V1_3).all, tally.looks()), (MOST_ROWS, 2));
    }

    #[test]
    fn long_texts_count_as_what_they_are_now() {
        let mut tally = SessionTally::default();
        let half = "x".repeat(MOST_BYTES / 2);
        for process in [1, 1, 1] {
            assert_eq!(tally.add(&answer([row(process, &half)].into_iter())), Ok(()));
        }
        assert_eq!(tally.add(&answer([row(2, &half)].into_iter())), Err(TallyFault::Full));
    }
}
