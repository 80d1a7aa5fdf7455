//! The content of a root.crt: what libpq loads from it, what is wrong with it, and how it is written.

mod base64;
mod begin;
mod block;
mod blocks;
mod body;
mod bundle;
mod entry;
mod form;
mod leftovers;
mod pieces;
mod problems;
mod reader;
mod removal;
mod scan;
mod search;
mod writer;

pub(crate) use block::Label;
pub(crate) use blocks::{PemBlock, PemBlocks, PemFault};
pub use bundle::Bundle;
pub(crate) use entry::PemEntry;
pub(crate) use leftovers::Leftover;
pub use problems::PemProblemKind;
pub(crate) use problems::{PRIVATE_KEY, PemProblem};
pub(crate) use removal::{are_own, without};
pub(crate) use writer::{append, append_entry, append_own, armor};
