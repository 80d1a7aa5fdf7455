//! The only code that touches the world: files, network, environment, clock, terminal. What it brings in are
//! plain values; it decides nothing that a pure module could.

#![allow(clippy::disallowed_methods)]

pub(crate) mod clock;
pub(crate) mod environment;
pub(crate) mod fault;
pub(crate) mod files;
pub(crate) mod http;
pub(crate) mod output;
pub(crate) mod postgres;
pub(crate) mod runtime;
pub(crate) mod store;
pub(crate) mod surroundings;
pub(crate) mod system_store;
pub(crate) mod trust_store;
