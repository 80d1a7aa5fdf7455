//! A file of certificates in any form: PEM, even if it is damaged, DER, or a Java keystore.

use crate::openssl::pem::{Bundle, PemEntry, PemProblemKind};
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

/// Why no certificate can be read from a file.
#[derive(Debug)]
pub(crate) struct NoCertificate {
    /// What the file is, in words that follow its name.
    pub(crate) what: String,
    /// How to fix it.
    pub(crate) fix: &'static str,
}

/// Reads every certificate of a trust store once, in the file's order. Of a keystore, those that Java trusts.
///
/// # Errors
/// Why there is none.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Placed>, NoCertificate> {
    match keystore::read(bytes) {
        Some(Ok(trusted)) if trusted.is_empty() => Err(NoCertificate {
            what: "is a keystore in which Java trusts no certificate".into(),
            fix: "write its certificates as PEM: `openssl pkcs12 -nokeys -in FILE`, or `keytool -list -rfc -keystore FILE`",
        }),
        Some(Err(why @ Unreadable::Foreign)) => Err(unreadable(why)),
        _ => read_any(bytes),
    }
}

/// Reads every certificate of a file once, in the file's order, whatever anybody thinks of it.
///
/// # Errors
/// Why there is none.
pub(crate) fn read_any(bytes: &[u8]) -> Result<Vec<Placed>, NoCertificate> {
    match keystore::read(bytes) {
        Some(Err(why @ (Unreadable::Malformed | Unreadable::Encrypted))) => Err(unreadable(why)),
        Some(Ok(trusted)) if !trusted.is_empty() => Ok(trusted.into_iter().map(in_keystore).collect()),
        _ => found(&Bundle::read(bytes)),
    }
}

fn in_keystore(trusted: keystore::Trusted) -> Placed {
    Placed { place: CertificatePlace::Alias(trusted.alias), certificate: Certificate::new(trusted.der) }
}

fn found(bundle: &Bundle) -> Result<Vec<Placed>, NoCertificate> {
    let (entries, _) = bundle.salvage();
    if entries.is_empty() {
        return Err(nothing_in(bundle));
    }
    let placed = |entry: PemEntry| Placed {
        place: CertificatePlace::Line(entry.line),
        certificate: entry.certificate,
    };
    Ok(entries.into_iter().map(placed).collect())
}

fn nothing_in(bundle: &Bundle) -> NoCertificate {
    if let Some((_, container, way_out)) = bundle.sealed() {
        return NoCertificate { what: format!("is {container}"), fix: way_out };
    }
    let form = bundle.problems.iter().find(|problem| problem.kind == PemProblemKind::NotPem);
    let what = match form {
        Some(problem) => format!("holds no certificate: it is {}", problem.reason),
        None if bundle.has_certificates() => "holds only certificates that do not decode".to_owned(),
        None => "holds no certificate".to_owned(),
    };
    let fix = form.and_then(|problem| problem.way_out);
    NoCertificate { what, fix: fix.unwrap_or("give a file in PEM or DER, PKCS#7, or Java's cacerts") }
}

fn unreadable(why: Unreadable) -> NoCertificate {
    let fix = "let Java write it as PEM: `keytool -list -rfc -keystore FILE`, or `keytool -exportcert -rfc` for one \
               certificate, and name that file; `openssl pkcs12 -nokeys -in FILE` does the same for PKCS#12";
    let (what, fix) = match why {
        Unreadable::Malformed => ("is a keystore that is cut short or damaged", "fetch it again"),
        Unreadable::Encrypted => ("is a keystore whose certificates are encrypted", fix),
        Unreadable::Foreign => ("is a keystore of a form that only Java reads", fix),
    };
    NoCertificate { what: what.into(), fix }
}
