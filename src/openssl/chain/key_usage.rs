//! What a key may be used for, as the extensions of its certificate say.

use crate::x509::der::{BIT_STRING, BOOLEAN, DerResult, Elements, INTEGER, Malformed, OBJECT, SEQUENCE};
use crate::x509::oid;

/// keyUsage (RFC 5280, 4.2.1.3). Bit 0 is the highest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyUsage(u16);

impl KeyUsage {
    const DIGITAL_SIGNATURE: u16 = 1 << 15;
    const KEY_ENCIPHERMENT: u16 = 1 << 13;
    const KEY_AGREEMENT: u16 = 1 << 11;
    const KEY_CERT_SIGN: u16 = 1 << 10;
    const CRL_SIGN: u16 = 1 << 9;

    /// OpenSSL refuses one without any bit.
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        let bits = bits(value)?;
        let byte = |index: usize| u16::from(bits.get(index).copied().unwrap_or_default());
        match byte(0) << 8 | byte(1) {
            0 => Err(Malformed),
            usage => Ok(Self(usage)),
        }
    }

    pub(super) fn signs_certificates(self) -> bool {
        self.0 & Self::KEY_CERT_SIGN != 0
    }

    pub(super) fn signs_lists(self) -> bool {
        self.0 & Self::CRL_SIGN != 0
    }

    pub(super) fn signs_data(self) -> bool {
        self.0 & Self::DIGITAL_SIGNATURE != 0
    }

    /// `KU_TLS`.
    pub(super) fn serves_tls(self) -> bool {
        self.0 & (Self::DIGITAL_SIGNATURE | Self::KEY_ENCIPHERMENT | Self::KEY_AGREEMENT) != 0
    }
}

/// nsCertType, an extension of Netscape's that OpenSSL still obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NetscapeType(u8);

impl NetscapeType {
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        Ok(Self(bits(value)?.first().copied().unwrap_or_default()))
    }

    pub(super) fn serves_tls(self) -> bool {
        self.0 & 0x40 != 0
    }

    pub(super) fn is_any_authority(self) -> bool {
        self.0 & 0x07 != 0
    }

    pub(super) fn is_tls_authority(self) -> bool {
        self.0 & 0x04 != 0
    }
}

/// basicConstraints (RFC 5280, 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BasicConstraints {
    pub(super) authority: bool,
    pub(super) path_length: Option<u64>,
}

impl BasicConstraints {
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        let mut constraints = Self { authority: false, path_length: None };
        if let Some(flag) = body.optional(BOOLEAN, BOOLEAN)? {
            constraints.authority = *flag != [0];
        }
        if let Some(length) = body.optional(INTEGER, INTEGER)? {
            constraints.path_length = Some(path_length(&length)?);
        }
        body.end().map(|()| constraints)
    }
}

/// OpenSSL refuses a negative number. One beyond 64 bits limits nothing.
fn path_length(number: &[u8]) -> DerResult<u64> {
    if number.first().is_none_or(|first| first & 0x80 != 0) {
        return Err(Malformed);
    }
    let append = |sum: u64, byte: &u8| sum.saturating_mul(256).saturating_add(u64::from(*byte));
    Ok(number.iter().fold(0, append))
}

/// TLS servers and their predecessors (`XKU_SSL_SERVER | XKU_SGC`). anyExtendedKeyUsage does not count.
pub(super) const SERVER_PURPOSES: [&[u8]; 3] = [oid::SERVER_AUTH, oid::MICROSOFT_SGC, oid::NETSCAPE_SGC];

/// Whether extendedKeyUsage lists one of these.
pub(super) fn lists_purpose(value: &[u8], wanted: &[&[u8]]) -> DerResult<bool> {
    let mut purposes = Elements::in_bytes(value).list(SEQUENCE)?;
    let mut found = false;
    while !purposes.is_empty() {
        let purpose = purposes.content(OBJECT)?;
        found |= wanted.contains(&purpose.as_ref());
    }
    Ok(found)
}

fn bits(value: &[u8]) -> DerResult<Vec<u8>> {
    Ok(significant_bits(&Elements::in_bytes(value).content(BIT_STRING)?))
}

/// The bytes in the content of a BIT STRING; the unused bits of the last one are 0.
pub(super) fn significant_bits(content: &[u8]) -> Vec<u8> {
    let Some((unused, bytes)) = content.split_first() else { return Vec::new() };
    let mut bytes = bytes.to_vec();
    if let Some(last) = bytes.last_mut() {
        *last &= 0xff << (*unused).min(7);
    }
    bytes
}
