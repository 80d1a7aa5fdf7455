//! What is reported of one server among many. It is small: a run keeps thousands of them.

use time::OffsetDateTime;

use crate::check::{Answered, Checked, TargetCheck};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::capture::Capture;
use crate::libpq::sslmode::SslMode;
use crate::x509::certificate::days_between;
use crate::x509::digest::Sha256;

/// One server of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerReport {
    /// The target as it was given, without its password.
    pub(crate) label: String,
    /// The time for which it was judged.
    pub(crate) at: OffsetDateTime,
    /// The mode that decides.
    pub(crate) mode: SslMode,
    pub(crate) verdict: ServerVerdict,
    /// Whether it is a Unix socket that was reached.
    pub(crate) is_socket: bool,
    /// Whether the deciding mode connects with encryption. None if it does not connect, or if that is unknown.
    pub(crate) encrypted: Option<bool>,
    /// When the verdict on the chain changes by itself.
    pub(crate) until: Option<OffsetDateTime>,
    /// The last second of the server's certificate.
    pub(crate) leaf_end: Option<OffsetDateTime>,
    /// The TLS version and the cipher suite.
    pub(crate) tls: Option<(String, String)>,
    pub(crate) root: Option<ServerRoot>,
    /// Why it is not ok, or its worst warning.
    pub(crate) cause: Option<ServerCause>,
    /// The severity of its worst finding.
    pub(crate) severity: Option<Severity>,
    /// Whether a finding is about lost encryption.
    pub(crate) loses_encryption: bool,
}

/// The verdict of a server in one word. The order is that of a report, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ServerVerdict {
    NotOk,
    NotReached,
    Unknown,
    /// The deciding mode connects without encryption, as it is meant to.
    Plaintext,
    Ok,
}

/// The root under which a server's chain is, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ServerRoot {
    /// The path to it is known.
    Anchor { subject: String, sha256: Sha256 },
    /// The chain ends before a root, below this issuer.
    Below(String),
}

/// Why a server is not ok, or its worst warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerCause {
    /// The code of the failure or the finding; none where libpq's message is all that is known.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    pub(crate) fix: String,
}

impl ServerVerdict {
    /// The word in reports for other programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NotOk => "not ok",
            Self::NotReached => "not reached",
            Self::Unknown => "unknown",
            Self::Plaintext => "plaintext",
            Self::Ok => "ok",
        }
    }

    /// Whether the server is ok. None if that is unknown.
    pub(crate) fn is_ok(self) -> Option<bool> {
        match self {
            Self::NotOk => Some(false),
            Self::NotReached | Self::Unknown => None,
            Self::Plaintext | Self::Ok => Some(true),
        }
    }
}

impl ServerReport {
    /// The report of a check for this time.
    pub(crate) fn from_check(check: &TargetCheck, at: OffsetDateTime) -> Self {
        let answered = check.result.as_ref().ok();
        let checked = answered.map(|answered| &answered.checked);
        let findings = checked.map(|checked| checked.findings.as_slice()).unwrap_or_default();
        Self {
            label: check.label.clone(),
            at,
            mode: check.mode,
            verdict: verdict(check),
            is_socket: check.is_socket(),
            encrypted: checked.and_then(Checked::is_encrypted),
            until: checked.and_then(|checked| checked.until),
            leaf_end: checked.and_then(|checked| checked.sent.first()?.not_after()),
            tls: answered.and_then(tls),
            root: checked.and_then(root),
            cause: match &check.result {
                Err(error) => Some(error.into()),
                Ok(answered) => cause(&answered.checked),
            },
            severity: findings.first().map(|finding| finding.severity),
            loses_encryption: findings.iter().any(loses_encryption),
        }
    }

    /// Whether the deciding mode connects over a network without encryption.
    pub(crate) fn is_plaintext(&self) -> bool {
        !self.is_socket && self.encrypted == Some(false)
    }

    /// Whether it is ok but for a warning.
    pub(crate) fn warns(&self) -> bool {
        self.verdict.is_ok() == Some(true) && self.severity == Some(Severity::Warning)
    }

    /// Whether its line could not be read, or its settings contradict each other.
    pub(crate) fn is_usage(&self) -> bool {
        let is_usage = |cause: &ServerCause| cause.code.as_deref() == Some(Code::Usage.to_string().as_str());
        self.verdict == ServerVerdict::NotReached && self.cause.as_ref().is_some_and(is_usage)
    }

    /// Whether `--failed` keeps it.
    pub(crate) fn is_kept(&self) -> bool {
        self.verdict.is_ok() != Some(true) || self.warns()
    }

    /// The days until the verdict on the chain changes by itself.
    pub(crate) fn days_left(&self) -> Option<i64> {
        self.until.map(|until| days_between(self.at, until))
    }
}

impl From<&Diagnostic> for ServerCause {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            code: Some(diagnostic.code.to_string()),
            message: diagnostic.message.clone(),
            fix: diagnostic.fix.words().to_owned(),
        }
    }
}

fn verdict(check: &TargetCheck) -> ServerVerdict {
    match (&check.result, check.is_ok()) {
        (Err(_), _) => ServerVerdict::NotReached,
        (Ok(answered), Some(true)) if answered.checked.is_plaintext() => ServerVerdict::Plaintext,
        (_, Some(true)) => ServerVerdict::Ok,
        (_, Some(false)) => ServerVerdict::NotOk,
        (_, None) => ServerVerdict::Unknown,
    }
}

fn tls(answered: &Answered) -> Option<(String, String)> {
    let handshake = answered.capture.as_ref().and_then(Capture::handshake)?;
    Some((handshake.version.to_string(), handshake.cipher_suite.clone()))
}

fn root(checked: &Checked) -> Option<ServerRoot> {
    if let Some(path) = checked.paths.first() {
        let anchor = &path.anchor().certificate;
        return Some(ServerRoot::Anchor { subject: anchor.subject().to_owned(), sha256: anchor.sha256() });
    }
    let last = checked.judgment.as_ref()?.selection.links.last()?;
    // JSON has the issuers of what was sent alone, and a report that is read back says the same.
    let sent = checked.sent.iter().find(|sent| sent.sha256() == last.certificate.sha256())?;
    Some(ServerRoot::Below(sent.issuer().to_owned()))
}

/// The worst finding that is more than an info; without one, the first line of libpq's message.
fn cause(checked: &Checked) -> Option<ServerCause> {
    if let Some(worst) = checked.worst() {
        return Some(worst.into());
    }
    if checked.is_ok() == Some(true) {
        return None;
    }
    Some(ServerCause::from_message(checked.verdict(checked.mode).message.as_deref().unwrap_or_default()))
}

impl ServerCause {
    /// The first line of libpq's message.
    pub(super) fn from_message(message: &str) -> Self {
        let first = message.lines().next().unwrap_or_default();
        Self { code: None, message: first.to_owned(), fix: String::new() }
    }
}

fn loses_encryption(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Warning
        && matches!(finding.code, Code::PlaintextFallback | Code::EarlyBytes)
}
