//! The Internet resources of certificates (RFC 3779), along a chain. libpq's OpenSSL checks them in every chain.

use super::addresses;
use super::built_chain::BuiltChain;
use super::problem::{ChainProblem, ChainProblemKind};
use super::resource_fault::{FaultAt, ResourceFault};
use super::systems;

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
