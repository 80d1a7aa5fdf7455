//! What a store holds, what is wrong with it, and what it covers: a pure judgment of a file's content, its
//! surroundings, the pins and a time.

mod age;
mod asked;
mod certificates;
mod coverage;
mod exposure;
mod file;
mod java;
mod judgment;
mod libpq;
mod question;
mod surroundings;

pub(crate) use certificates::Listed;
pub(crate) use coverage::Coverage;
pub(crate) use java::JavaView;
pub(crate) use judgment::Status;
pub(crate) use libpq::Libpq;
pub(crate) use question::{SetRequest, StatusQuestion};
