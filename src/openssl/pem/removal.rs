//! Certificates taken out of root.crt, with everything that came in with them.

use memchr::{memchr, memrchr};

use crate::x509::certificate::Certificate;

use super::entry::PemEntry;
use super::writer::entry;

/// `text` without the blocks of these entries, which are in the order of their lines, the comments that
/// [`append`](super::append) wrote above them, and one blank line beside each.
pub(crate) fn without(text: &[u8], entries: &[&PemEntry]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let (mut line, mut begin) = (1, 0);
    // What is before this offset is copied or cut.
    let mut done = 0;
    for one in entries {
        while line < one.line {
            begin = next_line(text, begin);
            line += 1;
        }
        // A second block in a line that was cut goes with the first.
        if begin < done {
            continue;
        }
        let mut start = without_comments(text, done, begin, &one.certificate);
        let mut behind = behind_block(text, begin);
        let above = line_above(text, start).filter(|above| *above >= done);
        let lacked_newline = start < begin && above.is_some() && !text[..start].ends_with(b"\r\n");
        if let Some(above) = above.filter(|above| is_blank(&text[*above..start])) {
            start = above;
        } else if lacked_newline && is_blank(&text[behind..next_line(text, behind)]) {
            start -= 1;
        } else if is_blank(&text[behind..next_line(text, behind)]) {
            behind = next_line(text, behind);
        }
        kept.extend_from_slice(&text[done..start]);
        done = behind;
    }
    kept.extend_from_slice(&text[done..]);
    kept
}

/// Where the next line starts.
fn next_line(text: &[u8], from: usize) -> usize {
    memchr(b'\n', &text[from..]).map_or(text.len(), |at| from + at + 1)
}

/// Where the line above starts, if there is one.
fn line_above(text: &[u8], start: usize) -> Option<usize> {
    let end = start.checked_sub(1)?;
    Some(memrchr(b'\n', &text[..end]).map_or(0, |at| at + 1))
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Where the line behind the block's END line starts.
fn behind_block(text: &[u8], begin: usize) -> usize {
    let mut at = begin;
    while at < text.len() && !text[at..].starts_with(b"-----END ") {
        at = next_line(text, at);
    }
    next_line(text, at)
}

/// Where the comments start that [`entry`] wrote above the block, or the block itself where they are not there.
fn without_comments(text: &[u8], from: usize, begin: usize, certificate: &Certificate) -> usize {
    let entry = entry(certificate);
    let own: Vec<&[u8]> = entry.lines().take_while(|line| line.starts_with('#')).map(str::as_bytes).collect();
    let mut start = begin;
    for comment in own.iter().rev() {
        match line_above(text, start).filter(|above| *above >= from) {
            Some(above) if text[above..start].trim_ascii_end() == *comment => start = above,
            _ => return begin,
        }
    }
    start
}
