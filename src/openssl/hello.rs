//! A `ClientHello` as OpenSSL 3 sends it by default at security level 2, and what a server answers to it (RFC 8446,
//! 4.1; RFC 5246, 7.4). No handshake is made with it: it tells what a server would choose of libpq's offer, where
//! this program's own TLS library has nothing in common with it.

use crate::libpq::sslmode::TlsVersion;
use crate::openssl::d2i;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It chose these; the certificates, where TLS 1.2 sends them in the clear.
    Chosen { version: Option<TlsVersion>, suite: u16, certificates: Vec<Vec<u8>> },
    /// It refused with this alert.
    Alert(u8),
    /// More bytes are needed.
    Incomplete,
    /// What came is no TLS.
    NotTls,
}

/// Cipher suites that OpenSSL 3 knows, under their IANA names; those without ephemeral keys and with CBC too.
const SUITES: [(u16, &str); 60] = [
    (0x1302, "TLS_AES_256_GCM_SHA384"),
    (0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
    (0x1301, "TLS_AES_128_GCM_SHA256"),
    (0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    (0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    (0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
    (0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    (0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    (0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    (0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"),
    (0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"),
    (0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8"),
    (0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM"),
    (0xc05d, "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384"),
    (0xc061, "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"),
    (0xc053, "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384"),
    (0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    (0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    (0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
    (0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"),
    (0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"),
    (0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8"),
    (0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM"),
    (0xc05c, "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"),
    (0xc060, "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256"),
    (0xc052, "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256"),
    (0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
    (0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
    (0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"),
    (0xc073, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384"),
    (0xc077, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384"),
    (0x00c4, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256"),
    (0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
    (0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
    (0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"),
    (0xc072, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256"),
    (0xc076, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"),
    (0x00be, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"),
    (0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    (0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    (0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"),
    (0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA"),
    (0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    (0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    (0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
    (0x0045, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA"),
    (0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    (0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8"),
    (0xc09d, "TLS_RSA_WITH_AES_256_CCM"),
    (0xc051, "TLS_RSA_WITH_ARIA_256_GCM_SHA384"),
    (0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    (0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8"),
    (0xc09c, "TLS_RSA_WITH_AES_128_CCM"),
    (0xc050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256"),
    (0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256"),
    (0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256"),
    (0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"),
    (0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"),
    (0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"),
    (0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"),
];

/// x25519, secp256r1, x448, secp521r1, secp384r1, ffdhe2048 to ffdhe8192.
const GROUPS: [u16; 10] = [0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];

/// ECDSA, EdDSA, RSA-PSS and PKCS#1 with SHA-2, as level 2 leaves them.
const SIGNATURE_SCHEMES: [u16; 17] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
    0x0601, 0x0303, 0x0301, 0x0302,
];

/// The IANA name of a suite, else its number.
pub(crate) fn suite_name(suite: u16) -> String {
    let known = SUITES.iter().find(|(number, _)| *number == suite);
    known.map_or_else(|| format!("0x{suite:04x}"), |(_, name)| (*name).to_owned())
}

/// A record with the hello, which offers the versions from `oldest` to `newest`; below TLS 1.3 it cannot say which
/// is the oldest.
pub(crate) fn build(host: Option<&str>, oldest: TlsVersion, newest: TlsVersion) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(wire(newest.min(TlsVersion::V1_2)).to_be_bytes());
    // No key is agreed upon, so that the random numbers need not be any.
    body.extend([0x5a; 32]);
    body.push(32);
    body.extend([0xa5; 32]);
    let suites: Vec<u8> = SUITES.iter().flat_map(|(number, _)| number.to_be_bytes()).collect();
    push_list(&mut body, &[suites.as_slice(), &[0x00, 0xff]].concat());
    body.extend([1, 0]);
    push_list(&mut body, &extensions(host, oldest, newest));
    let mut message = vec![1];
    message.extend(&u32::try_from(body.len()).unwrap_or_default().to_be_bytes()[1..]);
    message.extend(body);
    let mut record = vec![22, 3, 1];
    push_list(&mut record, &message);
    record
}

fn extensions(host: Option<&str>, oldest: TlsVersion, newest: TlsVersion) -> Vec<u8> {
    let list = |numbers: &[u16]| {
        let mut content = Vec::new();
        push_list(&mut content, &numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>());
        content
    };
    let mut extensions = Vec::new();
    let mut push = |kind: u16, content: &[u8]| {
        extensions.extend(kind.to_be_bytes());
        push_list(&mut extensions, content);
    };
    if let Some(host) = host {
        let mut name = vec![0];
        push_list(&mut name, host.as_bytes());
        let mut names = Vec::new();
        push_list(&mut names, &name);
        push(0, &names);
    }
    push(11, &[1, 0]);
    push(10, &list(&GROUPS));
    push(16, b"\0\x0b\x0apostgresql");
    push(22, &[]);
    push(23, &[]);
    push(13, &list(&SIGNATURE_SCHEMES));
    if newest == TlsVersion::V1_3 {
        push(43, if oldest == TlsVersion::V1_3 { &[2, 3, 4] } else { &[4, 3, 4, 3, 3] });
        push(45, &[1, 1]);
        let mut share = vec![0x00, 0x1d];
        // The base point of curve 25519 is a public key like any other (RFC 7748, 4.1).
        push_list(&mut share, &[&[9][..], &[0; 31]].concat());
        let mut shares = Vec::new();
        push_list(&mut shares, &share);
        push(51, &shares);
    }
    extensions
}

fn wire(version: TlsVersion) -> u16 {
    match version {
        TlsVersion::V1_0 => 0x0301,
        TlsVersion::V1_1 => 0x0302,
        TlsVersion::V1_2 => 0x0303,
        TlsVersion::V1_3 => 0x0304,
    }
}

/// Content behind its length in two bytes.
fn push_list(bytes: &mut Vec<u8>, content: &[u8]) {
    bytes.extend(u16::try_from(content.len()).unwrap_or_default().to_be_bytes());
    bytes.extend(content);
}

const CLOSE_NOTIFY: u8 = 0;

/// Reads what a server sent so far; `ended` if nothing more will come.
pub(crate) fn read(bytes: &[u8], ended: bool) -> Answer {
    let mut handshake = Vec::new();
    let mut rest = bytes;
    while let [kind, major, _, high, low, following @ ..] = rest {
        if !matches!(kind, 20..=23) || *major != 3 {
            return if handshake.is_empty() { Answer::NotTls } else { chosen(&handshake, true) };
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((content, further)) = following.split_at_checked(length) else { break };
        match (kind, content) {
            // A warning, such as that the server does not know the name, ends nothing.
            (21, [1, code, ..]) if *code != CLOSE_NOTIFY => {}
            (21, [_, code, ..]) if handshake.is_empty() => return Answer::Alert(*code),
            (22, _) => handshake.extend(content),
            // What follows a TLS 1.3 hello is encrypted.
            _ => return chosen(&handshake, true),
        }
        rest = further;
    }
    match rest.first() {
        Some(kind) if handshake.is_empty() && !matches!(kind, 20..=23) => Answer::NotTls,
        _ => chosen(&handshake, ended),
    }
}

fn chosen(handshake: &[u8], ended: bool) -> Answer {
    let mut messages = Messages(handshake);
    let Some((kind, hello)) = messages.next() else {
        return if ended { Answer::NotTls } else { Answer::Incomplete };
    };
    let (2, Some((version, suite))) = (kind, server_hello(hello)) else { return Answer::NotTls };
    let in_the_clear = version.is_none_or(|version| version <= TlsVersion::V1_2);
    let certificates = messages.next().filter(|(kind, _)| *kind == 11).map(|(_, body)| certificates(body));
    match certificates {
        None if in_the_clear && !ended => Answer::Incomplete,
        found => Answer::Chosen { version, suite, certificates: found.unwrap_or_default() },
    }
}

/// The messages of a handshake: kind, and content behind a length in three bytes.
struct Messages<'a>(&'a [u8]);

impl<'a> Iterator for Messages<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, rest) = self.0.split_first()?;
        let (content, rest) = split_long(rest)?;
        self.0 = rest;
        Some((*kind, content))
    }
}

fn split_long(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [first, second, third, rest @ ..] = bytes else { return None };
    let length = usize::from(*first) << 16 | usize::from(*second) << 8 | usize::from(*third);
    rest.split_at_checked(length)
}

/// The version, none where it is older than TLS 1.0, and the suite.
fn server_hello(body: &[u8]) -> Option<(Option<TlsVersion>, u16)> {
    let (head, rest) = body.split_at_checked(35)?;
    let rest = rest.get(usize::from(head[34])..)?;
    let [high, low, _, rest @ ..] = rest else { return None };
    let suite = u16::from_be_bytes([*high, *low]);
    let mut version = u16::from_be_bytes([head[0], head[1]]);
    let mut extensions = rest.get(2..).unwrap_or_default();
    while let [kind_high, kind_low, high, low, following @ ..] = extensions {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (content, further) = following.split_at_checked(length)?;
        if let ([0, 43], [high, low]) = ([*kind_high, *kind_low], content) {
            version = u16::from_be_bytes([*high, *low]);
        }
        extensions = further;
    }
    Some((TlsVersion::from_wire(version), suite))
}

/// The certificates of a TLS 1.2 message (RFC 5246, 7.4.2), as far as they are some.
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
        let chosen = Answer::Chosen {
            version: Some(TlsVersion::V1_2),
            suite: 0x0039,
            certificates: vec![der.to_vec()],
        };
        assert_eq!(read(&bytes, false), chosen);
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut], false), Answer::Incomplete, "{cut}");
        }
        assert_eq!(suite_name(0x0039), "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
    }

    #[test]
    fn versions_alerts_and_other_protocols_are_told_apart() {
        let newest = hello([3, 3], 0x1301, &[0, 43, 0, 2, 3, 4]);
        assert!(matches!(
            read(&[record(22, &newest), record(20, &[1])].concat(), false),
            Answer::Chosen { version: Some(TlsVersion::V1_3), suite: 0x1301, .. }
        ));
        assert!(matches!(
            read(&record(22, &hello([3, 2], 0x002f, &[])), true),
            Answer::Chosen { version: Some(TlsVersion::V1_1), .. }
        ));
        assert_eq!(read(&record(21, &[2, 40]), false), Answer::Alert(40));
        let warned = [record(21, &[1, 112]), record(21, &[2, 40])].concat();
        assert_eq!(read(&warned, false), Answer::Alert(40));
        assert_eq!(read(&record(21, &[1, 112]), false), Answer::Incomplete);
        assert_eq!(read(b"HTTP/1.1 400 Bad Request", false), Answer::NotTls);
        assert_eq!(read(b"H", false), Answer::NotTls);
    }

    #[test]
    fn the_hello_has_the_lengths_that_it_states() {
        let record = build(Some("db.example.test"), TlsVersion::V1_2, TlsVersion::V1_3);
        assert_eq!(usize::from(u16::from_be_bytes([record[3], record[4]])), record.len() - 5);
        let (content, rest) = split_long(&record[6..]).expect("a message");
        assert!(rest.is_empty() && content.starts_with(&[3, 3]));
    }
}
