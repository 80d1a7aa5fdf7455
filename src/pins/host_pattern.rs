//! Which host names a set is for: patterns such as `*.postgres.database.azure.com`.

use super::manifest::{Manifest, Set};

/// Why a text is no pattern.
pub(crate) fn fault(pattern: &str) -> Option<&'static str> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_*".contains(c);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(is_plain);
    let mut labels = pattern.split('.');
    if !labels.clone().all(is_label) {
        return Some("it is no host name in lower case, with `*` for what differs");
    }
    if labels.clone().any(|label| label.matches('*').count() > 1) {
        return Some("a label has more than one `*`");
    }
    let is_open = |label: Option<&str>| label.is_none_or(|label| label.contains('*'));
    let (last, second) = (labels.next_back(), labels.next_back());
    let is_number = last.is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let is_wide = is_open(last) || is_open(second) || is_number;
    (pattern.contains('*') && is_wide)
        .then_some("it would fit anybody's hosts: its last two labels must have no `*`")
}

/// The sets with the pattern that fits a host best: one, none, or several that contradict each other.
pub(super) fn best<'a>(manifest: &'a Manifest, host: &str) -> Vec<&'a Set> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let fitting = |set: &'a Set| {
        set.hosts.iter().filter(|pattern| fits(pattern, &host)).map(|pattern| rank(pattern)).max()
    };
    let ranked: Vec<_> = manifest.sets.iter().filter_map(|set| Some((fitting(set)?, set))).collect();
    let best = ranked.iter().map(|(rank, _)| *rank).max();
    ranked.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, set)| set).collect()
}

/// Whether a pattern fits a host name in lower case. A first label `*` stands for one label or more, any other `*` for a
/// part of one label.
fn fits(pattern: &str, host: &str) -> bool {
    let (pattern, host): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), host.split('.').collect());
    match pattern.split_first() {
        Some((&"*", rest)) if host.len() > rest.len() => labels_fit(rest, &host[host.len() - rest.len()..]),
        _ => labels_fit(&pattern, &host),
    }
}

fn labels_fit(pattern: &[&str], host: &[&str]) -> bool {
    pattern.len() == host.len() && pattern.iter().zip(host).all(|(pattern, label)| label_fits(pattern, label))
}

fn label_fits(pattern: &str, label: &str) -> bool {
    pattern.split_once('*').map_or(pattern == label, |(before, after)| {
        label.strip_prefix(before).is_some_and(|rest| rest.ends_with(after))
    })
}

/// The most specific pattern wins: a name without `*`, then more labels, then more letters.
fn rank(pattern: &str) -> (bool, usize, usize) {
    let letters = pattern.chars().filter(|c| *c != '*').count();
    (!pattern.contains('*'), pattern.split('.').count(), letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_hosts_that_it_names_and_no_others() {
        for (pattern, host, expected) in [
            ("*.db.example", "a.db.example", true),
            ("*.db.example", "a.b.db.example", true),
            ("*.db.example", "db.example", false),
            ("*.db.example", "adb.example", false),
            ("*.db.example", "a.db.example.net", false),
            ("db.example", "db.example", true),
            ("db.example", "a.db.example", false),
            ("*.proxy-*.eu.example", "a.proxy-1.eu.example", true),
            ("*.proxy-*.eu.example", "a.b.proxy-.eu.example", true),
            ("*.proxy-*.eu.example", "proxy-1.eu.example", false),
            ("*.proxy-*.eu.example", "a.proxy-1.x.eu.example", false),
            ("a*a.example", "a.example", false),
            ("a*a.example", "aa.example", true),
            ("db.*.example", "db.x.example", true),
            ("db.*.example", "db.x.y.example", false),
        ] {
            assert_eq!(fits(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn what_fits_everything_or_is_no_name_is_refused() {
        for pattern in [
            "*",
            "*.*",
            "a.*",
            "*a",
            "*.com",
            "*.*.com",
            "*.0.4",
            "",
            "a..b",
            ".a",
            "a.",
            "A.b",
            "a b",
            "**.a",
            "*b*.a",
            "a:1",
            "größe.a",
        ] {
            assert!(fault(pattern).is_some(), "{pattern}");
        }
        for pattern in ["*.b.a", "a", "db-1.x_y.z", "*.proxy-*.us-east-1.rds.amazonaws.com", "10.0.0.4"] {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn names_come_before_patterns_and_longer_patterns_before_shorter_ones() {
        let mut ordered = ["a.b", "*.proxy-*.*.b", "*.x.c.b", "*.xyz.b", "*.x.b", "*.b"].map(rank);
        let expected = ordered;
        ordered.sort_unstable();
        ordered.reverse();
        assert_eq!(ordered, expected);
    }
}
