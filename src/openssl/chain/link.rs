//! A certificate as a link of chains.

use std::rc::Rc;

use crate::x509::certificate::Certificate;
use crate::x509::name::CanonicalName;

use super::profile::{Authority, Profile};
use super::trust_settings::TrustSettings;

/// A link, shared between chains.
pub(crate) type Shared = Rc<Link>;

/// A certificate, its answers to the questions of chain building, and how the store trusts it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) certificate: Certificate,
    pub(crate) profile: Profile,
    pub(super) settings: TrustSettings,
}

impl Link {
    /// None for a certificate that this program cannot read.
    pub(crate) fn new(certificate: Certificate, settings: &[u8]) -> Option<Shared> {
        let profile = Profile::from_der(certificate.der())?;
        Some(Rc::new(Self { certificate, profile, settings: TrustSettings::from_der(settings) }))
    }

    /// Its own name.
    pub(crate) fn subject(&self) -> &CanonicalName {
        &self.profile.subject
    }

    /// Its issuer's name.
    pub(crate) fn issuer(&self) -> &CanonicalName {
        &self.profile.issuer
    }

    /// Whether paths end at it.
    pub(crate) fn ends_paths(&self) -> bool {
        self.profile.is_self_signed()
    }

    /// Whether it claims to be an authority's.
    pub(crate) fn is_authority(&self) -> bool {
        matches!(self.profile.authority(), Authority::Proper)
    }

    /// Whether its basic constraints call it an authority's, whatever its key usage says.
    pub(crate) fn is_called_authority(&self) -> bool {
        self.profile.extensions.basic_constraints.is_some_and(|constraints| constraints.authority)
    }

    /// Whether it is of version 1, which has no extensions.
    pub(crate) fn is_version1(&self) -> bool {
        self.profile.is_version1
    }

    /// Whether it has anyExtendedKeyUsage (RFC 5280, 4.2.1.12), which OpenSSL does not take for TLS servers.
    pub(crate) fn has_any_purpose(&self) -> bool {
        self.profile.extensions.has_any_purpose
    }

    /// Whether its signature is made with SHA-1.
    pub(crate) fn is_sha1(&self) -> bool {
        self.profile.algorithm.is_sha1()
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.certificate == other.certificate
    }

    pub(super) fn trust(&self) -> TrustSettings {
        match self.settings {
            TrustSettings::Silent if self.profile.is_self_signed() => TrustSettings::Trusted,
            settings => settings,
        }
    }
}
