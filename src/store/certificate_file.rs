//! A file of certificates in any form: PEM, even if it is damaged, DER, or a Java keystore.

use crate::openssl::pem::{Bundle, PemEntry, PemProblemKind};
use crate::store::keystore::{Keystore, KeystoreFault, Opening};
use crate::store::placed::{CertificatePlace, Placed};

/// Why no certificate can be read from a file.
#[derive(Debug)]
pub(crate) struct NoCertificate {
    /// What the file is, in words that follow its name.
    pub(crate) what: String,
    /// How to fix it.
    pub(crate) fix: &'static str,
    /// Whether it needs a password, or another one.
    pub(crate) is_locked: bool,
}

/// Reads every certificate of a trust store once, in the file's order. Of a keystore, those that Java trusts.
///
/// # Errors
/// Why there is none.
pub(crate) fn read(bytes: &[u8], opening: Opening) -> Result<Vec<Placed>, NoCertificate> {
    match Keystore::open(bytes, opening) {
        Some(Ok(store)) if store.trusted().next().is_none() => Err(trusted_by_nobody()),
        Some(Err(why @ (KeystoreFault::Foreign(_) | KeystoreFault::UnknownScheme(_)))) => {
            Err(unreadable(&why))
        }
        opened => found(bytes, opened),
    }
}

/// Reads every certificate of a file once, in the file's order, whatever anybody thinks of it.
///
/// # Errors
/// Why there is none.
pub(crate) fn read_any(bytes: &[u8]) -> Result<Vec<Placed>, NoCertificate> {
    open_any(bytes, Opening::Unsealed)
}

/// The same of a keystore that is opened like this.
///
/// # Errors
/// Why there is none.
pub(crate) fn open_any(bytes: &[u8], opening: Opening) -> Result<Vec<Placed>, NoCertificate> {
    found(bytes, Keystore::open(bytes, opening))
}

fn found(
    bytes: &[u8],
    opened: Option<Result<Keystore, KeystoreFault>>,
) -> Result<Vec<Placed>, NoCertificate> {
    use KeystoreFault::{Malformed, NoPassword, WrongPassword};
    match opened {
        Some(Err(why @ (Malformed | NoPassword | WrongPassword))) => Err(unreadable(&why)),
        Some(Ok(store)) if store.trusted().next().is_some() => Ok(store.trusted().collect()),
        Some(Ok(_)) => salvaged(&Bundle::read(bytes)).map_err(|_| trusted_by_nobody()),
        _ => salvaged(&Bundle::read(bytes)),
    }
}

fn trusted_by_nobody() -> NoCertificate {
    NoCertificate {
        what: "is a keystore in which Java trusts no certificate".into(),
        fix: "write its certificates as PEM: `openssl pkcs12 -nokeys -in FILE`, or `keytool -list -rfc -keystore FILE`",
        is_locked: false,
    }
}

fn salvaged(bundle: &Bundle) -> Result<Vec<Placed>, NoCertificate> {
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
        return NoCertificate { what: format!("is {container}"), fix: way_out, is_locked: false };
    }
    let form = bundle.problems.iter().find(|problem| problem.kind == PemProblemKind::NotPem);
    let what = match form {
        Some(problem) => format!("holds no certificate: it is {}", problem.reason),
        None if bundle.has_certificates() => "holds only certificates that do not decode".to_owned(),
        None => "holds no certificate".to_owned(),
    };
    let fix = form.and_then(|problem| problem.way_out);
    let fix = fix.unwrap_or("give a file in PEM or DER, PKCS#7, or Java's cacerts");
    NoCertificate { what, fix, is_locked: false }
}

fn unreadable(why: &KeystoreFault) -> NoCertificate {
    let fix = "let Java write it as PEM: `keytool -list -rfc -keystore FILE`, or `keytool -exportcert -rfc` for one \
               certificate, and name that file; `openssl pkcs12 -nokeys -in FILE` does the same for PKCS#12";
    let is_locked = matches!(why, KeystoreFault::NoPassword | KeystoreFault::WrongPassword);
    let (what, fix) = match why {
        KeystoreFault::Malformed => ("is a keystore that is cut short or damaged", "fetch it again"),
        KeystoreFault::NoPassword => ("is a keystore whose certificates are encrypted", fix),
        KeystoreFault::WrongPassword => ("does not open with this password, or was changed without it", fix),
        _ => ("is a keystore of a form that only Java reads", fix),
    };
    NoCertificate { what: what.into(), fix, is_locked }
}
