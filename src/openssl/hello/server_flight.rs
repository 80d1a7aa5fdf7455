//! What a server of TLS 1.2 sends before it waits for the client: its certificates, its part of the key agreement, and
//! its question for a client certificate (`ossl_statem_client_read_transition` in `ssl/statem/statem_clnt.c`).

use super::message::{
    self, CERTIFICATE, CERTIFICATE_REQUEST, NextMessage, Reason, SERVER_HELLO_DONE, SERVER_KEY_EXCHANGE,
    split_list, split_long, split_short,
};
use super::server_hello::ServerHello;
use super::server_key_exchange::ServerKeyExchange;
use super::suites::KeyAgreement;

/// What a server sent in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerFlight {
    pub(crate) hello: ServerHello,
    /// In the order in which they were sent, whether or not they decode.
    pub(crate) certificates: Vec<Vec<u8>>,
    /// None for suites without one.
    pub(crate) key_exchange: Option<ServerKeyExchange>,
    /// The names of the authorities that it accepts, if it asks for a client certificate.
    pub(crate) acceptable: Option<Vec<Vec<u8>>>,
    pub(crate) end: FlightEnd,
}

/// How a flight ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlightEnd {
    /// The client is next.
    Done,
    /// The rest did not come.
    Cut,
    /// The rest is encrypted.
    Encrypted,
    /// OpenSSL ends the handshake, before it has looked at the certificates.
    Refused(Reason),
    /// OpenSSL ends the handshake, after it has looked at the certificates.
    RefusedLater(Reason),
}

impl ServerFlight {
    /// Reads what follows the hello.
    pub(super) fn read(hello: ServerHello, mut rest: &[u8]) -> Self {
        let mut flight = Self {
            hello,
            certificates: Vec::new(),
            key_exchange: None,
            acceptable: None,
            end: FlightEnd::Encrypted,
        };
        if flight.hello.is_in_the_clear() {
            flight.end = flight.read_messages(&mut rest).err().unwrap_or(FlightEnd::Done);
        }
        flight
    }

    fn read_messages(&mut self, rest: &mut &[u8]) -> Result<(), FlightEnd> {
        let body = expected(rest, CERTIFICATE, FlightEnd::Refused)?;
        self.certificates = certificates(body).map_err(FlightEnd::Refused)?;
        let agreement = KeyAgreement::from_suite(self.hello.suite);
        if agreement != KeyAgreement::Rsa {
            let body = expected(rest, SERVER_KEY_EXCHANGE, FlightEnd::RefusedLater)?;
            let read = ServerKeyExchange::read(body, agreement);
            self.key_exchange = Some(read.map_err(FlightEnd::RefusedLater)?);
        }
        if rest.first() == Some(&CERTIFICATE_REQUEST) {
            let body = expected(rest, CERTIFICATE_REQUEST, FlightEnd::RefusedLater)?;
            let names = authorities(body).ok_or(FlightEnd::RefusedLater("length mismatch"))?;
            self.acceptable = Some(names);
        }
        expected(rest, SERVER_HELLO_DONE, FlightEnd::RefusedLater).map(drop)
    }
}

/// The content of the next message, which must be of this kind.
fn expected<'a>(
    rest: &mut &'a [u8],
    kind: u8,
    refused: fn(Reason) -> FlightEnd,
) -> Result<&'a [u8], FlightEnd> {
    if rest.first().is_some_and(|first| *first != kind) {
        return Err(refused("unexpected message"));
    }
    match message::take(rest) {
        NextMessage::Whole(_, body) => Ok(body),
        NextMessage::Cut => Err(FlightEnd::Cut),
        NextMessage::TooLong(_) => Err(refused("excessive message size")),
    }
}

/// The certificates of a TLS 1.2 message (RFC 5246, 7.4.2).
fn certificates(body: &[u8]) -> Result<Vec<Vec<u8>>, Reason> {
    let Some((mut rest, [])) = split_long(body) else { return Err("length mismatch") };
    if rest.is_empty() {
        return Err("length mismatch");
    }
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (der, further) = split_long(rest).ok_or("cert length mismatch")?;
        found.push(der.to_vec());
        rest = further;
    }
    Ok(found)
}

/// The names in a TLS 1.2 `CertificateRequest` (RFC 5246, 7.4.4).
fn authorities(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (_, rest) = split_short(body)?;
    let (_, rest) = split_list(rest)?;
    let Some((mut names, [])) = split_list(rest) else { return None };
    let mut found = Vec::new();
    while !names.is_empty() {
        let (name, further) = split_list(names)?;
        found.push(name.to_vec());
        names = further;
    }
    Some(found)
}
