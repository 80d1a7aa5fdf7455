//! What the program says about a problem: a failure, a warning or a finding, with its stable code and its fix.
//! It imports only fingerprints (`x509`), and every other room imports this one.
//! It knows neither text nor JSON: the rooms above write the message, and `app/report` renders it.

pub(crate) mod catalog;
mod code;
mod fix;
mod summed;

use std::fmt;

use serde::Serialize;

use crate::x509::digest::Sha256;

pub use code::Code;
pub use fix::Fix;
pub(crate) use summed::SummedDiagnostics;

use catalog::Speaker;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Clients fail, or trust what they must not. A failure of the program is an error too.
    Error,
    /// Some clients fail, or all of them will some day.
    Warning,
    /// Worth knowing.
    Info,
}

/// One thing to know, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable name.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What happened, to which thing: lower case, no full stop.
    pub message: String,
    /// What to do next. JSON calls it `hint`.
    pub fix: Fix,
    /// Where it was found.
    pub place: Place,
    /// The pinned and the actual SHA-256, if the bytes are not the pinned ones.
    pub mismatch: Option<Box<Mismatch>>,
}

/// The line, certificate, pin or address of a diagnostic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line of the file, counted from 1.
    pub line: Option<usize>,
    /// The alias in a keystore.
    pub alias: Option<Box<str>>,
    /// The certificate.
    pub certificate: Option<Sha256>,
    /// The id of the pinned root that it is about.
    pub pin: Option<Box<str>>,
    /// The address that failed.
    pub url: Option<Box<str>>,
    /// The pin manifest that cannot be used, as it was named.
    pub manifest: Option<Box<str>>,
}

/// Bytes that are not the pinned ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The pinned SHA-256.
    pub expected: Sha256,
    /// The SHA-256 that was found instead.
    pub actual: Sha256,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub(crate) fn new(
        code: Code,
        severity: Severity,
        message: impl Into<String>,
        fix: impl Into<Fix>,
    ) -> Self {
        let (message, fix) = (message.into(), fix.into());
        Self { code, severity, message, fix, place: Place::default(), mismatch: None }
    }

    /// What ends a run with exit code 2.
    pub(crate) fn failure(code: Code, message: impl Into<String>, fix: impl Into<Fix>) -> Self {
        Self::new(code, Severity::Error, message, fix).listed(Speaker::Failure)
    }

    /// Wrong arguments.
    pub(crate) fn usage(message: impl Into<String>, fix: impl Into<Fix>) -> Self {
        Self::failure(Code::Usage, message, fix)
    }

    /// A side effect or a danger of something that worked.
    pub(crate) fn warning(code: Code, message: impl Into<String>, fix: impl Into<Fix>) -> Self {
        Self::new(code, Severity::Warning, message, fix).listed(Speaker::Warning)
    }

    /// The tests run with this check, so the catalog has a row for everything that the program says.
    fn listed(self, speaker: Speaker) -> Self {
        debug_assert!(catalog::lists(&[speaker], &self), "the catalog does not list {self:?}");
        self
    }

    /// Replaces the fix.
    #[must_use]
    pub(crate) fn with_fix(mut self, fix: impl Into<Fix>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Names the line.
    #[must_use]
    pub(crate) fn at_line(mut self, line: usize) -> Self {
        self.place.line = Some(line);
        self
    }

    /// Names the alias in a keystore.
    #[must_use]
    pub(crate) fn at_alias(mut self, alias: &str) -> Self {
        self.place.alias = Some(alias.into());
        self
    }

    /// Names the address that failed.
    #[must_use]
    pub(crate) fn at_url(mut self, url: impl Into<String>) -> Self {
        self.place.url = Some(url.into().into());
        self
    }

    /// Names the pin manifest that cannot be used.
    #[must_use]
    pub(crate) fn in_manifest(mut self, name: &str) -> Self {
        self.place.manifest = Some(name.into());
        self
    }

    /// Names the certificate.
    #[must_use]
    pub(crate) fn at_certificate(mut self, sha256: Sha256) -> Self {
        self.place.certificate = Some(sha256);
        self
    }

    /// Names the pinned root.
    #[must_use]
    pub(crate) fn at_pin(mut self, id: &str) -> Self {
        self.place.pin = Some(id.into());
        self
    }

    /// Names the fingerprint that was pinned and the one that was found.
    #[must_use]
    pub(crate) fn with_mismatch(mut self, expected: Sha256, actual: Sha256) -> Self {
        self.mismatch = Some(Box::new(Mismatch { expected, actual }));
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}
