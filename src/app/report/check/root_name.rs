//! What reports call the root of a server.

use crate::check::fleet::{ServerReport, ServerRoot};

/// The root's name; for a chain that ends before one, the issuer that is missing.
pub(super) fn root_name(root: &ServerRoot) -> String {
    match root {
        ServerRoot::Anchor { subject, .. } => subject.clone(),
        ServerRoot::Below(issuer) => format!("{issuer} (not found)"),
    }
}

/// That of a server; empty where it is unknown.
pub(super) fn root_of(report: &ServerReport) -> String {
    report.root.as_ref().map(root_name).unwrap_or_default()
}
