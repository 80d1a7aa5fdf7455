//! The certificate's names.

use crate::check::NameOutcome;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::paste::quote;

use super::Report;

impl Report<'_> {
    pub(super) fn name(&self) -> Option<Diagnostic> {
        let name = self.checked.name.as_ref()?;
        let host = self.question.target.host.as_deref().unwrap_or_default();
        let NameOutcome::Matches(pattern) = &name.outcome else {
            let hint = name_hint(host, &name.tried);
            return Some(Diagnostic::new(Code::NameMismatch, self.gravity(), name.error(host)?, hint));
        };
        let top = pattern.strip_prefix("*.").filter(|rest| !rest.contains('.'))?;
        let message = format!(
            "the name fits by `*.{top}`, a star right below the top: libpq, pgjdbc and Go accept it, Node and rustls do not"
        );
        let hint = "have the certificate issued for the host's own name";
        Some(Diagnostic::new(Code::TopLevelWildcard, Severity::Warning, message, hint))
    }
}

/// What name to use instead, or why a name that looks right is not.
fn name_hint(host: &str, tried: &[String]) -> String {
    let lower = host.to_ascii_lowercase();
    let below = |name: &String| {
        name.strip_prefix("*.").is_some_and(|rest| lower == rest || lower.ends_with(&format!(".{rest}")))
    };
    let undotted =
        lower.strip_suffix('.').is_some_and(|rest| tried.iter().any(|name| name.eq_ignore_ascii_case(rest)));
    let inner_star = |name: &String| {
        name.split_once('*').is_some_and(|(before, after)| {
            !before.is_empty()
                && lower.starts_with(&before.to_ascii_lowercase())
                && lower.ends_with(&after.to_ascii_lowercase())
        })
    };
    if undotted {
        return "leave out the dot at the end of the host's name: libpq compares it".into();
    }
    if tried.iter().any(below) {
        return "a star stands for exactly one label: connect by a name with one label in its place".into();
    }
    if tried.iter().any(inner_star) {
        return "a star counts only where it is a whole label (`*.`); only Node accepts others".into();
    }
    let mut seen = std::collections::HashSet::new();
    let different = tried.iter().map(String::as_str).filter(|name| seen.insert(*name));
    let shown: Vec<String> = different.take(5).map(quote::host).collect();
    if shown.is_empty() {
        "have a certificate issued that names the host in its subject alternative names".into()
    } else {
        format!(
            "connect by a name of the certificate ({}), with hostaddr for the address if need be",
            shown.join(", ")
        )
    }
}
