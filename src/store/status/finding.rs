//! What `status` finds: values with stable codes, each with what to do about it.

use serde::Serialize;

use crate::x509::digest::Sha256;

/// How bad a finding is. An error is what makes connections fail or trusts the wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    /// Clients fail, or will trust what they must not.
    Error,
    /// Some clients fail, or all will one day.
    Warning,
    /// Worth knowing.
    Info,
}

/// The stable name of a finding. `docs/findings.md` has a section for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "docs/findings.md describes each, and a test keeps the two equal")]
pub(crate) enum Code {
    MissingFile,
    UnreadableFile,
    EmptyFile,
    NotPem,
    MalformedBlock,
    PrivateKey,
    TamperedRoot,
    ImpostorRoot,
    UnreadableCertificate,
    IgnoredBlock,
    Expired,
    NotYetValid,
    MissingRoot,
    RootVariant,
    Expiring,
    PinnedIntermediate,
    PinnedLeaf,
    CrlPresent,
    EnvOverride,
    ServiceOverride,
    NearMissPath,
    WritableByOthers,
    PrivateFolder,
    Bom,
    TrustedBlock,
    OtherLabel,
    TrailingBytes,
    DashLine,
    RootHome,
    HomeMismatch,
    PublicDistrust,
    ForeignRoot,
    Duplicate,
}

/// One thing to know about a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The stable name.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is so, on which thing.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// The line of the file, counted from 1.
    pub line: Option<usize>,
    /// The certificate.
    pub sha256: Option<Sha256>,
    /// The pinned root that it is about.
    pub pin: Option<String>,
}

impl Finding {
    /// A finding about the file or its surroundings.
    pub(crate) fn new(
        code: Code,
        severity: Severity,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            hint: hint.into(),
            line: None,
            sha256: None,
            pin: None,
        }
    }

    /// Names the line.
    #[must_use]
    pub(crate) fn at_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }

    /// Names the certificate.
    #[must_use]
    pub(crate) fn of(self, sha256: Sha256) -> Self {
        Self { sha256: Some(sha256), ..self }
    }

    /// Names the pinned root.
    #[must_use]
    pub(crate) fn about(self, pin: &str) -> Self {
        Self { pin: Some(pin.to_owned()), ..self }
    }
}

/// The worst first; among equals by their code and line.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (finding.severity, finding.code, finding.line));
}
