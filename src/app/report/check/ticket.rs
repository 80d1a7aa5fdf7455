//! `--report`: one target in Markdown, with everything that a support ticket needs. There is no secret in it, and what
//! comes from outside stands in code spans, where no Markdown and no HTML counts.

use std::fmt::Write as _;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::client::{auth_fact, certificate_fact};
use super::probe;
use super::word::word;
use crate::app::report::export::WrittenFile;
use crate::app::report::layout::show;
use crate::check::{Answered, Checked, NameCheck, NameOutcome, Roots, TargetCheck};
use crate::diagnostic::Severity;
use crate::libpq::capture::{Capture, SslReply};
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::SslMode;
use crate::openssl::chain::Profile;
use crate::openssl::pem::armor;
use crate::paste::markdown::code;
use crate::x509::certificate::Certificate;

/// The line about a file that was written.
pub(crate) fn written(file: &WrittenFile) -> String {
    let path = show(&file.path);
    match (&file.backup, file.changed) {
        (_, false) => format!("{path} is up to date"),
        (None, true) => format!("wrote {path}"),
        (Some(backup), true) => format!("wrote {path}; the old one is {}", show(backup)),
    }
}

/// The report.
pub(crate) fn render(check: &TargetCheck, roots: &Roots, at: OffsetDateTime) -> String {
    let mut text = format!("# pgcerts check of {}\n\n", code(&check.label));
    facts(&mut text, check, at);
    match &check.result {
        Err(error) => {
            let _ = writeln!(text, "\n## Error\n\n- {}: {}", error.code, code(&error.message));
            let _ = writeln!(text, "- fix: {}", code(error.fix.words()));
        }
        Ok(answered) => {
            connection(&mut text, answered);
            taken(&mut text, answered);
            modes(&mut text, &answered.checked);
            findings(&mut text, &answered.checked);
            paths(&mut text, &answered.checked, roots);
            chain(&mut text, &answered.checked, roots);
        }
    }
    text
}

fn fact(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "- {name}: {}", code(value));
}

fn facts(text: &mut String, check: &TargetCheck, at: OffsetDateTime) {
    fact(text, "result", word(check).0);
    fact(text, "pgcerts", env!("CARGO_PKG_VERSION"));
    fact(text, "time", &at.format(&Rfc3339).unwrap_or_default());
    if let Some(host) = check.target.as_ref().and_then(Target::shown_host) {
        fact(text, "host", host);
    }
    if let Some(target) = &check.target {
        fact(text, "port", &target.port.to_string());
        let variables = target.variables();
        if !variables.is_empty() {
            fact(text, "set by the environment", &variables.join(", "));
        }
    }
    fact(text, "sslmode", check.mode.name());
}

fn connection(text: &mut String, answered: &Answered) {
    text.push_str("\n## Connection\n\n");
    if let Some(capture) = &answered.capture {
        fact(text, "address", &capture.address.to_string());
        let reply = capture.reply.as_ref().and_then(SslReply::letter);
        fact(text, "answer to SSLRequest", &reply.map_or_else(|| "none".into(), String::from));
    }
    if let Some(handshake) = answered.capture.as_ref().and_then(Capture::handshake) {
        fact(text, "TLS", &format!("{} {}", handshake.version, handshake.cipher_suite));
        let more = [
            ("group", &handshake.group),
            ("signature scheme", &handshake.signature_scheme),
            ("ALPN", &handshake.alpn),
        ];
        for (name, value) in more {
            if let Some(value) = value {
                fact(text, name, value);
            }
        }
    }
    fact(text, "client certificate", &certificate_fact(answered).unwrap_or_else(|| "none".into()));
    if let Some(login) = auth_fact(&answered.auth) {
        fact(text, "login", &login);
    }
    if let Some(name) = &answered.checked.name {
        fact(text, "name", &name_fact(name));
    }
    let store = &answered.store;
    let state = match (store.exists, &store.error) {
        (false, _) => "does not exist",
        (true, Some(error)) => error,
        (true, None) => "loads",
    };
    fact(text, "trust store", &format!("{}: {state}", store.path));
    if let Some(until) = answered.checked.until {
        fact(text, "valid until", &until.date().to_string());
    }
}

fn taken(text: &mut String, answered: &Answered) {
    let lines = probe::all_lines(answered);
    if !lines.is_empty() {
        text.push_str("\n## What the server takes\n\n");
    }
    for line in lines {
        let indent = if line.starts_with(' ') { "  " } else { "" };
        let _ = writeln!(text, "{indent}- {}", code(&line));
    }
}

fn name_fact(name: &NameCheck) -> String {
    match &name.outcome {
        NameOutcome::Matches(matched) => format!("fits {matched}"),
        NameOutcome::NoHost => "no host name to compare with".into(),
        _ => format!("does not fit; tried {}", name.tried.join(", ")),
    }
}

fn modes(text: &mut String, checked: &Checked) {
    text.push_str("\n## Modes\n\n");
    for mode in SslMode::ALL {
        let verdict = checked.verdict(mode);
        let connects = match (verdict.ok, verdict.encrypted) {
            (Some(true), Some(true)) => "connects under TLS",
            (Some(true), Some(false)) => "connects WITHOUT encryption",
            (Some(true), None) => "connects; whether with TLS is unknown",
            (Some(false), _) => "fails",
            (None, _) => "unknown",
        };
        let message = verdict.message.as_deref().map(|message| format!(": {}", code(message)));
        let _ = writeln!(text, "- {mode}: {connects}{}", message.unwrap_or_default());
    }
}

fn findings(text: &mut String, checked: &Checked) {
    text.push_str("\n## Findings\n\n");
    if checked.findings.is_empty() {
        text.push_str("- none\n");
    }
    for finding in &checked.findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        let _ = writeln!(text, "- {severity} {}: {}", finding.code, code(&finding.message));
        let _ = writeln!(text, "  - fix: {}", code(finding.fix.words()));
    }
}

fn paths(text: &mut String, checked: &Checked, roots: &Roots) {
    text.push_str("\n## Paths to a root\n\n");
    if checked.paths.is_empty() {
        text.push_str("- none\n");
    }
    for path in &checked.paths {
        let subjects: Vec<&str> = path.links.iter().map(|link| link.certificate.subject()).collect();
        let valid = match path.is_valid() {
            Some(true) => "valid",
            Some(false) => "not valid",
            None => "cannot be verified here",
        };
        let store = if path.in_store { "in the trust store" } else { "not in the trust store" };
        let pin = roots.pin_of(&path.anchor().certificate).map_or("not pinned", |pin| pin.id.as_str());
        let _ = writeln!(text, "- {valid}: {} ({store}, {})", code(&subjects.join(" > ")), code(pin));
        for problem in &path.problems {
            let subject = path.links[problem.at].certificate.subject();
            let _ = writeln!(text, "  - {}", code(&format!("{subject} {problem}")));
        }
    }
}

fn chain(text: &mut String, checked: &Checked, roots: &Roots) {
    text.push_str("\n## Certificates that the server sent\n");
    for (number, certificate) in (1..).zip(&checked.sent) {
        let _ = writeln!(text, "\n### Certificate {number}\n");
        certificate_facts(text, certificate);
        if let Some(pin) = roots.pin_of(certificate) {
            fact(text, "pinned as", &pin.id);
        }
        let _ = writeln!(text, "\n```\n{}```", armor("CERTIFICATE", certificate.der()));
    }
}

fn certificate_facts(text: &mut String, certificate: &Certificate) {
    fact(text, "subject", certificate.subject());
    fact(text, "issuer", certificate.issuer());
    for (name, time) in [("from", certificate.not_before()), ("until", certificate.not_after())] {
        if let Some(time) = time {
            fact(text, name, &time.format(&Rfc3339).unwrap_or_default());
        }
    }
    fact(text, "SHA-256", &certificate.sha256().to_string());
    let names = Profile::from_der(certificate.der()).map_or_else(Vec::new, |profile| profile.names().shown());
    if !names.is_empty() {
        fact(text, "names", &names.join(", "));
    }
}
