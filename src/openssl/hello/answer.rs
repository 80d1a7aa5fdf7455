//! What a server answers to a `ClientHello`.

use crate::libpq::sslmode::TlsVersion;

use super::message::{self, NextMessage, Reason, SERVER_HELLO};
use super::offer::Offer;
use super::server_flight::{FlightEnd, ServerFlight};
use super::server_hello::ServerHello;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HelloAnswer {
    /// It chose. TLS 1.2 and older send the certificates in the clear.
    Chosen(Box<ServerFlight>),
    /// It chose in a way that OpenSSL refuses for this reason.
    Refused(Reason),
    /// It refused with this alert.
    Alert(u8),
    /// More bytes are needed.
    Incomplete,
    /// The answer is not TLS.
    NotTls,
}

const CLOSE_NOTIFY: u8 = 0;

/// Reads what a server has sent so far in answer to this offer. With `ended`, nothing more will come.
pub(crate) fn read(bytes: &[u8], ended: bool, offer: &Offer) -> HelloAnswer {
    let (handshake, end) = plain_handshake(bytes);
    match end {
        RecordsEnd::Alert(code) if handshake.is_empty() => HelloAnswer::Alert(code),
        RecordsEnd::NotTls if handshake.is_empty() => HelloAnswer::NotTls,
        RecordsEnd::More => chosen(&handshake, ended, offer),
        _ => chosen(&handshake, true, offer),
    }
}

/// How the records in the clear end.
pub(super) enum RecordsEnd {
    /// Another one can follow.
    More,
    Alert(u8),
    /// The following is encrypted.
    Encrypted,
    NotTls,
}

/// What the records hold that are in the clear, and how they end.
pub(super) fn plain_handshake(bytes: &[u8]) -> (Vec<u8>, RecordsEnd) {
    let mut handshake = Vec::new();
    let mut rest = bytes;
    while let [kind, following @ ..] = rest {
        if !matches!(kind, 20..=23) {
            return (handshake, RecordsEnd::NotTls);
        }
        let [major, _, high, low, following @ ..] = following else { break };
        if *major != 3 {
            return (handshake, RecordsEnd::NotTls);
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((content, further)) = following.split_at_checked(length) else { break };
        match (kind, content) {
            // A warning, such as one about an unknown name, does not end the handshake.
            (21, [1, code, ..]) if *code != CLOSE_NOTIFY => {}
            (21, [_, code, ..]) => return (handshake, RecordsEnd::Alert(*code)),
            (22, _) => handshake.extend(content),
            _ => return (handshake, RecordsEnd::Encrypted),
        }
        rest = further;
    }
    (handshake, RecordsEnd::More)
}

fn chosen(handshake: &[u8], ended: bool, offer: &Offer) -> HelloAnswer {
    let mut rest = handshake;
    let body = match message::take(&mut rest) {
        NextMessage::Whole(SERVER_HELLO, body) => body,
        NextMessage::Cut if !ended => return HelloAnswer::Incomplete,
        NextMessage::TooLong(SERVER_HELLO) => return HelloAnswer::Refused("excessive message size"),
        _ => return HelloAnswer::NotTls,
    };
    let hello = match ServerHello::read(body) {
        Ok(hello) => hello,
        Err(reason) => return HelloAnswer::Refused(reason),
    };
    // Older versions are refused as such.
    let is_known = hello.version().is_some_and(|version| version >= offer.oldest.max(TlsVersion::V1_2));
    if let Some(reason) = hello.refusal(offer).filter(|_| is_known) {
        return HelloAnswer::Refused(reason);
    }
    let flight = ServerFlight::read(hello, rest);
    match flight.end {
        FlightEnd::Cut if !ended => HelloAnswer::Incomplete,
        _ => HelloAnswer::Chosen(Box::new(flight)),
    }
}

/// What the first record of a server says, whatever else the client offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FirstRecord {
    /// OpenSSL refuses it for this reason.
    Refused(Reason),
    /// It depends on what the client asks, which is the status of the certificate.
    PromisesStatus,
    /// There is nothing to say against it.
    Plain,
}

/// Looks at the `ServerHello` in the first record, the answer to a client that asked for the certificate's status.
pub(crate) fn first_record(bytes: &[u8], newest: TlsVersion) -> FirstRecord {
    let (handshake, _) = plain_handshake(bytes);
    let NextMessage::Whole(SERVER_HELLO, body) = message::take(&mut handshake.as_slice()) else {
        return FirstRecord::Plain;
    };
    let Ok(hello) = ServerHello::read(body) else { return FirstRecord::Plain };
    if hello.version().is_none_or(|version| version < TlsVersion::V1_2) {
        return FirstRecord::Plain;
    }
    match hello.refusal_to_any(newest, true).or_else(|| hello.legacy()) {
        Some(reason) => FirstRecord::Refused(reason),
        None if hello.promises_status() => FirstRecord::PromisesStatus,
        None => FirstRecord::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::super::offer::push_list;
    use super::super::suites::suite_name;
    use super::*;
    use crate::pins::BUNDLED;

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut record = vec![kind, 3, 3];
        push_list(&mut record, content);
        record
    }

    fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut message = vec![kind];
        message.extend(&u32::try_from(content.len()).expect("short").to_be_bytes()[1..]);
        message.extend(content);
        message
    }

    fn hello(version: [u8; 2], suite: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_vec();
        body.extend([7; 32]);
        body.push(0);
        body.extend(suite.to_be_bytes());
        body.push(0);
        push_list(&mut body, extensions);
        message(2, &body)
    }

    const OFFER: Offer =
        Offer { host: None, oldest: TlsVersion::V1_2, newest: TlsVersion::V1_3, random: [0x5a; 32] };

    const SECURE: [u8; 5] = [0xff, 0x01, 0, 1, 0];

    fn entry(der: &[u8]) -> Vec<u8> {
        [&u32::try_from(der.len()).expect("short").to_be_bytes()[1..], der].concat()
    }

    fn chosen(bytes: &[u8], ended: bool) -> ServerFlight {
        match read(bytes, ended, &OFFER) {
            HelloAnswer::Chosen(flight) => *flight,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_a_server_chose_is_read_with_its_certificates() {
        let der = BUNDLED[0].1;
        let list = entry(&entry(der));
        let flight = [hello([3, 3], 0x009d, &SECURE), message(11, &list), message(14, &[])].concat();
        let bytes = record(22, &flight);
        let whole = chosen(&bytes, false);
        assert_eq!((whole.hello.suite, whole.hello.version()), (0x009d, Some(TlsVersion::V1_2)));
        assert_eq!((whole.certificates, whole.end), (vec![der.to_vec()], FlightEnd::Done));
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut], false, &OFFER), HelloAnswer::Incomplete, "{cut}");
        }
        assert_eq!(suite_name(0x0039), "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
    }

    #[test]
    fn versions_alerts_and_other_protocols_are_told_apart() {
        let newest = hello([3, 3], 0x1301, &[0, 43, 0, 2, 3, 4]);
        let newest = [record(22, &newest), record(20, &[1])].concat();
        assert_eq!(read(&newest, false, &OFFER), HelloAnswer::Refused("invalid session id"));
        let old = chosen(&record(22, &hello([3, 2], 0x002f, &[])), true);
        assert_eq!(old.hello.version(), Some(TlsVersion::V1_1));
        let read = |bytes: &[u8]| super::read(bytes, false, &OFFER);
        assert_eq!(read(&record(21, &[2, 40])), HelloAnswer::Alert(40));
        let warned = [record(21, &[1, 112]), record(21, &[2, 40])].concat();
        assert_eq!(read(&warned), HelloAnswer::Alert(40));
        assert_eq!(read(&record(21, &[1, 112])), HelloAnswer::Incomplete);
        assert_eq!(read(b"HTTP/1.1 400 Bad Request"), HelloAnswer::NotTls);
        assert_eq!(read(b"H"), HelloAnswer::NotTls);
    }
}
