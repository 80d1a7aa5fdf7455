//! A file cut into pieces as OpenSSL's PEM reader gets them: `BIO_gets` with a buffer of 255 bytes, which is
//! `fgets` and then `strlen`.

use memchr::memchr;

/// The bytes that one call gets at most: the buffer of `crypto/pem/pem_lib.c` less its final NUL.
const LIMIT: usize = 254;

/// One line, or a part of a longer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// The bytes before the first NUL, with the newline if it was reached.
    pub(super) text: &'a [u8],
    /// The number of the line that it belongs to, counted from 1.
    pub(super) line: usize,
    /// Whether the line continues after this piece.
    pub(super) partial: bool,
}

impl<'a> Piece<'a> {
    /// The piece without what OpenSSL strips at its end: all bytes that a signed `char` compares as a blank
    /// or less, so those of 0x80 and above too.
    pub(super) fn trimmed(&self) -> &'a [u8] {
        let kept = |byte: &u8| (0x21..0x80).contains(byte);
        let end = self.text.iter().rposition(kept).map_or(0, |last| last + 1);
        &self.text[..end]
    }
}

/// The pieces of a file in order.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a [u8],
    line: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, line: 1 }
    }

    /// The line that the next piece belongs to.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Whether all bytes were read. If not, and `next` gives none, a NUL starts the line.
    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    /// The next piece; none at the end, or before a NUL at the start of a line, which OpenSSL mistakes for the end.
    fn next(&mut self) -> Option<Piece<'a>> {
        let window = &self.rest[..self.rest.len().min(LIMIT)];
        let length = memchr(b'\n', window).map_or(window.len(), |at| at + 1);
        let end = memchr(0, &window[..length]).unwrap_or(length);
        let text = Some(&window[..end]).filter(|text| !text.is_empty())?;
        let partial = text.len() == LIMIT && !text.ends_with(b"\n");
        let piece = Piece { text, line: self.line, partial };
        self.line += usize::from(window[..length].ends_with(b"\n"));
        self.rest = &self.rest[length..];
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_comes_in_pieces_of_254_bytes() {
        let bytes = [vec![b'a'; 300], b"\nb".to_vec()].concat();
        let pieces: Vec<Piece> = Pieces::new(&bytes).collect();
        let lengths: Vec<usize> = pieces.iter().map(|p| p.text.len()).collect();
        assert_eq!(lengths, [254, 47, 1]);
        assert_eq!(pieces.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(pieces.iter().map(|p| p.partial).collect::<Vec<_>>(), [true, false, false]);
    }

    #[test]
    fn a_nul_cuts_its_line_and_ends_the_file_where_it_comes_first() {
        let mut pieces = Pieces::new(b"ab\0cd\n\0rest");
        assert_eq!(pieces.next().map(|p| p.text), Some(b"ab".as_slice()));
        assert_eq!((pieces.next(), pieces.at_end()), (None, false));
    }
}
