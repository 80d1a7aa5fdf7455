//! A `ClusterTrustBundle` of Kubernetes 1.37.

use super::yaml::literal;
use super::{ObjectNames, RootsText};

/// The field takes nothing but blocks (`ClusterTrustBundleSpec.trustBundle`).
pub(crate) fn cluster_trust_bundle(roots: &RootsText, names: &ObjectNames) -> String {
    format!(
        "{}apiVersion: certificates.k8s.io/v1\nkind: ClusterTrustBundle\n{}spec:\n  trustBundle: {}",
        roots.comments(),
        names.cluster_metadata(),
        literal(4, &roots.blocks)
    )
}
