//! The TLS handshake as far as OpenSSL's `ClientHello` and the server's answer to it go (RFC 8446, 4.1; RFC 5246, 7.4).
//! No handshake is completed with them. They show what a server chooses from libpq's offer, and whether OpenSSL refuses that,
//! where this program's own TLS library has nothing in common with the server.

mod answer;
mod extension;
mod groups;
mod message;
mod offer;
mod pick;
mod probe_hello;
mod server_flight;
mod server_hello;
mod server_key_exchange;
mod suites;
mod survey;

pub(crate) use answer::{FirstRecord, HelloAnswer, first_record, read};
pub(crate) use groups::{group_name, is_curve};
pub(crate) use offer::{Offer, build};
pub(crate) use pick::{PickReading, read_pick};
pub(crate) use probe_hello::ProbeHello;
pub(crate) use server_flight::{FlightEnd, ServerFlight};
pub(crate) use server_key_exchange::ServerKeyExchange;
pub(crate) use suites::{KeyAgreement, is_of_tls13, suite_name};
pub(crate) use survey::Survey;
