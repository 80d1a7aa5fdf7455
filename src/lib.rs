//! `pgcerts` manages the root certificates with which PostgreSQL clients verify their servers.
//!
//! The program is the product; this library is how it is built and tested, and what it exposes may change with
//! any release. `docs/how-it-works/architecture.md` is the map.

#![forbid(unsafe_code)]

mod app;
mod check;
mod client;
mod diagnostic;
mod explain;
#[cfg(fuzzing)]
pub mod fuzzing;
mod io;
mod libpq;
mod openssl;
mod paste;
mod pins;
mod scan;
mod store;
#[doc(hidden)]
pub mod testing;
mod x509;

pub use app::run;
