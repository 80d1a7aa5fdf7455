//! Which bytes OpenSSL's `d2i_X509` and `d2i_X509_CRL` accept, and their fields: the templates of RFC 5280, 4.1 and 5.1,
//! with the checks of `crypto/asn1/tasn_dec.c`. They judge neither dates nor signatures.

mod certificate;
mod date;
mod list;
mod parts;
mod private_key;
mod trust;

use crate::x509::der::DerResult;

pub(crate) use certificate::CertificateFields;
pub(crate) use date::Asn1Date;
pub(crate) use list::{EntryFields, ListFields};
pub(crate) use parts::ExtensionField;
pub(crate) use private_key::private_key;
pub(crate) use trust::TrustFields;

/// The length of the certificate at the start of `der`. Bytes may follow it.
pub(crate) fn certificate(der: &[u8]) -> DerResult<usize> {
    CertificateFields::read(der).map(|(_, length)| length)
}

/// The length of the certificate revocation list at the start of `der`.
pub(crate) fn crl(der: &[u8]) -> DerResult<usize> {
    ListFields::read(der).map(|(_, length)| length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::BUNDLED;

    #[test]
    fn every_bundled_root_is_taken_whole_and_bytes_behind_it_are_left() {
        for (name, der) in BUNDLED {
            assert_eq!(certificate(der), Ok(der.len()), "{name}");
            assert_eq!(certificate(&[der, b"junk".as_slice()].concat()), Ok(der.len()), "{name}");
        }
    }

    #[test]
    fn every_truncation_is_refused() {
        let der = BUNDLED[0].1;
        assert!((0..der.len()).all(|length| certificate(&der[..length]).is_err()));
    }
}
