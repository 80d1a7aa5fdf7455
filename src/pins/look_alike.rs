//! How a certificate can look like a pinned root without being it, and the words for each case. `status`, `install`,
//! `pins show` and `pins verify` all use them.

use crate::diagnostic::{Code, Severity};

/// How a certificate is like a pinned root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The same key, other bytes, and a valid signature of its own.
    Variant,
    /// The same key, but its own signature does not verify: somebody edited it.
    Tampered,
    /// The same key, but its own signature has an algorithm that cannot be verified here.
    Unverified,
    /// The same name over another key.
    Impostor,
    /// The same name, but the pinned certificate is not available to compare the keys.
    Namesake,
}

impl Likeness {
    /// The code of a finding or a warning.
    pub(crate) fn code(self) -> Code {
        match self {
            Self::Variant => Code::RootVariant,
            Self::Tampered | Self::Unverified => Code::TamperedRoot,
            Self::Impostor | Self::Namesake => Code::ImpostorRoot,
        }
    }

    /// How bad it is in a trust store.
    pub(crate) fn severity(self) -> Severity {
        if self == Self::Variant { Severity::Warning } else { Severity::Error }
    }

    /// What a certificate is that is like the root with this subject.
    pub(crate) fn describe(self, root: &str) -> String {
        match self {
            Self::Variant => {
                format!(
                    "another edition of {root}: the same key, other bytes, and its own signature verifies"
                )
            }
            Self::Tampered => {
                format!("a tampered copy of {root}: the same key, but its own signature does not verify")
            }
            Self::Unverified => format!(
                "an unverified copy of {root}: the same key, other bytes, and a signature that cannot be verified here"
            ),
            Self::Impostor => format!("an impostor of {root}: the same name over another key"),
            Self::Namesake => format!(
                "a namesake of {root}: another certificate, whose key cannot be compared without that root's file"
            ),
        }
    }

    /// The same of a certificate that clients load, with what follows from that.
    pub(crate) fn describe_trusted(self, root: &str) -> String {
        let consequence = match self {
            Self::Variant => "; no chain is covered by it",
            Self::Impostor => "; whoever holds that key is trusted",
            Self::Tampered | Self::Unverified | Self::Namesake => "",
        };
        self.describe(root) + consequence
    }

    /// What it has in common with the root, where both may be meant.
    pub(crate) fn common_trait(self) -> &'static str {
        match self {
            Self::Variant | Self::Tampered | Self::Unverified => "has the key of",
            Self::Impostor | Self::Namesake => "has the name of",
        }
    }
}
