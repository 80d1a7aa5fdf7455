//! What name to use instead, or why a name that looks right does not fit.

use crate::check::azure_hosts;
use crate::libpq::conninfo::Target;
use crate::paste::quote;

/// The hint for a certificate with these names.
pub(super) fn name_hint(target: &Target, tried: &[String]) -> String {
    let host = target.host.as_deref().unwrap_or_default();
    let lower = host.to_ascii_lowercase();
    if let Some(public) = azure_hosts::public_name(host) {
        return format!("use `host={public}`: in the private network it leads to the same server");
    }
    if is_undotted(&lower, tried) {
        return "remove the dot at the end of the host's name: libpq compares it".into();
    }
    if tried.iter().any(|name| is_below_star(&lower, name)) {
        return "a wildcard stands for exactly one label; connect with a name that has one label in its place".into();
    }
    if tried.iter().any(|name| has_inner_star(&lower, name)) {
        return "a wildcard counts only as a whole label (`*.`); only Node accepts others".into();
    }
    match shown(tried) {
        None => "get a certificate that has the host in its subject alternative names".into(),
        Some(names) if is_place(&lower) => {
            let address =
                target.hostaddr.as_deref().unwrap_or(if lower == "localhost" { "127.0.0.1" } else { host });
            format!(
                "use `host=NAME hostaddr={address}`, where NAME is the server's own name (its certificate has {names})"
            )
        }
        Some(names) => {
            format!(
                "if the server that you mean has a name of the certificate ({names}), connect with that name; keep the address with hostaddr"
            )
        }
    }
}

/// An address, or the near end of a tunnel: a place, and not the server's name.
fn is_place(lower: &str) -> bool {
    lower == "localhost" || lower.parse::<std::net::IpAddr>().is_ok()
}

fn is_undotted(lower: &str, tried: &[String]) -> bool {
    let undotted = lower.strip_suffix('.');
    undotted.is_some_and(|rest| tried.iter().any(|name| name.eq_ignore_ascii_case(rest)))
}

fn is_below_star(lower: &str, name: &str) -> bool {
    name.strip_prefix("*.").is_some_and(|rest| lower == rest || lower.ends_with(&format!(".{rest}")))
}

fn has_inner_star(lower: &str, name: &str) -> bool {
    name.split_once('*').is_some_and(|(before, after)| {
        !before.is_empty()
            && lower.starts_with(&before.to_ascii_lowercase())
            && lower.ends_with(&after.to_ascii_lowercase())
    })
}

/// The first five names, each once.
fn shown(tried: &[String]) -> Option<String> {
    let mut seen = std::collections::HashSet::new();
    let different = tried.iter().map(String::as_str).filter(|name| seen.insert(*name));
    let names: Vec<String> = different.take(5).map(quote::host).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
