//! The result of `install`, for people and for scripts.

use crate::app::answer::{Answer, Reply};
use crate::diagnostic::{Code, Diagnostic};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anstyle::Style;
use serde::Serialize;
use time::OffsetDateTime;

use super::diagnostics::{self, TalkJson};
use super::json::{self, NamedCertificate};
use super::layout::{Page, count, show};
use super::style::GREEN;
use crate::app::cli::Global;
use crate::io::output::Output;
use crate::libpq::location::PathSource;
use crate::paste::escape::escape;
use crate::pins::obtained::{Obtained, Origin};
use crate::store::plan::{Action, Dropped, State};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// The warnings that `--quiet` keeps.
const GRAVE: [Code; 3] = [Code::ImpostorRoot, Code::TamperedRoot, Code::PrivateFolder];

const DIM: Style = Style::new().dimmed();

/// The columns of a root's line besides its subject and where it came from.
const BESIDE_SUBJECT: usize = "  + ".len() + "  until 2038-01-15".len();

/// What to say of a file's dangers before anything else.
const DANGERS: [Code; 10] = [
    Code::ImpostorRoot,
    Code::TamperedRoot,
    Code::RootVariant,
    Code::PinMismatch,
    Code::PinnedIntermediate,
    Code::PrivateFolder,
    Code::EnvOverride,
    Code::PrivateKey,
    Code::ForeignOwner,
    Code::TrustedBlock,
];

pub(super) fn origin_words(origin: Origin) -> &'static str {
    match origin {
        Origin::Download => "downloaded",
        Origin::Bundled => "built-in",
        Origin::Beside => "from beside the manifest",
        Origin::Directory => "from the folder",
        Origin::Mirror => "from the mirror",
        Origin::File => "from the file",
    }
}

/// A root of the set.
#[derive(Debug, Serialize)]
pub(crate) struct RootJson {
    id: String,
    subject: String,
    sha256: Sha256,
    #[serde(with = "time::serde::rfc3339")]
    not_after: OffsetDateTime,
    state: State,
    source: Origin,
    url: Option<String>,
    download_error: Option<String>,
}

impl RootJson {
    pub(crate) fn new(obtained: Obtained, state: State) -> Self {
        let pin = obtained.root.pin();
        Self {
            id: pin.id.clone(),
            subject: obtained.root.certificate().subject().to_owned(),
            sha256: pin.sha256,
            not_after: pin.not_after,
            state,
            source: obtained.origin,
            url: obtained.url,
            download_error: obtained.failure.map(|failure| failure.reason),
        }
    }
}

/// The answer of `install`.
#[derive(Debug)]
pub(crate) struct InstallReport {
    pub(crate) path: PathBuf,
    pub(crate) path_source: PathSource,
    pub(crate) target: PathBuf,
    pub(crate) dry_run: bool,
    pub(crate) action: Action,
    pub(crate) backup: Option<PathBuf>,
    /// The outermost folder that is created in this user's home for a file outside libpq's default path.
    pub(crate) private_folder: Option<PathBuf>,
    /// The set, unless own roots were asked for alone.
    pub(crate) set: Option<String>,
    pub(crate) roots: Vec<RootJson>,
    pub(crate) kept: Vec<Certificate>,
    pub(crate) dropped: Vec<Dropped>,
    pub(crate) warnings: Vec<Diagnostic>,
    /// One warning instead of several about failed downloads.
    pub(crate) failed_downloads: Option<Diagnostic>,
    pub(crate) env: Option<String>,
    /// Whether the file has a root at all that a chain can end in.
    pub(crate) has_anchor: bool,
    /// The command or setting that names the file, if one can.
    pub(crate) connecting: Option<String>,
    /// The password with which Java opens the file.
    pub(crate) password: Option<&'static str>,
}

impl InstallReport {
    /// The answer for stdout, and the warnings after it.
    pub(crate) fn present(&self, global: Global, output: &Output) -> Reply {
        if global.json {
            return Answer::Data(json::object(Some("install"), InstallJson::from_report(self))).into();
        }
        if global.quiet {
            // `--quiet` must not hide that the file trusts a look-alike, or that nobody else can read it.
            let grave = self.warnings.iter().filter(|warning| GRAVE.contains(&warning.code));
            let page = Page::for_messages();
            grave.for_each(|warning| output.error(&diagnostics::talk(warning, page)));
        }
        let (spoken, left_out) = self.spoken_warnings(global.verbose);
        let page = Page::for_answer(output);
        let report =
            if global.quiet { String::new() } else { self.text(global.verbose, page) + &more(&left_out) };
        let answer = match &self.env {
            Some(line) => {
                output.talk(&report);
                Answer::Data(line.clone())
            }
            None => Answer::Text(report),
        };
        Reply { afterwards: spoken.into_iter().cloned().collect(), ..Reply::new(answer, 0) }
    }

    fn text(&self, verbose: bool, page: Page) -> String {
        let mut text = format!("{GREEN}{}{GREEN:#}\n", self.headline());
        if self.target != self.path {
            let _ = writeln!(text, "  the file behind the link is {}", show(&self.target));
        }
        if verbose {
            let rule = match self.path_source {
                PathSource::Default => "libpq's default for this user",
                PathSource::Flag | PathSource::Environment => "`--dest`",
            };
            let _ = writeln!(text, "{}", page.wrap("  ", "  ", &format!("the path is {rule}")));
        }
        text.push('\n');
        let subjects = self.roots.iter().map(|root| root.subject.as_str());
        let origins = self.roots.iter().map(|root| origin_words(root.source).len() + 2);
        let origins = origins.max().filter(|_| !page.is_narrow()).unwrap_or_default();
        let subjects = subjects.chain(self.kept.iter().map(Certificate::subject));
        let width = page.column(subjects, BESIDE_SUBJECT + origins);
        for root in &self.roots {
            let mark = if root.state == State::Added { '+' } else { '=' };
            let subject = page.cell(&root.subject, width);
            let until = root.not_after.date();
            let origin = format!("  {DIM}{}{DIM:#}", origin_words(root.source));
            let origin = if origins > 0 { origin.as_str() } else { "" };
            let _ = writeln!(text, "  {mark} {subject}  until {until}{origin}");
            if verbose {
                let _ = writeln!(text, "    SHA-256 {}", root.sha256);
            }
        }
        self.write_rest(&mut text, width, page);
        text
    }

    fn headline(&self) -> String {
        let path = show(&self.path);
        let added = self.roots.iter().filter(|root| root.state == State::Added).count();
        let roots = count(added, "root");
        let verb =
            |did: &str, would: &str| if self.dry_run { format!("would {would}") } else { did.to_owned() };
        match self.action {
            Action::None => format!("{path} already holds {}: nothing to do", self.wanted()),
            Action::Create => format!("{} {path} with {roots}", verb("created", "create")),
            Action::Append => format!("{} {roots} to {path}", verb("added", "add")),
            Action::Replace => {
                format!("{} {path} by {}", verb("replaced", "replace"), self.wanted())
            }
            Action::Prune => {
                let gone = count(self.dropped.len(), "certificate");
                let also =
                    if added == 0 { String::new() } else { format!(" and {} {roots}", verb("added", "add")) };
                format!("{} {gone} from {path}{also}", verb("pruned", "prune"))
            }
            Action::Repair if added == 0 => format!("{} {path}", verb("repaired", "repair")),
            Action::Repair => {
                format!(
                    "{} {path} and {} {roots}",
                    verb("repaired", "repair"),
                    if self.dry_run { "add" } else { "added" }
                )
            }
        }
    }

    /// What the file should hold.
    fn wanted(&self) -> String {
        let own = self.roots.iter().filter(|root| root.source == Origin::File).count();
        let own_roots = if own == 1 { "your own root" } else { "your own roots" };
        match &self.set {
            Some(set) if own > 0 => format!("the set {} and {own_roots}", escape(set)),
            Some(set) => format!("the set {}", escape(set)),
            None => own_roots.to_owned(),
        }
    }

    fn write_rest(&self, text: &mut String, width: usize, page: Page) {
        for kept in &self.kept {
            let _ = writeln!(text, "    {}  kept", page.cell(kept.subject(), width));
        }
        for dropped in &self.dropped {
            let what = dropped.subject.as_deref().map(|subject| escape(subject) + ", ");
            let reason = escape(&dropped.reason);
            let line = format!("{} dropped: {}{reason}", place(dropped), what.unwrap_or_default());
            let _ = writeln!(text, "{}", page.wrap("  - ", "    ", &line));
        }
        text.push_str("\nAll fingerprints match.\n");
        if let Some(backup) = &self.backup {
            let _ = writeln!(text, "Backup: {}", show(backup));
        }
        if let Some(folder) = &self.private_folder {
            let is = if self.dry_run { "would be" } else { "is" };
            let _ = writeln!(text, "The new folder {} {is} for this user alone (mode 0700).", show(folder));
        }
        if let Some(lines) = self.working_line() {
            text.push_str("Connect:\n");
            lines.lines().for_each(|line| text.extend(["  ", &escape(line), "\n"]));
            let password = self.password.map(|password| page.wrap("", "", password) + "\n");
            text.push_str(&password.unwrap_or_default());
        }
    }

    /// The command that connects with the new file. libpq finds its default file by itself, unless a variable names another.
    fn working_line(&self) -> Option<&str> {
        const DEFAULT: &str = "psql 'host=YOUR_HOST dbname=YOUR_DATABASE user=YOUR_USER sslmode=verify-full'";
        if self.action != Action::Create || self.dry_run || !self.has_anchor {
            return None;
        }
        let is_overridden = self.warnings.iter().any(|warning| warning.code == Code::EnvOverride);
        let is_default = self.path_source == PathSource::Default && !is_overridden;
        if is_default { Some(DEFAULT) } else { self.connecting.as_deref() }
    }

    /// The warnings to print in full, and the codes of those left to `--verbose`. One warning is read, three are
    /// not: besides dangers, only the first is printed.
    fn spoken_warnings(&self, verbose: bool) -> (Vec<&Diagnostic>, Vec<Code>) {
        let is_danger = |warning: &&Diagnostic| DANGERS.contains(&warning.code);
        if verbose {
            return (self.warnings.iter().collect(), Vec::new());
        }
        let (mut spoken, mut others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            self.warnings.iter().partition(is_danger);
        // That downloads failed changes nothing in the file.
        others.sort_by_key(|warning| warning.code == Code::DownloadFailed);
        // A run that changed nothing has said it before.
        if spoken.is_empty() && !others.is_empty() && self.action != Action::None {
            let first = others.remove(0);
            let summed = self.failed_downloads.as_ref().filter(|_| first.code == Code::DownloadFailed);
            spoken.push(summed.unwrap_or(first));
        }
        let mut codes: Vec<Code> = others.iter().map(|warning| warning.code).collect();
        codes.retain(|code| !spoken.iter().any(|spoken| spoken.code == *code));
        codes.dedup();
        (spoken, codes)
    }
}

/// Where it was in the old file.
fn place(dropped: &Dropped) -> String {
    match (&dropped.alias, dropped.line) {
        (Some(alias), _) => escape(alias),
        (None, line) => format!("line {}", line.unwrap_or(1)),
    }
}

/// The codes of the warnings that are left to `--verbose`.
fn more(left_out: &[Code]) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let codes: Vec<String> = left_out.iter().map(ToString::to_string).collect();
    format!("-v shows {}: {}\n", count(codes.len(), "more warning"), codes.join(", "))
}

/// A path that is not UTF-8 has replacement characters, because JSON is UTF-8.
#[derive(Serialize)]
struct InstallJson<'a> {
    path: Cow<'a, str>,
    path_source: PathSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Cow<'a, str>>,
    changed: bool,
    dry_run: bool,
    action: Action,
    backup: Option<Cow<'a, str>>,
    set: Option<&'a str>,
    roots: &'a [RootJson],
    kept: Vec<NamedCertificate<'a>>,
    dropped: &'a [Dropped],
    warnings: Vec<TalkJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    env: Option<&'a str>,
}

impl<'a> InstallJson<'a> {
    fn from_report(report: &'a InstallReport) -> Self {
        Self {
            path: report.path.to_string_lossy(),
            path_source: report.path_source,
            target: (report.target != report.path).then(|| report.target.to_string_lossy()),
            changed: report.action != Action::None,
            dry_run: report.dry_run,
            action: report.action,
            backup: report.backup.as_deref().map(Path::to_string_lossy),
            set: report.set.as_deref(),
            roots: &report.roots,
            kept: report.kept.iter().map(NamedCertificate::from).collect(),
            dropped: &report.dropped,
            warnings: report.warnings.iter().map(TalkJson::from).collect(),
            env: report.env.as_deref(),
        }
    }
}
