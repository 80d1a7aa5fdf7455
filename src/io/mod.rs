//! The only code that touches the world: files, network, environment, clock, terminal.
//! Imports plain values and pure rules of the rooms below, but no judge: not `check`, `openssl::chain` or the rules of
//! `store`.
//! It decides nothing that a pure function could, and it has no words for users: a failure is a value that `app` words.

#![allow(clippy::disallowed_methods)]

#[cfg(unix)]
mod access;
#[cfg(unix)]
mod accounts;
pub(crate) mod client_certificate;
pub(crate) mod clock;
mod descriptors;
pub(crate) mod environment;
pub(crate) mod fault;
pub(crate) mod files;
pub(crate) mod http;
pub(crate) mod listing;
pub(crate) mod output;
pub(crate) mod password;
pub(crate) mod postgres;
pub(crate) mod proxies;
pub(crate) mod random;
pub(crate) mod regular;
pub(crate) mod runtime;
pub(crate) mod scan;
pub(crate) mod store;
pub(crate) mod surroundings;
pub(crate) mod system_store;
pub(crate) mod terminal;
pub(crate) mod trust_store;
