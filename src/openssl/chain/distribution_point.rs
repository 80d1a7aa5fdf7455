//! Where a list is published, as certificates (cRLDistributionPoints; RFC 5280, 4.2.1.13) and lists
//! (issuingDistributionPoint) name it. OpenSSL fetches nothing, but it compares the names (`crl_crldp_check` in
//! `crypto/x509/x509_vfy.c`).

use crate::x509::der::{BIT_STRING, DerResult, Elements, Malformed, SEQUENCE};
use crate::x509::name::CanonicalName;

use super::key_usage::significant_bits;
use super::names::GeneralName;

/// A place in a certificate.
#[derive(Clone, Debug)]
pub(super) struct DistributionPoint {
    pub(super) place: Option<PlaceName>,
    pub(super) reasons: Reasons,
    /// Who issues the list, if it is not the certificate's issuer.
    pub(super) list_issuer: Option<Vec<GeneralName>>,
}

/// The name of a place.
#[derive(Clone, Debug)]
pub(super) enum PlaceName {
    Full(Vec<GeneralName>),
    /// The parts of a name that follow that of the list's issuer.
    Relative(Vec<u8>),
    Complete(CanonicalName),
}

/// The reasons of revocations, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reasons(u16);

impl Reasons {
    /// `CRLDP_ALL_REASONS`.
    pub(super) const ALL: Self = Self(0x807f);
    pub(super) const NONE: Self = Self(0);

    fn from_bits(content: &[u8]) -> Self {
        let bits = significant_bits(content);
        let byte = |index: usize| u16::from(bits.get(index).copied().unwrap_or_default());
        Self((byte(1) << 8 | byte(0)) & Self::ALL.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn adds_to(self, known: Self) -> bool {
        self.0 & !known.0 != 0
    }
}

impl DistributionPoint {
    pub(super) fn list_from_der(value: &[u8]) -> DerResult<Vec<Self>> {
        let mut list = Elements::in_bytes(value).list(SEQUENCE)?;
        let mut points = Vec::new();
        while !list.is_empty() {
            points.push(Self::read(&mut list.constructed(SEQUENCE)?)?);
        }
        Ok(points)
    }

    fn read(body: &mut Elements) -> DerResult<Self> {
        let place = PlaceName::read_optional(body)?;
        let reasons = body.optional(0x81, BIT_STRING)?;
        let list_issuer = body.optional_list(0xa2)?.map(GeneralName::read_all).transpose()?;
        body.end()?;
        let reasons = reasons.map_or(Reasons::ALL, |bits| Reasons::from_bits(&bits));
        Ok(Self { place, reasons, list_issuer })
    }

    /// Completes a relative name (`setup_dp`). False for a point that OpenSSL refuses.
    pub(super) fn complete(&mut self, issuer: &CanonicalName) -> bool {
        let names = self.list_issuer.as_deref().unwrap_or_default();
        let base = GeneralName::first_directory(names).unwrap_or(issuer);
        match &mut self.place {
            None => !names.is_empty(),
            Some(place) => {
                place.complete(base);
                true
            }
        }
    }
}

impl PlaceName {
    /// The name under the explicit tag 0, if that is the next element.
    pub(super) fn read_optional(body: &mut Elements) -> DerResult<Option<Self>> {
        let Some(mut explicit) = body.optional_constructed(0xa0)? else { return Ok(None) };
        let place = if let Some(names) = explicit.optional_list(0xa0)? {
            Self::Full(GeneralName::read_all(names)?)
        } else {
            let part = explicit.list(0xa1)?;
            CanonicalName::check_part(part.again())?;
            Self::Relative(part.rest().to_vec())
        };
        explicit.end()?;
        Ok(Some(place))
    }

    /// `DIST_POINT_set_dpname`.
    pub(super) fn complete(&mut self, base: &CanonicalName) {
        if let Self::Relative(part) = self {
            let mut name = base.clone();
            if name.push_part(Elements::in_bytes(part)).is_ok() {
                *self = Self::Complete(name);
            }
        }
    }

    /// `idp_check_dp`.
    pub(super) fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Full(own), Self::Full(theirs)) => own.iter().any(|name| theirs.contains(name)),
            (Self::Complete(own), Self::Complete(theirs)) => own == theirs,
            (Self::Full(names), Self::Complete(name)) | (Self::Complete(name), Self::Full(names)) => {
                names.iter().any(|other| other.directory() == Some(name))
            }
            (Self::Relative(_), _) | (_, Self::Relative(_)) => false,
        }
    }
}

/// The reasons under the implicit tag 3 of a list, if they are the next element.
pub(super) fn some_reasons(body: &mut Elements) -> DerResult<Option<Reasons>> {
    Ok(body.optional(0x83, BIT_STRING)?.map(|bits| Reasons::from_bits(&bits)))
}

/// A flag under this implicit tag.
pub(super) fn flag(body: &mut Elements, tag: u8) -> DerResult<bool> {
    const BOOLEAN: u8 = 0x01;
    let flag = body.optional(tag, BOOLEAN)?;
    flag.map_or(Ok(false), |flag| flag.first().map(|byte| *byte != 0).ok_or(Malformed))
}
