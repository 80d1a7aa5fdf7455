//! The chain that OpenSSL builds from what a server sent and from a store, what it refuses the chain for, and all other
//! paths. Everything is pure; the time is an argument.

mod addresses;
mod authority_key;
mod built_chain;
mod checks;
mod compared_names;
mod context;
mod crl;
mod distribution_point;
mod extensions;
mod key_usage;
mod link;
mod name_constraints;
pub(crate) mod names;
mod paths;
mod problem;
mod profile;
mod resource_checks;
mod resource_fault;
mod resources;
mod revocation;
mod scope;
mod selection;
mod signatures;
mod store;
mod strength;
mod strict;
mod subtree;
mod systems;
mod trust_settings;
mod turning_points;
mod validity;

pub(crate) use context::{Judgment, X509StoreContext};
pub(crate) use link::{Link, Shared};
pub(crate) use paths::Path;
pub(crate) use problem::{ChainProblem, ChainProblemKind};
pub(crate) use profile::Profile;
pub(crate) use selection::End;
pub(crate) use store::X509Store;
pub(crate) use strict::strict_problem;
