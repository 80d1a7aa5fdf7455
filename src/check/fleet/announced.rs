//! Whether as many servers were reported as the runs said they would ask: one that is killed between two lines of
//! `json-lines` leaves a file that looks whole.

use std::collections::HashMap;

use time::OffsetDateTime;

/// The servers of each run. Runs for one time over equally many servers are counted together.
#[derive(Debug, Default)]
pub(super) struct Announced(HashMap<(OffsetDateTime, usize), usize>);

impl Announced {
    /// Counts servers of a run for this time over `total`.
    pub(super) fn add(&mut self, at: OffsetDateTime, total: usize, servers: usize) {
        *self.0.entry((at, total)).or_default() += servers;
    }

    /// Whether no run lacks a server.
    pub(super) fn are_there(&self) -> bool {
        self.0.iter().all(|((_, total), servers)| servers.checked_rem(*total) == Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lacks_a_server_unless_all_or_several_times_all_are_there() {
        for (total, servers, are_there) in
            [(3, 3, true), (3, 2, false), (3, 4, false), (3, 6, true), (1, 1, true), (0, 1, false)]
        {
            let mut announced = Announced::default();
            announced.add(OffsetDateTime::UNIX_EPOCH, 1, 1);
            (0..servers).for_each(|_| announced.add(OffsetDateTime::UNIX_EPOCH, total, 1));
            assert_eq!(announced.are_there(), are_there, "{servers} of {total}");
        }
    }
}
