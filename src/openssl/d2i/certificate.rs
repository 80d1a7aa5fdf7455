//! The fields of a certificate.

use std::borrow::Cow;

use crate::x509::der::{BIT_STRING, DerResult, Elements, INTEGER, SEQUENCE};
use crate::x509::name::CanonicalName;

use super::date::Asn1Date;
use super::parts::{ExtensionField, algorithm, explicit_extensions, signed};

/// The fields of a certificate (RFC 5280, 4.1) that chains are built and judged by.
#[derive(Clone, Debug)]
pub(crate) struct CertificateFields<'a> {
    pub(crate) is_version1: bool,
    pub(crate) serial: Cow<'a, [u8]>,
    /// The algorithm as what is signed names it.
    pub(crate) inner_algorithm: &'a [u8],
    /// The algorithm next to the signature.
    pub(crate) outer_algorithm: &'a [u8],
    pub(crate) issuer: CanonicalName,
    pub(crate) not_before: Asn1Date<'a>,
    pub(crate) not_after: Asn1Date<'a>,
    pub(crate) subject: CanonicalName,
    pub(crate) subject_der: &'a [u8],
    pub(crate) extensions: Vec<ExtensionField<'a>>,
}

impl<'a> CertificateFields<'a> {
    /// The fields of the certificate at the start of `der`, and its length.
    pub(crate) fn read(der: &'a [u8]) -> DerResult<(Self, usize)> {
        let (mut tbs, outer_algorithm, length) = signed(der)?;
        let is_version1 = version(&mut tbs)?;
        let serial = tbs.content(INTEGER)?;
        let inner_algorithm = algorithm(&mut tbs)?;
        let issuer = CanonicalName::read(&mut tbs)?;
        let mut validity = tbs.constructed(SEQUENCE)?;
        let (not_before, not_after) = (Asn1Date::read(&mut validity)?, Asn1Date::read(&mut validity)?);
        validity.end()?;
        let subject_der = tbs.whole()?;
        let subject = CanonicalName::from_der(subject_der)?;
        check_key(&mut tbs)?;
        for unique_id in [0x81, 0x82] {
            tbs.optional(unique_id, BIT_STRING)?;
        }
        let extensions = explicit_extensions(&mut tbs, 0xa3)?;
        tbs.end()?;
        let fields = Self {
            is_version1,
            serial,
            inner_algorithm,
            outer_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            subject_der,
            extensions,
        };
        Ok((fields, length))
    }
}

/// Whether the version is the first one, which is the default.
fn version(tbs: &mut Elements) -> DerResult<bool> {
    let Some(mut explicit) = tbs.optional_constructed(0xa0)? else { return Ok(true) };
    let number = explicit.content(INTEGER)?;
    explicit.end()?;
    Ok(*number == [0])
}

/// The structure around the key. The key itself is decoded when it is needed.
fn check_key(tbs: &mut Elements) -> DerResult<()> {
    let mut key = tbs.constructed(SEQUENCE)?;
    algorithm(&mut key)?;
    key.primitive(BIT_STRING)?;
    key.end()
}
