//! The lines of a block between BEGIN and END: `get_header_and_data` in `crypto/pem/pem_lib.c`.

use super::begin::{BeginLine, SpoiledBlock};
use super::pieces::{Piece, Pieces};

const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// The text between BEGIN and END, header and base64 apart.
pub(super) struct Body<'a> {
    pub(super) header: Vec<u8>,
    pub(super) data: Vec<u8>,
    /// The pieces from the first one of the data on.
    source: Pieces<'a>,
    /// The first line with a colon, or the first blank one. The header is before it.
    split: Option<usize>,
}

impl Body<'_> {
    /// The line that holds this byte of the data.
    pub(super) fn line_of(&self, offset: usize) -> Option<usize> {
        let texts = self.source.clone().map(|piece| (piece.line, piece.trimmed().len()));
        let mut behind = 0;
        // The data has a newline after each text.
        texts.filter(|(_, length)| *length > 0).find_map(|(line, length)| {
            behind += length + 1;
            (offset < behind).then_some(line)
        })
    }

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
pub(super) fn read_body<'a>(pieces: &mut Pieces<'a>, begin: &BeginLine) -> Result<Body<'a>, SpoiledBlock> {
    let body = Body { header: Vec::new(), data: Vec::new(), source: pieces.clone(), split: None };
    let section = Section::MaybeHeader;
    let mut reader = BodyReader { begin, body, section, after_partial: false, short_line_seen: false };
    while let Some(piece) = pieces.next() {
        if reader.take(piece)? {
            return Ok(reader.body);
        }
        if reader.body.data.is_empty() {
            reader.body.source = pieces.clone();
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
struct BodyReader<'a, 'b> {
    begin: &'a BeginLine<'a>,
    body: Body<'b>,
    section: Section,
    /// Whether the previous piece was a part of a longer line.
    after_partial: bool,
    /// Whether a line after the blank one was shorter than 64. Only the last one may be.
    short_line_seen: bool,
}

impl BodyReader<'_, '_> {
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
        self.body.data.extend_from_slice(text);
        self.body.data.push(b'\n');
        Ok(())
    }

    fn bad_end(&self, line: usize, reason: &'static str) -> SpoiledBlock {
        self.begin.spoiled(line, "bad end line", reason)
    }
}
