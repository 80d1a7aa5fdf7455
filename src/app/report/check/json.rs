//! The answer of `check` for scripts, as `docs/reference/json.md` lists it.

use serde::Serialize;
use time::OffsetDateTime;

use super::client::{AuthJson, ClientCertificateJson};
use super::probe::ProbeJson;
use crate::app::report::certificate::CertificateJson;
use crate::app::report::diagnostics::{FindingJson, TalkJson};
use crate::app::report::json;
use crate::check::{Answered, NameCheck, NameOutcome, Roots, TargetCheck, Verdict};
use crate::diagnostic::Code;
use crate::libpq::capture::{Capture, SslReply};
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::{SslMode, TlsVersion};
use crate::openssl::chain::{ChainProblem, Judgment, Path, Profile, Shared};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

#[derive(Serialize)]
struct CheckJson<'a> {
    ok: Option<bool>,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    targets: Vec<TargetJson<'a>>,
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

/// One object with these targets. With `--format json-lines`, each target gets an object of its own.
pub(crate) fn render(checks: &[TargetCheck], roots: &Roots, at: OffsetDateTime) -> String {
    let content = CheckJson {
        ok: all_ok(checks),
        at,
        targets: checks.iter().map(|check| target(check, roots)).collect(),
    };
    json::object(Some("check"), content)
}

/// False if any target's is false, otherwise null if any is null, otherwise true.
fn all_ok(checks: &[TargetCheck]) -> Option<bool> {
    let mut all = Some(true);
    for check in checks {
        match check.is_ok() {
            Some(false) => return Some(false),
            None => all = None,
            Some(true) => {}
        }
    }
    all
}

fn target<'a>(check: &'a TargetCheck, roots: &'a Roots) -> TargetJson<'a> {
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
