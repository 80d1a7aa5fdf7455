//! The TLS handshake as far as OpenSSL's `ClientHello` and the server's answer to it go (RFC 8446, 4.1; RFC 5246, 7.4).
//! No handshake is completed with them. They show what a server chooses from libpq's offer, and whether OpenSSL refuses that,
//! where this program's own TLS library has nothing in common with the server.

mod answer;
mod extension;
mod message;
mod offer;
mod server_flight;
mod server_hello;
mod server_key_exchange;
mod suites;

pub(crate) use answer::{FirstRecord, HelloAnswer, first_record, read};
pub(crate) use offer::{Offer, build};
pub(crate) use server_flight::{FlightEnd, ServerFlight};
pub(crate) use server_key_exchange::ServerKeyExchange;
pub(crate) use suites::suite_name;
