//! A run over many servers: what is reported of each, and what follows from all of them.

mod announced;
mod changes;
mod groups;
mod record;
mod record_fault;
mod run;
mod server_report;
mod shard;
mod states;
mod tally;

pub(crate) use announced::RunSize;
pub(crate) use changes::{ChangeKind, ServerChange};
pub(crate) use groups::{CauseGroup, by_cause, by_root, roots};
pub(crate) use record::{RunFacts, read as read_runs};
pub(crate) use record_fault::{RecordFault, RecordReason};
pub(crate) use run::FleetRun;
pub(crate) use server_report::{ServerReport, ServerRoot, ServerVerdict};
pub(crate) use shard::Shard;
pub(crate) use states::FleetStates;
pub(crate) use tally::FleetTally;
