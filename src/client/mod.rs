//! The client's own certificate and key, as libpq loads them before it connects (`initialize_SSL` in
//! `fe-secure-openssl.c`). Imports `openssl` and the rooms below it.
//! It reads no file and talks to no server: `io` brings the files' content, and presents the certificate.

mod certificate;
pub(crate) mod content;
mod findings;
pub(crate) mod identity;
mod key;
mod load;
mod signer;

pub(crate) use load::{ClientCertificate, LoadOutcome, load};
