//! The parts of a file in which OpenSSL reads no certificate.

use memchr::{memchr, memchr_iter};

use crate::openssl::pem::block::Block;

/// A part of the file, and the line where it starts.
pub(super) struct Gap<'a> {
    pub(super) line: usize,
    pub(super) bytes: &'a [u8],
}

/// What is not the base64 of a certificate that OpenSSL reads. Behind the first dash in a block it reads no base64, so a
/// block without an END line hides the next one.
pub(super) fn gaps<'a>(bytes: &'a [u8], known: &[Block]) -> Vec<Gap<'a>> {
    let mut gaps = Vec::new();
    let mut newlines = memchr_iter(b'\n', bytes);
    let (mut line, mut start) = (1, 0);
    let (mut gap_line, mut gap_start) = (1, 0);
    for block in known.iter().filter(|block| block.is_certificate()) {
        while line < block.line {
            let Some(end) = newlines.next() else { break };
            (line, start) = (line + 1, end + 1);
        }
        gaps.push(Gap { line: gap_line, bytes: &bytes[gap_start.min(start)..start] });
        let body = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |end| start + end);
        let end = memchr(b'-', &bytes[body..]).map_or(bytes.len(), |end| body + end);
        gap_line = line + memchr_iter(b'\n', &bytes[start..end]).count();
        gap_start = end;
    }
    gaps.push(Gap { line: gap_line, bytes: &bytes[gap_start..] });
    gaps
}
