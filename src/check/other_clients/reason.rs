//! Why a client decides otherwise than libpq, in words.

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeviationReason {
    // Of those that refuse.
    CommonName,
    AddressAsText,
    TopLevelWildcard,
    AuthorityAsServer,
    Version1,
    NoBasicConstraints,
    /// A certificate's subject, and what a strict reader of RFC 5280 finds wrong with it.
    Strict(String, &'static str),
    // Of those that accept.
    PartialWildcard,
    TrailingDot,
    IntermediateAsAnchor,
    AnchorOutOfDate,
    OtherPath,
    KeyIdentifier,
    AnyPurpose,
    Sha1,
    UnfitRoot,
}

impl DeviationReason {
    /// What follows the clients' names and the verb.
    pub(crate) fn text(&self) -> String {
        let text = match self {
            Self::CommonName => {
                "the certificate: no name of its subjectAltName fits, and its common name does not count"
            }
            Self::AddressAsText => {
                "the certificate: the address is not among the IP addresses of its subjectAltName"
            }
            Self::TopLevelWildcard => {
                "the certificate: its name is a wildcard right below a top-level domain"
            }
            Self::AuthorityAsServer => "the certificate: it is an authority's (basic constraints)",
            Self::Version1 => "the certificate: it is of version 1",
            Self::NoBasicConstraints => "the chain: its root has no basic constraints",
            Self::Strict(subject, problem) => return format!("the chain: {subject} {problem} (RFC 5280)"),
            Self::PartialWildcard => "the certificate: a wildcard may be a part of a label",
            Self::TrailingDot => "the certificate: a dot at the end of the host does not count",
            Self::IntermediateAsAnchor => {
                "the chain: a certificate of the store that is no root is enough, until the server's next rotation"
            }
            Self::AnchorOutOfDate => "the chain: a root's dates do not count",
            Self::OtherPath => "the chain: every path counts, and one is valid",
            Self::KeyIdentifier => "the chain: the issuer's key identifier does not count",
            Self::AnyPurpose => "the certificate: a certificate for any purpose is one for servers",
            Self::Sha1 => "the chain: a signature made with SHA-1 counts",
            Self::UnfitRoot => "the chain: nothing of a root counts but its name and key",
        };
        text.to_owned()
    }

    /// What to do.
    pub(crate) fn fix(&self) -> &'static str {
        match self {
            Self::CommonName | Self::AddressAsText | Self::TopLevelWildcard => {
                "have the certificate issued with the host's own name in its subjectAltName"
            }
            Self::AuthorityAsServer | Self::Version1 => "have a server's certificate issued, of version 3",
            Self::NoBasicConstraints | Self::Strict(..) => {
                "have the certificates issued again as RFC 5280 (4.2.1) asks for"
            }
            _ => "do not rely on it: fix what libpq refuses",
        }
    }
}
