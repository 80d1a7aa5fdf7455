//! The pins: the manifest, which roots it pins and in which sets, and the one gate through which their bytes come in.
//! Imports `openssl`, `libpq` and `x509` below it.
//! Neither files nor servers are read here, and no store is looked at: `io` brings the bytes, `store` judges what holds them.

pub(crate) mod addresses;
mod aws_rds;
mod built_in;
pub(crate) mod comparison;
mod diff;
mod edit;
pub(crate) mod gate;
pub(crate) mod host_pattern;
pub(crate) mod identity;
mod loaded;
pub(crate) mod look_alike;
mod manifest;
pub(crate) mod obtained;
pub(crate) mod pinned_roots;
pub(crate) mod prune;
mod reader;
mod spans;
pub(crate) mod url_rules;
mod utc;
mod validation;

pub(crate) use aws_rds::has_separate_roots;
pub use built_in::{BUILT_IN, BUNDLED};
pub(crate) use diff::{Difference, ManifestChange};
pub(crate) use edit::rewrite;
pub use gate::PinnedRoot;
pub use loaded::Pins;
pub(crate) use loaded::{refuse, some_of};
pub use manifest::Pin;
pub(crate) use manifest::{Intermediate, Known, KnownKind, Manifest, Member, PinnedChain, Role, Set};
pub(crate) use validation::is_plain_name;
