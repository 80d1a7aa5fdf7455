//! root.crt as libpq reads it: `PEM_read_bio_ex` and `PEM_X509_INFO_read_bio_ex` of OpenSSL 3, called by
//! `X509_load_cert_crl_file` for `SSL_CTX_load_verify_locations`.
//!
//! One block that does not decode spoils the whole file; a block that is not recognised as one is passed over
//! without a word.

use memchr::memmem;

use super::base64;
use super::pieces::{Piece, Pieces};
use crate::openssl::d2i;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What one block of the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Certificate(Found),
    /// A certificate revocation list; without CRL checking switched on it does nothing.
    Crl(Vec<u8>),
    /// A private key, whatever its label says of its kind.
    PrivateKey,
    /// Another label; OpenSSL decodes its base64 and throws it away.
    Other,
}

/// The labels under which OpenSSL reads a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// `CERTIFICATE`, which every client reads.
    Plain,
    /// `X509 CERTIFICATE`, an old name.
    Old,
    /// `TRUSTED CERTIFICATE`: OpenSSL's own form with trust settings behind the certificate.
    Trusted,
}

/// The bytes of a block that holds a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) label: Label,
    /// The certificate alone.
    pub(super) der: Vec<u8>,
    /// What stands behind it in the block: trust settings, or bytes that OpenSSL does not look at.
    pub(super) behind: Vec<u8>,
}

impl Label {
    /// The label that stands in the armour, if it is one of the three.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        match text {
            b"CERTIFICATE" => Some(Self::Plain),
            b"X509 CERTIFICATE" => Some(Self::Old),
            b"TRUSTED CERTIFICATE" => Some(Self::Trusted),
            _ => None,
        }
    }
}

impl Found {
    /// The certificate that a block with this label holds, if its bytes are one.
    pub(super) fn new(label: Label, mut der: Vec<u8>) -> Option<Self> {
        let behind = der.split_off(d2i::certificate(&der).ok()?);
        let settings = behind.is_empty() || d2i::single_sequence(&behind);
        (label != Label::Trusted || settings).then_some(Self { label, der, behind })
    }
}

/// A block that OpenSSL takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of its BEGIN.
    pub(super) line: usize,
    /// A byte order mark stands right before BEGIN.
    pub(super) marked: bool,
    pub(super) content: Content,
}

/// Why OpenSSL refuses the file, and the line at which it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoiled {
    /// The line that is wrong, counted from 1.
    pub line: usize,
    /// The line of the BEGIN of its block.
    pub begin: usize,
    /// OpenSSL's own words, as libpq prints them behind `could not read root certificate file`; empty where they
    /// depend on its version, or on the first byte of the DER that is wrong.
    pub openssl: &'static str,
    /// What that means.
    pub reason: &'static str,
}

/// The file as OpenSSL goes through it.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) blocks: Vec<Block>,
    pub(super) spoiled: Option<Spoiled>,
    /// The line with a NUL at its start behind which OpenSSL reads nothing.
    pub(super) ends_at: Option<usize>,
}

/// Reads the whole file, or up to the first block that spoils it.
pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let mut pieces = Pieces::new(bytes);
    while let Some(start) = find_begin(&mut pieces) {
        match read_block(&mut pieces, &start) {
            Ok(content) => reading.blocks.push(Block { line: start.line, marked: start.marked, content }),
            Err(spoiled) => {
                reading.spoiled = Some(spoiled);
                return reading;
            }
        }
    }
    reading.ends_at = (!pieces.at_end()).then_some(pieces.line());
    reading
}

struct Start<'a> {
    line: usize,
    marked: bool,
    label: &'a [u8],
}

/// `get_name`: the next line that is a BEGIN, blanks at its end aside. A byte order mark is skipped on the
/// first line only, but after each block anew.
fn find_begin<'a>(pieces: &mut Pieces<'a>) -> Option<Start<'a>> {
    let mut first = true;
    for piece in pieces {
        let text = piece.trimmed();
        let unmarked = text.strip_prefix(BYTE_ORDER_MARK).filter(|_| first);
        first = false;
        let line = unmarked.unwrap_or(text);
        if let Some(label) = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)) {
            return Some(Start { line: piece.line, marked: unmarked.is_some(), label });
        }
    }
    None
}

/// The text between BEGIN and END, header and base64 apart, with the line of each base64 line.
#[derive(Default)]
struct Body {
    header: Vec<u8>,
    data: Vec<u8>,
    lines: Vec<(usize, usize)>,
    /// The first line with a colon, or the first blank one: what stands before it is the header.
    split: Option<usize>,
}

fn read_block(pieces: &mut Pieces, start: &Start) -> Result<Content, Spoiled> {
    let body = read_body(pieces, start)?;
    let der = base64::decode(&body.data).map_err(|base64::Malformed(at)| {
        let line = at.and_then(|at| body.lines.iter().rfind(|(offset, _)| *offset <= at));
        let line = line.map_or(start.line, |(_, line)| *line);
        start.spoiled(line, "bad base64 decode", "its base64 does not decode")
    })?;
    // malloc(0) gives OpenSSL no buffer, so an empty block of any label is an error.
    if der.is_empty() {
        start.refuse_header(&body)?;
        return Err(start.spoiled(start.line, "", "it is empty"));
    }
    decode(start, &body, der)
}

/// `get_header_and_data`.
fn read_body(pieces: &mut Pieces, start: &Start) -> Result<Body, Spoiled> {
    let mut reader = BodyReader {
        start,
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
    Err(reader.bad_end(start.line, "its END line is missing"))
}

#[derive(PartialEq, Eq)]
enum Section {
    MaybeHeader,
    Header,
    Data,
}

/// The state of `get_header_and_data` between two pieces.
struct BodyReader<'a> {
    start: &'a Start<'a>,
    body: Body,
    section: Section,
    /// The piece before was a part of a longer line.
    after_partial: bool,
    /// A line behind the blank one was shorter than 64, which only the last may be.
    short_line_seen: bool,
}

impl BodyReader<'_> {
    /// Takes a piece, and tells whether it was the END line.
    fn take(&mut self, piece: Piece) -> Result<bool, Spoiled> {
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

    /// A blank line parts header and data, even where there is no header.
    fn blank(&mut self, line: usize) -> Result<(), Spoiled> {
        if self.section == Section::Data {
            return Err(self.bad_end(line, "it holds a second blank line"));
        }
        self.section = Section::Data;
        self.body.split.get_or_insert(line);
        self.body.header = std::mem::take(&mut self.body.data);
        self.body.lines.clear();
        Ok(())
    }

    fn end(&mut self, label: &[u8], line: usize) -> Result<(), Spoiled> {
        if label.strip_suffix(DASHES) != Some(self.start.label) {
            return Err(self.start.unmatched(line));
        }
        if self.section == Section::Header {
            self.body.header = std::mem::take(&mut self.body.data);
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8], line: usize) -> Result<(), Spoiled> {
        if self.short_line_seen {
            return Err(self.bad_end(line, "a line follows its last, shorter one"));
        }
        if self.section == Section::Data {
            if text.len() > 64 {
                return Err(self.start.spoiled(line, "", "a line behind its blank line is longer than 64"));
            }
            self.short_line_seen = text.len() < 64;
        }
        self.body.lines.push((self.body.data.len(), line));
        self.body.data.extend_from_slice(text);
        self.body.data.push(b'\n');
        Ok(())
    }

    fn bad_end(&self, line: usize, reason: &'static str) -> Spoiled {
        self.start.spoiled(line, "bad end line", reason)
    }
}

/// The part of `PEM_X509_INFO_read_bio_ex` behind the armour.
fn decode(start: &Start, body: &Body, der: Vec<u8>) -> Result<Content, Spoiled> {
    if let Some(label) = Label::of(start.label) {
        start.refuse_header(body)?;
        let found = Found::new(label, der).ok_or_else(|| start.malformed("its bytes are no certificate"))?;
        return Ok(Content::Certificate(found));
    }
    if start.label == b"X509 CRL" {
        start.refuse_header(body)?;
        let length = d2i::crl(&der).map_err(|_| start.malformed("its bytes are no revocation list"))?;
        return Ok(Content::Crl(der[..length].to_vec()));
    }
    if is_private_key(start.label) {
        return decode_key(start, body, &der);
    }
    Ok(Content::Other)
}

/// Whether the label names a private key: OpenSSL goes by these words, whatever stands around them.
pub(super) fn is_private_key(label: &[u8]) -> bool {
    memmem::find(label, b"PRIVATE KEY").is_some()
}

/// Measured on OpenSSL 3.0: a private key must decode too, unless its header or its label says that it is
/// encrypted.
fn decode_key(start: &Start, body: &Body, der: &[u8]) -> Result<Content, Spoiled> {
    if !body.header.starts_with(b"Proc-Type: 4,ENCRYPTED") {
        start.refuse_header(body)?;
        if start.label != b"ENCRYPTED PRIVATE KEY" && !d2i::private_key(start.label, der) {
            return Err(start.malformed("its bytes are no private key"));
        }
    }
    Ok(Content::PrivateKey)
}

impl Start<'_> {
    fn spoiled(&self, line: usize, openssl: &'static str, reason: &'static str) -> Spoiled {
        Spoiled { line, begin: self.line, openssl, reason }
    }

    /// An END line for another label than that of BEGIN.
    fn unmatched(&self, end: usize) -> Spoiled {
        if self.label.ends_with(b"-") {
            let reason = "more than five dashes stand at the end of its BEGIN line";
            return self.spoiled(self.line, "bad end line", reason);
        }
        self.spoiled(end, "bad end line", "its END line does not match, or more follows on that line")
    }

    /// OpenSSL names the innermost thing that it stumbled on, `wrong tag` or `too long`, which is not told here.
    fn malformed(&self, reason: &'static str) -> Spoiled {
        self.spoiled(self.line, "", reason)
    }

    /// A header would have to say how the block is encrypted, which no certificate is.
    fn refuse_header(&self, body: &Body) -> Result<(), Spoiled> {
        if body.header.is_empty() {
            return Ok(());
        }
        let openssl = if body.data.is_empty() { "" } else { "not proc type" };
        let line = body.split.unwrap_or(self.line);
        Err(self.spoiled(line, openssl, "a blank line or one with a colon splits it"))
    }
}
