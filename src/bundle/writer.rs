//! The one way in which pgcerts writes a certificate: comment lines that start with `# `, a newline before
//! every BEGIN, LF, the label CERTIFICATE. That is the form which every client reads.

use pem::{EncodeConfig, LineEnding, Pem};

use crate::certificate::Certificate;
use crate::escape::shorten;

/// A comment line is kept shorter than the 254 bytes that OpenSSL reads at once: the rest of a longer one
/// would be read as a line of its own.
const SUBJECT_LIMIT: usize = 50;

/// The certificate with subject, fingerprint and last day above it.
pub(crate) fn entry(certificate: &Certificate) -> String {
    let subject = comment(certificate.subject());
    let until = certificate.not_after().map(|end| format!("# valid until {}\n", end.date()));
    let fingerprint = certificate.sha256();
    let block = armour("CERTIFICATE", certificate.der());
    format!("# {subject}\n# SHA-256 {fingerprint}\n{}{block}", until.unwrap_or_default())
}

/// Text that fits on one line and that nobody can take for armour.
fn comment(text: &str) -> String {
    shorten(&text.replace("-----", "- - -"), SUBJECT_LIMIT)
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
