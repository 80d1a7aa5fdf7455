//! Reads the JSON of earlier runs, as one object or an object in each line.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, BufReader, Read};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Deserializer;
use serde_json::value::RawValue;
use time::{OffsetDateTime, UtcOffset};

use super::announced::{Announced, RunSize};
use super::record_fault::{RecordFault, RecordReason};
use super::server_report::{ServerCause, ServerReport, ServerRoot, ServerVerdict};
use super::shard::Shard;
use crate::diagnostic::{Code, Severity};
use crate::libpq::sslmode::SslMode;
use crate::x509::digest::Sha256;

/// Room for the reports of a hundred thousand servers.
const LIMIT: u64 = 1 << 30;

/// What all reports of a file say of their runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunFacts {
    /// Whether none of the runs was interrupted or killed.
    pub(crate) is_complete: bool,
    /// The latest time for which a server was judged.
    pub(crate) at: OffsetDateTime,
}

#[derive(Deserialize)]
struct RunRecord {
    #[serde(default)]
    schema: Option<u64>,
    #[serde(default)]
    command: Option<String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    at: Option<OffsetDateTime>,
    #[serde(default)]
    complete: Option<bool>,
    #[serde(default)]
    failed_only: Option<bool>,
    #[serde(default)]
    total: Option<usize>,
    #[serde(default)]
    shard: Option<WordRecord<Shard>>,
    #[serde(default)]
    error: Option<IgnoredAny>,
    #[serde(default)]
    targets: Option<Vec<Box<RawValue>>>,
}

#[derive(Deserialize)]
struct TargetRecord {
    target: String,
    sslmode: WordRecord<SslMode>,
    ok: Option<bool>,
    error: Option<ErrorRecord>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    reply: Option<String>,
    #[serde(default)]
    tls: Option<TlsRecord>,
    #[serde(default)]
    chain: Vec<SentRecord>,
    #[serde(default)]
    openssl: Option<ChainRecord>,
    #[serde(default)]
    paths: Vec<PathRecord>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
    #[serde(default)]
    verdicts: HashMap<String, VerdictRecord>,
    #[serde(default)]
    findings: Vec<FindingRecord>,
}

/// A value as the command line takes it.
struct WordRecord<T>(T);

#[derive(Deserialize)]
struct ErrorRecord {
    code: String,
    message: String,
    hint: String,
}

#[derive(Deserialize)]
struct TlsRecord {
    version: String,
    cipher_suite: String,
}

#[derive(Deserialize)]
struct SentRecord {
    issuer: String,
    sha256: Sha256,
    #[serde(default, with = "time::serde::rfc3339::option")]
    not_after: Option<OffsetDateTime>,
}

#[derive(Deserialize)]
struct ChainRecord {
    certificates: Vec<Sha256>,
}

#[derive(Deserialize)]
struct PathRecord {
    anchor: AnchorRecord,
}

#[derive(Deserialize)]
struct AnchorRecord {
    subject: String,
    sha256: Sha256,
}

#[derive(Deserialize)]
struct VerdictRecord {
    ok: Option<bool>,
    encrypted: Option<bool>,
    message: Option<String>,
}

#[derive(Deserialize)]
struct FindingRecord {
    code: String,
    severity: SeverityRecord,
    message: String,
    hint: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SeverityRecord {
    Error,
    Warning,
    Info,
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for WordRecord<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// Reads every report. `each` gets every server with its JSON and the size of its run, as far as the report says it, and
/// says whether to go on.
///
/// # Errors
/// Where something in it is no report of a run over servers.
pub(crate) fn read(
    input: impl Read,
    mut each: impl FnMut(ServerReport, &RawValue, Option<RunSize>) -> bool,
) -> Result<RunFacts, RecordFault> {
    let (lines, left) = (Cell::new(1), Cell::new(LIMIT));
    let counted = Counted { input: BufReader::new(input), lines: &lines, left: &left };
    let (mut facts, mut announced): (Option<RunFacts>, _) = (None, Announced::default());
    for run in Deserializer::from_reader(counted).into_iter::<RunRecord>() {
        let run = run.map_err(|error| RecordFault::from_json(error, left.get() == 0))?;
        let known = take(run, &mut announced, &mut each)
            .map_err(|reason| RecordFault { line: lines.get(), reason })?;
        facts = Some(facts.map_or(known, |facts| facts.and(known)));
    }
    let facts = facts.ok_or(RecordFault { line: 1, reason: RecordReason::Empty })?;
    Ok(RunFacts { is_complete: facts.is_complete && announced.are_there(), ..facts })
}

/// An input whose lines are counted as they are read, up to a limit. The parser takes a byte at a time.
struct Counted<'a, R> {
    input: BufReader<R>,
    lines: &'a Cell<usize>,
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.input.read(&mut buffer[..room])?;
        self.left.set(self.left.get() - read as u64);
        self.lines.set(self.lines.get() + buffer[..read].iter().filter(|byte| **byte == b'\n').count());
        Ok(read)
    }
}

impl RunFacts {
    /// Those of two files, or of two objects.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { is_complete: self.is_complete && other.is_complete, at: self.at.max(other.at) }
    }
}

fn take(
    run: RunRecord,
    announced: &mut Announced,
    each: &mut impl FnMut(ServerReport, &RawValue, Option<RunSize>) -> bool,
) -> Result<RunFacts, RecordReason> {
    if run.schema != Some(1) {
        return Err(RecordReason::OtherSchema);
    }
    if run.command.as_deref() != Some("check") {
        return Err(RecordReason::OtherCommand);
    }
    if run.error.is_some() {
        return Err(RecordReason::FailedRun);
    }
    if run.failed_only == Some(true) {
        return Err(RecordReason::FailedOnly);
    }
    let at = run.at.ok_or(RecordReason::WrongType)?.to_offset(UtcOffset::UTC);
    let targets = run.targets.ok_or(RecordReason::NoTargets)?;
    let shard = run.shard.map(|shard| shard.0);
    if let Some(total) = run.total {
        announced.add(at, RunSize { total, shard }, targets.len());
    }
    // One object has all servers of its run, unless it was interrupted.
    let total = run.total.or(Some(targets.len()).filter(|_| run.complete == Some(true)));
    let size = total.map(|total| RunSize { total, shard });
    for raw in targets {
        // A derived struct would take a list of its fields, too.
        if !raw.get().starts_with('{') {
            return Err(RecordReason::WrongType);
        }
        let record: TargetRecord = serde_json::from_str(raw.get()).map_err(|_| RecordReason::WrongType)?;
        if !each(record.report(at), &raw, size) {
            break;
        }
    }
    Ok(RunFacts { is_complete: run.complete != Some(false), at })
}

impl TargetRecord {
    fn report(self, at: OffsetDateTime) -> ServerReport {
        let deciding = self.verdicts.get(self.sslmode.0.name());
        let encrypted = deciding.filter(|verdict| verdict.ok == Some(true)).and_then(|one| one.encrypted);
        // Of what was reached, only a Unix socket has neither an address nor a reply.
        let is_socket = self.error.is_none() && self.address.is_none() && self.reply.is_none();
        let is_plaintext = !is_socket && encrypted == Some(false);
        let verdict = match (&self.error, self.ok) {
            (Some(_), _) => ServerVerdict::NotReached,
            (None, Some(true)) if is_plaintext => ServerVerdict::Plaintext,
            (None, Some(true)) => ServerVerdict::Ok,
            (None, Some(false)) => ServerVerdict::NotOk,
            (None, None) => ServerVerdict::Unknown,
        };
        ServerReport {
            at,
            mode: self.sslmode.0,
            verdict,
            is_socket,
            encrypted,
            until: self.until.map(|until| until.to_offset(UtcOffset::UTC)),
            leaf_end: self.chain.first().and_then(|sent| sent.not_after),
            root: self.root(),
            cause: self.cause(is_plaintext),
            severity: self.findings.first().map(|finding| finding.severity.into()),
            loses_encryption: self.findings.iter().any(FindingRecord::loses_encryption),
            tls: self.tls.map(|tls| (tls.version, tls.cipher_suite)),
            label: self.target,
        }
    }

    fn root(&self) -> Option<ServerRoot> {
        if let Some(PathRecord { anchor }) = self.paths.first() {
            return Some(ServerRoot::Anchor { subject: anchor.subject.clone(), sha256: anchor.sha256 });
        }
        let last = self.openssl.as_ref()?.certificates.last()?;
        let sent = self.chain.iter().find(|sent| sent.sha256 == *last)?;
        Some(ServerRoot::Below(sent.issuer.clone()))
    }

    fn cause(&self, is_plaintext: bool) -> Option<ServerCause> {
        if let Some(ErrorRecord { code, message, hint }) = &self.error {
            return Some(ServerCause {
                code: Some(code.clone()),
                message: message.clone(),
                fix: hint.clone(),
            });
        }
        let states_plaintext = |finding: &&FindingRecord| is_plaintext && finding.is(Code::PlaintextFallback);
        let worst = self.findings.iter().find(|finding| !states_plaintext(finding));
        if let Some(worst) = worst.filter(|finding| finding.severity != SeverityRecord::Info) {
            let FindingRecord { code, message, hint, .. } = worst;
            return Some(ServerCause {
                code: Some(code.clone()),
                message: message.clone(),
                fix: hint.clone(),
            });
        }
        if self.ok == Some(true) {
            return None;
        }
        let message = self.verdicts.get(self.sslmode.0.name()).and_then(|verdict| verdict.message.as_deref());
        Some(ServerCause::from_message(message.unwrap_or_default()))
    }
}

impl FindingRecord {
    fn is(&self, code: Code) -> bool {
        self.code == code.to_string()
    }

    fn loses_encryption(&self) -> bool {
        self.severity == SeverityRecord::Warning
            && (self.is(Code::PlaintextFallback) || self.is(Code::EarlyBytes))
    }
}

impl From<SeverityRecord> for Severity {
    fn from(record: SeverityRecord) -> Self {
        match record {
            SeverityRecord::Error => Self::Error,
            SeverityRecord::Warning => Self::Warning,
            SeverityRecord::Info => Self::Info,
        }
    }
}
