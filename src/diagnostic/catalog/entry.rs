//! One row of the catalog.

use crate::diagnostic::{Code, Severity};

/// A code as one speaker uses it.
#[derive(Clone, Copy, Debug)]
pub struct CatalogEntry {
    /// The stable name.
    pub code: Code,
    /// The severities that it can have, the usual one first. Empty for a problem that is never a finding by itself.
    pub severities: &'static [Severity],
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// How to fix it, in one sentence.
    pub fix: &'static str,
}

impl CatalogEntry {
    pub(super) const fn error(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Error], meaning, fix }
    }

    pub(super) const fn warning(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Warning], meaning, fix }
    }

    pub(super) const fn info(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Info], meaning, fix }
    }

    /// A problem that another finding explains.
    pub(super) const fn problem(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[], meaning, fix }
    }

    /// An error in one situation and a warning in another.
    pub(super) const fn error_or_warning(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Error, Severity::Warning], meaning, fix }
    }

    /// Usually a warning, an error in one situation.
    pub(super) const fn warning_or_error(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Warning, Severity::Error], meaning, fix }
    }

    /// An error, a warning, or worth knowing.
    pub(super) const fn any_severity(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Error, Severity::Warning, Severity::Info], meaning, fix }
    }

    /// A warning in one situation and worth knowing in another.
    pub(super) const fn warning_or_info(code: Code, meaning: &'static str, fix: &'static str) -> Self {
        Self { code, severities: &[Severity::Warning, Severity::Info], meaning, fix }
    }
}
