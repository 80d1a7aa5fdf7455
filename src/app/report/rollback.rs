//! What `rollback` did, for people and for scripts.

use crate::app::answer::{Answer, Reply};
use crate::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::diagnostics::{self, TalkJson};
use super::json;
use super::layout::show;
use crate::app::cli::Global;

/// Everything that `rollback` has to say.
#[derive(Debug)]
pub(crate) struct RollbackReport {
    pub(crate) path: PathBuf,
    pub(crate) restored: Option<PathBuf>,
    pub(crate) backup: Option<PathBuf>,
    /// With `--list`: the oldest first.
    pub(crate) backups: Option<Vec<PathBuf>>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl RollbackReport {
    /// The answer, and the warnings behind it.
    pub(crate) fn present(&self, global: Global) -> Reply {
        if global.json {
            return Answer::Data(json::object(Some("rollback"), self.json())).into();
        }
        let text = match &self.backups {
            Some(backups) => backups.iter().rev().map(|backup| show(backup) + "\n").collect(),
            None if global.quiet => String::new(),
            None => self.text(),
        };
        Reply {
            answer: Answer::Text(text),
            afterwards: self.warnings.iter().map(diagnostics::talk).collect(),
            code: 0,
        }
    }

    fn text(&self) -> String {
        let path = show(&self.path);
        let restored = self.restored.as_deref().map(show).unwrap_or_default();
        match &self.backup {
            Some(backup) => format!(
                "{path} is as in {restored}\nThe file as it was: {}\nRolling back once more brings it back.\n",
                show(backup)
            ),
            None => format!("{path} is as in {restored}\n"),
        }
    }

    fn json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct RollbackJson<'a> {
            path: String,
            restored: Option<String>,
            backup: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            backups: Option<Vec<String>>,
            warnings: Vec<TalkJson<'a>>,
        }
        let text = |path: &Path| path.to_string_lossy().into_owned();
        RollbackJson {
            path: text(&self.path),
            restored: self.restored.as_deref().map(text),
            backup: self.backup.as_deref().map(text),
            backups: self.backups.as_ref().map(|all| all.iter().rev().map(|backup| text(backup)).collect()),
            warnings: self.warnings.iter().map(TalkJson::from).collect(),
        }
    }
}
