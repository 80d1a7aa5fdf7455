//! The only code that touches the world: files, network, environment, clock, terminal. What it brings in are
//! plain values; it decides nothing that a pure module could.

#![allow(clippy::disallowed_methods)]

pub mod clock;
pub mod environment;
pub mod files;
pub mod http;
pub mod output;
pub mod postgres;
mod runtime;
pub mod store;
pub mod surroundings;
pub(crate) mod system_store;
pub(crate) mod trust_store;
