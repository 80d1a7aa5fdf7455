//! A target of `check`: one server, and the settings with which libpq would connect to it.
//!
//! A target is read from what a user would give libpq, and refused in libpq's words (PostgreSQL 18) where libpq would
//! refuse it. A target is shown as host and port, and no message quotes its text: any part of it may be a password.
//!
//! Each form of a target has a file: `uri`, `connection_string` and `plain` return a fault as a value with its position.
//! `refusal` words it. `read` puts everything together.

mod address;
mod client_settings;
mod connection_string;
mod context;
mod file_value;
mod host_name;
mod hosts;
mod list;
mod login_settings;
mod pasted;
mod percent;
mod plain;
mod read;
mod refusal;
mod service;
mod settings;
pub(crate) mod socket;
mod ssl_values;
mod target;
mod uri;
mod variables;

pub(crate) use address::is_numeric;
pub(crate) use client_settings::ClientSettings;
pub(crate) use context::{ConninfoContext, Overrides};
pub(crate) use host_name::is_compared_host;
pub(crate) use hosts::NO_PORT;
pub(crate) use list::{foreign_line, lines};
pub(crate) use login_settings::Login;
pub(crate) use pasted::PastedForm;
pub(crate) use read::{read, read_environment, settings_alone};
pub(crate) use refusal::{INVALID_PORT, NO_ADDRESS, NO_ADDRESS_HINT, NO_PORT_HINT};
pub(crate) use target::Target;
pub(crate) use variables::EnvironmentValue;
