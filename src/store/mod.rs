//! A trust store: what it holds, what is wrong with it, and which bytes it would have after a change.
//! Imports `pins` and the rooms below it.
//! It reads and writes no file: `io` brings the bytes and writes the new ones.

pub(crate) mod certificate_file;
mod claimed;
pub(crate) mod content;
pub(crate) mod form;
pub(crate) mod keystore;
pub(crate) mod keystore_plan;
pub(crate) mod keystore_removal;
pub(crate) mod loaded;
pub(crate) mod location_findings;
pub(crate) mod placed;
pub(crate) mod plan;
pub(crate) mod refusal;
pub(crate) mod removal;
pub(crate) mod status;
pub(crate) mod surroundings;
pub(crate) mod trust_content;
pub(crate) mod vouched;
pub(crate) mod writer;
