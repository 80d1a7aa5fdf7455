//! A certificate authority of the tests, and manifests that pin it.

use std::path::Path;

use pgcerts::testing::{Sha1, Sha256};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DistinguishedName,
    DnType, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, SerialNumber, date_time_ymd,
};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// A self-signed authority with its key.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    name: String,
}

/// A server's certificate and key.
pub(crate) struct Server {
    pub(crate) certificate: String,
    pub(crate) key: String,
    pub(crate) certificate_der: Vec<u8>,
    pub(crate) key_der: Vec<u8>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("an authority");
        Self { issuer, name: name.to_owned() }
    }

    /// An authority below this one.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::signed_by(params, key(), &self.issuer).expect("an authority");
        Self { issuer, name: name.to_owned() }
    }

    /// The DER of an authority under the whole name of the first pinned root.
    pub(crate) fn named_as_g2() -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.distinguished_name = name_of_g2();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.self_signed(&key()).expect("an authority").der().to_vec()
    }

    /// The DER of an authority with a certificate of more than 255 bytes in each of its outer parts.
    pub(crate) fn long(name: &str) -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(name);
        params.distinguished_name.push(DnType::OrganizationName, "o".repeat(120));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.self_signed(&key()).expect("an authority").der().to_vec()
    }

    /// The DER of an authority's new key under its name, signed by its old key.
    pub(crate) fn rolled_over(name: &DistinguishedName) -> Vec<u8> {
        let params = |identified: bool| {
            let mut params = CertificateParams::default();
            params.distinguished_name = name.clone();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
            params.use_authority_key_identifier_extension = identified;
            params
        };
        let old = CertifiedIssuer::self_signed(params(false), key()).expect("an authority");
        params(true).signed_by(&key(), &old).expect("a certificate").der().to_vec()
    }

    /// An authority whose certificate ended long ago.
    pub(crate) fn expired(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("an authority");
        Self { issuer, name: name.to_owned() }
    }

    /// Another certificate of the same name and key, signed by itself or by `other`.
    pub(crate) fn edition(&self, other: Option<&Self>) -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(&self.name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_after = date_time_ymd(2055, 1, 1);
        let key = self.issuer.key();
        let made = match other {
            Some(other) => params.signed_by(key, &other.issuer),
            None => params.self_signed(key),
        };
        made.expect("a certificate").der().to_vec()
    }

    pub(crate) fn der(&self) -> &[u8] {
        self.issuer.der()
    }

    pub(crate) fn pem(&self) -> String {
        super::pem("CERTIFICATE", self.der())
    }

    /// A certificate for a server under these names, DNS names or addresses.
    pub(crate) fn server(&self, names: &[&str]) -> Server {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names");
        params.distinguished_name = common_name("server");
        let key = key();
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Server {
            certificate: super::pem("CERTIFICATE", certificate.der()),
            key: key.serialize_pem(),
            certificate_der: certificate.der().to_vec(),
            key_der: key.serialize_der(),
        }
    }

    /// A current revocation list that revokes nothing.
    pub(crate) fn crl(&self) -> String {
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2020, 1, 1),
            next_update: date_time_ymd(2099, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).expect("a list").pem().expect("PEM")
    }

    /// What a manifest says of this authority's certificate.
    pub(crate) fn pin(&self, id: &str, urls: &[&str]) -> Value {
        pin(id, &self.name, self.der(), urls)
    }
}

/// What a manifest says of a self-signed certificate; its file is `id.crt`.
pub(crate) fn pin(id: &str, subject: &str, der: &[u8], urls: &[&str]) -> Value {
    let (_, parsed) = X509Certificate::from_der(der).expect("a certificate");
    let time = |time: x509_parser::time::ASN1Time| {
        let time = time.to_datetime();
        format!("{}T{:02}:{:02}:{:02}Z", time.date(), time.hour(), time.minute(), time.second())
    };
    let serial = parsed.raw_serial();
    let serial = if serial.len() > 1 && serial[0] == 0 { &serial[1..] } else { serial };
    json!({
        "id": id, "subject": subject,
        "serial": serial.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat(),
        "sha256": Sha256::hash(der).to_string(), "sha1": Sha1::hash(der).to_string(),
        "not_before": time(parsed.validity().not_before), "not_after": time(parsed.validity().not_after),
        "urls": urls, "file": format!("{id}.crt"), "public_distrust": null, "source": "made by a test",
    })
}

/// A manifest whose one set, `test`, holds these pins.
pub(crate) fn manifest(pins: &[Value]) -> Value {
    let members: Vec<Value> = pins.iter().map(|pin| json!({"id": pin["id"], "role": "current"})).collect();
    json!({
        "schema": 1, "updated": "2026-11-24", "default_set": "test", "roots": pins,
        "sets": [{"id": "test", "title": "made by a test", "roots": members}],
    })
}

/// Writes a manifest as `pins.json` into `folder`, and the authorities' files beside it.
pub(crate) fn write_manifest(folder: &Path, manifest: &Value, files: &[(&str, &[u8])]) -> std::path::PathBuf {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("a file beside the manifest");
    }
    let path = folder.join("pins.json");
    std::fs::write(&path, manifest.to_string()).expect("a manifest");
    path
}

/// The whole name of the first pinned root.
pub(crate) fn name_of_g2() -> DistinguishedName {
    let mut names = DistinguishedName::new();
    for (kind, value) in [
        (DnType::CountryName, "US"),
        (DnType::OrganizationName, "DigiCert Inc"),
        (DnType::OrganizationalUnitName, "www.digicert.com"),
        (DnType::CommonName, "DigiCert Global Root G2"),
    ] {
        names.push(kind, value);
    }
    names
}

pub(crate) fn common_name(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

/// The same certificate with a signature that does not verify.
pub(crate) fn edited_signature(der: &[u8]) -> Vec<u8> {
    let mut edited = der.to_vec();
    if let Some(last) = edited.last_mut() {
        *last ^= 1;
    }
    edited
}
