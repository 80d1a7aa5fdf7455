//! The answer of `check` for scripts, as `docs/reference/json.md` lists it.

use serde::Serialize;
use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::client::{AuthJson, ClientCertificateJson};
use super::probe::ProbeJson;
use crate::app::report::certificate::CertificateJson;
use crate::app::report::diagnostics::{FindingJson, TalkJson};
use crate::app::report::json;
use crate::check::fleet::{FleetRun, FleetTally, RunSize, ServerChange, ServerReport};
use crate::check::{Answered, NameCheck, NameOutcome, Roots, TargetCheck, Verdict};
use crate::diagnostic::Code;
use crate::libpq::capture::{Capture, SslReply};
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::{SslMode, TlsVersion};
use crate::openssl::chain::{ChainProblem, Judgment, Path, Profile, Shared};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// A run over servers.
#[derive(Serialize)]
struct RunJson<'a> {
    ok: Option<bool>,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    complete: bool,
    #[serde(skip_serializing_if = "is_false")]
    failed_only: bool,
    counts: CountsJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeJson<'a>>>,
    targets: &'a [Box<RawValue>],
}

/// One server of a run, in a line of its own.
#[derive(Serialize)]
struct LineJson<'a> {
    ok: Option<bool>,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    failed_only: bool,
    targets: [&'a RawValue; 1],
}

#[derive(Serialize)]
struct CountsJson {
    all: usize,
    ok: usize,
    warnings: usize,
    plaintext: usize,
    not_ok: usize,
    unknown: usize,
    not_reached: usize,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    target: &'a str,
    what: &'static str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

#[derive(Serialize)]
struct TargetJson<'a> {
    target: &'a str,
    host: Option<&'a str>,
    port: Option<u16>,
    address: Option<String>,
    sslmode: SslMode,
    environment: Vec<&'static str>,
    ok: Option<bool>,
    error: Option<TalkJson<'a>>,
    #[serde(flatten)]
    answer: Option<AnswerJson<'a>>,
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    reply: Option<String>,
    tls: Option<TlsJson<'a>>,
    client_certificate: Option<ClientCertificateJson<'a>>,
    auth: Option<AuthJson<'a>>,
    probe: Option<ProbeJson>,
    chain: Vec<SentJson<'a>>,
    store: StoreJson<'a>,
    name: Option<NameJson<'a>>,
    openssl: Option<OpensslJson>,
    paths: Vec<PathJson<'a>>,
    paths_complete: bool,
    set: Option<SetJson<'a>>,
    #[serde(with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
    verdicts: Verdicts<'a>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct TlsJson<'a> {
    version: TlsVersion,
    cipher_suite: &'a str,
    group: Option<&'a str>,
    signature_scheme: Option<&'a str>,
    alpn: Option<&'a str>,
    client_certificate_requested: bool,
}

#[derive(Serialize)]
struct SentJson<'a> {
    #[serde(flatten)]
    certificate: CertificateJson<'a>,
    names: Vec<String>,
    pin: Option<&'a str>,
}

/// The set that was asked for.
#[derive(Serialize)]
struct SetJson<'a> {
    id: &'a str,
    anchored: Option<bool>,
}

#[derive(Serialize)]
struct StoreJson<'a> {
    path: &'a str,
    exists: bool,
    loads: bool,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct NameJson<'a> {
    matches: Option<bool>,
    matched: Option<&'a str>,
    tried: &'a [String],
}

/// The chain that OpenSSL builds.
#[derive(Serialize)]
struct OpensslJson {
    accepted: Option<bool>,
    certificates: Vec<Sha256>,
    problems: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct PathJson<'a> {
    anchor: AnchorJson<'a>,
    certificates: Vec<Sha256>,
    valid: Option<bool>,
    problems: Vec<ProblemJson>,
    #[serde(with = "time::serde::rfc3339")]
    ends: OffsetDateTime,
    sha1_signature: bool,
}

#[derive(Serialize)]
struct AnchorJson<'a> {
    subject: &'a str,
    sha256: Sha256,
    pin: Option<&'a str>,
    in_store: bool,
}

#[derive(Serialize)]
struct ProblemJson {
    code: Code,
    sha256: Sha256,
    message: String,
}

/// One field for each mode, under its name.
struct Verdicts<'a>(&'a [(SslMode, Verdict)]);

impl Serialize for Verdicts<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(mode, verdict)| (mode.name(), verdict)))
    }
}

/// One object with these targets.
pub(crate) fn run(run: &FleetRun, targets: &[Box<RawValue>]) -> String {
    let content = RunJson {
        ok: run.tally.is_ok(),
        at: run.at,
        complete: run.is_complete,
        failed_only: run.failed_only,
        counts: counts(&run.tally),
        changes: run.changes.as_ref().map(|changes| changes.iter().map(change).collect()),
        targets,
    };
    json::object(Some("check"), content)
}

/// The object of one server, with `--format json-lines`.
pub(crate) fn line(
    report: &ServerReport,
    target: &RawValue,
    size: Option<RunSize>,
    failed_only: bool,
) -> String {
    let ok = report.verdict.is_ok();
    let total = size.map(|size| size.total);
    let shard = size.and_then(|size| size.shard).map(|shard| shard.to_string());
    let content = LineJson { ok, at: report.at, total, shard, failed_only, targets: [target] };
    json::object(Some("check"), content)
}

/// A server in JSON, so that nothing else of it needs to be kept.
pub(crate) fn target(check: &TargetCheck, roots: &Roots) -> Box<RawValue> {
    json::raw(&target_json(check, roots))
}

/// A server that an earlier run reported.
pub(crate) fn target_again(target: &RawValue) -> Box<RawValue> {
    json::raw_again(target)
}

fn counts(tally: &FleetTally) -> CountsJson {
    CountsJson {
        all: tally.all,
        ok: tally.ok,
        warnings: tally.warnings,
        plaintext: tally.plaintext,
        not_ok: tally.not_ok,
        unknown: tally.unknown,
        not_reached: tally.not_reached,
    }
}

fn change(change: &ServerChange) -> ChangeJson<'_> {
    ChangeJson {
        target: &change.target,
        what: change.what.name(),
        old: change.old.as_deref(),
        new: change.new.as_deref(),
    }
}

fn target_json<'a>(check: &'a TargetCheck, roots: &'a Roots) -> TargetJson<'a> {
    let known = check.target.as_ref();
    let answered = check.result.as_ref().ok();
    let capture = answered.and_then(|answered| answered.capture.as_ref());
    TargetJson {
        target: &check.label,
        host: known.and_then(Target::shown_host),
        port: known.map(|target| target.port),
        address: capture.map(|capture| capture.address.to_string()),
        sslmode: check.mode,
        environment: known.map_or_else(Vec::new, Target::variables),
        ok: check.is_ok(),
        error: check.result.as_ref().err().map(TalkJson::from),
        answer: answered.map(|answered| answer(answered, roots)),
    }
}

fn answer<'a>(answered: &'a Answered, roots: &'a Roots) -> AnswerJson<'a> {
    let checked = &answered.checked;
    let capture = answered.capture.as_ref();
    let reply = capture.and_then(|capture| capture.reply.as_ref()).and_then(SslReply::letter);
    AnswerJson {
        // A chain from a file is judged like a server that answered `S`.
        reply: if answered.is_offline { Some("S".into()) } else { reply.map(String::from) },
        tls: capture.and_then(Capture::handshake).map(|handshake| TlsJson {
            version: handshake.version,
            cipher_suite: &handshake.cipher_suite,
            group: handshake.group.as_deref(),
            signature_scheme: handshake.signature_scheme.as_deref(),
            alpn: handshake.alpn.as_deref(),
            client_certificate_requested: capture.is_some_and(|capture| capture.client.requested),
        }),
        client_certificate: ClientCertificateJson::new(answered),
        auth: AuthJson::new(&answered.auth),
        probe: ProbeJson::new(answered),
        chain: checked.sent.iter().map(|certificate| sent(certificate, roots)).collect(),
        store: StoreJson {
            path: &answered.store.path,
            exists: answered.store.exists,
            loads: answered.store.loads,
            error: answered.store.error.as_deref(),
        },
        name: checked.name.as_ref().map(name),
        openssl: checked.judgment.as_ref().map(openssl),
        paths: checked.paths.iter().map(|each| path(each, roots)).collect(),
        paths_complete: checked.paths_complete,
        set: checked.set.as_ref().map(|(id, anchored)| SetJson { id, anchored: *anchored }),
        until: checked.until,
        verdicts: Verdicts(&checked.verdicts),
        findings: checked.findings.iter().map(FindingJson::from).collect(),
    }
}

fn sent<'a>(certificate: &'a Certificate, roots: &'a Roots) -> SentJson<'a> {
    SentJson {
        certificate: certificate.into(),
        names: Profile::from_der(certificate.der()).map_or_else(Vec::new, |profile| profile.names().shown()),
        pin: roots.pin_of(certificate).map(|pin| pin.id.as_str()),
    }
}

fn name(check: &NameCheck) -> NameJson<'_> {
    let matched = match &check.outcome {
        NameOutcome::Matches(matched) => Some(matched.as_str()),
        _ => None,
    };
    NameJson { matches: check.matches(), matched, tried: &check.tried }
}

fn openssl(judgment: &Judgment) -> OpensslJson {
    let links = &judgment.selection.links;
    OpensslJson {
        accepted: judgment.accepted(),
        certificates: digests(links),
        problems: judgment.problems.iter().map(|each| problem(each, links)).collect(),
    }
}

fn path<'a>(path: &'a Path, roots: &'a Roots) -> PathJson<'a> {
    let anchor = &path.anchor().certificate;
    PathJson {
        anchor: AnchorJson {
            subject: anchor.subject(),
            sha256: anchor.sha256(),
            pin: roots.pin_of(anchor).map(|pin| pin.id.as_str()),
            in_store: path.in_store,
        },
        certificates: digests(&path.links),
        valid: path.is_valid(),
        problems: path.problems.iter().map(|each| problem(each, &path.links)).collect(),
        ends: path.ends,
        sha1_signature: path.sha1_signature,
    }
}

fn digests(links: &[Shared]) -> Vec<Sha256> {
    links.iter().map(|link| link.certificate.sha256()).collect()
}

fn problem(problem: &ChainProblem, links: &[Shared]) -> ProblemJson {
    let certificate = &links[problem.at].certificate;
    let message = format!("{} {problem}", certificate.subject());
    ProblemJson { code: problem.kind.code(), sha256: certificate.sha256(), message }
}
