//! Line numbers on the way through a file.

use memchr::{memchr_iter, memmem, memrchr2};

/// Counts lines on the way through a file, which takes linear time in all.
pub(super) struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    /// The first byte of the line that is not blank, up to the current offset. A lone carriage return, or `\n` as two
    /// characters, starts a line too, but does not count as one.
    first: Option<u8>,
}

impl<'a> LineCounter<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1, first: None }
    }

    /// The number of the line at this offset, which must not be before the previous one.
    pub(super) fn advance_to(&mut self, offset: usize) -> usize {
        let passed = &self.bytes[self.at..offset];
        self.line += memchr_iter(b'\n', passed).count();
        let end = memrchr2(b'\n', b'\r', passed).map(|end| end + 1);
        let written_out = memmem::rfind(passed, br"\n").map(|end| end + 2);
        let start = end.max(written_out);
        let rest = &passed[start.unwrap_or_default()..];
        let known = if start.is_some() { None } else { self.first };
        self.first = known.or_else(|| rest.iter().copied().find(|byte| !byte.is_ascii_whitespace()));
        self.at = offset;
        self.line
    }

    /// Whether the line was turned into a comment on purpose.
    pub(super) fn is_comment(&self) -> bool {
        self.first == Some(b'#')
    }
}
