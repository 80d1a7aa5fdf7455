//! What is signed in a certificate or a revocation list, and its signature.

use std::borrow::Cow;

use crate::x509::der::{self, BIT_STRING, CONSTRUCTED, DerResult, Elements, INTEGER, Malformed, SEQUENCE};

use super::scheme::AlgorithmName;

/// The three parts of RFC 5280, 4.1.1 and 5.1.1.
#[derive(Debug)]
pub(super) struct SignedParts<'a> {
    /// The bytes that are signed.
    pub(super) message: &'a [u8],
    /// The algorithm as the signed part names it.
    pub(super) inner: AlgorithmName<'a>,
    pub(super) outer: AlgorithmName<'a>,
    /// The number of unused bits, and the signature.
    signature: Cow<'a, [u8]>,
}

impl<'a> SignedParts<'a> {
    pub(super) fn certificate(der: &'a [u8]) -> DerResult<Self> {
        Self::read(der, |fields| {
            fields.optional_constructed(0xa0)?;
            // The serial number.
            fields.skip(1)
        })
    }

    pub(super) fn list(der: &'a [u8]) -> DerResult<Self> {
        Self::read(der, |fields| {
            // The version.
            if fields.peek() == Some(INTEGER) { fields.skip(1) } else { Ok(()) }
        })
    }

    /// `before` skips the fields before the inner algorithm.
    fn read(der: &'a [u8], before: impl Fn(&mut Elements<'a>) -> DerResult<()>) -> DerResult<Self> {
        let content = Elements::in_bytes(der).value(SEQUENCE)?;
        let mut parts = Elements::in_bytes(content);
        let mut fields = parts.constructed(SEQUENCE)?;
        let message = &content[..content.len() - parts.len()];
        before(&mut fields)?;
        let inner = AlgorithmName::read(fields.value(SEQUENCE)?)?;
        let outer = AlgorithmName::read(parts.value(SEQUENCE)?)?;
        let (tag, signature) = parts.next()?;
        if tag & !CONSTRUCTED != BIT_STRING {
            return Err(Malformed);
        }
        Ok(Self { message, inner, outer, signature: der::joined(tag, signature)? })
    }

    /// The signature; none if it is no whole number of bytes, which `ASN1_item_verify_ex` refuses.
    pub(super) fn signature(&self) -> Option<&[u8]> {
        match &self.signature[..] {
            [0, signature @ ..] => Some(signature),
            _ => None,
        }
    }
}
