//! What is wrong with a chain, and at which of its certificates.

use std::fmt;

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

/// Declares the kinds of reasons. Each has the name of its code, and words that follow the certificate's name.
macro_rules! chain_problem_kinds {
    ($($kind:ident: $text:literal,)*) => {
        /// A kind of reason.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum ChainProblemKind {
            $($kind,)*
        }

        impl ChainProblemKind {
            /// The code of a problem of this kind.
            pub(crate) fn code(self) -> Code {
                match self {
                    $(Self::$kind => Code::$kind,)*
                }
            }

            /// The problem in words that follow the certificate's name.
            pub(crate) fn text(self) -> &'static str {
                match self {
                    $(Self::$kind => $text,)*
                }
            }
        }
    };
}

chain_problem_kinds! {
    NotInStore: "is not in the store",
    NoIssuer: "has an issuer that is neither in the store nor sent",
    TooLong: "comes after 100 intermediates and is not a trust anchor, and OpenSSL follows no longer chain",
    Rejected: "is rejected for servers by its trust settings in the store",
    Expired: "has expired",
    NotYetValid: "is not valid yet",
    OddDate: "has a date in a form that OpenSSL does not compare",
    BadSignature: "has a signature that its issuer's key did not make",
    NotAnAuthority: "is not a certificate authority",
    PathLength: "allows fewer authorities below itself (path length)",
    KeyUsage: "may not sign certificates (key usage)",
    Purpose: "is not meant for TLS servers",
    NameConstraints: "has a name that an authority above it may not certify (name constraints)",
    UnknownExtension: "has a critical extension that OpenSSL does not know",
    MalformedExtension: "has an extension that does not decode",
    InternetResources: "lists Internet addresses or numbers that its issuer's certificate does not list",
    ProxyCertificate: "is a proxy certificate",
    IssuerMismatch: "names another key or serial number as its issuer's (authority key identifier)",
    WeakKey: "has a key that is too weak for OpenSSL's security level 2",
    WeakSignature: "is signed with a digest that is too weak for OpenSSL's security level 2",
    ExplicitCurve: "has a key on a curve without a name",
    Revoked: "is revoked",
    CrlMissing: "has no revocation list of its issuer in the store",
    CrlExpired: "has a revocation list that has expired",
    CrlNotYetValid: "has a revocation list that is not valid yet",
    CrlSignature: "has a revocation list whose signature its issuer's key did not make",
    CrlKeyUsage: "has a revocation list whose signer may not sign lists (key usage)",
    CrlScope: "has a revocation list for other certificates",
    CrlExtension: "has a revocation list with a critical extension that OpenSSL does not know",
    Unverifiable: "cannot be verified here",
}

impl ChainProblemKind {
    /// Whether OpenSSL is certain to refuse the chain for it. What cannot be verified here may be valid.
    pub(crate) fn is_certain(self) -> bool {
        self != Self::Unverifiable
    }
}

/// The problem in words that follow the certificate's name.
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
