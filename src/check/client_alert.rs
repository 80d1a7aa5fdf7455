//! What a server means by the alert with which it refuses a client certificate (RFC 5246, 7.2.2; RFC 8446, 6.2).

/// A reason to refuse a client certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientAlert {
    UnknownAuthority,
    Expired,
    Revoked,
    WrongPurpose,
    Missing,
    /// Another reason, by the number of the alert.
    Other(u8),
}

impl ClientAlert {
    pub(crate) fn from_code(code: u8) -> Self {
        match code {
            43 => Self::WrongPurpose,
            44 => Self::Revoked,
            45 => Self::Expired,
            48 => Self::UnknownAuthority,
            116 => Self::Missing,
            other => Self::Other(other),
        }
    }

    pub(super) fn meaning(self) -> String {
        match self {
            Self::UnknownAuthority => {
                "it was not issued under an authority of the server's `ssl_ca_file`".into()
            }
            Self::Expired => "it has expired, or it is not valid yet".into(),
            Self::Revoked => "it is revoked, or the server lacks a current revocation list".into(),
            Self::WrongPurpose => {
                "it may not be used by a client, as the certificate of an authority may not".into()
            }
            Self::Missing => "the server received none".into(),
            Self::Other(code) => format!("the server sent the alert {code}; its log shows the reason"),
        }
    }

    pub(super) fn fix(self) -> &'static str {
        match self {
            Self::Expired => {
                "renew the client certificate, or send none with `sslcertmode=disable` (libpq 16 or newer)"
            }
            _ => {
                "use a certificate that this server accepts (sslcert, sslkey), or send none: `sslcertmode=disable` (libpq 16 or newer)"
            }
        }
    }
}
