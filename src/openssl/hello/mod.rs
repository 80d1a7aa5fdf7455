//! The TLS handshake as far as OpenSSL's `ClientHello` and the server's answer to it go (RFC 8446, 4.1; RFC 5246, 7.4).
//! No handshake is completed with them. They show what a server would choose from libpq's offer where this program's own
//! TLS library has nothing in common with the server.

mod answer;
mod offer;
mod suites;

pub(crate) use answer::{HelloAnswer, lacks_secure_renegotiation, read};
pub(crate) use offer::build;
pub(crate) use suites::suite_name;
