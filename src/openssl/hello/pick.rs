//! What a server picks of a [`ProbeHello`](super::ProbeHello), without a judgment.

use crate::libpq::sslmode::TlsVersion;

use super::answer::{RecordsEnd, plain_handshake};
use super::message::{self, NextMessage, SERVER_HELLO, SERVER_KEY_EXCHANGE};
use super::server_hello::ServerHello;
use super::suites::KeyAgreement;

/// What a server picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServerPick {
    /// None if it is older than TLS 1.0.
    pub(crate) version: Option<TlsVersion>,
    pub(crate) suite: u16,
    /// None where the suite has no named group, or where it did not come.
    pub(crate) group: Option<u16>,
}

/// What a server has answered so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PickReading {
    Picked(ServerPick),
    /// It refused with an alert, or closed the connection.
    Refused,
    /// More bytes are needed.
    Incomplete,
    NotTls,
}

/// Reads it. With `ended`, nothing more will come.
pub(crate) fn read_pick(bytes: &[u8], ended: bool) -> PickReading {
    let (handshake, end) = plain_handshake(bytes);
    let ended = ended || !matches!(end, RecordsEnd::More);
    match end {
        RecordsEnd::Alert(_) if handshake.is_empty() => return PickReading::Refused,
        RecordsEnd::More if ended && bytes.is_empty() => return PickReading::Refused,
        _ => {}
    }
    let mut rest = handshake.as_slice();
    let hello = match message::take(&mut rest) {
        NextMessage::Whole(SERVER_HELLO, body) => ServerHello::read(body).ok(),
        NextMessage::Cut if !ended => return PickReading::Incomplete,
        _ => None,
    };
    let Some(hello) = hello else { return PickReading::NotTls };
    let pick =
        |group| PickReading::Picked(ServerPick { version: hello.version(), suite: hello.suite, group });
    if hello.version() == Some(TlsVersion::V1_3) {
        return pick(hello.group());
    }
    if KeyAgreement::from_suite(hello.suite) != KeyAgreement::Ecdhe {
        return pick(None);
    }
    match named_curve(rest) {
        Some(group) => pick(Some(group)),
        None if ended => pick(None),
        None => PickReading::Incomplete,
    }
}

/// The curve in the server's part of the key agreement (RFC 8422, 5.4). None if it has not come yet.
fn named_curve(mut rest: &[u8]) -> Option<u16> {
    const NAMED_CURVE: u8 = 3;
    while let NextMessage::Whole(kind, body) = message::take(&mut rest) {
        if let (SERVER_KEY_EXCHANGE, [NAMED_CURVE, high, low, ..]) = (kind, body) {
            return Some(u16::from_be_bytes([*high, *low]));
        }
    }
    None
}
