//! What surrounds a trust store, as plain values. `status` judges them.

use std::path::PathBuf;

use super::writer::{WriteRight, Writer};
use crate::libpq::environment::Environment;
use crate::libpq::service_text::ServiceText;

/// What surrounds the file.
#[derive(Debug, Default)]
pub(crate) struct Surroundings<'a> {
    /// The environment, if the file is libpq's default.
    pub environment: Option<&'a Environment>,
    /// Values of PGSSLROOTCERT and of services that name this file in another way, for example through a link.
    pub aliases: Vec<String>,
    /// Files in places where people put root.crt by mistake.
    pub near_misses: Vec<PathBuf>,
    /// libpq's default revocation list, if it exists.
    pub root_crl: Option<PathBuf>,
    /// The service files that libpq reads.
    pub service_files: Vec<(PathBuf, ServiceText)>,
    /// The folders above root's file that only root may enter, the outermost first. Empty if the file is meant for root
    /// alone.
    pub closed: Vec<PathBuf>,
    /// Who else may change the file or put another one in its place.
    pub exposures: Vec<Exposure>,
}

/// Somebody besides this user and root may write this path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Exposure {
    /// Who.
    pub writer: Writer,
    /// The file or a folder above it.
    pub path: PathBuf,
    /// By what right.
    pub right: WriteRight,
}
