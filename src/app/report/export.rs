//! The answers of `export`, for people and for scripts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use time::OffsetDateTime;

use super::diagnostics::TalkJson;
use super::json;
use super::layout::{count, show};
use super::style::GREEN;
use crate::app::answer::Reply;
use crate::app::cli::Global;
use crate::diagnostic::{Code, Diagnostic};
use crate::openssl::pem::armor;
use crate::paste::command_line::is_stream;
use crate::paste::escape::escape;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// How many files a warning names.
const NAMED: usize = 5;

/// A certificate that is exported.
#[derive(Clone, Debug)]
pub(crate) struct ExportedRoot {
    /// Its id in the manifest.
    pub(crate) id: Option<String>,
    pub(crate) certificate: Certificate,
}

/// Where the certificates are from.
pub(crate) enum ExportOrigin {
    Set(String),
    Store(PathBuf),
}

/// A file of an export.
#[derive(Debug)]
pub(crate) struct WrittenFile {
    pub(crate) path: PathBuf,
    pub(crate) changed: bool,
    pub(crate) backup: Option<PathBuf>,
}

/// What was written.
pub(crate) struct ExportReport<'a> {
    pub(crate) path: &'a Path,
    pub(crate) form: String,
    pub(crate) files: Vec<WrittenFile>,
    pub(crate) origin: &'a ExportOrigin,
    /// The warning about other certificates in the folder.
    pub(crate) leftover: Option<Diagnostic>,
}

#[derive(Serialize)]
struct OriginJson<'a> {
    set: Option<&'a str>,
    from: Option<String>,
}

#[derive(Serialize)]
struct ExportedRootJson<'a> {
    id: Option<&'a str>,
    subject: &'a str,
    sha256: Sha256,
    #[serde(with = "time::serde::rfc3339::option")]
    not_before: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    not_after: Option<OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pem: Option<String>,
}

impl ExportedRoot {
    /// The name for it in files: its id, if every system takes that for a name, or the start of its fingerprint.
    pub(crate) fn stem(&self) -> String {
        let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_' | '.');
        let is_name = |id: &&String| id.len() < 100 && !id.starts_with('.') && id.chars().all(is_plain);
        let fingerprint = || self.certificate.sha256().to_string()[..16].to_owned();
        self.id.as_ref().filter(is_name).cloned().unwrap_or_else(fingerprint)
    }

    fn json(&self, pem: Option<String>) -> ExportedRootJson<'_> {
        let certificate = &self.certificate;
        ExportedRootJson {
            id: self.id.as_deref(),
            subject: certificate.subject(),
            sha256: certificate.sha256(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            pem,
        }
    }
}

impl ExportOrigin {
    fn json(&self) -> OriginJson<'_> {
        match self {
            Self::Set(set) => OriginJson { set: Some(set), from: None },
            Self::Store(path) => OriginJson { set: None, from: Some(path.to_string_lossy().into_owned()) },
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Set(set) => format!("of the set {}", escape(set)),
            Self::Store(path) if is_stream(path) => "from standard input".into(),
            Self::Store(path) => format!("of {}", show(path)),
        }
    }
}

/// Notes on what of a store is not exported: so many certificates that clients do not load, and the line of one with trust
/// settings.
pub(crate) fn left_out(store: &str, hidden: usize, trusted: Option<usize>) -> Vec<String> {
    let hidden = (hidden > 0).then(|| {
        let certificates = count(hidden, "certificate");
        format!(
            "note: left out {certificates} of {store} that clients do not load; `pgcerts status` says why"
        )
    });
    let trusted = trusted.map(|line| {
        format!("note: left out the TRUSTED CERTIFICATE in line {line} of {store}: no other form keeps its settings")
    });
    hidden.into_iter().chain(trusted).collect()
}

/// The warning that a folder has these certificates besides the exported ones.
pub(crate) fn leftover(folder: &Path, files: &[PathBuf]) -> Option<Diagnostic> {
    let name = |file: &PathBuf| format!("`{}`", escape(&file.file_name()?.to_string_lossy())).into();
    let named: Vec<String> = files.iter().take(NAMED).filter_map(name).collect();
    let more = match files.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let has = if files.len() == 1 { "a certificate that is" } else { "certificates that are" };
    let message = format!("{} has {has} not in this export: {}{more}", show(folder), named.join(", "));
    let fix = "delete what no reader of the folder should trust; `pgcerts pins show FILE` identifies a file";
    (!files.is_empty()).then(|| Diagnostic::warning(Code::LeftoverFile, message, fix))
}

/// The certificates as `--format json` has them.
pub(crate) fn certificates_json(origin: &ExportOrigin, certificates: &[ExportedRoot]) -> String {
    #[derive(Serialize)]
    struct CertificatesJson<'a> {
        #[serde(flatten)]
        origin: OriginJson<'a>,
        certificates: Vec<ExportedRootJson<'a>>,
    }
    let with_pem = |root: &'_ ExportedRoot| Some(armor("CERTIFICATE", root.certificate.der()));
    let certificates = certificates.iter().map(|root| root.json(with_pem(root))).collect();
    json::object(Some("export"), CertificatesJson { origin: origin.json(), certificates })
}

impl ExportReport<'_> {
    pub(crate) fn present(&self, certificates: &[ExportedRoot], global: Global) -> Reply {
        let answer = global.answer(|| self.json(certificates), || self.text(certificates.len()));
        // JSON has the warning in itself.
        let afterwards = self.leftover.iter().filter(|_| !global.json).cloned().collect();
        Reply { afterwards, ..answer.into() }
    }

    fn json(&self, certificates: &[ExportedRoot]) -> String {
        #[derive(Serialize)]
        struct FileJson {
            path: String,
            changed: bool,
            backup: Option<String>,
        }
        #[derive(Serialize)]
        struct ExportReportJson<'a> {
            path: String,
            format: &'a str,
            changed: bool,
            files: Vec<FileJson>,
            #[serde(flatten)]
            origin: OriginJson<'a>,
            certificates: Vec<ExportedRootJson<'a>>,
            warnings: Vec<TalkJson<'a>>,
        }
        let plain = |path: &Path| path.to_string_lossy().into_owned();
        let file = |file: &WrittenFile| FileJson {
            path: plain(&file.path),
            changed: file.changed,
            backup: file.backup.as_deref().map(plain),
        };
        let report = ExportReportJson {
            path: plain(self.path),
            format: &self.form,
            changed: self.is_changed(),
            files: self.files.iter().map(file).collect(),
            origin: self.origin.json(),
            certificates: certificates.iter().map(|root| root.json(None)).collect(),
            warnings: self.leftover.iter().map(TalkJson::from).collect(),
        };
        json::object(Some("export"), report)
    }

    fn is_changed(&self) -> bool {
        self.files.iter().any(|file| file.changed)
    }

    fn text(&self, number: usize) -> String {
        let what = format!("{} {}", count(number, "certificate"), self.origin.text());
        let path = show(self.path);
        if !self.is_changed() {
            return format!("{GREEN}{path} is up to date{GREEN:#}: {what}\n");
        }
        let mut text = format!("{GREEN}wrote {path}{GREEN:#} with {what}\n");
        for backup in self.files.iter().filter_map(|file| file.backup.as_deref()) {
            let _ = writeln!(text, "  backup {}", show(backup));
        }
        text
    }
}
