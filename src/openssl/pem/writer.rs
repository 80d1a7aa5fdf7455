//! The one way in which pgcerts writes a certificate: comment lines that start with `# `, a newline before
//! every BEGIN, LF, the label CERTIFICATE. That is the form which every client reads.

use pem::{EncodeConfig, LineEnding, Pem};

use super::Entry;
use crate::paste::escape::shorten;
use crate::x509::certificate::Certificate;

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

/// `text` without the blocks that these entries begin, the comments that [`append`] wrote above them, and the blank
/// line that parts each from its neighbour.
pub(crate) fn without(text: &[u8], entries: &[&Entry]) -> Vec<u8> {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let mut kept = vec![true; lines.len()];
    for one in entries {
        let begin = one.line - 1;
        let end = lines[begin..].iter().position(|line| line.starts_with(b"-----END "));
        let mut start = begin - comments_above(&lines[..begin], &one.certificate);
        let mut behind = end.map_or(lines.len(), |end| begin + end + 1);
        let is_blank = |line: &&[u8]| line.trim_ascii().is_empty();
        if start > 0 && kept[start - 1] && is_blank(&lines[start - 1]) {
            start -= 1;
        } else if lines.get(behind).is_some_and(is_blank) {
            behind += 1;
        }
        kept[start..behind].fill(false);
    }
    lines.into_iter().zip(kept).filter(|(_, kept)| *kept).flat_map(|(line, _)| line).copied().collect()
}

/// How many of the last lines are those that [`entry`] writes above the block.
fn comments_above(lines: &[&[u8]], certificate: &Certificate) -> usize {
    let entry = entry(certificate);
    let own: Vec<&[u8]> = entry.lines().take_while(|line| line.starts_with('#')).map(str::as_bytes).collect();
    let above = lines.len().checked_sub(own.len()).map(|from| &lines[from..]);
    let same =
        above.is_some_and(|above| above.iter().zip(&own).all(|(line, own)| line.trim_ascii_end() == *own));
    if same { own.len() } else { 0 }
}
