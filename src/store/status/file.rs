//! Findings about the file itself: whether it exists, and content that some client cannot read.

use crate::libpq::path_mistake::PathMistake;
use crate::openssl::pem::{Bundle, PemProblem, PemProblemKind};
use crate::paste::command_line::NO_STORE;
use crate::pins::Set;

use super::question::StatusQuestion;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, SummedDiagnostics};
use crate::store::content::FileContent;

/// Adds them one by one: a file may have a million.
pub(super) fn add_findings(
    findings: &mut SummedDiagnostics,
    question: &StatusQuestion,
    asked: &[&Set],
    bundle: Option<&Bundle>,
) {
    let read = bundle.filter(|bundle| !bundle.is_blank());
    findings.extend(without_content(question, asked, bundle));
    if let Some(bundle) = read {
        let repair = question.install(asked.first().copied(), "--repair");
        findings.extend(bundle.problems.iter().map(|problem| finding(problem, bundle, &repair)));
        findings.extend(without_certificate(question, bundle));
    }
}

/// There is no file, or nothing is in it.
fn without_content(question: &StatusQuestion, asked: &[&Set], bundle: Option<&Bundle>) -> Option<Diagnostic> {
    let install = || question.install(asked.first().copied(), "");
    let path = question.location.path.display();
    match (question.content, bundle) {
        (FileContent::Absent(_), _) if PathMistake::find(&question.location.path).is_some() => {
            PathMistake::find(&question.location.path).map(|mistake| mistaken(question, mistake))
        }
        (FileContent::Absent(reason), _) => {
            let why = reason
                .as_ref()
                .map_or_else(String::new, |reason| format!(", as far as this user can see: {reason}"));
            let message = format!("there is no `{path}`{why}");
            let hint =
                Fix::run(install(), "creates it; until then verify-ca and verify-full refuse to connect");
            Some(Diagnostic::new(Code::MissingFile, Severity::Error, message, hint))
        }
        (FileContent::Folder, _) => Some(unreadable(question, "it is a folder")),
        (FileContent::Unreadable(reason), _) => Some(unreadable(question, reason)),
        (_, Some(bundle)) if bundle.is_blank() => {
            let message = format!("`{path}` has no certificate, so libpq refuses it");
            let hint = Fix::run(install(), "fills it");
            Some(Diagnostic::new(Code::EmptyFile, Severity::Error, message, hint))
        }
        (FileContent::Bytes(_), _) => None,
    }
}

/// Nothing is to be installed there.
fn mistaken(question: &StatusQuestion, mistake: PathMistake) -> Diagnostic {
    let path = match mistake {
        PathMistake::Content => "what should name the file".to_owned(),
        _ => format!("`{}`", question.location.path.display()),
    };
    let message = format!("{path} is not a path: {}", mistake.reason());
    Diagnostic::new(Code::MissingFile, Severity::Error, message, mistake.fix())
}

fn unreadable(question: &StatusQuestion, reason: &str) -> Diagnostic {
    let message = format!("`{}` cannot be read: {reason}", question.location.path.display());
    let hint = "put a regular file there that this user can read; libpq fails with `require` too";
    Diagnostic::new(Code::UnreadableFile, Severity::Error, message, hint)
}

/// libpq refuses a file without a certificate, even if its blocks of other kinds are well-formed.
fn without_certificate(question: &StatusQuestion, bundle: &Bundle) -> Option<Diagnostic> {
    let explains = |problem: &PemProblem| {
        matches!(problem.kind, PemProblemKind::NotPem | PemProblemKind::Malformed | PemProblemKind::Ignored)
    };
    if bundle.loads() || bundle.problems.iter().any(explains) {
        return None;
    }
    let path = question.location.path.display();
    let message =
        format!("there is no certificate in `{path}`, only blocks of other kinds, so libpq refuses it");
    Some(Diagnostic::new(Code::EmptyFile, Severity::Error, message, NO_STORE))
}

fn finding(problem: &PemProblem, bundle: &Bundle, repair: &str) -> Diagnostic {
    let (code, severity) = class(problem.kind);
    let message = message(problem, bundle);
    let fix = problem.way_out.map_or_else(|| fix(problem.kind, bundle, repair), Fix::from);
    Diagnostic::new(code, severity, message, fix).at_line(problem.line)
}

fn class(kind: PemProblemKind) -> (Code, Severity) {
    match kind {
        PemProblemKind::NotPem => (Code::NotPem, Severity::Error),
        PemProblemKind::Malformed => (Code::MalformedBlock, Severity::Error),
        PemProblemKind::PrivateKey => (Code::PrivateKey, Severity::Error),
        PemProblemKind::Ignored => (Code::IgnoredBlock, Severity::Error),
        PemProblemKind::ByteOrderMark => (Code::Bom, Severity::Warning),
        PemProblemKind::OtherLabel => (Code::OtherLabel, Severity::Warning),
        PemProblemKind::TrailingBytes => (Code::TrailingBytes, Severity::Warning),
        PemProblemKind::DashLine => (Code::DashLine, Severity::Warning),
        PemProblemKind::Trusted => (Code::TrustedBlock, Severity::Warning),
        PemProblemKind::Crl => (Code::CrlPresent, Severity::Warning),
    }
}

fn message(problem: &PemProblem, bundle: &Bundle) -> String {
    let (line, reason) = (problem.line, &problem.reason);
    match problem.kind {
        PemProblemKind::NotPem => format!("the file is {reason}; libpq refuses it"),
        PemProblemKind::Malformed => format!("{}: {reason}", spoiled_block(line, bundle)),
        PemProblemKind::PrivateKey => {
            format!("line {line} starts a private key, which everybody who reads the file can copy")
        }
        PemProblemKind::Ignored => format!("line {line} starts {reason}"),
        PemProblemKind::ByteOrderMark => format!(
            "{reason} in line {line}: Go and rustls clients lose that certificate, pgjdbc refuses the file"
        ),
        PemProblemKind::OtherLabel => {
            format!("line {line} has {reason}, which Go and rustls clients pass over")
        }
        PemProblemKind::TrailingBytes => {
            format!("the block in line {line} has {reason}; some clients refuse it")
        }
        PemProblemKind::DashLine => format!("line {line} is {reason}: pgjdbc refuses the file"),
        PemProblemKind::Trusted => {
            format!(
                "line {line} starts {reason}; Go and rustls clients pass over it, pgjdbc refuses the file"
            )
        }
        PemProblemKind::Crl => format!(
            "line {line} starts {reason}: libpq does not use it from here, and pgjdbc refuses the file"
        ),
    }
}

fn spoiled_block(line: usize, bundle: &Bundle) -> String {
    let earlier = bundle.spoiled.as_ref().filter(|spoiled| spoiled.line == line && spoiled.begin != line);
    earlier.map_or_else(
        || format!("the block in line {line} makes libpq refuse the whole file"),
        |spoiled| {
            format!(
                "line {line}, in the block that starts in line {}, makes libpq refuse the whole file",
                spoiled.begin
            )
        },
    )
}

fn fix(kind: PemProblemKind, bundle: &Bundle, repair: &str) -> Fix {
    match kind {
        // `--repair` does not change this.
        PemProblemKind::Crl => {
            "remove the block; put a list for libpq into root.crl, or name it in PGSSLCRL".into()
        }
        _ if !bundle.has_certificates() => NO_STORE.into(),
        PemProblemKind::PrivateKey => format!(
            "copy the key to a file of its own, then run `{repair} --no-backup`; a backup would keep the key"
        )
        .into(),
        PemProblemKind::Trusted => {
            "`openssl x509 -in FILE` writes it as a plain certificate, without its trust settings".into()
        }
        PemProblemKind::NotPem => Fix::run(repair, "keeps the certificates that it can find; a backup stays"),
        _ => Fix::run(repair, "rewrites the file with every certificate that decodes, and keeps a backup"),
    }
}
