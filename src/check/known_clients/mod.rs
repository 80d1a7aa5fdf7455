//! Which well-known clients could agree with a server, by what they offer and what it takes.

mod table;

use std::fmt;

use crate::libpq::probe_capture::{ProbeCapture, ProbeEnd};
use crate::libpq::sslmode::TlsVersion;
use crate::openssl::hello::{KeyAgreement, is_curve, is_of_tls13};
use crate::x509::certificate::Certificate;
use crate::x509::oid;
use crate::x509::signature::{KeyInfo, PublicKey};

pub(crate) use table::KNOWN_CLIENTS;
pub use table::KnownClient;

/// Every known client with a server.
pub(crate) struct Compatibility {
    pub(crate) clients: Vec<(&'static KnownClient, Agreement)>,
    /// The least version that was asked about, and the clients that connect today and would not with it.
    pub(crate) locked_out: Option<(TlsVersion, Vec<&'static KnownClient>)>,
}

/// Whether a client and a server agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Under this version.
    Agrees(TlsVersion),
    /// They have nothing of this kind in common.
    Lacks(Missing),
    /// What is known of the server does not tell.
    Unknown,
}

/// What a client and a server do not have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Version,
    Suite,
    Group,
    Scheme,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version => "no TLS version in common",
            Self::Suite => "no cipher suite in common",
            Self::Group => "no group in common",
            Self::Scheme => "no signature scheme for the server's key",
        })
    }
}

impl Compatibility {
    /// What follows from what a server takes, its certificate, and a least version in place of its own.
    pub(crate) fn new(probe: &ProbeCapture, leaf: Option<&Certificate>, least: Option<TlsVersion>) -> Self {
        let server = ServerOffer { probe, key: leaf.and_then(ServerKey::in_certificate) };
        let clients: Vec<_> =
            KNOWN_CLIENTS.iter().map(|client| (client, server.agreement(client, TlsVersion::V1_0))).collect();
        let connects = |agreement: &Agreement| !matches!(agreement, Agreement::Lacks(_));
        let is_locked_out = |client: &KnownClient, least: TlsVersion| {
            if probe.versions.iter().any(|(version, _)| *version >= least) {
                !connects(&server.agreement(client, least))
            } else {
                // What the server would take of that version is not known.
                client.versions.iter().all(|version| *version < least)
            }
        };
        let locked_out = least.map(|least| {
            let today = clients.iter().filter(|(_, agreement)| connects(agreement));
            (least, today.map(|(client, _)| *client).filter(|client| is_locked_out(client, least)).collect())
        });
        Self { clients, locked_out }
    }
}

/// What is known of a server.
struct ServerOffer<'a> {
    probe: &'a ProbeCapture,
    /// None if its certificate is not known, or its key is of another kind.
    key: Option<ServerKey>,
}

impl ServerOffer<'_> {
    /// Whether a client agrees with it, from this version up. Both take the newest that they have in common.
    fn agreement(&self, client: &KnownClient, least: TlsVersion) -> Agreement {
        let versions = self.probe.versions.iter().rev();
        let common =
            versions.copied().find(|(version, _)| *version >= least && client.versions.contains(version));
        let Some((version, pick)) = common else { return self.without_version() };
        let outcome = match version {
            TlsVersion::V1_3 => self.under_tls13(client, pick),
            TlsVersion::V1_2 => self.under_tls12(client),
            _ if client.suites.contains(&pick) => Ok(()),
            _ => return Agreement::Unknown,
        };
        match outcome {
            Ok(()) => Agreement::Agrees(version),
            Err(None) => Agreement::Unknown,
            // What was not asked may be what they have in common.
            Err(Some(Missing::Suite | Missing::Group)) if self.probe.end != ProbeEnd::Complete => {
                Agreement::Unknown
            }
            Err(Some(missing)) => Agreement::Lacks(missing),
        }
    }

    fn without_version(&self) -> Agreement {
        match self.probe.end {
            ProbeEnd::Complete | ProbeEnd::Bound => Agreement::Lacks(Missing::Version),
            _ => Agreement::Unknown,
        }
    }

    fn under_tls13(&self, client: &KnownClient, pick: u16) -> Outcome {
        /// Every server has it unless its configuration leaves it out (RFC 8446, 9.1).
        const MANDATORY: u16 = 0x1301;
        let has_suite =
            client.suites.contains(&pick) || client.suites.contains(&MANDATORY) && is_of_tls13(pick);
        let has_group = self.probe.groups.iter().any(|group| client.groups.contains(group));
        needs(has_suite, Missing::Suite).and(needs(has_group, Missing::Group)).and(self.scheme(client, true))
    }

    fn under_tls12(&self, client: &KnownClient) -> Outcome {
        let common = self.probe.suites.iter().filter(|suite| client.suites.contains(suite));
        let has_group =
            self.probe.groups.iter().any(|group| is_curve(*group) && client.groups.contains(group));
        let outcomes = common.map(|suite| match KeyAgreement::from_suite(*suite) {
            KeyAgreement::Rsa => Ok(()),
            KeyAgreement::Dhe => self.scheme(client, false),
            KeyAgreement::Ecdhe => needs(has_group, Missing::Group).and(self.scheme(client, false)),
        });
        outcomes.reduce(Result::or).unwrap_or(Err(Some(Missing::Suite)))
    }

    /// Whether the client takes a signature of the server's key, if that is known.
    fn scheme(&self, client: &KnownClient, is_tls13: bool) -> Outcome {
        let key = self.key.ok_or(None)?;
        needs(key.signs(client, is_tls13), Missing::Scheme)
    }
}

/// Nothing is missing, this is, or that is unknown.
type Outcome = Result<(), Option<Missing>>;

fn needs(is_common: bool, missing: Missing) -> Outcome {
    if is_common { Ok(()) } else { Err(Some(missing)) }
}

/// The kind of a server's key, which decides how it can sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServerKey {
    Rsa,
    RsaPss,
    P256,
    P384,
    P521,
    Ed25519,
    Ed448,
}

impl ServerKey {
    fn in_certificate(certificate: &Certificate) -> Option<Self> {
        let info = KeyInfo::in_certificate(certificate.der()).ok()?;
        Some(match info.decode().ok()? {
            PublicKey::Rsa(_) => Self::Rsa,
            PublicKey::RsaPss(..) => Self::RsaPss,
            PublicKey::Ed25519(_) => Self::Ed25519,
            PublicKey::Ed448(_) => Self::Ed448,
            PublicKey::Ec(numbers, _) => match numbers.oid {
                oid::P256 => Self::P256,
                oid::P384 => Self::P384,
                oid::P521 => Self::P521,
                _ => return None,
            },
            PublicKey::Dsa(_) | PublicKey::Agreement => return None,
        })
    }

    /// Whether the client takes a signature of it. TLS 1.2 binds no scheme to a curve, but the client must have it
    /// (RFC 8422, 5.1), and TLS 1.3 binds one and has no PKCS#1 (RFC 8446, 4.2.3).
    fn signs(self, client: &KnownClient, is_tls13: bool) -> bool {
        let has = |schemes: &[u16]| schemes.iter().any(|scheme| client.schemes.contains(scheme));
        let on_curve = |curve: u16, scheme: u16| {
            let with_curve = || has(&[0x0403, 0x0503, 0x0603, 0x0303]) && client.groups.contains(&curve);
            if is_tls13 { has(&[scheme]) } else { with_curve() }
        };
        match self {
            Self::Rsa if is_tls13 => has(&[0x0804, 0x0805, 0x0806]),
            Self::Rsa => has(&[0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301]),
            Self::RsaPss => has(&[0x0809, 0x080a, 0x080b]),
            Self::P256 => on_curve(0x0017, 0x0403),
            Self::P384 => on_curve(0x0018, 0x0503),
            Self::P521 => on_curve(0x0019, 0x0603),
            Self::Ed25519 => has(&[0x0807]),
            Self::Ed448 => has(&[0x0808]),
        }
    }
}
