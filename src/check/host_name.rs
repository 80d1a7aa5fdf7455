//! Whether a certificate is for the host: `pgtls_verify_peer_name_matches_certificate_guts` in
//! `fe-secure-openssl.c` and the functions of `fe-secure-common.c`, PostgreSQL 15 and newer.

use crate::libpq::host_address;
use crate::openssl::chain::Profile;
use crate::openssl::chain::names::{self, GeneralName};

/// The comparison of a host with the names of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameCheck {
    /// The names that were compared, in order. If one matches, it is the last.
    pub(crate) tried: Vec<String>,
    /// The result.
    pub(crate) outcome: NameOutcome,
}

/// The result of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NameOutcome {
    /// This name of the certificate matches the host.
    Matches(String),
    /// No name matches.
    Differs,
    /// There is no host to compare.
    NoHost,
    /// libpq stops at a malformed name, in its words.
    Refused(String),
}

impl NameCheck {
    /// Compares `host`, as the user typed it, with the certificate's names.
    pub(crate) fn compare(host: Option<&str>, profile: &Profile) -> Self {
        let Some(host) = host.filter(|host| !host.is_empty()) else {
            return Self { tried: Vec::new(), outcome: NameOutcome::NoHost };
        };
        let mut check = Self { tried: Vec::new(), outcome: NameOutcome::Differs };
        let is_address = host_address::from_host_name(host).is_some();
        let mut common_name_counts = true;
        for name in profile.names().alternative {
            common_name_counts &=
                !matches!((name, is_address), (GeneralName::Dns(_), false) | (GeneralName::Ip(_), true));
            match name {
                GeneralName::Dns(name) => check.compare_name(name, host),
                GeneralName::Ip(bytes) => check.compare_address(bytes, host),
                _ => continue,
            }
            if check.outcome != NameOutcome::Differs {
                return check;
            }
        }
        if let Some(name) = profile.names().common_names.first().filter(|_| common_name_counts) {
            check.compare_name(&name.value, host);
        }
        check
    }

    /// Whether a name matches. None if there is no host.
    pub(crate) fn matches(&self) -> Option<bool> {
        match self.outcome {
            NameOutcome::Matches(_) => Some(true),
            NameOutcome::Differs | NameOutcome::Refused(_) => Some(false),
            NameOutcome::NoHost => None,
        }
    }

    /// libpq's error, unless a name matches.
    pub(crate) fn error(&self, host: &str) -> Option<String> {
        let error = match (&self.outcome, self.tried.as_slice()) {
            (NameOutcome::Matches(_), _) => return None,
            (NameOutcome::Refused(error), _) => error.clone(),
            (NameOutcome::NoHost, _) => "host name must be specified for a verified SSL connection".into(),
            (_, []) => "could not get server's host name from server certificate".into(),
            (_, [only]) => format!("server certificate for \"{only}\" does not match host name \"{host}\""),
            (_, [first, others @ ..]) => {
                let plural = if others.len() == 1 { "" } else { "s" };
                format!(
                    "server certificate for \"{first}\" (and {} other name{plural}) does not match host name \"{host}\"",
                    others.len()
                )
            }
        };
        Some(error)
    }

    /// `pq_verify_peer_name_matches_certificate_name`.
    fn compare_name(&mut self, name: &[u8], host: &str) {
        if name.contains(&0) {
            let error = "SSL certificate's name contains embedded null";
            self.outcome = NameOutcome::Refused(error.into());
            return;
        }
        let text = String::from_utf8_lossy(name).into_owned();
        if name.eq_ignore_ascii_case(host.as_bytes()) || wildcard_matches(name, host.as_bytes()) {
            self.outcome = NameOutcome::Matches(text.clone());
        }
        self.tried.push(text);
    }

    /// `pq_verify_peer_name_matches_certificate_ip`.
    fn compare_address(&mut self, bytes: &[u8], host: &str) {
        let Some(named) = names::address(bytes) else {
            let error = format!("certificate contains IP address with invalid length {}", bytes.len());
            self.outcome = NameOutcome::Refused(error);
            return;
        };
        if host_address::from_host_name(host) == Some(named) {
            self.outcome = NameOutcome::Matches(named.to_string());
        }
        self.tried.push(named.to_string());
    }
}

/// `wildcard_certificate_match`: the wildcard is one label. It may end with a dot.
fn wildcard_matches(pattern: &[u8], host: &[u8]) -> bool {
    if pattern.len() < 3 || !pattern.starts_with(b"*.") || pattern.len() > host.len() {
        return false;
    }
    let label = host.len() - pattern.len();
    host[label + 1..].eq_ignore_ascii_case(&pattern[1..]) && !host[..label].contains(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_label() {
        let matches = |pattern: &str, host: &str| wildcard_matches(pattern.as_bytes(), host.as_bytes());
        assert!(matches("*.postgres.test", "db.postgres.test"));
        assert!(matches("*.test", "postgres.test"));
        assert!(matches("*.postgres.test", "a..postgres.test"));
        assert!(!matches("*.postgres.test", "a.b.postgres.test"));
        assert!(!matches("*.postgres.test", ".postgres.test"));
        assert!(!matches("f*.postgres.test", "foo.postgres.test"));
        assert!(!matches("*.", "a."));
    }
}
