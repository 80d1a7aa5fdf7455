//! What is wrong with a chain, and at which of its certificates.

use std::fmt;

use serde::Serialize;

use crate::diagnostic::Code;

/// A reason why OpenSSL refuses a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChainProblem {
    pub(crate) kind: ChainProblemKind,
    /// The place of the certificate in the chain; the leaf is 0.
    pub(crate) at: usize,
    /// A detail, such as an object identifier.
    pub(crate) detail: Option<String>,
}

/// The kinds of reasons, under stable names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ChainProblemKind {
    NotInStore,
    NoIssuer,
    TooLong,
    Rejected,
    Expired,
    NotYetValid,
    OddDate,
    BadSignature,
    NotAnAuthority,
    PathLength,
    KeyUsage,
    Purpose,
    NameConstraints,
    UnknownExtension,
    MalformedExtension,
    ProxyCertificate,
    IssuerMismatch,
    WeakKey,
    WeakSignature,
    ExplicitCurve,
    Revoked,
    CrlMissing,
    CrlExpired,
    CrlNotYetValid,
    CrlSignature,
    CrlKeyUsage,
    CrlScope,
    CrlExtension,
    /// Nothing wrong is known, but something cannot be verified here.
    Unverifiable,
}

impl ChainProblemKind {
    /// The code of its finding in `check`.
    pub(crate) fn code(self) -> Code {
        match self {
            Self::NotInStore => Code::NotInStore,
            Self::NoIssuer => Code::NoIssuer,
            Self::TooLong => Code::TooLong,
            Self::Rejected => Code::Rejected,
            Self::Expired => Code::Expired,
            Self::NotYetValid => Code::NotYetValid,
            Self::OddDate => Code::OddDate,
            Self::BadSignature => Code::BadSignature,
            Self::NotAnAuthority => Code::NotAnAuthority,
            Self::PathLength => Code::PathLength,
            Self::KeyUsage => Code::KeyUsage,
            Self::Purpose => Code::Purpose,
            Self::NameConstraints => Code::NameConstraints,
            Self::UnknownExtension => Code::UnknownExtension,
            Self::MalformedExtension => Code::MalformedExtension,
            Self::ProxyCertificate => Code::ProxyCertificate,
            Self::IssuerMismatch => Code::IssuerMismatch,
            Self::WeakKey => Code::WeakKey,
            Self::WeakSignature => Code::WeakSignature,
            Self::ExplicitCurve => Code::ExplicitCurve,
            Self::Revoked => Code::Revoked,
            Self::CrlMissing => Code::CrlMissing,
            Self::CrlExpired => Code::CrlExpired,
            Self::CrlNotYetValid => Code::CrlNotYetValid,
            Self::CrlSignature => Code::CrlSignature,
            Self::CrlKeyUsage => Code::CrlKeyUsage,
            Self::CrlScope => Code::CrlScope,
            Self::CrlExtension => Code::CrlExtension,
            Self::Unverifiable => Code::Unverifiable,
        }
    }

    /// Whether OpenSSL is certain to refuse the chain for it.
    pub(crate) fn is_certain(self) -> bool {
        self != Self::Unverifiable
    }

    /// The problem in words, to follow the certificate's name.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::NotInStore => "is not in the store",
            Self::NoIssuer => "has an issuer that is neither in the store nor sent",
            Self::TooLong => {
                "comes after 100 intermediates and is not a trust anchor, and OpenSSL follows no longer chain"
            }
            Self::Rejected => "is rejected for servers by its trust settings in the store",
            Self::Expired => "has expired",
            Self::NotYetValid => "is not valid yet",
            Self::OddDate => "has a date in a form that OpenSSL does not compare",
            Self::BadSignature => "bears a signature that its issuer's key did not make",
            Self::NotAnAuthority => "is no certificate authority",
            Self::PathLength => "allows fewer authorities below itself (path length)",
            Self::KeyUsage => "may not sign certificates (key usage)",
            Self::Purpose => "is not meant for TLS servers",
            Self::NameConstraints => {
                "bears a name that an authority above it may not certify (name constraints)"
            }
            Self::UnknownExtension => "has a critical extension that OpenSSL does not know",
            Self::MalformedExtension => "has an extension that does not decode",
            Self::ProxyCertificate => "is a proxy certificate",
            Self::IssuerMismatch => {
                "names another key or serial number as its issuer's (authority key identifier)"
            }
            Self::WeakKey => "has a key that is too weak for OpenSSL's security level 2",
            Self::WeakSignature => "is signed with a digest that is too weak for OpenSSL's security level 2",
            Self::ExplicitCurve => "has a key on a curve without a name",
            Self::Revoked => "is revoked",
            Self::CrlMissing => "has no revocation list of its issuer in the store",
            Self::CrlExpired => "has a revocation list that has expired",
            Self::CrlNotYetValid => "has a revocation list that is not valid yet",
            Self::CrlSignature => "has a revocation list whose signature its issuer's key did not make",
            Self::CrlKeyUsage => "has a revocation list whose signer may not sign lists (key usage)",
            Self::CrlScope => "has a revocation list for other certificates",
            Self::CrlExtension => {
                "has a revocation list with a critical extension that OpenSSL does not know"
            }
            Self::Unverifiable => "cannot be verified here",
        }
    }
}

/// What is so, after the certificate's name.
impl fmt::Display for ChainProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.text())?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl ChainProblem {
    pub(super) fn new(kind: ChainProblemKind, at: usize) -> Self {
        Self { kind, at, detail: None }
    }

    pub(super) fn with(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}
