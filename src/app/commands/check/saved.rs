//! `--save-chain` and `--report`: files about one target, beside the answer.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{CheckArgs, Format};
use crate::app::commands::install::to_stdout::is_stdout;
use crate::app::commands::written_file::{self, FileRule};
use crate::app::report::check::ticket;
use crate::app::report::layout::Page;
use crate::check::{Roots, TargetCheck};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::io::output::Output;
use crate::libpq::client_files::{ClientFiles, KeyPlace};
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::trust_files::{RootPlace, TrustFiles};
use crate::openssl::pem;

/// What is saved of a check.
pub(super) struct Saved<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) environment: &'a Environment,
    pub(super) output: &'a Output,
    pub(super) roots: &'a Roots<'a>,
    pub(super) at: OffsetDateTime,
}

impl Saved<'_> {
    /// Refuses what contradicts itself, before anything is asked.
    pub(super) fn refuse_meaningless(&self, format: Format) -> Result<(), Diagnostic> {
        let CheckArgs { save_chain, report, .. } = self.args;
        if (save_chain.is_some() || report.is_some()) && format == Format::JsonLines {
            let fix = "leave `--format json-lines` out; `--format json` has the same fields";
            return Err(Diagnostic::usage(
                "`--save-chain` and `--report` are for a run with one answer",
                fix,
            ));
        }
        if self.prints_chain() && format != Format::Text {
            let fix = "name a file with `--save-chain FILE`";
            return Err(Diagnostic::usage("standard output takes the chain, so no other form fits", fix));
        }
        if report.as_deref().is_some_and(is_stdout) {
            let fix = "name a file with `--report FILE`, such as `ticket.md`";
            return Err(Diagnostic::usage("the report is a file; standard output has the answer", fix));
        }
        if save_chain.is_some() && save_chain == report {
            let fix = "name another file with `--report`";
            return Err(Diagnostic::usage("`--save-chain` and `--report` name one file", fix));
        }
        Ok(())
    }

    /// Refuses several targets: each would replace the file of the one before.
    pub(super) fn refuse_many(&self, targets: usize) -> Result<(), Diagnostic> {
        if targets == 1 || self.args.save_chain.is_none() && self.args.report.is_none() {
            return Ok(());
        }
        let fix = "name one, and give each a file of its own";
        Err(Diagnostic::usage(
            format!("`--save-chain` and `--report` are for one target, not {targets}"),
            fix,
        ))
    }

    /// Whether standard output takes the chain.
    fn prints_chain(&self) -> bool {
        self.args.save_chain.as_deref().is_some_and(is_stdout)
    }

    /// The page of the answer.
    pub(super) fn page(&self) -> Page {
        if self.prints_chain() { Page::for_messages() } else { Page::for_answer(self.output) }
    }

    /// Writes the files.
    pub(super) fn write(&self, check: &TargetCheck) -> Result<(), Diagnostic> {
        if let Some(path) = &self.args.report {
            let text = ticket::render(check, self.roots, self.at);
            self.write_file(path, text.as_bytes(), "--report", check.target.as_ref())?;
        }
        let chain = chain(check);
        match &self.args.save_chain {
            Some(path) if !self.prints_chain() && !chain.is_empty() => {
                self.write_file(path, &chain, "--save-chain", check.target.as_ref())
            }
            _ => Ok(()),
        }
    }

    fn write_file(
        &self,
        path: &Path,
        bytes: &[u8],
        flag: &'static str,
        target: Option<&Target>,
    ) -> Result<(), Diagnostic> {
        let is_used = |used: &PathBuf| {
            self.environment.absolute(used) == self.environment.absolute(path) || files::is_same(used, path)
        };
        if target.is_some_and(|target| self.used(target).iter().any(is_used)) {
            let message =
                format!("`{}` is a file that clients use for this target; it was left alone", path.display());
            return Err(Diagnostic::usage(message, format!("give `{flag}` another file")));
        }
        let rule = FileRule { command: "check", flag, as_root: false, backup: true };
        let written = written_file::write(path, bytes, rule, self.output)?;
        self.output.talk(&ticket::written(&written));
        Ok(())
    }

    /// The files that libpq uses for a target, whether they exist or not.
    fn used(&self, target: &Target) -> Vec<PathBuf> {
        let TrustFiles { root, crl, .. } = TrustFiles::for_target(target, self.environment);
        let root = if let RootPlace::File(path) = root { Some(path) } else { None };
        let (certificate, key) = match ClientFiles::from_settings(&target.client, self.environment) {
            Some(ClientFiles { certificate, key: KeyPlace::File(key), .. }) => (Some(certificate), Some(key)),
            Some(files) => (Some(files.certificate), None),
            None => (None, None),
        };
        [root, crl, certificate, key].into_iter().flatten().collect()
    }

    /// The reply: where standard output takes the chain, the answer goes to stderr.
    pub(super) fn finish(&self, check: &TargetCheck, mut reply: Reply) -> Reply {
        let Some(path) = &self.args.save_chain else { return reply };
        let chain = chain(check);
        let is_missing = chain.is_empty() && check.result.is_ok();
        if self.prints_chain() {
            if let Answer::Text(text) = &reply.answer
                && !text.is_empty()
            {
                self.output.error(text);
            }
            reply.answer = Answer::Binary(chain);
        }
        if is_missing {
            reply.afterwards.push(no_chain(path));
            reply.insists = true;
            reply.code = 2;
        }
        reply
    }
}

fn no_chain(path: &Path) -> Diagnostic {
    let what = if is_stdout(path) { "there is nothing to print" } else { "no file was written" };
    let message = format!("the server sent no certificate that it proved to be its own, so {what}");
    Diagnostic::failure(Code::Io, message, "the answer says why")
}

/// What the server sent, as PEM.
fn chain(check: &TargetCheck) -> Vec<u8> {
    let mut text = Vec::new();
    if let Ok(answered) = &check.result {
        pem::append(&mut text, answered.checked.sent.iter());
    }
    text
}
