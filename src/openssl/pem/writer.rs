//! How pgcerts writes a certificate: comment lines that start with `# `, a newline before every BEGIN, LF, the label
//! CERTIFICATE. Every client reads that form.

use pem::{EncodeConfig, LineEnding, Pem};

use super::block::Label;
use super::entry::PemEntry;
use crate::paste::escape::shorten;
use crate::x509::certificate::Certificate;

/// OpenSSL reads 254 bytes at once, and the rest of a longer line as a line of its own. This keeps comment lines shorter.
const SUBJECT_LIMIT: usize = 50;

/// The comment right above a root that no manifest pins, but its owner's fingerprint.
pub(super) const OWN: &str = "# own root: added with --root";

/// The same as [`entry`], with the comment of an own root.
pub(super) fn own_entry(certificate: &Certificate) -> String {
    entry(certificate).replacen("-----BEGIN", &format!("{OWN}\n-----BEGIN"), 1)
}

/// The certificate with its subject, fingerprint and last day above it.
pub(super) fn entry(certificate: &Certificate) -> String {
    let subject = comment(certificate.subject());
    let until = certificate.not_after().map(|end| format!("# valid until {}\n", end.date()));
    let fingerprint = certificate.sha256();
    let block = armor("CERTIFICATE", certificate.der());
    format!("# {subject}\n# SHA-256 {fingerprint}\n{}{block}", until.unwrap_or_default())
}

/// Text that fits on one line and cannot be mistaken for a BEGIN or END line.
fn comment(text: &str) -> String {
    shorten(&text.replace("-----", "- - -"), SUBJECT_LIMIT)
}

/// A PEM block with LF line ends.
pub(crate) fn armor(label: &str, der: &[u8]) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    pem::encode_config(&Pem::new(label, der), config)
}

/// Appends certificates to `text`, each after a blank line. A text without a newline at its end gets one and no blank
/// line: from the difference, [`without`](super::without) knows which newlines are not the text's own.
pub(crate) fn append<'a>(text: &mut Vec<u8>, certificates: impl Iterator<Item = &'a Certificate>) {
    certificates.for_each(|certificate| append_text(text, &entry(certificate)));
}

/// The same for a root that its owner's fingerprint alone admits. A comment says so.
pub(crate) fn append_own(text: &mut Vec<u8>, certificate: &Certificate) {
    append_text(text, &own_entry(certificate));
}

fn append_text(text: &mut Vec<u8>, entry: &str) {
    if !text.is_empty() {
        text.push(b'\n');
    }
    text.extend_from_slice(entry.as_bytes());
}

/// Appends an entry as `--repair` writes it: in canonical form, but with its trust settings.
pub(crate) fn append_entry(text: &mut Vec<u8>, entry: &PemEntry) {
    if entry.label != Label::Trusted {
        return append(text, std::iter::once(&entry.certificate));
    }
    let der = [entry.certificate.der(), entry.trust_settings()].concat();
    append_text(text, &armor("TRUSTED CERTIFICATE", &der));
}
