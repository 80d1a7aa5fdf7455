//! A failure: what failed, on which thing, and what to do next. Every one of them ends in exit code 2.
//!
//! Findings and verdicts are answers, not failures; they do not come through here.

use std::fmt;

use serde::Serialize;

use crate::x509::digest::Sha256;

/// The result of everything that can fail.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// The stable name of a failure, as scripts read it from `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Bytes that are not the pinned ones.
    PinMismatch,
    /// A root.crt that clients cannot read.
    UnreadableStore,
    /// A root.crt that holds a private key.
    PrivateKey,
    /// A root of the set that the folder of `--from` does not hold.
    MissingRoot,
    /// A file or folder that could not be read, written or locked.
    Io,
    /// A download that did not arrive, or a server that the network does not reach.
    Network,
    /// A host without an address.
    NameResolution,
    /// A server on whose port nothing listens.
    Refused,
    /// A server that did not answer in time.
    TimeLimit,
    /// Arguments that make no sense.
    Usage,
    /// A set that the manifest does not name.
    UnknownSet,
    /// No backup to put back.
    NoBackup,
    /// A manifest that cannot be read or contradicts itself.
    BadManifest,
    /// A certificate that is no root to be pinned.
    UnfitRoot,
    /// A chain that servers send and that would lose its root.
    ServedChain,
}

/// What failed, on which thing, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Error {
    /// The stable name.
    pub code: Code,
    /// What failed, on which thing: lower case, no final stop.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// The line of the store that is wrong, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The address that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The pinned SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Sha256>,
    /// The SHA-256 that was met instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<Sha256>,
}

impl Error {
    /// A failure with its message and what to do next.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
            line: None,
            url: None,
            expected: None,
            actual: None,
        }
    }

    /// Arguments that make no sense.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Code::Usage, message, hint)
    }

    /// Names the line of the store that is wrong.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// Names the address that failed.
    #[must_use]
    pub fn at_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Names the fingerprint that was pinned and the one that was met.
    #[must_use]
    pub fn with_digests(mut self, expected: Sha256, actual: Sha256) -> Self {
        self.expected = Some(expected);
        self.actual = Some(actual);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
