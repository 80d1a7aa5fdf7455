//! PEM blocks one by one, whatever they hold: `PEM_bytes_read_bio` in `crypto/pem/pem_lib.c`.

use super::base64;
use super::body::read_body;
use super::pieces::Pieces;
use super::reader::find_begin;

/// A reader of blocks.
pub(crate) struct PemBlocks<'a>(Pieces<'a>);

/// A block with its base64 decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PemBlock {
    pub(crate) label: Vec<u8>,
    /// The lines before the blank one, which say how the block is encrypted.
    pub(crate) header: Vec<u8>,
    pub(crate) der: Vec<u8>,
}

/// Why there is no further block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PemFault {
    /// The file has no further BEGIN line.
    NoStartLine,
    /// A block is malformed, for OpenSSL's reason.
    Spoiled(&'static str),
}

impl<'a> PemBlocks<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(Pieces::new(bytes))
    }

    /// The next block whose label is wanted. The blocks before it must be well-formed too.
    pub(crate) fn next(&mut self, is_wanted: impl Fn(&[u8]) -> bool) -> Result<PemBlock, PemFault> {
        loop {
            let begin = find_begin(&mut self.0).ok_or(PemFault::NoStartLine)?;
            let body =
                read_body(&mut self.0, &begin).map_err(|spoiled| PemFault::Spoiled(spoiled.openssl))?;
            let der = base64::decode(&body.data).map_err(|_| PemFault::Spoiled("bad base64 decode"))?;
            if der.is_empty() {
                return Err(PemFault::Spoiled(""));
            }
            if is_wanted(begin.label) {
                return Ok(PemBlock { label: begin.label.to_vec(), header: body.header, der });
            }
        }
    }
}
