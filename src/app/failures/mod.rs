//! The words for what fails in `io`: a message that names the thing, and a fix that names the flag.
//!
//! Each failure converts into a [`Diagnostic`], so `?` is enough in a command. Where a command has to add what it was
//! doing, or has other flags, it calls a function of these modules.
//!
//! [`Diagnostic`]: crate::diagnostic::Diagnostic

mod downloads;
mod files;
mod keystore;
mod login;
mod refusal;
mod server;
mod store;

pub(crate) use files::{input_name, unread, unread_or_piped};
pub(crate) use keystore::{keystore_fault, unread_keystore};
pub(crate) use refusal::refused;
pub(crate) use store::{oversized, refuse_oversized, without_dest};

/// The fix where no file descriptor is left.
pub(crate) const RAISE_LIMIT: &str = "raise the limit of open files (`ulimit -n`), and run again";
