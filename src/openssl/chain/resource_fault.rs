//! What is wrong with Internet resources.

/// What is wrong with the resources of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResourceFault {
    /// They do not stand in canonical form (RFC 3779, 2.2.3 and 3.2.3).
    NotCanonical,
    /// Its issuer does not have all of them.
    NotNested,
}

/// A fault and the place of its certificate.
pub(super) type FaultAt = (usize, ResourceFault);
