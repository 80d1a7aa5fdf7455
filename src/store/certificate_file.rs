//! A file of certificates in whatever form it comes: PEM with its accidents, DER, a Java keystore.

use crate::openssl::pem::Bundle;
use crate::store::keystore::{self, Unreadable};
use crate::x509::certificate::Certificate;

/// Where in a file a certificate stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CertificatePlace {
    /// The line of its BEGIN, counted from 1.
    Line(usize),
    /// Its name in a keystore.
    Alias(String),
    /// Its place among what a server sent, the leaf being 0.
    Sent(usize),
}

/// A certificate of a file.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) place: CertificatePlace,
    pub(crate) certificate: Certificate,
}

/// Every certificate once, in the file's order.
///
/// # Errors
/// Why there is none to be read, to go behind the file's name, and what to do next.
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
            let placed = |one: keystore::Trusted| Placed {
                place: CertificatePlace::Alias(one.alias),
                certificate: Certificate::new(one.der),
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
