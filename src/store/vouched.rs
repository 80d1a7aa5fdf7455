//! The certificates of a file that its owner vouches for with fingerprints.

use std::collections::HashSet;

use crate::openssl::pem::Bundle;
use crate::pins::gate;
use crate::store::certificate_file::{self, NoCertificate};
use crate::store::claimed;
use crate::x509::certificate::Certificate;
use crate::x509::der::is_single_sequence;
use crate::x509::digest::Sha256;

/// Why a file does not give what its owner vouches for.
#[derive(Debug)]
pub(crate) enum VouchFault {
    /// Neither the file nor a certificate in it has this fingerprint. The certificates have these.
    Mismatch { wanted: Sha256, found: Vec<Sha256> },
    /// It is the file that was meant, and the certificate on this line cannot be read.
    Damaged { line: usize, reason: &'static str },
    /// It is the file that was meant, and it holds no certificate.
    Nothing(NoCertificate),
}

/// Takes each certificate that a fingerprint names, once, or all of them if a fingerprint is that of the file as it is.
///
/// # Errors
/// A fingerprint that fits nothing, or a file that is meant as a whole and cannot be read as a whole.
pub(crate) fn vouched(bytes: &[u8], fingerprints: &[Sha256]) -> Result<Vec<Certificate>, VouchFault> {
    let own = Sha256::hash(bytes);
    let mut certificates = Vec::new();
    for wanted in fingerprints {
        match one(*wanted, bytes) {
            // The file's own fingerprint is that of its one certificate too, if it is DER.
            _ if *wanted == own && !is_certificate(bytes) => certificates.extend(all(bytes)?),
            Some(certificate) => certificates.push(certificate),
            None => return Err(VouchFault::Mismatch { wanted: *wanted, found: found(bytes) }),
        }
    }
    let mut seen = HashSet::new();
    certificates.retain(|certificate| seen.insert(certificate.sha256()));
    Ok(certificates)
}

/// Whether the bytes are one certificate in DER, and no container.
fn is_certificate(bytes: &[u8]) -> bool {
    is_single_sequence(bytes) && Certificate::new(bytes.to_vec()).kind().is_some()
}

/// The certificate with this fingerprint. Only its own bytes are read as a certificate, unless the file is a container.
fn one(wanted: Sha256, bytes: &[u8]) -> Option<Certificate> {
    gate::with_fingerprint(wanted, bytes).ok().or_else(|| {
        let mut placed = certificate_file::read_any(bytes).unwrap_or_default().into_iter();
        placed.find(|placed| placed.certificate.sha256() == wanted).map(|placed| placed.certificate)
    })
}

/// Everything in the file, or what is wrong with a part of it.
fn all(bytes: &[u8]) -> Result<Vec<Certificate>, VouchFault> {
    let placed = certificate_file::read_any(bytes).map_err(VouchFault::Nothing)?;
    let is_text = placed.iter().any(|placed| placed.place.line().is_some());
    let bundle = is_text.then(|| Bundle::read(bytes));
    if let Some((line, reason)) = bundle.as_ref().and_then(Bundle::first_damaged) {
        return Err(VouchFault::Damaged { line, reason });
    }
    let certificates: Vec<Certificate> = placed.into_iter().map(|placed| placed.certificate).collect();
    let is_read = |der: &&[u8]| certificates.iter().any(|certificate| certificate.der() == *der);
    let reason = "a certificate in it does not decode";
    match is_text.then(|| claimed::in_file(bytes)) {
        Some(claimed)
            if !claimed.as_ref().is_some_and(|all| all.iter().all(|der| is_read(&der.as_slice()))) =>
        {
            Err(VouchFault::Damaged { line: 1, reason })
        }
        _ => Ok(certificates),
    }
}

fn found(bytes: &[u8]) -> Vec<Sha256> {
    let placed = certificate_file::read_any(bytes).unwrap_or_default();
    let found: Vec<Sha256> = placed.iter().map(|placed| placed.certificate.sha256()).collect();
    if found.is_empty() { gate::fingerprints(bytes) } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::pem::armor;
    use crate::pins::BUNDLED;

    fn bundle() -> String {
        BUNDLED.iter().map(|(_, der)| armor("CERTIFICATE", der)).collect()
    }

    fn subjects(bytes: &[u8], fingerprints: &[Sha256]) -> Vec<String> {
        let taken = vouched(bytes, fingerprints).expect("certificates");
        taken.iter().map(|certificate| certificate.subject().to_owned()).collect()
    }

    #[test]
    fn a_fingerprint_takes_its_certificate_and_the_files_own_takes_all() {
        let (text, der) = (bundle(), BUNDLED[3].1);
        let named = Sha256::hash(der);
        assert_eq!(subjects(text.as_bytes(), &[named, named]), ["DigiCert Global Root G3"]);
        assert_eq!(subjects(der, &[named]), ["DigiCert Global Root G3"]);
        assert_eq!(subjects(text.as_bytes(), &[Sha256::hash(text.as_bytes()), named]).len(), BUNDLED.len());
        let other = Sha256::hash(b"other");
        let fault = vouched(text.as_bytes(), &[named, other]).expect_err("a mismatch");
        assert!(
            matches!(fault, VouchFault::Mismatch { wanted, found } if wanted == other && found.len() == BUNDLED.len())
        );
    }

    #[test]
    fn a_damaged_certificate_matters_only_if_the_whole_file_is_meant() {
        let text = bundle();
        let line = text.lines().position(|line| line.starts_with("-----END")).expect("an end") + 2;
        let lines = text.lines().enumerate();
        let damaged: String =
            lines.map(|(at, text)| if at == line { "MIIB\n".into() } else { format!("{text}\n") }).collect();
        let bytes = damaged.as_bytes();
        let fault = vouched(bytes, &[Sha256::hash(bytes)]).expect_err("a fault");
        assert!(matches!(fault, VouchFault::Damaged { line: at, .. } if at == line), "{line} {fault:?}");
        assert_eq!(subjects(bytes, &[Sha256::hash(BUNDLED[0].1)]), ["DigiCert Global Root G2"]);
        assert!(matches!(vouched(b"x", &[Sha256::hash(b"x")]), Err(VouchFault::Nothing(_))));
    }
}
