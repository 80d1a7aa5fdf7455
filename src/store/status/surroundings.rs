//! Findings about what surrounds the file: variables, service files, revocation lists, permissions, and files in wrong
//! places.

use std::path::{Path, PathBuf};

use crate::libpq::environment::Environment;
use crate::libpq::home::sudo_caller_home;
use crate::libpq::location::PathSource;
use crate::libpq::secret::file_name;
use crate::libpq::service_file::ServiceFile;
use crate::libpq::sslmode::SYSTEM;

use super::exposure;
use super::question::StatusQuestion;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::paste::quote::posix_path;
use crate::store::location_findings;

pub(super) fn findings(question: &StatusQuestion) -> Vec<Diagnostic> {
    let around = question.surroundings;
    let mut findings = exposure::findings(&around.exposures, &question.location.path);
    findings.extend(closed(&around.closed, &question.location.path));
    let Some(environment) = around.environment else { return findings };
    if question.location.source == PathSource::Flag {
        return findings;
    }
    let path = environment.absolute(&question.location.path);
    let file = JudgedFile { path, aliases: &around.aliases, environment };
    findings.extend(variables(environment, &file));
    // libpq looks for the default list only if no variable names another one.
    if ["PGSSLCRL", "PGSSLCRLDIR"].iter().all(|name| environment.variable(name).is_none()) {
        findings.extend(around.root_crl.iter().map(|path| root_crl(path)));
    }
    for (path, text) in &around.service_files {
        findings.extend(services(path, text.text(), &file));
    }
    if question.location.source == PathSource::Default {
        findings.extend(around.near_misses.iter().map(|path| near_miss(path)));
        findings.extend(root_home(environment));
        findings.extend(location_findings::home_mismatch(environment, Severity::Info));
    }
    findings
}

/// The file that is judged, and its names.
struct JudgedFile<'a> {
    path: PathBuf,
    aliases: &'a [String],
    environment: &'a Environment,
}

impl JudgedFile<'_> {
    /// Whether a value of PGSSLROOTCERT or sslrootcert names this file.
    fn has_name(&self, value: &str) -> bool {
        self.environment.absolute(Path::new(value)) == self.path
            || self.aliases.iter().any(|alias| alias == value)
    }
}

fn closed(folders: &[PathBuf], file: &Path) -> Option<Diagnostic> {
    let outermost = folders.first()?;
    let message = format!(
        "only root can enter `{}`; for everybody else `{}` does not exist, and `sslmode=require` verifies nothing",
        outermost.display(),
        file.display()
    );
    let folders: Vec<String> = folders.iter().map(|folder| posix_path(folder)).collect();
    let command = format!("chmod 755 {}", folders.join(" "));
    let hint = Fix::run(command, "lets the others in, unless only root needs the file");
    Some(Diagnostic::new(Code::PrivateFolder, Severity::Warning, message, hint))
}

fn variables(environment: &Environment, file: &JudgedFile) -> Vec<Diagnostic> {
    let value = |name: &str| environment.variable(name).map(|value| value.to_string_lossy().into_owned());
    let over =
        |message: String, hint: &str| Diagnostic::new(Code::EnvOverride, Severity::Warning, message, hint);
    let mut findings = Vec::new();
    if let Some(elsewhere) = value("PGSSLROOTCERT").filter(|value| !file.has_name(value)) {
        findings.push(location_findings::env_override(&elsewhere));
    }
    match environment
        .variables
        .get(std::ffi::OsStr::new("PGSSLMODE"))
        .map(|mode| mode.to_string_lossy())
        .as_deref()
    {
        None | Some("allow" | "prefer" | "require" | "verify-ca" | "verify-full") => {}
        Some("disable") => findings.push(over(
            "PGSSLMODE is `disable`: libpq connects without encryption and does not read this file".into(),
            "unset it, or set it to `verify-full`",
        )),
        Some("") => findings.push(over(
            "PGSSLMODE is set, but empty, which libpq refuses: every connection fails".into(),
            "set it to `verify-full`, or unset it",
        )),
        Some(mode) => findings.push(over(
            format!("PGSSLMODE is `{mode}`, which libpq refuses: every connection fails"),
            "set it to `verify-full`, or unset it",
        )),
    }
    for name in ["PGSSLCRL", "PGSSLCRLDIR"] {
        if let Some(list) = value(name) {
            let message = format!(
                "{name} names `{list}`: every certificate of a chain needs a current revocation list there"
            );
            findings.push(Diagnostic::new(
                Code::CrlPresent,
                Severity::Warning,
                message,
                "unset it unless lists for these roots are kept there",
            ));
        }
    }
    findings
}

fn root_crl(path: &Path) -> Diagnostic {
    let message = format!(
        "`{}` exists; if it loads, every certificate below a root needs a current revocation list in it",
        path.display()
    );
    let hint = "move it away, unless it has the lists of these roots' authorities; the list of another one breaks every connection";
    Diagnostic::new(Code::CrlPresent, Severity::Warning, message, hint)
}

fn near_miss(path: &Path) -> Diagnostic {
    let message = format!("`{}` exists, but libpq does not look there", path.display());
    let hint = "if libpq needs its certificates, append them to this file; then remove it";
    Diagnostic::new(Code::NearMissPath, Severity::Warning, message, hint)
}

fn services(path: &Path, text: &str, file: &JudgedFile) -> Vec<Diagnostic> {
    // An empty value means the default file.
    let values = ServiceFile::parse(text).values("sslrootcert").into_iter();
    values
        .filter(|(_, value)| !value.is_empty() && !file.has_name(value))
        .map(|(service, value)| {
            let (file, value_name) = (path.display(), file_name(Path::new(value)));
            let message =
                format!("the service `{service}` in `{file}` has sslrootcert {value_name}, not this file");
            let hint = if value == SYSTEM {
                "remove the line if its connections must use this file"
            } else {
                "look at that file with `--dest`, or remove the line"
            };
            Diagnostic::new(Code::ServiceOverride, Severity::Warning, message, hint)
        })
        .collect()
}

fn root_home(environment: &Environment) -> Option<Diagnostic> {
    let caller = sudo_caller_home(environment)?;
    let message =
        format!("this runs under sudo, so it looks at root's file, not at one in `{}`", caller.display());
    Some(Diagnostic::new(Code::RootHome, Severity::Info, message, "run it without sudo to see your own"))
}
