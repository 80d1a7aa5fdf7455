//! The modes that libpq refuses together with another setting (`pqConnectOptions2` in `fe-connect.c`).

use std::fmt;

use crate::libpq::sslmode::{Negotiation, SslMode};

/// A mode that is too weak for another setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WeakSslMode {
    /// Direct TLS, where `allow` and `prefer` could fall back to plaintext.
    WithDirect(SslMode),
    /// The roots of the system, under which anyone can get a certificate for a name of their own.
    WithSystem(SslMode),
}

impl WeakSslMode {
    /// Looks for the conflict that libpq would report, in libpq's order. `is_system` means `sslrootcert=system`.
    pub(crate) fn find(mode: SslMode, negotiation: Negotiation, is_system: bool) -> Option<Self> {
        if negotiation == Negotiation::Direct && mode < SslMode::Require {
            Some(Self::WithDirect(mode))
        } else if is_system && mode != SslMode::VerifyFull {
            Some(Self::WithSystem(mode))
        } else {
            None
        }
    }
}

impl fmt::Display for WeakSslMode {
    /// libpq's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mode, setting, remedy) = match self {
            Self::WithDirect(mode) => {
                (mode, "sslnegotiation=direct", "use \"require\", \"verify-ca\", or \"verify-full\"")
            }
            Self::WithSystem(mode) => (mode, "sslrootcert=system", "use \"verify-full\""),
        };
        write!(f, "weak sslmode \"{mode}\" may not be used with {setting} ({remedy})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direct_tls_is_checked_before_the_roots() {
        let find = |mode, negotiation, is_system| {
            WeakSslMode::find(mode, negotiation, is_system).map(|weak| weak.to_string())
        };
        let direct = "weak sslmode \"prefer\" may not be used with sslnegotiation=direct (use \"require\", \"verify-ca\", or \"verify-full\")";
        let system =
            "weak sslmode \"verify-ca\" may not be used with sslrootcert=system (use \"verify-full\")";
        assert_eq!(find(SslMode::Prefer, Negotiation::Direct, false).as_deref(), Some(direct));
        assert_eq!(find(SslMode::Prefer, Negotiation::Direct, true).as_deref(), Some(direct));
        assert_eq!(find(SslMode::VerifyCa, Negotiation::Direct, true).as_deref(), Some(system));
        assert_eq!(find(SslMode::VerifyCa, Negotiation::Direct, false), None);
        assert_eq!(find(SslMode::Disable, Negotiation::Postgres, false), None);
        assert_eq!(find(SslMode::VerifyFull, Negotiation::Direct, true), None);
    }
}
