//! The certificate's names.

use crate::diagnostic::{Code, Diagnostic};

use super::Report;
use super::name_hint::name_hint;

impl Report<'_> {
    pub(super) fn name(&self) -> Option<Diagnostic> {
        let name = self.checked.name.as_ref()?;
        let target = self.question.target;
        let host = target.host.as_deref().unwrap_or_default();
        let error = name.error(host)?;
        Some(Diagnostic::new(Code::NameMismatch, self.gravity(), error, name_hint(target, &name.tried)))
    }
}
