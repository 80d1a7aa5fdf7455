//! The fields of a revocation list.

use std::borrow::Cow;

use crate::x509::der::{DerResult, Elements, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME};
use crate::x509::name::CanonicalName;

use super::date::Asn1Date;
use super::parts::{ExtensionField, algorithm, explicit_extensions, extensions, signed};

/// The fields of a revocation list (RFC 5280, 5.1).
#[derive(Clone, Debug)]
pub(crate) struct ListFields<'a> {
    pub(crate) inner_algorithm: &'a [u8],
    pub(crate) issuer: CanonicalName,
    pub(crate) this_update: Asn1Date<'a>,
    pub(crate) next_update: Option<Asn1Date<'a>>,
    pub(crate) entries: Vec<EntryFields<'a>>,
    pub(crate) extensions: Vec<ExtensionField<'a>>,
}

/// An entry of a revocation list.
#[derive(Clone, Debug)]
pub(crate) struct EntryFields<'a> {
    pub(crate) serial: Cow<'a, [u8]>,
    pub(crate) extensions: Vec<ExtensionField<'a>>,
}

impl<'a> ListFields<'a> {
    /// The fields of the list at the start of `der`, and its length.
    pub(crate) fn read(der: &'a [u8]) -> DerResult<(Self, usize)> {
        let (mut tbs, _, length) = signed(der)?;
        tbs.optional(INTEGER, INTEGER)?;
        let fields = Self {
            inner_algorithm: algorithm(&mut tbs)?,
            issuer: CanonicalName::read(&mut tbs)?,
            this_update: Asn1Date::read(&mut tbs)?,
            next_update: next_update(&mut tbs)?,
            entries: tbs.optional_list(SEQUENCE)?.map(entries).transpose()?.unwrap_or_default(),
            extensions: explicit_extensions(&mut tbs, 0xa0)?,
        };
        tbs.end()?;
        Ok((fields, length))
    }
}

fn next_update<'a>(tbs: &mut Elements<'a>) -> DerResult<Option<Asn1Date<'a>>> {
    let follows = tbs.is_next(UTC_TIME) || tbs.is_next(GENERALIZED_TIME);
    follows.then(|| Asn1Date::read(tbs)).transpose()
}

fn entries(mut list: Elements) -> DerResult<Vec<EntryFields>> {
    let mut found = Vec::new();
    while !list.is_empty() {
        let mut entry = list.constructed(SEQUENCE)?;
        let serial = entry.content(INTEGER)?;
        Asn1Date::read(&mut entry)?;
        let extensions = entry.optional_list(SEQUENCE)?.map(extensions).transpose()?;
        entry.end()?;
        found.push(EntryFields { serial, extensions: extensions.unwrap_or_default() });
    }
    Ok(found)
}
