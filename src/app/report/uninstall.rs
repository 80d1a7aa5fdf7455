//! The result of `uninstall`, for people and for scripts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::diagnostics::TalkJson;
use super::json::{self, NamedCertificate};
use super::layout::{Page, count, show};
use crate::app::answer::Reply;
use crate::app::cli::Global;
use crate::diagnostic::{Code, Diagnostic};
use crate::paste::escape::escape;
use crate::store::placed::Placed;
use crate::store::removal::Cut;
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::digest::Sha256;

/// What happens to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum RemovalAction {
    Prune,
    RemoveFile,
    None,
}

/// The answer of `uninstall`.
#[derive(Debug)]
pub(crate) struct UninstallReport {
    path: PathBuf,
    action: RemovalAction,
    is_missing: bool,
    /// Java reads the file.
    pub(crate) is_keystore: bool,
    dry_run: bool,
    pub(crate) backup: Option<PathBuf>,
    /// The new content.
    pub(crate) bytes: Vec<u8>,
    removed: Vec<Placed>,
    kept: Vec<Placed>,
    /// The arguments that name no certificate in the file.
    pub(crate) not_found: Vec<String>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl UninstallReport {
    /// Of a file with these certificates.
    pub(crate) fn new(
        path: &Path,
        dry_run: bool,
        there: Vec<Placed>,
        cut: Option<Cut>,
        warnings: Vec<Diagnostic>,
    ) -> Self {
        let action = match &cut {
            None => RemovalAction::None,
            Some(cut) if cut.kept.is_empty() => RemovalAction::RemoveFile,
            Some(_) => RemovalAction::Prune,
        };
        let (bytes, removed, kept) = match cut {
            Some(Cut { bytes, removed, kept, .. }) => (bytes, removed, kept),
            None => (Vec::new(), Vec::new(), there),
        };
        Self {
            path: path.to_owned(),
            action,
            is_missing: false,
            is_keystore: false,
            dry_run,
            backup: None,
            bytes,
            removed,
            kept,
            not_found: Vec::new(),
            warnings,
        }
    }

    /// There is no file.
    pub(crate) fn missing(path: &Path, dry_run: bool) -> Self {
        Self { is_missing: true, ..Self::new(path, dry_run, Vec::new(), None, Vec::new()) }
    }

    pub(crate) fn changes_file(&self) -> bool {
        self.action != RemovalAction::None
    }

    pub(crate) fn removes_file(&self) -> bool {
        self.action == RemovalAction::RemoveFile
    }

    /// The answer, and the warnings after it. `--quiet` keeps what servers are no longer verified with.
    pub(crate) fn present(&self, global: Global, page: Page) -> Reply {
        let answer = global.answer(|| json::object(Some("uninstall"), self.json()), || self.text(page));
        if global.json {
            return Reply::new(answer, 0);
        }
        let insists = self.warnings.iter().any(|warning| warning.code == Code::ServedChain);
        Reply { afterwards: self.warnings.clone(), insists, ..Reply::new(answer, 0) }
    }

    fn text(&self, page: Page) -> String {
        let mut text = self.headline() + "\n";
        for entry in &self.removed {
            let subject = escape(entry.certificate.subject());
            let _ = writeln!(text, "{}", page.wrap("  - ", "    ", &subject));
        }
        for name in &self.not_found {
            let _ = writeln!(text, "  not in the file: {}", escape(name));
        }
        if let Some(backup) = &self.backup {
            let _ = writeln!(text, "Backup: {}", show(backup));
        }
        if let Some(effect) = self.effect() {
            let _ = writeln!(text, "{}", page.wrap("", "", effect));
        }
        text
    }

    fn headline(&self) -> String {
        let path = show(&self.path);
        let removed = count(self.removed.len(), "certificate");
        match (self.action, self.dry_run) {
            (RemovalAction::None, _) if self.is_missing => format!("{path} does not exist; nothing to do"),
            (RemovalAction::None, _) => format!("{path} has none of these certificates; nothing to do"),
            (RemovalAction::Prune, false) => format!("removed {removed} from {path}"),
            (RemovalAction::Prune, true) => format!("would remove {removed} from {path}"),
            (RemovalAction::RemoveFile, false) => format!("removed {path}: no certificate was left in it"),
            (RemovalAction::RemoveFile, true) => {
                format!("would remove {path}: no certificate would be left in it")
            }
        }
    }

    /// `initialize_SSL` in libpq: without the file, only `verify-ca` and `verify-full` fail.
    fn effect(&self) -> Option<&'static str> {
        if self.is_keystore {
            return self.effect_on_java();
        }
        match self.action {
            RemovalAction::Prune if self.removed.iter().any(|entry| is_root(&entry.certificate)) => Some(
                "To servers that have no other root in the file, `require`, `verify-ca` and `verify-full` fail, and \
                     `prefer` connects without encryption.",
            ),
            RemovalAction::None | RemovalAction::Prune => None,
            RemovalAction::RemoveFile => Some(
                "Without the file, `verify-ca` and `verify-full` fail, and `require` and `prefer` verify no server.",
            ),
        }
    }

    fn effect_on_java(&self) -> Option<&'static str> {
        match self.action {
            RemovalAction::Prune => Some("Java programs that use the file refuse servers under these roots."),
            RemovalAction::RemoveFile => Some("Java programs that use the file refuse every server."),
            RemovalAction::None => None,
        }
    }

    fn json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct UninstallJson<'a> {
            path: String,
            changed: bool,
            dry_run: bool,
            action: RemovalAction,
            backup: Option<String>,
            removed: Vec<UninstalledJson<'a>>,
            kept: Vec<NamedCertificate<'a>>,
            not_found: &'a [String],
            warnings: Vec<TalkJson<'a>>,
        }
        let text = |path: &Path| path.to_string_lossy().into_owned();
        UninstallJson {
            path: text(&self.path),
            changed: self.changes_file(),
            dry_run: self.dry_run,
            action: self.action,
            backup: self.backup.as_deref().map(text),
            removed: self.removed.iter().map(UninstalledJson::from).collect(),
            kept: self.kept.iter().map(|entry| (&entry.certificate).into()).collect(),
            not_found: &self.not_found,
            warnings: self.warnings.iter().map(TalkJson::from).collect(),
        }
    }
}

fn is_root(certificate: &Certificate) -> bool {
    certificate.kind() == Some(CertificateKind::Root)
}

/// A certificate that was in the file.
#[derive(Serialize)]
struct UninstalledJson<'a> {
    subject: &'a str,
    sha256: Sha256,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<&'a str>,
}

impl<'a> From<&'a Placed> for UninstalledJson<'a> {
    fn from(Placed { place, certificate }: &'a Placed) -> Self {
        let (line, alias) = (place.line(), place.alias());
        Self { subject: certificate.subject(), sha256: certificate.sha256(), line, alias }
    }
}
