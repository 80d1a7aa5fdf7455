//! Certificates of the kit: with odd dates and names, or with a likeness to a pinned root.

use rcgen::string::{BmpString, PrintableString, TeletexString};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, DnValue,
    IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, SerialNumber,
};
use time::{Duration, OffsetDateTime};

use crate::support::pem;

/// A key, what its certificate says, and that certificate, signed by itself.
pub(super) struct Identity {
    pub(super) der: Vec<u8>,
    params: CertificateParams,
    key: KeyPair,
}

impl Identity {
    pub(super) fn new(params: CertificateParams) -> Self {
        let key = KeyPair::generate().expect("a key");
        Self { der: params.self_signed(&key).expect("a certificate").der().to_vec(), params, key }
    }

    pub(super) fn root(name: &str) -> Self {
        Self::new(authority(common_name(name)))
    }

    /// A root that is valid between these days from now.
    pub(super) fn between(name: &str, start: i64, end: i64) -> Self {
        let mut params = authority(common_name(name));
        params.not_before = in_days(start);
        params.not_after = in_days(end);
        Self::new(params)
    }

    pub(super) fn pem(&self) -> String {
        pem("CERTIFICATE", &self.der)
    }

    /// Another self-signed certificate of the same name and key.
    pub(super) fn reissued(&self, serial: u64) -> Vec<u8> {
        let mut params = self.params.clone();
        params.serial_number = Some(SerialNumber::from(serial));
        params.self_signed(&self.key).expect("a certificate").der().to_vec()
    }

    /// A certificate of the same name and key, signed by another authority.
    pub(super) fn signed_by(&self, issuer: &Self) -> Vec<u8> {
        let issuer = Issuer::from_params(&issuer.params, &issuer.key);
        self.params.signed_by(&self.key, &issuer).expect("a certificate").der().to_vec()
    }

    /// A certificate of this key under the name of the other authority, and signed by that.
    pub(super) fn keyed_into(&self, other: &Self) -> Vec<u8> {
        let issuer = Issuer::from_params(&other.params, &other.key);
        other.params.signed_by(&self.key, &issuer).expect("a certificate").der().to_vec()
    }

    /// A self-signed certificate of the same key under another name.
    pub(super) fn under(&self, name: &str) -> Vec<u8> {
        authority(common_name(name)).self_signed(&self.key).expect("a certificate").der().to_vec()
    }

    pub(super) fn revocation_list(&self) -> Vec<u8> {
        let params = CertificateRevocationListParams {
            this_update: in_days(-1),
            next_update: in_days(1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let issuer = Issuer::from_params(&self.params, &self.key);
        params.signed_by(&issuer).expect("a revocation list").der().to_vec()
    }

    /// The key as PKCS#8.
    pub(super) fn key_der(&self) -> Vec<u8> {
        self.key.serialize_der()
    }

    /// The key as RFC 5915 has it.
    pub(super) fn ec_key_der(&self) -> Vec<u8> {
        const START: [u8; 7] = [0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20];
        const P_256: [u8; 12] = [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
        let pkcs8 = self.key.serialize_der();
        let at = pkcs8.windows(7).position(|bytes| bytes == START).expect("an EC key in PKCS#8") + 7;
        let mut der = vec![0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];
        der.extend_from_slice(&pkcs8[at..at + 32]);
        der.extend_from_slice(&P_256);
        der.extend_from_slice(&pkcs8[at + 32..]);
        der
    }
}

pub(super) fn in_days(days: i64) -> OffsetDateTime {
    OffsetDateTime::now_utc() + Duration::days(days)
}

pub(super) fn authority(name: DistinguishedName) -> CertificateParams {
    let mut params = server(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

pub(super) fn server(name: DistinguishedName) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params
}

pub(super) fn common_name(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

pub(super) fn organization(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::OrganizationName, name);
    names
}

/// The subject of `DigiCertGlobalRootG2.crt`, each value written by `value`.
pub(super) fn name_of_g2(value: impl Fn(&str) -> DnValue) -> DistinguishedName {
    let parts = [
        (DnType::CountryName, "US"),
        (DnType::OrganizationName, "DigiCert Inc"),
        (DnType::OrganizationalUnitName, "www.digicert.com"),
        (DnType::CommonName, "DigiCert Global Root G2"),
    ];
    let mut names = DistinguishedName::new();
    for (kind, text) in parts {
        names.push(kind, value(text));
    }
    names
}

pub(super) fn printable(text: &str) -> DnValue {
    DnValue::PrintableString(PrintableString::try_from(text).expect("printable"))
}

pub(super) fn utf8(text: &str) -> DnValue {
    DnValue::Utf8String(text.to_owned())
}

pub(super) fn bmp(text: &str) -> DnValue {
    DnValue::BmpString(BmpString::try_from(text).expect("UCS-2"))
}

pub(super) fn teletex(text: &str) -> DnValue {
    DnValue::TeletexString(TeletexString::try_from(text).expect("T.61"))
}

/// The certificate with other digits for the day on which it ends.
pub(super) fn ending(der: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = der.windows(from.len()).rposition(|bytes| bytes == from.as_bytes()).expect("the day in the DER");
    let mut der = der.to_vec();
    der[at..at + to.len()].copy_from_slice(to.as_bytes());
    der
}

/// The certificate with another last byte, which is a part of its signature.
pub(super) fn badly_signed(der: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    *der.last_mut().expect("a byte") ^= 1;
    der
}
