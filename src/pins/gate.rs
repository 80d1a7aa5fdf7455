//! The only way for a root's bytes into the program: their hash is compared first, and only then are they parsed.

use std::fmt;

use crate::pins::Pin;
use crate::x509::certificate::Certificate;
use crate::x509::der::is_single_sequence;
use crate::x509::digest::{Sha1, Sha256};
use crate::x509::signature::Signature;

/// So many digits of its fingerprint are the id of an own root.
pub(crate) const OWN_ID: usize = 16;

/// A certificate whose SHA-256 is pinned. [`PinnedRoot::admit`] makes it by a manifest,
/// `PinnedRoot::own` by a fingerprint that its owner gave; there is no other way.
#[derive(Clone, Debug)]
pub struct PinnedRoot {
    pin: Pin,
    certificate: Certificate,
    /// Pinned by the fingerprint on the command line, not by a manifest.
    is_own: bool,
}

/// Why bytes are not admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// They are not the pinned bytes.
    Mismatch {
        /// Their SHA-256.
        actual: Sha256,
    },
    /// They are the pinned bytes, but a field of the manifest contradicts them.
    Contradiction {
        /// The manifest's field.
        field: &'static str,
    },
    /// They are not a self-signed certificate, and libpq accepts no other as an anchor.
    NotSelfSigned,
}

impl fmt::Display for Rejection {
    /// The reason in words that follow a name for the bytes and a comma.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch { actual } => write!(f, "its SHA-256 is {actual}"),
            Self::Contradiction { field } => write!(f, "its `{field}` is not what the manifest says"),
            Self::NotSelfSigned => f.write_str("it is not self-signed, and libpq anchors on no other"),
        }
    }
}

impl PinnedRoot {
    /// Admits `body`, in DER or PEM, if it holds the pinned certificate.
    ///
    /// # Errors
    /// The bytes are not the pinned ones, or the manifest contradicts them.
    pub fn admit(pin: &Pin, body: &[u8]) -> Result<Self, Rejection> {
        Self::admit_among(pin, &candidates(body))
    }

    /// Admits the pinned certificate if it is one of these.
    ///
    /// # Errors
    /// As [`Self::admit`].
    pub(crate) fn admit_among(pin: &Pin, candidates: &[Certificate]) -> Result<Self, Rejection> {
        let found = candidates.iter().find(|candidate| candidate.sha256() == pin.sha256);
        let Some(certificate) = found.cloned() else {
            let actual = candidates.first().map_or_else(|| Sha256::hash(&[]), Certificate::sha256);
            return Err(Rejection::Mismatch { actual });
        };
        let facts = [
            ("serial", certificate.serial() == Some(pin.serial.to_lowercase())),
            ("subject", certificate.subject() == pin.subject),
            ("not_before", certificate.not_before() == Some(pin.not_before)),
            ("not_after", certificate.not_after() == Some(pin.not_after)),
        ];
        match facts.iter().find(|(_, holds)| !holds) {
            Some((field, _)) => Err(Rejection::Contradiction { field }),
            None if !certificate.is_self_issued() => Err(Rejection::NotSelfSigned),
            None => Ok(Self { pin: pin.clone(), certificate, is_own: false }),
        }
    }

    /// Admits a certificate for whose fingerprint its owner vouches. None if its fields cannot be read.
    pub(crate) fn own(certificate: Certificate) -> Option<Self> {
        let digits = certificate.sha256().to_string();
        let pin = Pin::describing(digits[..OWN_ID].to_owned(), &certificate)?;
        Some(Self { pin, certificate, is_own: true })
    }

    /// Checks the SHA-1 and the certificate's own signature too. Both cost too much for every run, and the pin proves more
    /// than they do.
    ///
    /// # Errors
    /// The manifest contradicts the certificate, or its own key did not sign it.
    pub fn check(self) -> Result<Self, Rejection> {
        if self.pin.sha1.is_some_and(|sha1| sha1 != Sha1::hash(self.certificate.der())) {
            return Err(Rejection::Contradiction { field: "sha1" });
        }
        match self.certificate.own_signature() {
            Signature::Invalid => Err(Rejection::NotSelfSigned),
            Signature::Valid | Signature::Unknown => Ok(self),
        }
    }

    /// Whether the fingerprint on the command line pins it, not a manifest.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    /// The pin.
    pub fn pin(&self) -> &Pin {
        &self.pin
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// The certificate with this fingerprint in `body`, or the SHA-256 of what `body` holds instead. Nothing has parsed `body`
/// before.
pub(crate) fn with_fingerprint(sha256: Sha256, body: &[u8]) -> Result<Certificate, Sha256> {
    let mut found = candidates(body);
    match found.iter().position(|certificate| certificate.sha256() == sha256) {
        Some(place) => Ok(found.swap_remove(place)),
        None => Err(found.first().map_or_else(|| Sha256::hash(body), Certificate::sha256)),
    }
}

/// The DER that `body` may hold: its decoded PEM blocks, otherwise the body itself. Nothing but the PEM armor is decoded
/// before the hash is compared.
pub(crate) fn candidates(body: &[u8]) -> Vec<Certificate> {
    let blocks = blocks(body);
    if !blocks.is_empty() {
        return blocks.into_iter().map(pem::Pem::into_contents).map(Certificate::new).collect();
    }
    vec![Certificate::new(body.to_vec())]
}

/// The PEM blocks of `body`. Empty if it is DER or something else.
fn blocks(body: &[u8]) -> Vec<pem::Pem> {
    if is_single_sequence(body) { Vec::new() } else { pem::parse_many(body).unwrap_or_default() }
}

/// The fingerprints to report for a body that does not hold the pinned certificate: those of the blocks with a
/// certificate's label, otherwise that of the first block or of the body itself.
pub(crate) fn fingerprints(body: &[u8]) -> Vec<Sha256> {
    let blocks = blocks(body);
    let certificates = blocks.iter().filter(|block| block.tag().ends_with("CERTIFICATE"));
    let found: Vec<Sha256> = certificates.map(|block| Sha256::hash(block.contents())).collect();
    if found.is_empty() { candidates(body).iter().take(1).map(Certificate::sha256).collect() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::pem::armor;
    use crate::pins::{BUNDLED, Pins};

    fn first() -> (Pin, &'static [u8]) {
        (Pins::built_in().manifest().roots[0].clone(), BUNDLED[0].1)
    }

    #[test]
    fn der_and_pem_are_let_in_and_told_apart_by_content() {
        let (pin, der) = first();
        let other = armor("CERTIFICATE", BUNDLED[1].1);
        let pem = format!("{other}some text\r\n{}", armor("CERTIFICATE", der).replace('\n', "\r\n"));
        assert_eq!(PinnedRoot::admit(&pin, der).expect("DER").certificate().der(), der);
        assert_eq!(PinnedRoot::admit(&pin, pem.as_bytes()).expect("PEM").certificate().der(), der);
    }

    #[test]
    fn the_actual_fingerprint_is_that_of_the_der() {
        let (pin, _) = first();
        let other = BUNDLED[1].1;
        let actual = Sha256::hash(other);
        for body in [other.to_vec(), armor("CERTIFICATE", other).into_bytes()] {
            assert_eq!(PinnedRoot::admit(&pin, &body).unwrap_err(), Rejection::Mismatch { actual });
        }
    }

    #[test]
    fn every_single_changed_byte_is_refused() {
        let (pin, der) = first();
        for at in 0..der.len() {
            let mut edited = der.to_vec();
            edited[at] ^= 1;
            let rejected = PinnedRoot::admit(&pin, &edited).unwrap_err();
            assert!(matches!(rejected, Rejection::Mismatch { .. }), "byte {at}");
        }
    }

    #[test]
    fn a_manifest_that_contradicts_the_pinned_bytes_is_named_by_its_field() {
        let (pin, der) = first();
        let wrong = Pin { serial: "01".into(), ..pin.clone() };
        assert_eq!(PinnedRoot::admit(&wrong, der).unwrap_err(), Rejection::Contradiction { field: "serial" });
        let wrong = Pin { not_after: pin.not_before, ..pin };
        assert_eq!(
            PinnedRoot::admit(&wrong, der).unwrap_err(),
            Rejection::Contradiction { field: "not_after" }
        );
    }
}
