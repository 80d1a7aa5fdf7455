//! Certificates taken out of root.crt, with everything that came in with them.

use memchr::{memchr, memrchr};

use crate::x509::certificate::Certificate;

use super::entry::PemEntry;
use super::writer::{OWN, entry, own_entry};

/// `text` without the blocks of these entries, which are in the order of their lines, and without what
/// [`append`](super::append) wrote above them: the comments, and the newline before those. None if a block shares a line
/// with something else.
pub(crate) fn without(text: &[u8], entries: &[&PemEntry]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(text.len());
    let (mut line, mut begin) = (1, 0);
    // What is before this offset is copied or cut.
    let mut done = 0;
    for one in entries {
        while line < one.line {
            begin = next_line(text, begin);
            line += 1;
        }
        let behind = behind_block(text, begin);
        if begin < done || !is_block(&text[begin..behind]) {
            return None;
        }
        let start = without_comments(text, done, begin, &one.certificate);
        // The first entry of a file has nothing above it, and leaves the blank line of the next one.
        let is_first = kept.is_empty() && start == done;
        let (start, behind) = match start < begin {
            true if is_first => (start, behind + usize::from(text.get(behind) == Some(&b'\n'))),
            true => without_newline(text, done, start, behind),
            false => (start, behind),
        };
        keep(&mut kept, &text[done..start]);
        done = behind;
    }
    keep(&mut kept, &text[done..]);
    Some(kept)
}

/// The lines of BEGIN and END have nothing else in them. OpenSSL reads 254 bytes at once, so in a longer line it would see
/// others.
fn is_block(block: &[u8]) -> bool {
    let lines: Vec<&[u8]> =
        block.trim_ascii_end().split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).collect();
    let is_armor = |line: Option<&&[u8]>, start: &[u8]| {
        line.is_some_and(|line| line.starts_with(start) && line.ends_with(b"-----") && line.len() < 80)
    };
    lines.len() > 1 && is_armor(lines.first(), b"-----BEGIN ") && is_armor(lines.last(), b"-----END ")
}

/// What `append` wrote around an entry: the blank line above it, or the newline that the text above lacked.
fn without_newline(text: &[u8], from: usize, start: usize, behind: usize) -> (usize, usize) {
    let is_newline = |at: usize| text.get(at) == Some(&b'\n');
    match line_above(text, start).filter(|above| *above >= from) {
        Some(above) if &text[above..start] == b"\n" => (above, behind),
        Some(_) if behind == text.len() || is_newline(behind) => (start - 1, behind),
        _ => (start, behind),
    }
}

/// Appends a part of the text. Where a newline was cut because nothing followed, and something does, it is back.
fn keep(kept: &mut Vec<u8>, part: &[u8]) {
    let joins = !kept.is_empty() && !kept.ends_with(b"\n") && !part.is_empty() && !part.starts_with(b"\n");
    if joins {
        kept.push(b'\n');
    }
    kept.extend_from_slice(part);
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

/// Where the line behind the block's END line starts.
fn behind_block(text: &[u8], begin: usize) -> usize {
    let mut at = begin;
    while at < text.len() && !text[at..].starts_with(b"-----END ") {
        at = next_line(text, at);
    }
    next_line(text, at)
}

/// Where the comments start that [`append`](super::append) wrote above the block, or the block itself where they are not
/// there.
fn without_comments(text: &[u8], from: usize, begin: usize, certificate: &Certificate) -> usize {
    let comments = |entry: String| comments_above(text, from, begin, &entry);
    comments(own_entry(certificate)).or_else(|| comments(entry(certificate))).unwrap_or(begin)
}

/// Where the comments of an entry start, if all of them are above its block.
fn comments_above(text: &[u8], from: usize, begin: usize, entry: &str) -> Option<usize> {
    let own: Vec<&str> = entry.lines().take_while(|line| line.starts_with('#')).collect();
    own.iter().rev().try_fold(begin, |start, comment| {
        let above = line_above(text, start).filter(|above| *above >= from)?;
        (text[above..start].trim_ascii_end() == comment.as_bytes()).then_some(above)
    })
}

/// Whether the comment above each of these entries, which are in the order of their lines, says that it is an own root.
pub(crate) fn are_own(text: &[u8], entries: &[PemEntry]) -> Vec<bool> {
    let (mut line, mut begin) = (1, 0);
    let is_own = |entry: &PemEntry| {
        while line < entry.line {
            begin = next_line(text, begin);
            line += 1;
        }
        line_above(text, begin).is_some_and(|above| text[above..begin].trim_ascii_end() == OWN.as_bytes())
    };
    entries.iter().map(is_own).collect()
}
