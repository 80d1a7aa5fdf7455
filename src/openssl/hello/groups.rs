//! The groups of the key agreement, under their IANA names.

/// Those that OpenSSL 3.5 offers by default in its order, and the larger finite fields of OpenSSL 3.0.
const NAMES: [(u16, &str); 13] = [
    (0x11ec, "X25519MLKEM768"),
    (0x11eb, "SecP256r1MLKEM768"),
    (0x11ed, "SecP384r1MLKEM1024"),
    (0x001d, "x25519"),
    (0x0017, "secp256r1"),
    (0x001e, "x448"),
    (0x0018, "secp384r1"),
    (0x0019, "secp521r1"),
    (0x0100, "ffdhe2048"),
    (0x0101, "ffdhe3072"),
    (0x0102, "ffdhe4096"),
    (0x0103, "ffdhe6144"),
    (0x0104, "ffdhe8192"),
];

/// The groups of OpenSSL's defaults: those of 3.0, and the hybrid of 3.5.
pub(super) const DEFAULTS: [u16; 11] =
    [0x11ec, 0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];

/// The IANA name of a group, or else its number.
pub(crate) fn group_name(group: u16) -> String {
    let known = NAMES.iter().find(|(number, _)| *number == group);
    known.map_or_else(|| format!("0x{group:04x}"), |(_, name)| (*name).to_owned())
}

/// Whether it is a curve, which TLS 1.2 can agree on too (RFC 8422, 5.1.1).
pub(crate) fn is_curve(group: u16) -> bool {
    group < 0x0100
}
