//! The lines of a block between BEGIN and END: `get_header_and_data` in `crypto/pem/pem_lib.c`.

use super::begin::{BeginLine, SpoiledBlock};
use super::pieces::{Piece, Pieces};

const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// The text between BEGIN and END, header and base64 apart.
#[derive(Default)]
pub(super) struct Body {
    pub(super) header: Vec<u8>,
    pub(super) data: Vec<u8>,
    /// Where in the data each line begins, and the number of the line.
    pub(super) lines: Vec<(usize, usize)>,
    /// The first line with a colon, or the first blank one. The header is before it.
    split: Option<usize>,
}

impl Body {
    /// A header says how a block is encrypted, and certificates are not encrypted.
    pub(super) fn refuse_header(&self, begin: &BeginLine) -> Result<(), SpoiledBlock> {
        if self.header.is_empty() {
            return Ok(());
        }
        let openssl = if self.data.is_empty() { "" } else { "not proc type" };
        let line = self.split.unwrap_or(begin.line);
        Err(begin.spoiled(line, openssl, "a blank line or one with a colon splits it"))
    }
}

/// Reads the lines up to the END line.
pub(super) fn read_body(pieces: &mut Pieces, begin: &BeginLine) -> Result<Body, SpoiledBlock> {
    let mut reader = BodyReader {
        begin,
        body: Body::default(),
        section: Section::MaybeHeader,
        after_partial: false,
        short_line_seen: false,
    };
    for piece in pieces.by_ref() {
        if reader.take(piece)? {
            return Ok(reader.body);
        }
    }
    Err(reader.bad_end(begin.line, "its END line is missing"))
}

#[derive(PartialEq, Eq)]
enum Section {
    MaybeHeader,
    Header,
    Data,
}

/// The state between two pieces.
struct BodyReader<'a> {
    begin: &'a BeginLine<'a>,
    body: Body,
    section: Section,
    /// Whether the previous piece was a part of a longer line.
    after_partial: bool,
    /// Whether a line after the blank one was shorter than 64. Only the last one may be.
    short_line_seen: bool,
}

impl BodyReader<'_> {
    /// Takes a piece, and returns whether it is the END line.
    fn take(&mut self, piece: Piece) -> Result<bool, SpoiledBlock> {
        let text = piece.trimmed();
        if self.section == Section::MaybeHeader && piece.text.contains(&b':') {
            self.section = Section::Header;
            self.body.split.get_or_insert(piece.line);
        }
        let continues = std::mem::replace(&mut self.after_partial, piece.partial);
        match text.strip_prefix(END) {
            _ if text.is_empty() && continues => Ok(false),
            _ if text.is_empty() => self.blank(piece.line).map(|()| false),
            Some(label) => self.end(label, piece.line).map(|()| true),
            None => self.text(text, piece.line).map(|()| false),
        }
    }

    /// A blank line separates header and data, even if there is no header.
    fn blank(&mut self, line: usize) -> Result<(), SpoiledBlock> {
        if self.section == Section::Data {
            return Err(self.bad_end(line, "it holds a second blank line"));
        }
        self.section = Section::Data;
        self.body.split.get_or_insert(line);
        self.body.header = std::mem::take(&mut self.body.data);
        self.body.lines.clear();
        Ok(())
    }

    fn end(&mut self, label: &[u8], line: usize) -> Result<(), SpoiledBlock> {
        if label.strip_suffix(DASHES) != Some(self.begin.label) {
            return Err(self.begin.unmatched(line));
        }
        if self.section == Section::Header {
            self.body.header = std::mem::take(&mut self.body.data);
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8], line: usize) -> Result<(), SpoiledBlock> {
        if self.short_line_seen {
            return Err(self.bad_end(line, "a line follows its last, shorter one"));
        }
        if self.section == Section::Data {
            if text.len() > 64 {
                return Err(self.begin.spoiled(line, "", "a line behind its blank line is longer than 64"));
            }
            self.short_line_seen = text.len() < 64;
        }
        self.body.lines.push((self.body.data.len(), line));
        self.body.data.extend_from_slice(text);
        self.body.data.push(b'\n');
        Ok(())
    }

    fn bad_end(&self, line: usize, reason: &'static str) -> SpoiledBlock {
        self.begin.spoiled(line, "bad end line", reason)
    }
}
