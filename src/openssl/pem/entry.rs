//! A certificate in its place in root.crt.

use crate::x509::certificate::Certificate;

use super::block::{CertificateBytes, Label};

/// A certificate in its place in the file.
#[derive(Clone, Debug)]
pub struct PemEntry {
    /// The line of its BEGIN, counted from 1.
    pub line: usize,
    /// The certificate.
    pub certificate: Certificate,
    /// The label of its block.
    pub label: Label,
    behind: Vec<u8>,
}

impl PemEntry {
    pub(super) fn new(line: usize, bytes: CertificateBytes) -> Self {
        let CertificateBytes { label, der, behind } = bytes;
        Self { line, certificate: Certificate::new(der), label, behind }
    }

    /// OpenSSL's trust settings of a `TRUSTED CERTIFICATE` (`X509_CERT_AUX`) in DER; empty without any.
    pub(crate) fn trust_settings(&self) -> &[u8] {
        if self.label == Label::Trusted { &self.behind } else { &[] }
    }
}
