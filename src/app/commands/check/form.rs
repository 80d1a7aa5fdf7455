//! The form of the report that the arguments ask for.

use crate::app::cli::{CheckArgs, Format, Global};
use crate::diagnostic::Diagnostic;

/// What the report shows, and how.
pub(super) struct ReportForm {
    pub(super) format: Format,
    pub(super) global: Global,
    /// Whether servers that are ok without a warning are left out.
    pub(super) failed_only: bool,
    /// Whether days count from a time that the user named.
    pub(super) is_other_day: bool,
}

impl ReportForm {
    /// # Errors
    /// `usage`, where the format has no place for what was asked for.
    pub(super) fn new(args: &CheckArgs, global: Global) -> Result<Self, Diagnostic> {
        let format = global.format(args.format)?;
        let is_monitored = matches!(format, Format::Prometheus | Format::Nagios);
        let asked = [("--failed", args.failed), ("--diff", args.diff.is_some())];
        if let Some((flag, _)) = asked.iter().find(|(_, is_asked)| *is_asked && is_monitored) {
            let message = format!("`{flag}` does not fit a format that monitors every server");
            return Err(Diagnostic::usage(
                message,
                format!("leave `{flag}` out, or name another `--format`"),
            ));
        }
        Ok(Self { format, global, failed_only: args.failed, is_other_day: args.at.is_some() })
    }

    /// Whether the report is the JSON of all servers.
    pub(super) fn needs_json(&self) -> bool {
        self.format == Format::Json
    }
}
