//! What a server answers to a `ClientHello`.

use crate::libpq::sslmode::TlsVersion;
use crate::openssl::d2i;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HelloAnswer {
    /// It chose these. TLS 1.2 and older send the certificates in the clear.
    Chosen { version: Option<TlsVersion>, suite: u16, certificates: Vec<Vec<u8>> },
    /// It refused with this alert.
    Alert(u8),
    /// More bytes are needed.
    Incomplete,
    /// The answer is not TLS.
    NotTls,
}

const CLOSE_NOTIFY: u8 = 0;

/// Reads what a server has sent so far. With `ended`, nothing more will come.
pub(crate) fn read(bytes: &[u8], ended: bool) -> HelloAnswer {
    let mut handshake = Vec::new();
    let mut rest = bytes;
    while let [kind, major, _, high, low, following @ ..] = rest {
        if !matches!(kind, 20..=23) || *major != 3 {
            return if handshake.is_empty() { HelloAnswer::NotTls } else { chosen(&handshake, true) };
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((content, further)) = following.split_at_checked(length) else { break };
        match (kind, content) {
            // A warning, such as one about an unknown name, does not end the handshake.
            (21, [1, code, ..]) if *code != CLOSE_NOTIFY => {}
            (21, [_, code, ..]) if handshake.is_empty() => return HelloAnswer::Alert(*code),
            (22, _) => handshake.extend(content),
            // Everything after a TLS 1.3 hello is encrypted.
            _ => return chosen(&handshake, true),
        }
        rest = further;
    }
    match rest.first() {
        Some(kind) if handshake.is_empty() && !matches!(kind, 20..=23) => HelloAnswer::NotTls,
        _ => chosen(&handshake, ended),
    }
}

fn chosen(handshake: &[u8], ended: bool) -> HelloAnswer {
    let mut rest = handshake;
    let Some((kind, hello)) = next_message(&mut rest) else {
        return if ended { HelloAnswer::NotTls } else { HelloAnswer::Incomplete };
    };
    let (2, Some((version, suite))) = (kind, server_hello(hello)) else { return HelloAnswer::NotTls };
    let in_the_clear = version.is_none_or(|version| version <= TlsVersion::V1_2);
    let certificates =
        next_message(&mut rest).filter(|(kind, _)| *kind == 11).map(|(_, body)| certificates(body));
    match certificates {
        None if in_the_clear && !ended => HelloAnswer::Incomplete,
        found => HelloAnswer::Chosen { version, suite, certificates: found.unwrap_or_default() },
    }
}

/// Whether the first record is a `ServerHello` of TLS 1.2 without `renegotiation_info` (RFC 5746), which OpenSSL 3 refuses
/// (`final_renegotiate` in `ssl/statem/extensions.c`).
pub(crate) fn lacks_secure_renegotiation(bytes: &[u8]) -> bool {
    const RENEGOTIATION_INFO: u16 = 0xff01;
    const SUPPORTED_VERSIONS: u16 = 43;
    let [22, 3, _, high, low, rest @ ..] = bytes else { return false };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let Some((2, hello)) = rest.get(..length).and_then(|mut record| next_message(&mut record)) else {
        return false;
    };
    // Older versions are refused as such.
    hello.starts_with(&[3, 3])
        && extension_kinds(hello)
            .is_some_and(|kinds| !kinds.contains(&RENEGOTIATION_INFO) && !kinds.contains(&SUPPORTED_VERSIONS))
}

/// The kinds of the extensions of a `ServerHello`; none if it is cut off.
fn extension_kinds(hello: &[u8]) -> Option<Vec<u16>> {
    let (head, rest) = hello.split_at_checked(35)?;
    // The suite, the compression, and the length of the extensions.
    let rest = rest.get(usize::from(head[34]) + 3..)?;
    let mut rest = rest.get(2..).unwrap_or_default();
    let mut kinds = Vec::new();
    while let [kind_high, kind_low, high, low, following @ ..] = rest {
        kinds.push(u16::from_be_bytes([*kind_high, *kind_low]));
        rest = following.get(usize::from(u16::from_be_bytes([*high, *low]))..)?;
    }
    Some(kinds)
}

/// Takes the next message of a handshake off `rest`: its kind, and the content after a length in three bytes.
fn next_message<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (kind, following) = rest.split_first()?;
    let (content, further) = split_long(following)?;
    *rest = further;
    Some((*kind, content))
}

/// Splits off the content after a length in three bytes.
pub(super) fn split_long(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [first, second, third, rest @ ..] = bytes else { return None };
    let length = usize::from(*first) << 16 | usize::from(*second) << 8 | usize::from(*third);
    rest.split_at_checked(length)
}

/// The version (none if it is older than TLS 1.0), and the suite.
fn server_hello(body: &[u8]) -> Option<(Option<TlsVersion>, u16)> {
    let (head, rest) = body.split_at_checked(35)?;
    let rest = rest.get(usize::from(head[34])..)?;
    let [high, low, _, rest @ ..] = rest else { return None };
    let suite = u16::from_be_bytes([*high, *low]);
    let extensions = rest.get(2..).unwrap_or_default();
    let version = supported_version(extensions)?.unwrap_or(u16::from_be_bytes([head[0], head[1]]));
    Some((TlsVersion::from_wire(version), suite))
}

/// The version that the extension `supported_versions` names, if it is there; none if the extensions are cut off.
#[allow(clippy::option_option, reason = "cut off, not there, there")]
fn supported_version(mut extensions: &[u8]) -> Option<Option<u16>> {
    let mut version = None;
    while let [kind_high, kind_low, high, low, following @ ..] = extensions {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (content, further) = following.split_at_checked(length)?;
        if let ([0, 43], [high, low]) = ([*kind_high, *kind_low], content) {
            version = Some(u16::from_be_bytes([*high, *low]));
        }
        extensions = further;
    }
    Some(version)
}

/// The certificates of a TLS 1.2 message (RFC 5246, 7.4.2), except what does not decode.
fn certificates(body: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = split_long(body).map_or(&[][..], |(list, _)| list);
    let mut found = Vec::new();
    while let Some((der, further)) = split_long(rest) {
        if d2i::certificate(der).is_ok() {
            found.push(der.to_vec());
        }
        rest = further;
    }
    found
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

    #[test]
    fn what_a_server_chose_is_read_with_its_certificates() {
        let der = BUNDLED[0].1;
        let entry = [&u32::try_from(der.len()).expect("short").to_be_bytes()[1..], der].concat();
        let list = [&u32::try_from(entry.len()).expect("short").to_be_bytes()[1..], &entry].concat();
        let flight = [hello([3, 3], 0x0039, &[]), message(11, &list)].concat();
        let bytes = record(22, &flight);
        let chosen = HelloAnswer::Chosen {
            version: Some(TlsVersion::V1_2),
            suite: 0x0039,
            certificates: vec![der.to_vec()],
        };
        assert_eq!(read(&bytes, false), chosen);
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut], false), HelloAnswer::Incomplete, "{cut}");
        }
        assert_eq!(suite_name(0x0039), "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
    }

    #[test]
    fn versions_alerts_and_other_protocols_are_told_apart() {
        let newest = hello([3, 3], 0x1301, &[0, 43, 0, 2, 3, 4]);
        assert!(matches!(
            read(&[record(22, &newest), record(20, &[1])].concat(), false),
            HelloAnswer::Chosen { version: Some(TlsVersion::V1_3), suite: 0x1301, .. }
        ));
        assert!(matches!(
            read(&record(22, &hello([3, 2], 0x002f, &[])), true),
            HelloAnswer::Chosen { version: Some(TlsVersion::V1_1), .. }
        ));
        assert_eq!(read(&record(21, &[2, 40]), false), HelloAnswer::Alert(40));
        let warned = [record(21, &[1, 112]), record(21, &[2, 40])].concat();
        assert_eq!(read(&warned, false), HelloAnswer::Alert(40));
        assert_eq!(read(&record(21, &[1, 112]), false), HelloAnswer::Incomplete);
        assert_eq!(read(b"HTTP/1.1 400 Bad Request", false), HelloAnswer::NotTls);
        assert_eq!(read(b"H", false), HelloAnswer::NotTls);
    }
}
