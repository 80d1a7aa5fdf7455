//! A `ClientHello` as OpenSSL 3 sends it by default at security level 2.

use crate::libpq::sslmode::TlsVersion;

use super::suites;

pub(super) const X25519: u16 = 0x001d;
pub(super) const X448: u16 = 0x001e;

/// x25519, secp256r1, x448, secp521r1, secp384r1, ffdhe2048 to ffdhe8192.
pub(super) const GROUPS: [u16; 10] =
    [X25519, 0x0017, X448, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];

/// ECDSA, EdDSA, RSA-PSS, PKCS#1 and DSA with SHA-2, which are those that level 2 allows.
pub(super) const SIGNATURE_SCHEMES: [u16; 20] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
    0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602,
];

/// What is offered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer<'a> {
    /// The name that the server gets (SNI).
    pub(crate) host: Option<&'a str>,
    /// Without TLS 1.3, a hello cannot name the oldest version.
    pub(crate) oldest: TlsVersion,
    pub(crate) newest: TlsVersion,
    /// Fresh for each hello: a server's signature over it is proof that it has its key now.
    pub(crate) random: [u8; 32],
}

/// The session id of a hello. No session is resumed with it.
pub(super) const SESSION: [u8; 32] = [0xa5; 32];

/// A record with the hello.
pub(crate) fn build(offer: &Offer) -> Vec<u8> {
    record(offer.newest, &offer.random, suites::offered(), &extensions(offer))
}

/// A record with a hello of this newest version, these suites and these extensions.
pub(super) fn record(
    newest: TlsVersion,
    random: &[u8; 32],
    suites: impl Iterator<Item = u16>,
    extensions: &[u8],
) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(wire(newest.min(TlsVersion::V1_2)).to_be_bytes());
    body.extend(random);
    body.push(32);
    body.extend(SESSION);
    let suites: Vec<u8> = suites.flat_map(u16::to_be_bytes).collect();
    push_list(&mut body, &[suites.as_slice(), &[0x00, 0xff]].concat());
    body.extend([1, 0]);
    push_list(&mut body, extensions);
    let mut message = vec![1];
    message.extend(&u32::try_from(body.len()).unwrap_or_default().to_be_bytes()[1..]);
    message.extend(body);
    let mut record = vec![22, 3, 1];
    push_list(&mut record, &message);
    record
}

fn extensions(offer: &Offer) -> Vec<u8> {
    let mut extensions = Vec::new();
    let mut push = |kind: u16, content: &[u8]| {
        extensions.extend(kind.to_be_bytes());
        push_list(&mut extensions, content);
    };
    if let Some(host) = offer.host {
        push(0, &server_name(host));
    }
    push(11, POINT_FORMATS);
    push(10, &numbers(&GROUPS));
    push(35, &[]);
    push(16, POSTGRESQL);
    push(22, &[]);
    push(23, &[]);
    push(13, &numbers(&SIGNATURE_SCHEMES));
    if offer.newest == TlsVersion::V1_3 {
        push(43, if offer.oldest == TlsVersion::V1_3 { &[2, 3, 4] } else { &[4, 3, 4, 3, 3] });
        push(45, &[1, 1]);
        // The base point of curve 25519 is a public key like any other (RFC 7748, 4.1).
        let key = list(&[&[9][..], &[0; 31]].concat());
        push(51, &list(&[&X25519.to_be_bytes(), key.as_slice()].concat()));
    }
    extensions
}

/// Uncompressed points, and two compressed forms.
pub(super) const POINT_FORMATS: &[u8] = &[3, 0, 1, 2];

/// PostgreSQL's protocol by ALPN.
pub(super) const POSTGRESQL: &[u8] = b"\0\x0b\x0apostgresql";

/// The content of the extension with this name.
pub(super) fn server_name(host: &str) -> Vec<u8> {
    list(&[&[0], list(host.as_bytes()).as_slice()].concat())
}

/// A list of numbers after its length.
pub(super) fn numbers(numbers: &[u16]) -> Vec<u8> {
    list(&numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>())
}

fn wire(version: TlsVersion) -> u16 {
    match version {
        TlsVersion::V1_0 => 0x0301,
        TlsVersion::V1_1 => 0x0302,
        TlsVersion::V1_2 => 0x0303,
        TlsVersion::V1_3 => 0x0304,
    }
}

/// Content after its length in two bytes.
fn list(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_list(&mut bytes, content);
    bytes
}

/// Appends content after its length in two bytes.
pub(super) fn push_list(bytes: &mut Vec<u8>, content: &[u8]) {
    bytes.extend(u16::try_from(content.len()).unwrap_or_default().to_be_bytes());
    bytes.extend(content);
}

#[cfg(test)]
mod tests {
    use super::super::message::split_long;
    use super::*;

    #[test]
    fn the_hello_has_the_lengths_that_it_states() {
        let offer = Offer {
            host: Some("db.example.test"),
            oldest: TlsVersion::V1_2,
            newest: TlsVersion::V1_3,
            random: [0; 32],
        };
        let record = build(&offer);
        assert_eq!(usize::from(u16::from_be_bytes([record[3], record[4]])), record.len() - 5);
        let (content, rest) = split_long(&record[6..]).expect("a message");
        assert!(rest.is_empty() && content.starts_with(&[3, 3]));
    }
}
