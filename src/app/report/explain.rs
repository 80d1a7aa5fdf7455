//! The answer of `explain`, for people and for scripts.

use std::fmt::Write as _;

use serde::Serialize;

use super::diagnostics::severity_word;
use super::json;
use super::layout::{Page, fill, wrap_to};
use super::style::BOLD;
use crate::app::answer::{Answer, Reply};
use crate::app::cli::Global;
use crate::diagnostic::catalog::Speaker;
use crate::diagnostic::{Code, Severity};
use crate::explain::{ErrorMatch, Explanation, Lookup, explanations};
use crate::libpq::secret::may_hold_password;

/// The page whose sections are shown.
const DOCS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/reference/findings.md");

/// The codes in the list take this many columns.
const CODE_COLUMNS: usize = 28;

/// A text and what is known of it.
pub(crate) struct ExplainReport<'a> {
    pub(crate) text: &'a str,
    pub(crate) lookup: Lookup,
}

#[derive(Serialize)]
struct ExplainJson<'a> {
    /// None where it may hold a password.
    input: Option<&'a str>,
    matches: Vec<ExplanationJson<'a>>,
    suggestions: &'a [String],
}

#[derive(Serialize)]
struct ExplanationJson<'a> {
    code: Code,
    kind: &'static str,
    command: Option<&'static str>,
    severity: Option<Severity>,
    summary: &'a str,
    symptom: &'a str,
    why: &'a str,
    fix: &'a str,
    commands: &'a [&'a str],
    docs: String,
    /// The client whose error text it is, and the command to run next.
    client: Option<&'static str>,
    next: Option<&'a str>,
}

impl ExplainReport<'_> {
    /// The answer: exit code 1 where the text is unknown.
    pub(crate) fn present(&self, global: Global, page: Page) -> Reply {
        let code = u8::from(self.lookup.explanations.is_empty());
        let answer = if global.json { Answer::Data(self.json()) } else { Answer::Text(self.plain(page)) };
        Reply::new(answer, code)
    }

    fn json(&self) -> String {
        let input = Some(self.text.trim()).filter(|text| !may_hold_password(text) && !text.contains('@'));
        let mut matches: Vec<ExplanationJson<'_>> =
            self.lookup.explanations.iter().map(ExplanationJson::from).collect();
        if let Some(error) = &self.lookup.error {
            for found in &mut matches {
                found.has_error(error);
            }
        }
        json::object(Some("explain"), ExplainJson { input, matches, suggestions: &self.lookup.similar })
    }

    fn plain(&self, page: Page) -> String {
        if let Some(error) = &self.lookup.error {
            return error_section(error, &self.lookup.explanations, page);
        }
        let explanations: Vec<String> =
            self.lookup.explanations.iter().map(|explanation| section(explanation, page)).collect();
        if explanations.is_empty() { self.unknown(page) } else { explanations.join("\n") }
    }

    fn unknown(&self, page: Page) -> String {
        let codes: Vec<String> = self.lookup.similar.iter().map(|code| format!("`{code}`")).collect();
        let text = if codes.is_empty() {
            "pgcerts does not know this text, and does not guess. `pgcerts check HOST` shows whether TLS is the cause."
                .to_owned()
        } else {
            format!("pgcerts has no such code; did you mean {}?", codes.join(" or "))
        };
        wrap_to(page.text(), "", &text) + "\n"
    }
}

/// All codes with what they mean, by who uses them.
pub(crate) fn list(global: Global, page: Page) -> Answer {
    let explanations = explanations();
    if global.json {
        let matches = explanations.iter().map(ExplanationJson::from).collect();
        return Answer::Data(json::object(
            Some("explain"),
            ExplainJson { input: None, matches, suggestions: &[] },
        ));
    }
    let mut text = String::new();
    let mut speaker = None;
    for explanation in &explanations {
        if speaker != Some(explanation.speaker) {
            let break_before = if speaker.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{break_before}{BOLD}{}{BOLD:#}", explanation.speaker.heading());
            speaker = Some(explanation.speaker);
        }
        text += &line(explanation, page);
    }
    Answer::Text(text + "\n`pgcerts explain CODE` shows the cause and the fix of each.\n")
}

fn line(explanation: &Explanation, page: Page) -> String {
    let head = format!("  {}", fill(&explanation.entry.code.to_string(), CODE_COLUMNS));
    wrap_to(page.text(), &head, explanation.entry.meaning) + "\n"
}

/// One meaning: what the user sees, the cause, the fix, and its commands, each on lines of its own.
fn section(explanation: &Explanation, page: Page) -> String {
    let Explanation { entry, speaker, symptom, cause, fix, scripts, .. } = explanation;
    let mut text = format!("{BOLD}{}{BOLD:#} ({})\n", entry.code, kind(*speaker, entry.severities));
    text += &paragraph(page, "what you see:", symptom);
    text += &paragraph(page, "cause:", cause);
    text += &paragraph(page, "fix:", fix);
    for script in scripts {
        text.push('\n');
        text.extend(script.lines().map(|line| format!("    {line}\n")));
    }
    text
}

/// The one cause of an error text, the fix, and the command that finds out more.
fn error_section(error: &ErrorMatch, explanations: &[Explanation], page: Page) -> String {
    let (client, cause) = (error.text.client, error.text.cause);
    let mut text = format!("{BOLD}{}{BOLD:#} (an error text of {client})\n", cause.code);
    text += &paragraph(page, "cause:", cause.sentence());
    for explanation in explanations {
        text += &paragraph(page, "fix:", cause.fix.unwrap_or(&explanation.fix));
    }
    let _ = writeln!(text, "  run next:\n\n    {}", error.next);
    let _ = write!(text, "\n`pgcerts explain {}` has more.\n", cause.code);
    text
}

fn paragraph(page: Page, label: &str, text: &str) -> String {
    const COLUMNS: usize = 17;
    wrap_to(page.text(), &fill(&format!("  {label}"), COLUMNS), text) + "\n"
}

/// As in "error or warning of `status`".
fn kind(speaker: Speaker, severities: &[Severity]) -> String {
    let words: Vec<&str> = severities.iter().map(|severity| severity_word(*severity)).collect();
    let severity = words.join(" or ");
    match speaker {
        Speaker::Status => format!("{severity} of `status`"),
        Speaker::Check => format!("{severity} of `check`"),
        Speaker::Sessions => format!("{severity} of `sessions`"),
        Speaker::Scan => format!("{severity} of `scan`"),
        Speaker::Chain if severities.is_empty() => "problem of a chain".to_owned(),
        Speaker::Chain => format!("problem of a chain, {severity} of `check`"),
        Speaker::Warning => "warning of a command that succeeds".to_owned(),
        Speaker::Failure => "error that ends a run".to_owned(),
    }
}

impl<'a> ExplanationJson<'a> {
    fn has_error(&mut self, error: &'a ErrorMatch) {
        self.summary = error.text.cause.sentence();
        if let Some(fix) = error.text.cause.fix {
            (self.fix, self.commands) = (fix, &[]);
        }
        self.client = Some(error.text.client);
        self.next = Some(&error.next);
    }
}

impl<'a> From<&'a Explanation> for ExplanationJson<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        let (kind, command) = match explanation.speaker {
            Speaker::Status => ("finding", Some("status")),
            Speaker::Check => ("finding", Some("check")),
            Speaker::Sessions => ("finding", Some("sessions")),
            Speaker::Scan => ("finding", Some("scan")),
            Speaker::Chain => ("problem", Some("check")),
            Speaker::Warning => ("warning", None),
            Speaker::Failure => ("error", None),
        };
        Self {
            code: explanation.entry.code,
            kind,
            command,
            severity: explanation.entry.severities.first().copied(),
            summary: explanation.entry.meaning,
            symptom: &explanation.symptom,
            why: &explanation.cause,
            fix: &explanation.fix,
            commands: &explanation.scripts,
            docs: format!("{DOCS}#{}", explanation.anchor),
            client: None,
            next: None,
        }
    }
}
