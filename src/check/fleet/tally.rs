//! How many servers have which verdict.

use super::server_report::{ServerReport, ServerVerdict};

/// The numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FleetTally {
    pub(crate) all: usize,
    /// All that are ok, those with warnings and those in plaintext included.
    pub(crate) ok: usize,
    pub(crate) warnings: usize,
    pub(crate) plaintext: usize,
    pub(crate) sockets: usize,
    pub(crate) not_ok: usize,
    pub(crate) unknown: usize,
    pub(crate) not_reached: usize,
}

impl FleetTally {
    pub(crate) fn add(&mut self, report: &ServerReport) {
        self.all += 1;
        self.warnings += usize::from(report.warns());
        self.sockets += usize::from(report.is_socket);
        self.plaintext += usize::from(report.verdict == ServerVerdict::Plaintext);
        *match report.verdict {
            ServerVerdict::Ok | ServerVerdict::Plaintext => &mut self.ok,
            ServerVerdict::NotOk => &mut self.not_ok,
            ServerVerdict::Unknown => &mut self.unknown,
            ServerVerdict::NotReached => &mut self.not_reached,
        } += 1;
    }

    /// False if any server is not ok, otherwise null if any is unknown, otherwise true.
    pub(crate) fn is_ok(&self) -> Option<bool> {
        match (self.not_ok, self.unknown + self.not_reached) {
            (1.., _) => Some(false),
            (0, 1..) => None,
            (0, 0) => Some(true),
        }
    }

    /// The highest exit code of a server.
    pub(crate) fn exit_code(&self) -> u8 {
        match (self.not_reached, self.not_ok + self.unknown) {
            (1.., _) => 2,
            (0, 1..) => 1,
            (0, 0) => 0,
        }
    }
}

impl<'a> FromIterator<&'a ServerReport> for FleetTally {
    fn from_iter<I: IntoIterator<Item = &'a ServerReport>>(reports: I) -> Self {
        let mut tally = Self::default();
        reports.into_iter().for_each(|report| tally.add(report));
        tally
    }
}
