//! What `check` finds: values with stable codes, each with what to do about it.

use serde::Serialize;

use crate::openssl::chain;
use crate::store::status::Severity;

/// The stable name of a finding. `docs/check.md` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Code {
    NotPostgresql,
    DirectOnly,
    NoTls,
    ErrorReply,
    EarlyBytes,
    OldTls,
    UnknownSuite,
    TlsFailed,
    StoreMissing,
    StoreUnreadable,
    MissingRoot,
    UnknownRoot,
    MissingIntermediate,
    PathNotTaken,
    OutsideSet,
    NameMismatch,
    PlaintextFallback,
    UnprovenKey,
    Expiring,
    PublicAnchor,
    PublicDistrust,
    Sha1Signature,
    StoredIntermediate,
    WrongOrder,
    TopLevelWildcard,
    ManyPaths,
    RootSent,
    SuperfluousCertificate,
    ClientCertificateRequested,
    UnixSocket,
    /// What is wrong with the chain that OpenSSL looks at, under the name of the problem.
    #[serde(untagged)]
    Chain(chain::Kind),
}

/// One thing to know about a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) hint: String,
}

impl Finding {
    pub(crate) fn new(
        code: Code,
        severity: Severity,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { code, severity, message: message.into(), hint: hint.into() }
    }
}

impl Code {
    /// The stable name.
    pub(crate) fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}
