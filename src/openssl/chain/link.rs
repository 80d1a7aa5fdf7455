//! A certificate as a link of chains, with what the store says of it.

use std::rc::Rc;

use crate::x509::certificate::Certificate;
use crate::x509::der::{Elements, Malformed, SEQUENCE};
use crate::x509::name::Canonical;

use super::oids;
use super::profile::{Authority, Profile};

/// A certificate that may stand in a chain, shared between chains.
pub(crate) type Shared = Rc<Link>;

/// A certificate, what chain building asks of it, and how it is trusted.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) certificate: Certificate,
    pub(crate) profile: Profile,
    pub(super) settings: Settings,
}

/// What the trust settings of a `TRUSTED CERTIFICATE` say of TLS servers (`obj_trust` in
/// `crypto/x509/x509_trust.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settings {
    /// Nothing: it is trusted if it is self-signed.
    Silent,
    Trusted,
    Rejected,
}

impl Link {
    /// None for a certificate that this program cannot read.
    pub(crate) fn new(certificate: Certificate, settings: &[u8]) -> Option<Shared> {
        let profile = Profile::of(certificate.der())?;
        Some(Rc::new(Self { certificate, profile, settings: Settings::of(settings) }))
    }

    /// Its issuer's name.
    pub(crate) fn issuer(&self) -> &Canonical {
        &self.profile.issuer
    }

    /// Whether it is where paths end.
    pub(crate) fn ends_paths(&self) -> bool {
        self.profile.is_self_signed()
    }

    /// Whether it says that it is an authority's.
    pub(crate) fn is_authority(&self) -> bool {
        matches!(self.profile.authority(), Authority::Proper)
    }

    /// Whether its signature is made with SHA-1.
    pub(crate) fn is_sha1(&self) -> bool {
        self.profile.algorithm.is_sha1()
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.certificate == other.certificate
    }

    pub(super) fn trust(&self) -> Settings {
        match self.settings {
            Settings::Silent if self.profile.is_self_signed() => Settings::Trusted,
            settings => settings,
        }
    }
}

impl Settings {
    fn of(der: &[u8]) -> Self {
        if der.is_empty() {
            return Self::Silent;
        }
        Self::read(der).unwrap_or(Self::Silent)
    }

    /// `X509_CERT_AUX`: the trusted uses, and in `[0]` the rejected ones.
    fn read(der: &[u8]) -> Result<Self, Malformed> {
        let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
        let trusted = body.optional_constructed(SEQUENCE)?.map(names_servers).transpose()?;
        let rejected = body.optional_constructed(0xa0)?.map(names_servers).transpose()?;
        Ok(match (trusted, rejected) {
            (_, Some(true)) | (Some(false), _) => Self::Rejected,
            (Some(true), _) => Self::Trusted,
            (None, _) => Self::Silent,
        })
    }
}

/// Whether TLS servers are among these uses.
fn names_servers(mut uses: Elements) -> Result<bool, Malformed> {
    let mut found = false;
    while !uses.is_empty() {
        found |= matches!(uses.next()?.1, oids::SERVER_AUTH | oids::ANY_EXTENDED_KEY_USAGE);
    }
    Ok(found)
}
