//! The Internet resources of certificates (RFC 3779), along a chain. libpq's OpenSSL checks them in every chain.

use super::addresses::{self, AddressBlocks};
use super::built_chain::BuiltChain;
use super::problem::{ChainProblem, ChainProblemKind};
use super::systems::{self, SystemNumbers};

/// The resources of a certificate.
#[derive(Clone, Debug, Default)]
pub(super) struct Resources {
    pub(super) addresses: Option<AddressBlocks>,
    pub(super) systems: Option<SystemNumbers>,
}

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

/// `X509v3_asid_validate_path` and `X509v3_addr_validate_path`.
pub(super) fn problems(chain: &BuiltChain) -> Vec<ChainProblem> {
    let resources = || chain.links.iter().map(|link| &link.profile.extensions.resources);
    let systems: Vec<_> = resources().map(|resources| resources.systems.as_ref()).collect();
    let addresses: Vec<_> = resources().map(|resources| resources.addresses.as_ref()).collect();
    let faults = [systems::validate(&systems), addresses::validate(&addresses)];
    faults.into_iter().filter_map(Result::err).map(problem).collect()
}

fn problem((at, fault): FaultAt) -> ChainProblem {
    match fault {
        ResourceFault::NotCanonical => ChainProblem::new(ChainProblemKind::MalformedExtension, at)
            .with("Internet resources out of order"),
        ResourceFault::NotNested => ChainProblem::new(ChainProblemKind::InternetResources, at),
    }
}
