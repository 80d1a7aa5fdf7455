//! libpq's rules: where it looks for files and values, how it reads a connection string, what a server answers it.
//! Imports `x509` and the diagnostics that every room shares.
//! No file is read and no server is asked here: what libpq would look at comes in as a value.

pub(crate) mod authentication;
pub(crate) mod c_locale;
pub(crate) mod capture;
pub(crate) mod channel_binding;
pub(crate) mod client_files;
pub(crate) mod conninfo;
pub(crate) mod environment;
pub(crate) mod home;
pub(crate) mod host_address;
mod keywords;
pub(crate) mod location;
pub(crate) mod login;
pub(crate) mod login_requirement;
pub(crate) mod near_misses;
pub(crate) mod passfile;
pub(crate) mod path_mistake;
pub(crate) mod probe_capture;
pub(crate) mod query;
pub(crate) mod require_auth;
pub(crate) mod required_peer;
pub(crate) mod secret;
pub(crate) mod service_file;
pub(crate) mod service_text;
pub(crate) mod sslcertmode;
pub(crate) mod sslmode;
pub(crate) mod trust_files;
pub(crate) mod weak_sslmode;
