//! The result of `rollback`, for people and for scripts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::diagnostics::TalkJson;
use super::json::{self, NamedCertificate};
use super::layout::{Page, show};
use crate::app::answer::{Answer, Reply};
use crate::app::cli::Global;
use crate::diagnostic::Diagnostic;
use crate::paste::escape::escape;
use crate::x509::certificate::Certificate;

/// The answer of `rollback`.
#[derive(Debug)]
pub(crate) struct RollbackReport {
    pub(crate) path: PathBuf,
    pub(crate) restored: Option<PathBuf>,
    pub(crate) backup: Option<PathBuf>,
    /// With `--list`, all backups, the oldest first.
    pub(crate) backups: Option<Vec<PathBuf>>,
    /// The content differs.
    pub(crate) changed: bool,
    pub(crate) dry_run: bool,
    /// A certificate comes that should be looked at.
    pub(crate) is_doubtful: bool,
    pub(crate) added: Vec<Certificate>,
    pub(crate) removed: Vec<Certificate>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl RollbackReport {
    /// Nothing happened yet.
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            restored: None,
            backup: None,
            backups: None,
            changed: false,
            dry_run: false,
            is_doubtful: false,
            added: Vec::new(),
            removed: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The answer, and the warnings after it.
    pub(crate) fn present(&self, global: Global, page: Page) -> Reply {
        if global.json {
            let answer = Answer::Data(json::object(Some("rollback"), self.json()));
            return Reply::new(answer, self.code());
        }
        let text = match &self.backups {
            Some(backups) => backups.iter().rev().map(|backup| show(backup) + "\n").collect(),
            None if global.quiet => String::new(),
            None => self.text(page),
        };
        Reply {
            answer: Answer::Text(text),
            afterwards: self.warnings.clone(),
            insists: self.is_doubtful,
            code: self.code(),
        }
    }

    /// A dry run is a question, and this is not the answer that was hoped for.
    fn code(&self) -> u8 {
        u8::from(self.dry_run && self.is_doubtful)
    }

    fn text(&self, page: Page) -> String {
        let path = show(&self.path);
        let restored = self.restored.as_deref().map(show).unwrap_or_default();
        let mut text = match (self.changed, self.dry_run) {
            (false, _) => format!("{path} has the content of {restored} already\n"),
            (true, true) => format!("would restore {path} from {restored}\n"),
            (true, false) => format!("restored {path} from {restored}\n"),
        };
        for (certificates, sign) in [(&self.added, '+'), (&self.removed, '-')] {
            for certificate in certificates {
                let subject = escape(certificate.subject());
                let _ = writeln!(text, "{}", page.wrap(&format!("  {sign} "), "    ", &subject));
            }
        }
        if let Some(backup) = &self.backup {
            let _ = writeln!(text, "Backup: {}", show(backup));
            text += "Rolling back once more brings it back.\n";
        }
        text
    }

    fn json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct RollbackJson<'a> {
            path: String,
            restored: Option<String>,
            backup: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            backups: Option<Vec<String>>,
            changed: bool,
            dry_run: bool,
            added: Vec<NamedCertificate<'a>>,
            removed: Vec<NamedCertificate<'a>>,
            warnings: Vec<TalkJson<'a>>,
        }
        let text = |path: &Path| path.to_string_lossy().into_owned();
        RollbackJson {
            path: text(&self.path),
            restored: self.restored.as_deref().map(text),
            backup: self.backup.as_deref().map(text),
            backups: self.backups.as_ref().map(|all| all.iter().rev().map(|backup| text(backup)).collect()),
            changed: self.changed,
            dry_run: self.dry_run,
            added: self.added.iter().map(NamedCertificate::from).collect(),
            removed: self.removed.iter().map(NamedCertificate::from).collect(),
            warnings: self.warnings.iter().map(TalkJson::from).collect(),
        }
    }
}
