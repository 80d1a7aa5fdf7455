//! The sessions as CSV (RFC 4180).

use crate::check::sessions::{JudgedSessions, SessionFacts, Transport};
use crate::paste::cells;

const HEAD: &str =
    "database,user,application,client_address,tls_version,cipher,client_certificate,kind,transport,count";

pub(crate) fn render(judged: &JudgedSessions) -> String {
    let rows = judged.tally.groups().into_iter().map(|(facts, count)| row(facts, count));
    std::iter::once(HEAD.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

fn row(facts: &SessionFacts, count: usize) -> String {
    let text = |name: &Option<String>| cells::csv(name.as_deref().unwrap_or_default());
    [
        text(&facts.database),
        text(&facts.user),
        text(&facts.application),
        text(&facts.address),
        facts.tls_version.map_or_else(String::new, |version| version.to_string()),
        text(&facts.cipher),
        text(&facts.certificate),
        facts.kind.name().to_owned(),
        facts.transport.map_or("", Transport::name).to_owned(),
        count.to_string(),
    ]
    .join(",")
}
