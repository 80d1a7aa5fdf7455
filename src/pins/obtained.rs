//! A root that was obtained for a set, and where it came from.

use serde::Serialize;

use super::gate::PinnedRoot;
use crate::x509::digest::Sha256;

/// Where a root came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// Its official address.
    Download,
    /// This program.
    Bundled,
    /// The folder of the manifest. JSON has one name for both.
    #[serde(rename = "bundled")]
    Beside,
    /// The folder of `--from`.
    Directory,
    /// The address of `--mirror`.
    Mirror,
    /// The file of `--root`.
    File,
}

/// A root that was admitted, and where it came from.
#[derive(Debug)]
pub(crate) struct Obtained {
    pub(crate) root: PinnedRoot,
    pub(crate) origin: Origin,
    /// The address that was asked last.
    pub(crate) url: Option<String>,
    /// Why that failed, if a copy was used instead.
    pub(crate) failure: Option<DownloadFailure>,
}

/// Why a root did not come from an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct DownloadFailure {
    pub(crate) url: String,
    pub(crate) reason: String,
    /// The pinned and the actual fingerprint, if the bytes were not the pinned ones.
    pub(crate) mismatch: Option<(Sha256, Sha256)>,
    /// Whether no file descriptor was left.
    pub(crate) out_of_descriptors: bool,
}
