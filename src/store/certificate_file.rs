//! A file of certificates in any form: PEM, even if it is damaged, DER, or a Java keystore.

use crate::openssl::pem::Bundle;
use crate::store::keystore::{self, Unreadable};
use crate::x509::certificate::Certificate;

/// Where a certificate was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CertificatePlace {
    /// The line of its BEGIN, counted from 1.
    Line(usize),
    /// Its alias in a keystore.
    Alias(String),
    /// Its place in the chain that a server sent. The leaf is 0.
    Sent(usize),
}

impl CertificatePlace {
    /// The line, if it is one of a file.
    pub(crate) fn line(&self) -> Option<usize> {
        if let Self::Line(line) = self { Some(*line) } else { None }
    }

    /// The alias in a keystore.
    pub(crate) fn alias(&self) -> Option<&str> {
        if let Self::Alias(alias) = self { Some(alias) } else { None }
    }

    /// The place in a server's chain.
    pub(crate) fn sent(&self) -> Option<usize> {
        if let Self::Sent(index) = self { Some(*index) } else { None }
    }
}

/// A certificate and its place.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) place: CertificatePlace,
    pub(crate) certificate: Certificate,
}

/// Reads every certificate of a file once, in the file's order.
///
/// # Errors
/// Why no certificate can be read, in words that follow the file's name, and how to fix it.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Placed>, (&'static str, &'static str)> {
    let found: Vec<Placed> = match keystore::read(bytes) {
        Some(trusted) => {
            let trusted = trusted.map_err(unreadable)?;
            if trusted.is_empty() {
                return Err((
                    "is a keystore in which Java trusts no certificate",
                    "write its certificates as PEM: `openssl pkcs12 -nokeys -in FILE`, or `keytool -list -rfc -keystore FILE`",
                ));
            }
            let placed = |trusted: keystore::Trusted| Placed {
                place: CertificatePlace::Alias(trusted.alias),
                certificate: Certificate::new(trusted.der),
            };
            trusted.into_iter().map(placed).collect()
        }
        None => Bundle::read(bytes)
            .salvage()
            .0
            .into_iter()
            .map(|entry| Placed { place: CertificatePlace::Line(entry.line), certificate: entry.certificate })
            .collect(),
    };
    if found.is_empty() {
        return Err(("holds no certificate", "give a file in PEM or DER, or Java's cacerts"));
    }
    Ok(found)
}

fn unreadable(why: Unreadable) -> (&'static str, &'static str) {
    let hint = "let Java write it as PEM: `keytool -list -rfc -keystore FILE`, or `keytool -exportcert -rfc` for one \
                certificate, and name that file";
    match why {
        Unreadable::Malformed => ("is a keystore that breaks off or is damaged", "fetch it anew"),
        Unreadable::Encrypted => ("is a keystore whose certificates are encrypted", hint),
        Unreadable::Foreign => ("is a keystore of a form that only Java reads", hint),
    }
}
