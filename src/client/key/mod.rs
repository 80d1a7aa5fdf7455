//! The key file: `SSL_use_PrivateKey_file` in `ssl/ssl_rsa.c`, which libpq calls for PEM and then for DER.

mod decrypt;
mod elliptic;
mod traditional;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer};

use crate::libpq::secret::Secret;
use crate::openssl::d2i;
use crate::openssl::pem::{PemBlock, PemBlocks};
use crate::x509::der::{Elements, INTEGER, OBJECT, OCTET_STRING, SEQUENCE};
use crate::x509::oid;

pub(super) use elliptic::{EcKey, SigningCurve};

/// What a key file holds.
pub(super) enum PrivateKey {
    /// RSA or Ed25519, in the form that the TLS library reads.
    Plain(PrivateKeyDer<'static>),
    Ec(EcKey),
    /// A kind that OpenSSL may know and this program does not.
    Other,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyFault {
    /// OpenSSL refuses the file, for this reason.
    Refused(&'static str),
    /// The key is encrypted, and no passphrase is known.
    NoPassphrase,
    /// The encryption is one that OpenSSL may know and this program does not.
    UnknownEncryption,
}

/// The part of the passphrase that libpq hands to OpenSSL (`PQdefaultSSLKeyPassHook_OpenSSL`).
fn passphrase(secret: Option<&Secret>) -> Result<&[u8], KeyFault> {
    const LONGEST: usize = 1023;
    let bytes = secret.ok_or(KeyFault::NoPassphrase)?.expose().as_bytes();
    Ok(&bytes[..bytes.len().min(LONGEST)])
}

const UNSUPPORTED: KeyFault = KeyFault::Refused("unsupported");

/// Reads a key file.
pub(super) fn read(bytes: &[u8], passphrase: Option<&Secret>) -> Result<PrivateKey, KeyFault> {
    match from_pem(bytes, passphrase) {
        // libpq reports the fault of the PEM, not of the DER.
        Err(fault @ KeyFault::Refused(_)) => from_der(bytes).ok_or(fault),
        answer => answer,
    }
}

fn from_pem(bytes: &[u8], passphrase: Option<&Secret>) -> Result<PrivateKey, KeyFault> {
    let is_key = |label: &[u8]| label == b"PRIVATE KEY" || label.ends_with(b" PRIVATE KEY");
    let block = PemBlocks::new(bytes).next(is_key).map_err(|_| UNSUPPORTED)?;
    if block.label == b"ENCRYPTED PRIVATE KEY" {
        // OpenSSL reads a plain key under this label too.
        if let Some(key) = from_pkcs8(&block.der) {
            return Ok(key);
        }
        let der = decrypt::pkcs8(&block.der, passphrase)?;
        return from_pkcs8(&der).ok_or(UNSUPPORTED);
    }
    if !block.header.is_empty() {
        let der = traditional::decrypt(&block, passphrase)?;
        return from_block(&block.label, &der).ok_or(KeyFault::Refused("bad decrypt"));
    }
    let PemBlock { label, der, .. } = block;
    from_block(&label, &der).ok_or(UNSUPPORTED)
}

fn from_block(label: &[u8], der: &[u8]) -> Option<PrivateKey> {
    match label {
        b"PRIVATE KEY" if decrypt::is_encrypted(der) => Some(PrivateKey::Other),
        b"PRIVATE KEY" => from_pkcs8(der),
        b"RSA PRIVATE KEY" => from_pkcs1(der).or_else(|| from_pkcs8(der)),
        b"EC PRIVATE KEY" => EcKey::read(der, None).ok(),
        b"DSA PRIVATE KEY" => d2i::private_key(label, der).then_some(PrivateKey::Other),
        _ => None,
    }
}

fn from_der(der: &[u8]) -> Option<PrivateKey> {
    from_pkcs8(der)
        .or_else(|| from_pkcs1(der))
        .or_else(|| EcKey::read(der, None).ok())
        .or_else(|| d2i::private_key(b"DSA PRIVATE KEY", der).then_some(PrivateKey::Other))
}

/// RFC 8017, A.1.2.
fn from_pkcs1(der: &[u8]) -> Option<PrivateKey> {
    let is_pkcs1 = d2i::private_key(b"RSA PRIVATE KEY", der);
    is_pkcs1.then(|| PrivateKey::Plain(PrivatePkcs1KeyDer::from(der.to_vec()).into()))
}

/// RFC 5958, 2.
fn from_pkcs8(der: &[u8]) -> Option<PrivateKey> {
    let mut body = Elements::in_bytes(der).constructed(SEQUENCE).ok()?;
    let version = body.value(INTEGER).ok()?;
    if !matches!(version, [0 | 1]) {
        return Some(PrivateKey::Other);
    }
    let mut algorithm = body.constructed(SEQUENCE).ok()?;
    let kind = algorithm.value(OBJECT).ok()?;
    let parameters = algorithm.next().ok();
    let key = body.value(OCTET_STRING).ok()?;
    match kind {
        oid::RSA => d2i::private_key(b"RSA PRIVATE KEY", key)
            .then(|| PrivateKey::Plain(PrivatePkcs1KeyDer::from(key.to_vec()).into())),
        oid::EC => EcKey::read(key, parameters.map(|(_, curve)| curve)).ok(),
        oid::ED25519 => Some(PrivateKey::Plain(PrivatePkcs8KeyDer::from(der.to_vec()).into())),
        _ => Some(PrivateKey::Other),
    }
}
