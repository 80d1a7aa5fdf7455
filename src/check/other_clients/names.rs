//! The name in the certificate, by the rules of each client.

use std::net::IpAddr;

use crate::check::{CheckQuestion, Checked, NameOutcome};
use crate::libpq::host_address;
use crate::openssl::chain::names::{self, CertificateNames, GeneralName};

use super::{Decided, DeviationReason, OtherClient};

/// What the client makes of the name.
pub(super) fn decide(client: OtherClient, question: &CheckQuestion, checked: &Checked) -> Decided {
    let host = question.target.host.as_deref().filter(|host| !host.is_empty());
    let (Some(judgment), Some(host), Some(name)) = (&checked.judgment, host, &checked.name) else {
        return Decided::Open;
    };
    let leaf = &judgment.selection.links[0];
    let accepts = accepts(client, host, &leaf.profile.names());
    match (&name.outcome, accepts) {
        (NameOutcome::Matches(_), true) => Decided::Accepts(None),
        (NameOutcome::Differs, true) if host.ends_with('.') => {
            Decided::Accepts(Some(DeviationReason::TrailingDot))
        }
        (NameOutcome::Differs, true) => Decided::Accepts(Some(DeviationReason::PartialWildcard)),
        (NameOutcome::Matches(matched), false) => {
            Decided::Refuses(refusal(host, matched, &leaf.profile.names()))
        }
        _ => Decided::Open,
    }
}

/// Why a client refuses a name that libpq takes.
fn refusal(host: &str, matched: &str, names: &CertificateNames) -> DeviationReason {
    let is_alternative =
        |name: &GeneralName| matches!(name, GeneralName::Dns(name) if name == matched.as_bytes());
    if host_address::from_host_name(host).is_some() {
        DeviationReason::AddressAsText
    } else if names.alternative.iter().any(is_alternative) {
        DeviationReason::TopLevelWildcard
    } else {
        DeviationReason::CommonName
    }
}

/// Whether the client takes one of the names.
fn accepts(client: OtherClient, host: &str, certified: &CertificateNames) -> bool {
    let dns: Vec<&[u8]> = certified.alternative.iter().filter_map(dns_name).collect();
    let common = certified.common_names.first().map(|name| name.value.as_slice()).filter(|_| dns.is_empty());
    if let Some(address) = host_address::from_host_name(host) {
        let as_address = certified.alternative.iter().any(|name| is_address(name, address));
        // `PGjdbcHostnameVerifier` compares an address as text too.
        let as_text = || dns.iter().copied().chain(common).any(|name| name == host.as_bytes());
        return as_address || client == OtherClient::Pgjdbc && as_text();
    }
    let reads_common_name = !matches!(client, OtherClient::Go | OtherClient::Rustls);
    let takes_dot = matches!(client, OtherClient::Go | OtherClient::Node | OtherClient::Rustls);
    let host = host.strip_suffix('.').filter(|_| takes_dot).unwrap_or(host);
    let mut candidates = dns.iter().copied().chain(common.filter(|_| reads_common_name));
    candidates.any(|pattern| matches(client, pattern, host.as_bytes()))
}

fn dns_name(name: &GeneralName) -> Option<&[u8]> {
    if let GeneralName::Dns(name) = name { Some(name) } else { None }
}

fn is_address(name: &GeneralName, address: IpAddr) -> bool {
    matches!(name, GeneralName::Ip(bytes) if names::address(bytes) == Some(address))
}

fn matches(client: OtherClient, pattern: &[u8], host: &[u8]) -> bool {
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    let (Some(dot), Some(host_dot)) = (memchr::memchr(b'.', pattern), memchr::memchr(b'.', host)) else {
        return false;
    };
    let ((label, rest), (host_label, host_rest)) = (pattern.split_at(dot), host.split_at(host_dot));
    let is_top_level = !rest[1..].contains(&b'.');
    let takes_top_level = matches!(client, OtherClient::Go | OtherClient::Pgjdbc);
    rest.eq_ignore_ascii_case(host_rest)
        && (takes_top_level || !is_top_level)
        && (label == b"*" || client == OtherClient::Node && fits_label(label, host_label))
}

/// `tls.checkServerIdentity` of Node: one star may be any part of the first label.
fn fits_label(pattern: &[u8], label: &[u8]) -> bool {
    let Some(star) = memchr::memchr(b'*', pattern) else { return false };
    let (before, after) = (&pattern[..star], &pattern[star + 1..]);
    let (before, after, label) =
        (before.to_ascii_lowercase(), after.to_ascii_lowercase(), label.to_ascii_lowercase());
    !after.contains(&b'*')
        && !before.starts_with(b"xn--")
        && before.len() + after.len() <= label.len()
        && label.starts_with(&before)
        && label.ends_with(&after)
}
