//! The form of a pin manifest, as `docs/reference/manifest.md` describes it: the roots, their sets, and the chains that servers
//! send. Unknown fields are refused, so that a misspelled field is not ignored silently.

use std::ops::Not;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::utc;
use crate::x509::certificate::Certificate;
use crate::x509::digest::{Sha1, Sha256};

/// A whole manifest.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form: 1.
    pub schema: u32,
    /// The day of its last edit, or when its facts were last checked.
    pub updated: String,
    /// The set that is used if none is named.
    pub default_set: String,
    /// The pinned roots.
    pub roots: Vec<Pin>,
    /// Which roots belong together.
    pub sets: Vec<Set>,
    /// The chains that servers send or sent.
    #[serde(default)]
    pub chains: Vec<PinnedChain>,
    /// Certificates to recognize and never to install.
    #[serde(default)]
    pub known: Vec<Known>,
}

impl Manifest {
    /// The first second of the day when its facts were last checked. The reader refuses a manifest without one.
    pub(crate) fn updated_at(&self) -> Option<OffsetDateTime> {
        utc::day(&self.updated)
    }

    /// Whether it is as `pins init` starts it: nothing is pinned yet.
    pub(crate) fn is_empty(&self) -> bool {
        let has_entries = [self.roots.len(), self.sets.len(), self.chains.len(), self.known.len()]
            .iter()
            .any(|len| *len > 0);
        !has_entries && self.default_set.is_empty()
    }

    /// The pinned root of this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Pin> {
        self.roots.iter().find(|pin| pin.id == id)
    }

    /// The pinned root with this fingerprint.
    pub(crate) fn by_sha256(&self, sha256: Sha256) -> Option<&Pin> {
        self.roots.iter().find(|pin| pin.sha256 == sha256)
    }

    /// The set of this id.
    pub(crate) fn set(&self, id: &str) -> Option<&Set> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// The chain of this id.
    pub(crate) fn chain(&self, id: &str) -> Option<&PinnedChain> {
        self.chains.iter().find(|chain| chain.id == id)
    }

    /// The known certificate with this fingerprint.
    pub(crate) fn known_by_sha1(&self, sha1: Sha1) -> Option<&Known> {
        self.known.iter().find(|known| known.sha1 == sha1)
    }
}

/// A pinned root certificate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Its name in this manifest.
    pub id: String,
    /// The common name of its subject.
    pub subject: String,
    /// Its serial number in hex.
    pub serial: String,
    /// The SHA-256 of its DER: the pin.
    pub sha256: Sha256,
    /// The SHA-1 of its DER, to find it on public lists.
    #[serde(default)]
    pub sha1: Option<Sha1>,
    /// The first second of its validity.
    #[serde(with = "utc")]
    pub not_before: OffsetDateTime,
    /// The last second of its validity.
    #[serde(with = "utc")]
    pub not_after: OffsetDateTime,
    /// The addresses that publish it. They are tried in order.
    #[serde(default)]
    pub urls: Vec<String>,
    /// Its file beside the manifest, DER or PEM.
    #[serde(default)]
    pub file: Option<String>,
    /// When public stores dropped it.
    #[serde(default, with = "utc::option")]
    pub public_distrust: Option<OffsetDateTime>,
    /// The source of these facts, with its date.
    #[serde(default)]
    pub source: String,
    /// Whether nobody else confirms that source. Such a root is in no set that is chosen without its name.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub single_source: bool,
    /// Whether its authority is nobody's but its owner's, so that no public store has it.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub private: bool,
}

impl Pin {
    /// The pin of a certificate as it describes itself. None if its fields cannot be read.
    pub(crate) fn describing(id: String, certificate: &Certificate) -> Option<Self> {
        Some(Self {
            id,
            subject: certificate.subject().to_owned(),
            serial: certificate.serial()?,
            sha256: certificate.sha256(),
            sha1: Some(Sha1::hash(certificate.der())),
            not_before: certificate.not_before()?,
            not_after: certificate.not_after()?,
            urls: Vec::new(),
            file: None,
            public_distrust: None,
            source: String::new(),
            private: true,
            single_source: false,
        })
    }
}

/// Roots that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Its name.
    pub id: String,
    /// What it is for.
    #[serde(default)]
    pub title: String,
    /// The hosts whose servers need it, as patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// Its roots, in the order that `install` writes them.
    pub roots: Vec<Member>,
}

impl Set {
    /// The part of the root with this id, if the set has that root.
    pub(crate) fn member(&self, id: &str) -> Option<&Member> {
        self.roots.iter().find(|member| member.id == id)
    }
}

/// A root's part in a set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The root's name in this manifest.
    pub id: String,
    /// Whether servers of today need it.
    pub role: Role,
}

/// Whether servers of today need a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Servers of today need it, or soon will
    Current,
    /// Only servers that have not followed the last rotation
    Legacy,
}

/// A chain that servers send or sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedChain {
    /// Its name.
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub title: String,
    /// The root at its end.
    pub anchor: String,
    /// Whether servers send it today.
    pub served: bool,
    /// When it ends.
    #[serde(default, with = "utc::option")]
    pub until: Option<OffsetDateTime>,
    /// The known certificates between the server's and the root.
    #[serde(default)]
    pub intermediates: Vec<Intermediate>,
    /// The source of these facts, with its date.
    #[serde(default)]
    pub source: String,
}

/// A certificate between the server's and the root.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Intermediate {
    /// The common name of its subject, and who signed it.
    pub subject: String,
    /// When it ends.
    #[serde(with = "utc")]
    pub not_after: OffsetDateTime,
}

/// A certificate to recognize.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The SHA-1 of its DER.
    pub sha1: Sha1,
    /// The common name of its subject.
    pub subject: String,
    /// What it is.
    pub kind: KnownKind,
    /// What to know about it.
    #[serde(default)]
    pub note: String,
}

/// What a known certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownKind {
    /// A certificate between the server's and the root.
    Intermediate,
    /// A self-signed root that is not pinned.
    Root,
    /// A root that was needed once.
    RetiredRoot,
}
