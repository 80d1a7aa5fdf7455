//! How far libpq verifies a server.

use serde::Serialize;

/// What libpq verifies before it continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verified {
    /// Nothing. Anyone could be the server.
    None,
    /// The chain. The server has a certificate under a root of the store.
    Chain,
    /// The chain and the host's name.
    Full,
}
