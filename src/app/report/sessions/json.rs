//! The sessions for scripts, as `docs/reference/json.md` lists them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::app::report::diagnostics::FindingJson;
use crate::app::report::json;
use crate::check::sessions::{JudgedSessions, SessionFacts, SessionTotals, Transport};
use crate::libpq::sslmode::TlsVersion;

use super::text::PARAMETERS;

#[derive(Serialize)]
struct SessionsJson<'a> {
    target: &'a str,
    ok: bool,
    complete: bool,
    looks: usize,
    role: Option<&'a str>,
    pooler: Option<bool>,
    min_version: TlsVersion,
    totals: SessionTotals,
    own: Option<OwnSessionJson<'a>>,
    sessions: Vec<SessionJson<'a>>,
    parameters: BTreeMap<&'a str, Option<&'a str>>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct SessionJson<'a> {
    database: Option<&'a str>,
    user: Option<&'a str>,
    application: Option<&'a str>,
    client_address: Option<&'a str>,
    tls_version: Option<TlsVersion>,
    cipher: Option<&'a str>,
    client_certificate: Option<&'a str>,
    kind: &'static str,
    transport: Option<&'static str>,
    count: usize,
}

/// How the server sees the session that asked.
#[derive(Serialize)]
struct OwnSessionJson<'a> {
    transport: Option<&'static str>,
    tls_version: Option<TlsVersion>,
    cipher: Option<&'a str>,
    client_certificate: Option<&'a str>,
}

pub(crate) fn render(label: &str, judged: &JudgedSessions) -> String {
    let tally = &judged.tally;
    let content = SessionsJson {
        target: label,
        ok: judged.is_ok(),
        complete: judged.is_complete,
        looks: tally.looks(),
        role: tally.role(),
        pooler: judged.is_pooled,
        min_version: judged.least,
        totals: judged.totals,
        own: tally.own().map(|own| OwnSessionJson {
            transport: own.transport.map(Transport::name),
            tls_version: own.tls_version,
            cipher: own.cipher.as_deref(),
            client_certificate: own.certificate.as_deref(),
        }),
        sessions: tally.groups().into_iter().map(|(facts, count)| session(facts, count)).collect(),
        parameters: PARAMETERS.into_iter().map(|name| (name, tally.parameter(name))).collect(),
        findings: judged.findings.iter().map(FindingJson::from).collect(),
    };
    json::object(Some("sessions"), content)
}

fn session(facts: &SessionFacts, count: usize) -> SessionJson<'_> {
    SessionJson {
        database: facts.database.as_deref(),
        user: facts.user.as_deref(),
        application: facts.application.as_deref(),
        client_address: facts.address.as_deref(),
        tls_version: facts.tls_version,
        cipher: facts.cipher.as_deref(),
        client_certificate: facts.certificate.as_deref(),
        kind: facts.kind.name(),
        transport: facts.transport.map(Transport::name),
        count,
    }
}

/// The answer to `--print-sql`.
pub(crate) fn query(sql: &str) -> String {
    #[derive(Serialize)]
    struct QueryJson<'a> {
        sql: &'a str,
    }
    json::object(Some("sessions"), QueryJson { sql })
}
