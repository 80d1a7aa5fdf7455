//! The two forms of trust-manager. Neither is in a namespace; a namespace is where the `ConfigMap` is to be put, and without one
//! it is put into all.

use super::yaml::{literal, name};
use super::{KEY, ObjectNames, RootsText};

/// Kubernetes gives every namespace this label with its name.
const NAMESPACE_LABEL: &str = "kubernetes.io/metadata.name";

/// A `Bundle` of v1alpha1.
pub(crate) fn bundle(roots: &RootsText, names: &ObjectNames) -> String {
    let selector = names.namespace.map(|namespace| format!("    namespaceSelector:{}", labels(namespace)));
    format!(
        "{}apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\n{}spec:\n  sources:\n    - inLine: {}  target:\n    \
         configMap:\n      key: {KEY}\n{}",
        roots.comments(),
        names.cluster_metadata(),
        literal(8, &roots.blocks),
        selector.unwrap_or_default()
    )
}

/// A `ClusterBundle` of v1alpha2, which needs a selector: an empty one selects every namespace.
pub(crate) fn cluster_bundle(roots: &RootsText, names: &ObjectNames) -> String {
    let selector = names.namespace.map_or_else(|| " {}\n".to_owned(), labels);
    format!(
        "{}apiVersion: trust-manager.io/v1alpha2\nkind: ClusterBundle\n{}spec:\n  inLineCAs: {}  target:\n    \
         configMap:\n      data:\n        - key: {KEY}\n    namespaceSelector:{selector}",
        roots.comments(),
        names.cluster_metadata(),
        literal(4, &roots.blocks)
    )
}

fn labels(namespace: &str) -> String {
    format!("\n      matchLabels:\n        {}\n", name(NAMESPACE_LABEL, namespace))
}
