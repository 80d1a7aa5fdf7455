//! The sessions of one look or of several, each counted once.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::libpq::query::TextRow;
use crate::libpq::sslmode::TlsVersion;

use super::row::{OddRow, SessionFacts, SessionId, SessionKind, SessionRow, Transport};

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct SessionTally {
    sessions: HashMap<SessionId, SessionFacts>,
    parameters: BTreeMap<String, String>,
    role: Option<String>,
    own: Option<(i32, SessionFacts)>,
    looks: usize,
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
    /// If a row is not one of the query's. Nothing of the answer is added then.
    pub(crate) fn add(&mut self, rows: &[TextRow]) -> Result<(), OddRow> {
        let read = rows.iter().zip(1..).map(|(row, number)| SessionRow::read(row).ok_or(OddRow(number)));
        let read = read.collect::<Result<Vec<_>, _>>()?;
        // Without its last row, an answer is not whole.
        if !read.iter().any(|row| matches!(row, SessionRow::Role(_))) {
            return Err(OddRow(rows.len() + 1));
        }
        for row in read {
            match row {
                SessionRow::Session(id, facts) => {
                    self.sessions.insert(id, facts);
                }
                SessionRow::Own(process, facts) => self.own = Some((process, facts)),
                SessionRow::Parameter(name, value) => {
                    self.parameters.insert(name, value);
                }
                SessionRow::Role(name) => self.role = Some(name),
            }
        }
        self.looks += 1;
        Ok(())
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
        self.own.as_ref().map(|(process, _)| *process)
    }

    /// How often the server was asked.
    pub(crate) fn looks(&self) -> usize {
        self.looks
    }
}
