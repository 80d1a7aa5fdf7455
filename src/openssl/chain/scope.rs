//! issuingDistributionPoint (RFC 5280, 5.2.5): the certificates that a list is about.

use crate::x509::der::{DerResult, Elements, SEQUENCE};
use crate::x509::name::CanonicalName;

use super::distribution_point::{PlaceName, Reasons, flag, some_reasons};

/// The certificates that a list is about.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The place, which has to be one of those in the certificate.
    pub(super) place: Option<PlaceName>,
    only: [bool; 3],
    /// The list is indirect, only for some reasons, or contradicts itself. OpenSSL does not use it.
    pub(super) is_unusable: bool,
}

impl Scope {
    pub(super) fn from_der(value: &[u8], issuer: &CanonicalName) -> DerResult<Self> {
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        let mut place = PlaceName::read_optional(&mut body)?;
        let (only_users, only_authorities) = (flag(&mut body, 0x81)?, flag(&mut body, 0x82)?);
        let reasons: Option<Reasons> = some_reasons(&mut body)?;
        let (is_indirect, only_attributes) = (flag(&mut body, 0x84)?, flag(&mut body, 0x85)?);
        body.end()?;
        if let Some(place) = &mut place {
            place.complete(issuer);
        }
        let only = [only_users, only_authorities, only_attributes];
        let contradicts_itself = only.iter().filter(|flag| **flag).count() > 1;
        Ok(Self { place, only, is_unusable: is_indirect || reasons.is_some() || contradicts_itself })
    }

    /// Whether every field has its default, which RFC 5280, 5.2.5 forbids. OpenSSL 3.0 uses such a list, and 3.5 does not.
    pub(super) fn says_nothing(&self) -> bool {
        self.place.is_none() && self.only == [false; 3] && !self.is_unusable
    }

    /// Whether the list is about certificates of this kind.
    pub(super) fn covers(&self, is_authority: bool) -> bool {
        let [only_users, only_authorities, only_attributes] = self.only;
        let other_kind = if is_authority { only_users } else { only_authorities };
        !only_attributes && !other_kind
    }
}
