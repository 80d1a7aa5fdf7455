//! What certificates and revocation lists have in common.

use std::borrow::Cow;

use crate::x509::der::{
    BIT_STRING, BOOLEAN, DerResult, Elements, OBJECT, OCTET_STRING, SEQUENCE, any_is_valid,
};

/// An extension (RFC 5280, 4.1.2.9).
#[derive(Clone, Debug)]
pub(crate) struct ExtensionField<'a> {
    pub(crate) oid: Cow<'a, [u8]>,
    pub(crate) critical: bool,
    pub(crate) value: Cow<'a, [u8]>,
}

/// What is signed, the algorithm of the signature, and how many bytes all of it takes.
pub(super) fn signed(der: &[u8]) -> DerResult<(Elements<'_>, &[u8], usize)> {
    let mut outer = Elements::in_bytes(der);
    let mut body = outer.constructed(SEQUENCE)?;
    let tbs = body.constructed(SEQUENCE)?;
    let algorithm = algorithm(&mut body)?;
    body.primitive(BIT_STRING)?;
    body.end()?;
    Ok((tbs, algorithm, der.len() - outer.len()))
}

/// The next element, which must be an algorithm identifier.
pub(super) fn algorithm<'a>(elements: &mut Elements<'a>) -> DerResult<&'a [u8]> {
    let whole = elements.whole()?;
    let mut body = Elements::in_bytes(whole).constructed(SEQUENCE)?;
    body.primitive(OBJECT)?;
    if !body.is_empty() {
        let (tag, parameters) = body.next()?;
        any_is_valid(tag, parameters)?;
    }
    body.end()?;
    Ok(whole)
}

/// The extensions under this explicit tag, if they are the next element.
pub(super) fn explicit_extensions<'a>(
    elements: &mut Elements<'a>,
    tag: u8,
) -> DerResult<Vec<ExtensionField<'a>>> {
    let Some(mut explicit) = elements.optional_constructed(tag)? else { return Ok(Vec::new()) };
    let found = extensions(explicit.list(SEQUENCE)?)?;
    explicit.end()?;
    Ok(found)
}

pub(super) fn extensions(mut list: Elements) -> DerResult<Vec<ExtensionField>> {
    let mut found = Vec::new();
    while !list.is_empty() {
        let mut extension = list.constructed(SEQUENCE)?;
        let oid = extension.content(OBJECT)?;
        let critical = extension.optional(BOOLEAN, BOOLEAN)?.is_some_and(|flag| *flag != [0]);
        let value = extension.content(OCTET_STRING)?;
        extension.end()?;
        found.push(ExtensionField { oid, critical, value });
    }
    Ok(found)
}
