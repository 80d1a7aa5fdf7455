//! The one way in which pgcerts writes a certificate: comment lines that start with `# `, a newline before
//! every BEGIN, LF, the label CERTIFICATE. Every client of `docs/clients.md` reads that.

use pem::{EncodeConfig, LineEnding, Pem};

use crate::certificate::Certificate;

/// A comment line is kept shorter than the 254 bytes that OpenSSL reads at once: the rest of a longer one
/// would be read as a line of its own.
const SUBJECT_LIMIT: usize = 50;

/// The certificate with subject, fingerprint and last day above it.
pub(crate) fn entry(certificate: &Certificate) -> String {
    let subject: String = certificate
        .subject()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SUBJECT_LIMIT)
        .collect();
    let until = certificate.not_after().map(|end| format!("# valid until {}\n", end.date()));
    let fingerprint = certificate.sha256();
    let block = armour("CERTIFICATE", certificate.der());
    format!("# {subject}\n# SHA-256 {fingerprint}\n{}{block}", until.unwrap_or_default())
}

/// A PEM block with LF line ends.
pub(crate) fn armour(label: &str, der: &[u8]) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    pem::encode_config(&Pem::new(label, der), config)
}

/// Appends entries to `text` with a blank line between them, on a line of their own.
pub(crate) fn append<'a>(text: &mut Vec<u8>, certificates: impl Iterator<Item = &'a Certificate>) {
    for certificate in certificates {
        if !text.is_empty() {
            let newlines = if text.ends_with(b"\n\n") || text.ends_with(b"\n\r\n") {
                ""
            } else if text.ends_with(b"\n") {
                "\n"
            } else {
                "\n\n"
            };
            text.extend_from_slice(newlines.as_bytes());
        }
        text.extend_from_slice(entry(certificate).as_bytes());
    }
}
