//! Diagnostics as text and as JSON, one form each. Text from outside is escaped here.

use anstyle::Style;
use serde::Serialize;

use super::layout::{Page, wrap_all_to, wrap_to};
use super::style::{BLUE, RED, YELLOW};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::io::output::Output;
use crate::paste::escape::{escape, escape_lines};
use crate::x509::digest::Sha256;

/// Prints a warning next to an answer, unless messages are off.
pub(crate) fn warn(diagnostic: &Diagnostic, output: &Output) {
    output.talk(&talk(diagnostic, Page::for_messages()));
}

/// A failure, or a warning next to an answer: the message, and the fix below it.
pub(crate) fn talk(diagnostic: &Diagnostic, page: Page) -> String {
    let (style, word) = label(diagnostic.severity);
    let message = page.wrap(&format!("{style}{word}{style:#}: "), "  ", &one_line(&diagnostic.message));
    let fix = &diagnostic.fix;
    let command = fix.command().map(|command| format!("{FIX}{}", escape(command)));
    let fix = command.unwrap_or_else(|| all_lines(fix.words(), page));
    format!("{message}\n{fix}")
}

/// A message in one line: a server's own may have several.
fn one_line(message: &str) -> String {
    escape(&message.replace(['\n', '\t'], " "))
}

fn all_lines(words: &str, page: Page) -> String {
    let lines = escape_lines(words);
    let heads = std::iter::once(FIX).chain(std::iter::repeat(""));
    let lines = heads.zip(lines.lines()).map(|(head, line)| page.wrap(head, "       ", line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The word before a fix. A command after it is never wrapped, so that it can be pasted.
const FIX: &str = "  fix: ";

/// A finding in an answer, in lines of `width` columns.
pub(super) fn finding(diagnostic: &Diagnostic, width: usize) -> String {
    let message = wrap_all_to(width, "  ", &one_line(&diagnostic.message));
    format!("{}{message}\n", finding_title(diagnostic))
}

/// A finding whose message is there already.
pub(super) fn finding_title(diagnostic: &Diagnostic) -> String {
    let (style, word) = label(diagnostic.severity);
    format!("\n{style}{word}{style:#} {}\n", diagnostic.code)
}

/// The fix of a finding: the command if there is one, and all words with `--verbose`.
pub(super) fn fix(fix: &Fix, width: usize, verbose: bool) -> String {
    let words = || escape(fix.words());
    match fix.command() {
        Some(command) if verbose => {
            format!("{FIX}{}\n{}\n", escape(command), wrap_to(width, "       ", &words()))
        }
        Some(command) => format!("{FIX}{}\n", escape(command)),
        None => wrap_to(width, FIX, &words()) + "\n",
    }
}

/// A finding and its fix.
pub(super) fn finding_with_fix(diagnostic: &Diagnostic, width: usize, verbose: bool) -> String {
    finding(diagnostic, width) + &fix(&diagnostic.fix, width, verbose)
}

fn label(severity: Severity) -> (Style, &'static str) {
    let style = match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Info => BLUE,
    };
    (style, severity_word(severity))
}

pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A failure or a warning.
#[derive(Debug, Serialize)]
pub(crate) struct TalkJson<'a> {
    code: Code,
    message: &'a str,
    hint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Sha256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<Sha256>,
}

impl<'a> From<&'a Diagnostic> for TalkJson<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.code,
            message: &diagnostic.message,
            hint: diagnostic.fix.words(),
            line: diagnostic.place.line,
            alias: diagnostic.place.alias.as_deref(),
            url: diagnostic.place.url.as_deref(),
            expected: diagnostic.mismatch.as_ref().map(|mismatch| mismatch.expected),
            actual: diagnostic.mismatch.as_ref().map(|mismatch| mismatch.actual),
        }
    }
}

/// A finding about a server.
#[derive(Debug, Serialize)]
pub(crate) struct FindingJson<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    hint: &'a str,
}

impl<'a> From<&'a Diagnostic> for FindingJson<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let Diagnostic { code, severity, message, fix, .. } = diagnostic;
        Self { code: *code, severity: *severity, message, hint: fix.words() }
    }
}

/// A finding about a store, with its place in it.
#[derive(Debug, Serialize)]
pub(crate) struct PlacedFindingJson<'a> {
    #[serde(flatten)]
    finding: FindingJson<'a>,
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<&'a str>,
    sha256: Option<Sha256>,
    pin: Option<&'a str>,
}

impl<'a> From<&'a Diagnostic> for PlacedFindingJson<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let place = &diagnostic.place;
        let (line, sha256, pin) = (place.line, place.certificate, place.pin.as_deref());
        Self { finding: diagnostic.into(), line, alias: place.alias.as_deref(), sha256, pin }
    }
}
