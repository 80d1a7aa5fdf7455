//! What the search found.

use super::disguise::{Disguise, SealedContainer};
use crate::openssl::pem::block::CertificateBytes;
use crate::openssl::pem::entry::PemEntry;

/// Something that was meant to be a block.
#[derive(Debug)]
pub(in crate::openssl::pem) struct Find {
    /// The line where it starts, counted from 1.
    pub(in crate::openssl::pem) line: usize,
    pub(in crate::openssl::pem) kind: FindKind,
}

/// What a find is. It takes little room: there may be one for every 14 bytes of a file.
#[derive(Debug)]
pub(in crate::openssl::pem) enum FindKind {
    /// A certificate that decodes, and its form.
    Certificate(Box<PemEntry>, Disguise),
    /// A certificate block that does not decode, and whether more than its armor is there.
    Broken(&'static str, bool),
    /// A block whose label is not that of a certificate.
    Other(Box<str>),
    /// A container that this program cannot open.
    Sealed(SealedContainer),
}

impl Find {
    /// Whether it is one, however spoiled.
    pub(in crate::openssl::pem) fn is_certificate(&self) -> bool {
        !matches!(self.kind, FindKind::Other(_))
    }

    /// Whether a person would find a certificate there.
    pub(in crate::openssl::pem) fn is_lost(&self) -> bool {
        !matches!(self.kind, FindKind::Other(_) | FindKind::Broken(_, false))
    }

    pub(super) fn certificate(line: usize, found: CertificateBytes, disguise: Disguise) -> Self {
        Self { line, kind: FindKind::Certificate(Box::new(PemEntry::new(line, found)), disguise) }
    }
}
