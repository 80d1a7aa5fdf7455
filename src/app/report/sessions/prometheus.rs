//! The sessions as a file for the textfile collector of Prometheus' node exporter.

use std::collections::BTreeMap;

use crate::app::report::metrics::{gauge, label as quoted};
use crate::check::sessions::{JudgedSessions, SessionFacts, Transport};

pub(crate) fn render(label: &str, judged: &JudgedSessions) -> String {
    let mut text = String::new();
    let target = format!("target=\"{}\"", quoted(label));
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let one = |count: usize| [(target.clone(), number(count))];
    let totals = judged.totals;
    gauge(
        &mut text,
        "pgcerts_sessions_ok",
        "Whether no session has a finding of severity error.",
        [(target.clone(), i64::from(judged.is_ok()))],
    );
    gauge(
        &mut text,
        "pgcerts_sessions_plaintext",
        "Sessions over the network without encryption.",
        one(totals.plaintext),
    );
    gauge(
        &mut text,
        "pgcerts_sessions_hidden",
        "Sessions whose details the role may not see.",
        one(totals.hidden),
    );
    gauge(
        &mut text,
        "pgcerts_sessions_locked_out",
        "Sessions below the least TLS version that was asked for, or below TLSv1.3.",
        one(totals.locked_out),
    );
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (facts, count) in judged.tally.groups() {
        *counts.entry(format!("{target},{}", labels(facts))).or_default() += count;
    }
    let samples = counts.into_iter().map(|(labels, count)| (labels, number(count)));
    gauge(&mut text, "pgcerts_sessions", "Sessions by database, user and encryption.", samples);
    text
}

fn labels(facts: &SessionFacts) -> String {
    let name = |name: &Option<String>| quoted(name.as_deref().unwrap_or_default());
    let (kind, transport) = (facts.kind.name(), facts.transport.map_or("", Transport::name));
    let version = facts.tls_version.map_or_else(String::new, |version| version.to_string());
    format!(
        "database=\"{}\",user=\"{}\",kind=\"{kind}\",transport=\"{transport}\",tls_version=\"{version}\"",
        name(&facts.database),
        name(&facts.user),
    )
}
