//! What two runs are compared by: the state of each server, by its name in the report.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::server_report::{ServerReport, ServerRoot, ServerVerdict};

/// The servers of a run, in their order. A server that is in a run twice counts once, with its worse answer.
#[derive(Debug, Default)]
pub(crate) struct FleetStates {
    names: Vec<String>,
    states: HashMap<String, ServerState>,
}

/// What is compared of a server.
#[derive(Clone, Debug)]
pub(super) struct ServerState {
    pub(super) verdict: ServerVerdict,
    pub(super) root: Option<ServerRoot>,
    pub(super) until: Option<OffsetDateTime>,
    /// Why it is not ok.
    pub(super) why: Option<String>,
}

impl FleetStates {
    pub(crate) fn add(&mut self, report: &ServerReport) {
        let state = ServerState {
            verdict: report.verdict,
            root: report.root.clone(),
            until: report.until,
            why: report.cause.as_ref().map(|cause| cause.message.clone()),
        };
        match self.states.get_mut(&report.label) {
            Some(known) if known.rank() >= state.rank() => {}
            Some(known) => *known = state,
            None => {
                self.names.push(report.label.clone());
                self.states.insert(report.label.clone(), state);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &ServerState)> {
        self.names.iter().map(|name| (name.as_str(), &self.states[name]))
    }

    pub(super) fn get(&self, name: &str) -> Option<&ServerState> {
        self.states.get(name)
    }
}

impl ServerState {
    /// How bad it is. What is known to fail is worse than what is unknown.
    pub(super) fn rank(&self) -> u8 {
        match self.verdict {
            ServerVerdict::Ok => 0,
            ServerVerdict::Plaintext => 1,
            ServerVerdict::Unknown | ServerVerdict::NotReached => 2,
            ServerVerdict::NotOk => 3,
        }
    }
}

impl<'a> FromIterator<&'a ServerReport> for FleetStates {
    fn from_iter<I: IntoIterator<Item = &'a ServerReport>>(reports: I) -> Self {
        let mut states = Self::default();
        reports.into_iter().for_each(|report| states.add(report));
        states
    }
}
