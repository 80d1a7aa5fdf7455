//! What `rollback` did, for people and for scripts.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{json, show};
use crate::cli::Global;
use crate::effects::output::Answer;

/// Everything that `rollback` has to say.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) path: PathBuf,
    pub(crate) restored: Option<PathBuf>,
    pub(crate) backup: Option<PathBuf>,
    /// With `--list`: the oldest first.
    pub(crate) backups: Option<Vec<PathBuf>>,
}

impl Report {
    pub(crate) fn present(&self, global: Global) -> Answer {
        if global.json {
            return Answer::Data(json::object(Some("rollback"), self.json()));
        }
        match &self.backups {
            Some(backups) => Answer::Text(backups.iter().rev().map(|backup| show(backup) + "\n").collect()),
            None if global.quiet => Answer::Text(String::new()),
            None => Answer::Text(self.text()),
        }
    }

    fn text(&self) -> String {
        let restored = self.restored.as_deref().map(show).unwrap_or_default();
        let kept = self.backup.as_deref().map_or_else(String::new, |backup| {
            format!("The file as it was: {}\nRolling back once more brings it back.\n", show(backup))
        });
        format!("{} is as in {restored}\n{kept}", show(&self.path))
    }

    fn json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct Json {
            path: String,
            restored: Option<String>,
            backup: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            backups: Option<Vec<String>>,
        }
        let text = |path: &Path| path.to_string_lossy().into_owned();
        Json {
            path: text(&self.path),
            restored: self.restored.as_deref().map(text),
            backup: self.backup.as_deref().map(text),
            backups: self.backups.as_ref().map(|all| all.iter().rev().map(|backup| text(backup)).collect()),
        }
    }
}
