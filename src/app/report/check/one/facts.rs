//! The name, TLS, the store, the set, and how long the verdict lasts.

use std::collections::HashSet;
use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::app::report::check::{client, probe};
use crate::app::report::layout::{count, wrap_to};
use crate::app::report::style::{GREEN, RED, YELLOW};
use crate::check::cipher::Cryptography;
use crate::check::{Answered, Checked, NameCheck, NameOutcome};
use crate::libpq::capture::Capture;
use crate::paste::escape::{escape, shorten};
use crate::paste::quote;

pub(super) fn facts(answered: &Answered, at: OffsetDateTime, verbose: bool, width: usize) -> String {
    let checked = &answered.checked;
    let mut text = String::from("\n");
    if let Some(name) = &checked.name {
        let _ = writeln!(text, "{}", wrap_to(width, "  name   ", &name_fact(name)));
    }
    text.push_str(&tls(answered, verbose, width));
    let _ = writeln!(text, "  store  {}{}", escape(&answered.store.path), store_state(answered));
    if let Some(fact) = client::certificate_fact(answered) {
        let _ = writeln!(text, "{}", wrap_to(width, "  client ", &escape(&fact)));
    }
    if let Some(fact) = client::auth_fact(&answered.auth) {
        let _ = writeln!(text, "{}", wrap_to(width, "  login  ", &fact));
    }
    if let Some((set, anchored)) = &checked.set {
        let _ = writeln!(text, "  set    {} {}", escape(set), set_state(*anchored));
    }
    text.push_str(&lasts(checked, at, width));
    text.push_str(&probe::facts(answered, verbose, width));
    text
}

fn name_fact(name: &NameCheck) -> String {
    match &name.outcome {
        NameOutcome::Matches(matched) => {
            format!("{GREEN}fits{GREEN:#} {}", shorten(&quote::host(matched), 60))
        }
        NameOutcome::NoHost => "no host name to compare with".into(),
        _ if name.tried.is_empty() => format!("{RED}does not fit{RED:#}; the certificate has none"),
        _ => format!("{RED}does not fit{RED:#}; tried {}", escape(&distinct(&name.tried).join(", "))),
    }
}

/// The names, each once.
fn distinct(names: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    names.iter().filter(|name| seen.insert(*name)).map(|name| quote::host(name)).collect()
}

fn tls(answered: &Answered, verbose: bool, width: usize) -> String {
    let Some(handshake) = answered.capture.as_ref().and_then(Capture::handshake) else {
        return String::new();
    };
    let alpn = handshake.alpn.as_deref().map_or_else(String::new, |alpn| format!(", ALPN {}", escape(alpn)));
    let agreed = format!("{} {}{alpn}", handshake.version, handshake.cipher_suite);
    let mut text = wrap_to(width, "  TLS    ", &agreed) + "\n";
    if verbose {
        let parts = Cryptography::from_handshake(handshake);
        let _ = writeln!(text, "         key exchange    {}", parts.key_exchange);
        let _ = writeln!(text, "         authentication  {}", parts.authentication);
        let _ = writeln!(text, "         cipher          {}", parts.cipher);
        let _ = writeln!(text, "         MAC             {}", parts.mac);
    }
    text
}

fn store_state(answered: &Answered) -> String {
    match (answered.store.exists, answered.store.loads) {
        (false, _) => format!(" {RED}does not exist{RED:#}"),
        (true, false) => format!(" {RED}is refused{RED:#}"),
        (true, true) => String::new(),
    }
}

fn set_state(anchored: Option<bool>) -> String {
    match anchored {
        Some(true) => format!("{GREEN}anchors{GREEN:#} the chain by itself"),
        Some(false) => format!("{RED}does not anchor{RED:#} the chain by itself"),
        None => format!("{YELLOW}unknown{YELLOW:#}"),
    }
}

fn lasts(checked: &Checked, at: OffsetDateTime, width: usize) -> String {
    let Some((until, days)) = checked.until.zip(checked.days_left(at)) else { return String::new() };
    let days = count(usize::try_from(days).unwrap_or_default(), "day");
    wrap_to(width, "  valid  ", &format!("until {} ({days})", until.date())) + "\n"
}
