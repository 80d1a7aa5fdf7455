//! The answers of `status`.

pub(crate) mod json;
mod judged_store;
pub(crate) mod nagios;
pub(crate) mod prometheus;
pub(crate) mod text;

pub(crate) use judged_store::JudgedStore;
