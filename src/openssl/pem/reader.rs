//! root.crt as libpq reads it: `PEM_read_bio_ex` and `PEM_X509_INFO_read_bio_ex` of OpenSSL 3, called by
//! `X509_load_cert_crl_file` for `SSL_CTX_load_verify_locations`.
//!
//! A block that does not decode spoils the whole file. OpenSSL skips a block that it does not recognize without a word.

use super::base64::{self, MalformedBase64};
use super::begin::{BeginLine, SpoiledBlock};
use super::block::{Block, BlockContent, CertificateBytes, Label, is_private_key};
use super::body::{Body, read_body};
use super::pieces::Pieces;
use crate::openssl::d2i;

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What OpenSSL reads from the file.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) blocks: Vec<Block>,
    pub(super) spoiled: Option<SpoiledBlock>,
    /// The line that starts with a NUL, where OpenSSL stops reading.
    pub(super) ends_at: Option<usize>,
}

/// Reads the whole file, or up to the first block that spoils it.
pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let mut pieces = Pieces::new(bytes);
    while let Some(begin) = find_begin(&mut pieces) {
        match read_block(&mut pieces, &begin) {
            Ok(content) => reading.blocks.push(Block { line: begin.line, marked: begin.marked, content }),
            Err(spoiled) => {
                reading.spoiled = Some(spoiled);
                return reading;
            }
        }
    }
    reading.ends_at = (!pieces.at_end()).then_some(pieces.line());
    reading
}

/// `get_name`: the next BEGIN line, which blanks may follow. OpenSSL skips a byte order mark on the first line of the
/// file, and on the first line after each block.
pub(super) fn find_begin<'a>(pieces: &mut Pieces<'a>) -> Option<BeginLine<'a>> {
    let mut first = true;
    for piece in pieces {
        let text = piece.trimmed();
        let unmarked = text.strip_prefix(BYTE_ORDER_MARK).filter(|_| first);
        first = false;
        let line = unmarked.unwrap_or(text);
        if let Some(label) = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)) {
            return Some(BeginLine { line: piece.line, marked: unmarked.is_some(), label });
        }
    }
    None
}

fn read_block(pieces: &mut Pieces, begin: &BeginLine) -> Result<BlockContent, SpoiledBlock> {
    let body = read_body(pieces, begin)?;
    let der = base64::decode(&body.data).map_err(|MalformedBase64(at)| {
        let line = at.and_then(|at| body.line_of(at)).unwrap_or(begin.line);
        begin.spoiled(line, "bad base64 decode", "its base64 does not decode")
    })?;
    // malloc(0) gives OpenSSL no buffer, so an empty block is an error whatever its label is.
    if der.is_empty() {
        body.refuse_header(begin)?;
        return Err(begin.spoiled(begin.line, "", "it is empty"));
    }
    decode(begin, &body, der)
}

/// What `PEM_X509_INFO_read_bio_ex` does after the END line.
fn decode(begin: &BeginLine, body: &Body, der: Vec<u8>) -> Result<BlockContent, SpoiledBlock> {
    if let Some(label) = Label::from_bytes(begin.label) {
        body.refuse_header(begin)?;
        let found = CertificateBytes::new(label, der)
            .ok_or_else(|| begin.malformed("its bytes are not a certificate"))?;
        return Ok(BlockContent::Certificate(found));
    }
    if begin.label == b"X509 CRL" {
        body.refuse_header(begin)?;
        let length = d2i::crl(&der).map_err(|_| begin.malformed("its bytes are no revocation list"))?;
        return Ok(BlockContent::Crl(der[..length].to_vec()));
    }
    if is_private_key(begin.label) {
        return decode_key(begin, body, &der);
    }
    Ok(BlockContent::Other)
}

/// A private key must decode too, unless its header or its label says that it is encrypted (measured on OpenSSL 3.0).
fn decode_key(begin: &BeginLine, body: &Body, der: &[u8]) -> Result<BlockContent, SpoiledBlock> {
    if !body.header.starts_with(b"Proc-Type: 4,ENCRYPTED") {
        body.refuse_header(begin)?;
        if begin.label != b"ENCRYPTED PRIVATE KEY" && !d2i::private_key(begin.label, der) {
            return Err(begin.malformed("its bytes are no private key"));
        }
    }
    Ok(BlockContent::PrivateKey)
}
