//! What a server takes and which clients could connect, as JSON and as text.

use std::fmt::Write as _;

use serde::Serialize;

use crate::app::report::layout::{count, wrap_to};
use crate::check::{Agreement, Answered, Compatibility, KnownClient};
use crate::libpq::probe_capture::{ProbeCapture, ProbeEnd};
use crate::libpq::sslmode::TlsVersion;
use crate::openssl::hello::{group_name, suite_name};

#[derive(Serialize)]
pub(super) struct ProbeJson {
    versions: Vec<TlsVersion>,
    cipher_suites: Vec<String>,
    groups: Vec<String>,
    clients: Vec<KnownClientJson>,
    min_version: Option<TlsVersion>,
    locked_out: Vec<&'static str>,
    connections: usize,
    complete: bool,
    cut_short: Option<&'static str>,
}

#[derive(Serialize)]
struct KnownClientJson {
    client: &'static str,
    date: &'static str,
    source: &'static str,
    agrees: Option<bool>,
    version: Option<TlsVersion>,
    reason: Option<String>,
}

impl ProbeJson {
    /// None where the server was not asked.
    pub(super) fn new(answered: &Answered) -> Option<Self> {
        let (probe, compatibility) = parts(answered)?;
        let least = compatibility.locked_out.as_ref();
        Some(Self {
            versions: probe.versions.iter().map(|(version, _)| *version).collect(),
            cipher_suites: probe.suites.iter().map(|suite| suite_name(*suite)).collect(),
            groups: probe.groups.iter().map(|group| group_name(*group)).collect(),
            clients: clients(compatibility),
            min_version: least.map(|(version, _)| *version),
            locked_out: least.map_or_else(Vec::new, |(_, clients)| names(clients)),
            connections: probe.connections,
            complete: probe.end == ProbeEnd::Complete,
            cut_short: cut_short(probe.end),
        })
    }
}

fn names(clients: &[&'static KnownClient]) -> Vec<&'static str> {
    clients.iter().map(|client| client.name).collect()
}

fn parts(answered: &Answered) -> Option<(&ProbeCapture, &Compatibility)> {
    answered.capture.as_ref()?.probe.as_ref().zip(answered.compatibility.as_ref())
}

fn clients(compatibility: &Compatibility) -> Vec<KnownClientJson> {
    let client = |(client, agreement): &(&'static KnownClient, Agreement)| {
        let (agrees, version, reason) = match agreement {
            Agreement::Agrees(version) => (Some(true), Some(*version), None),
            Agreement::Lacks(missing) => (Some(false), None, Some(missing.to_string())),
            Agreement::Unknown => (None, None, None),
        };
        KnownClientJson {
            client: client.name,
            date: client.date,
            source: client.source,
            agrees,
            version,
            reason,
        }
    };
    compatibility.clients.iter().map(client).collect()
}

/// Why not everything is known.
fn cut_short(end: ProbeEnd) -> Option<&'static str> {
    Some(match end {
        ProbeEnd::Complete => return None,
        ProbeEnd::Bound => "the limit of 40 connections was reached",
        ProbeEnd::TimeLimit => "the time limit was reached",
        ProbeEnd::Unconnected => "the server took no further connection",
        ProbeEnd::NotTls => "an answer of the server is not TLS",
        ProbeEnd::Endless => "an answer of the server does not end",
        ProbeEnd::NotOffered => "the server picked what was not offered",
    })
}

/// What the server takes, in lines. With `verbose`, every suite and every client.
pub(super) fn facts(answered: &Answered, verbose: bool, width: usize) -> String {
    let Some((probe, compatibility)) = parts(answered) else { return String::new() };
    let mut text = String::new();
    for line in lines(probe, compatibility, verbose) {
        let head = if text.is_empty() { "  probe  " } else { "         " };
        let _ = writeln!(text, "{}", wrap_to(width, head, &line));
    }
    text
}

/// Every line of it.
pub(super) fn all_lines(answered: &Answered) -> Vec<String> {
    parts(answered).map_or_else(Vec::new, |(probe, compatibility)| lines(probe, compatibility, true))
}

fn lines(probe: &ProbeCapture, compatibility: &Compatibility, verbose: bool) -> Vec<String> {
    let versions: Vec<&str> = probe.versions.iter().map(|(version, _)| version.name()).collect();
    let groups: Vec<String> = probe.groups.iter().map(|group| group_name(*group)).collect();
    let mut lines = vec![format!(
        "takes {}",
        if versions.is_empty() { "no TLS version".into() } else { versions.join(", ") }
    )];
    if !groups.is_empty() {
        lines.push(format!("groups {}", groups.join(", ")));
    }
    if !probe.suites.is_empty() {
        let suites = count(probe.suites.len(), "cipher suite");
        lines.push(format!("{suites} of TLSv1.2{}", if verbose { ":" } else { "; -v lists them" }));
    }
    if verbose {
        lines.extend(probe.suites.iter().map(|suite| format!("  {}", suite_name(*suite))));
    }
    lines.extend(cut_short(probe.end).map(|why| format!("not everything is known: {why}")));
    lines.extend(client_lines(compatibility, verbose));
    if let Some((least, clients)) = &compatibility.locked_out {
        let names = names(clients);
        let names = if names.is_empty() { "none of the known clients".into() } else { names.join(", ") };
        lines.push(format!("{least} as the minimum locks out {names}"));
    }
    lines
}

fn client_lines(compatibility: &Compatibility, verbose: bool) -> Vec<String> {
    let clients = &compatibility.clients;
    let agrees = |agreement: &Agreement| matches!(agreement, Agreement::Agrees(_));
    let number = clients.iter().filter(|(_, agreement)| agrees(agreement)).count();
    let head = format!("{number} of {} known clients can connect", clients.len());
    let others = clients.iter().filter(|(_, agreement)| verbose || !agrees(agreement));
    let others = others.map(|(client, agreement)| {
        let outcome = match agreement {
            Agreement::Agrees(version) => version.to_string(),
            Agreement::Lacks(missing) => missing.to_string(),
            Agreement::Unknown => "unknown".into(),
        };
        format!("  {}: {outcome}", client.name)
    });
    std::iter::once(head).chain(others).collect()
}
