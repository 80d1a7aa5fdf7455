//! A chain of certificates that was built, to be checked.

use super::link::Shared;

/// The certificates that OpenSSL follows at most: the leaf, 100 intermediates (the default of
/// `X509_VERIFY_PARAM_set_depth`) and a trust anchor.
pub(super) const LENGTH_LIMIT: usize = 102;

/// A chain from the leaf upward.
pub(super) struct BuiltChain<'a> {
    pub(super) links: &'a [Shared],
    /// The certificates from this place on come from the store.
    pub(super) trusted_from: usize,
}
