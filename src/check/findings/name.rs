//! The certificate's names.

use crate::check::NameOutcome;
use crate::diagnostic::{Code, Diagnostic, Severity};

use super::Report;
use super::name_hint::name_hint;

impl Report<'_> {
    pub(super) fn name(&self) -> Option<Diagnostic> {
        let name = self.checked.name.as_ref()?;
        let target = self.question.target;
        let host = target.host.as_deref().unwrap_or_default();
        let NameOutcome::Matches(pattern) = &name.outcome else {
            let hint = name_hint(target, &name.tried);
            return Some(Diagnostic::new(Code::NameMismatch, self.gravity(), name.error(host)?, hint));
        };
        let top = pattern.strip_prefix("*.").filter(|rest| !rest.contains('.'))?;
        let message = format!(
            "the name matches `*.{top}`, a wildcard right below the top-level domain: libpq, pgjdbc and Go accept it, Node and rustls do not"
        );
        let hint = "get a certificate for the host's own name";
        Some(Diagnostic::new(Code::TopLevelWildcard, Severity::Warning, message, hint))
    }
}
