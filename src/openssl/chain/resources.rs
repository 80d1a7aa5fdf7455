//! The Internet resources of a certificate (RFC 3779).

use super::addresses::AddressBlocks;
use super::systems::SystemNumbers;

/// The resources of a certificate.
#[derive(Clone, Debug, Default)]
pub(super) struct Resources {
    pub(super) addresses: Option<AddressBlocks>,
    pub(super) systems: Option<SystemNumbers>,
}
