//! Whether as many servers were reported as the runs said they would ask: one that is killed between two lines of
//! `json-lines` leaves a file that looks whole.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::shard::Shard;

/// What a line says of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RunSize {
    /// How many servers it asks.
    pub(crate) total: usize,
    /// The part of a list that it is for.
    pub(crate) shard: Option<Shard>,
}

/// The servers of each run. Runs for one time over equally many servers of one part are counted together.
#[derive(Debug, Default)]
pub(super) struct Announced(HashMap<(OffsetDateTime, RunSize), usize>);

impl Announced {
    /// Counts servers of a run for this time.
    pub(super) fn add(&mut self, at: OffsetDateTime, size: RunSize, servers: usize) {
        *self.0.entry((at, size)).or_default() += servers;
    }

    /// Whether no run lacks a server.
    pub(super) fn are_there(&self) -> bool {
        self.0.iter().all(|((_, size), servers)| servers.checked_rem(size.total) == Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(announced: &mut Announced, total: usize, shard: Option<&str>, servers: usize) {
        let shard = shard.map(|shard| shard.parse().unwrap());
        announced.add(OffsetDateTime::UNIX_EPOCH, RunSize { total, shard }, servers);
    }

    #[test]
    fn a_run_lacks_a_server_unless_all_or_several_times_all_are_there() {
        for (total, servers, are_there) in
            [(3, 3, true), (3, 2, false), (3, 4, false), (3, 6, true), (1, 1, true), (0, 1, false)]
        {
            let mut announced = Announced::default();
            add(&mut announced, 1, None, 1);
            (0..servers).for_each(|_| add(&mut announced, total, None, 1));
            assert_eq!(announced.are_there(), are_there, "{servers} of {total}");
        }
    }

    #[test]
    fn two_parts_that_lack_servers_are_not_one_that_has_all() {
        let mut announced = Announced::default();
        add(&mut announced, 2, Some("1/2"), 1);
        add(&mut announced, 2, Some("2/2"), 1);
        assert!(!announced.are_there());
    }
}
