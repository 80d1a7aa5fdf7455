//! The cipher suites of OpenSSL 3, under their IANA names.

/// In the order of its `ClientHello`, including those without ephemeral keys and with CBC.
pub(super) const SUITES: [(u16, &str); 60] = [
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

/// Those that libpq offers. The others are in OpenSSL, and not in its default list (`SSL_NOT_DEFAULT` in `ssl/s3_lib.c`).
pub(super) fn offered() -> impl Iterator<Item = u16> {
    SUITES.iter().filter(|(_, name)| is_default(name)).map(|(number, _)| *number)
}

/// The same by version: those of TLS 1.3, or those of TLS 1.2.
pub(super) fn offered_in(is_tls13: bool) -> impl Iterator<Item = u16> {
    offered().filter(move |suite| is_of_tls13(*suite) == is_tls13)
}

/// Whether a suite is of TLS 1.3, which has no other (RFC 8446, B.4).
pub(crate) fn is_of_tls13(suite: u16) -> bool {
    suite & 0xff00 == 0x1300
}

/// Suites that servers of old versions may have alone: 3DES.
pub(super) const TRIPLE_DES: [u16; 4] = [0xc008, 0xc012, 0x0016, 0x000a];

fn is_default(name: &str) -> bool {
    !["_CCM", "_ARIA_", "_CAMELLIA_"].iter().any(|part| name.contains(part))
}

/// Whether OpenSSL knows the suite at all.
pub(super) fn is_known(suite: u16) -> bool {
    SUITES.iter().any(|(number, _)| *number == suite)
}

/// How the keys of a suite of TLS 1.2 are agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyAgreement {
    Ecdhe,
    Dhe,
    /// With the certificate's own key, which signs nothing.
    Rsa,
}

impl KeyAgreement {
    pub(crate) fn from_suite(suite: u16) -> Self {
        let name = suite_name(suite);
        if name.starts_with("TLS_ECDHE_") {
            Self::Ecdhe
        } else if name.starts_with("TLS_DHE_") {
            Self::Dhe
        } else {
            Self::Rsa
        }
    }
}

/// The IANA name of a suite, or else its number.
pub(crate) fn suite_name(suite: u16) -> String {
    let known = SUITES.iter().find(|(number, _)| *number == suite);
    known.map_or_else(|| format!("0x{suite:04x}"), |(_, name)| (*name).to_owned())
}
