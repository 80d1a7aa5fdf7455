//! What libpq does with certificates, stores, revocation lists and names, told by psql itself, and whether
//! `check` says the same.
#![cfg(unix)]

mod case;
mod chains;
mod comparison;
mod constraints;
mod cross_signed;
mod dates;
mod extensions;
mod judge;
mod key_kinds;
mod names;
mod postgres;
mod replies;
mod revocation;
mod signatures;
mod stores;
mod table;
mod usages;
