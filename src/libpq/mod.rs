//! libpq's rules: where it looks for files and values, how it reads a connection string, what it makes of a server's answer.
//! Imports `x509`, and the failures and diagnostics that every room shares.
//! No file is read and no server asked here: what libpq would look at comes in as a value.

pub(crate) mod c_locale;
pub(crate) mod capture;
pub(crate) mod conninfo;
pub(crate) mod environment;
pub(crate) mod host_address;
pub(crate) mod location;
pub(crate) mod service_file;
pub(crate) mod sslmode;
