//! The results of `pins export`, `pins add` and `pins remove`, for people and for scripts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::word;
use crate::app::answer::Reply;
use crate::app::cli::Global;
use crate::app::report::json;
use crate::app::report::layout::{count, show};
use crate::app::report::style::GREEN;
use crate::paste::escape::escape;
use crate::pins::{BUNDLED, Pin, Role};
use crate::x509::digest::Sha256;

/// The result of `pins export`.
pub(crate) struct Exported {
    pub(crate) path: PathBuf,
    /// The files that were not there before.
    pub(crate) written: Vec<PathBuf>,
}

/// The result of `pins add`.
pub(crate) struct Added {
    pub(crate) path: PathBuf,
    pub(crate) changed: bool,
    pub(crate) pin: Pin,
    pub(crate) sets: Vec<String>,
    pub(crate) role: Role,
    /// The certificate file that was written beside the manifest.
    pub(crate) file: Option<PathBuf>,
}

/// The result of `pins remove`.
pub(crate) struct Removed {
    pub(crate) path: PathBuf,
    pub(crate) id: String,
    pub(crate) sets: Vec<String>,
    pub(crate) chains: Vec<String>,
    /// The certificate file beside the manifest that no root names any longer.
    pub(crate) unused: Option<PathBuf>,
}

fn plain(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl Exported {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct ExportedJson {
            path: String,
            changed: bool,
            written: Vec<String>,
        }
        let json = || ExportedJson {
            path: plain(&self.path),
            changed: !self.written.is_empty(),
            written: self.written.iter().map(|path| plain(path)).collect(),
        };
        global.answer(|| json::object(Some("pins export"), json()), || self.text()).into()
    }

    fn text(&self) -> String {
        let path = show(&self.path);
        let is_new = self.written.contains(&self.path);
        let certificates = self.written.len() - usize::from(is_new);
        let beside = count(certificates, "certificate");
        let rest = if certificates == BUNDLED.len() { "" } else { "; the rest was there already" };
        match (is_new, certificates) {
            (false, 0) => {
                format!("{GREEN}{path} and its certificates are there already, as built in{GREEN:#}\n")
            }
            (true, 0) => format!("{GREEN}wrote {path}{GREEN:#}; its certificates were there already\n"),
            (true, _) => format!("{GREEN}wrote {path} and {beside} beside it{GREEN:#}{rest}\n"),
            (false, _) => {
                format!("{GREEN}wrote {beside} beside {path}{GREEN:#}, which was there already\n")
            }
        }
    }
}

impl Added {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct AddedJson<'a> {
            path: String,
            changed: bool,
            id: &'a str,
            subject: &'a str,
            sha256: Sha256,
            sets: &'a [String],
            role: Role,
            file: Option<String>,
        }
        let json = || AddedJson {
            path: plain(&self.path),
            changed: self.changed,
            id: &self.pin.id,
            subject: &self.pin.subject,
            sha256: self.pin.sha256,
            sets: &self.sets,
            role: self.role,
            file: self.file.as_deref().map(plain),
        };
        global.answer(|| json::object(Some("pins add"), json()), || self.text()).into()
    }

    fn text(&self) -> String {
        let (id, path, sets) = (escape(&self.pin.id), show(&self.path), escape(&self.sets.join(", ")));
        if !self.changed {
            return format!("{GREEN}{path} holds {id} already, in {sets}{GREEN:#}; nothing to do\n");
        }
        let file = self.file.as_deref().map(|file| format!("  its certificate is {}\n", show(file)));
        format!(
            "{GREEN}added {id} to {path}{GREEN:#}, {} in {sets}\n  {}\n  SHA-256 {}\n{}",
            word(self.role),
            escape(&self.pin.subject),
            self.pin.sha256,
            file.unwrap_or_default()
        )
    }
}

impl Removed {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct RemovedJson<'a> {
            path: String,
            id: &'a str,
            sets: &'a [String],
            chains: &'a [String],
            unused: Option<String>,
        }
        let json = || RemovedJson {
            path: plain(&self.path),
            id: &self.id,
            sets: &self.sets,
            chains: &self.chains,
            unused: self.unused.as_deref().map(plain),
        };
        global.answer(|| json::object(Some("pins remove"), json()), || self.text()).into()
    }

    fn text(&self) -> String {
        let mut text = format!("{GREEN}removed {} from {}{GREEN:#}\n", escape(&self.id), show(&self.path));
        for (what, names) in [("sets", &self.sets), ("chains", &self.chains)] {
            if !names.is_empty() {
                let _ = writeln!(text, "  from the {what} {}", escape(&names.join(", ")));
            }
        }
        if let Some(file) = &self.unused {
            let _ = writeln!(text, "  {} is still there and no longer named", show(file));
        }
        text
    }
}
