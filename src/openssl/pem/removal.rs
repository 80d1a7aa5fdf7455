//! Certificates taken out of root.crt, with everything that came in with them.

use crate::x509::certificate::Certificate;

use super::entry::PemEntry;
use super::writer::entry;

/// `text` without the blocks of these entries, the comments that [`append`](super::append) wrote above them, and one
/// blank line beside each.
pub(crate) fn without(text: &[u8], entries: &[&PemEntry]) -> Vec<u8> {
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

/// How many of the last lines are comments that [`entry`] wrote above the block.
fn comments_above(lines: &[&[u8]], certificate: &Certificate) -> usize {
    let entry = entry(certificate);
    let own: Vec<&[u8]> = entry.lines().take_while(|line| line.starts_with('#')).map(str::as_bytes).collect();
    let above = lines.len().checked_sub(own.len()).map(|from| &lines[from..]);
    let same =
        above.is_some_and(|above| above.iter().zip(&own).all(|(line, own)| line.trim_ascii_end() == *own));
    if same { own.len() } else { 0 }
}
