//! The JSON objects of `docs/reference/json.md`. A run prints one object, which begins with schema, command and version.

use std::path::PathBuf;

use serde::Serialize;

use super::diagnostics::TalkJson;
use super::visible_json::VisibleFormatter;
use crate::diagnostic::Diagnostic;
use crate::paste::shell::Shell;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// The version of the objects' form.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Object<'a, T> {
    schema: u32,
    command: Option<&'a str>,
    version: &'a str,
    #[serde(flatten)]
    content: T,
}

/// An object with its first fields.
pub(super) fn object(command: Option<&str>, content: impl Serialize) -> String {
    let object = Object { schema: SCHEMA, command, version: env!("CARGO_PKG_VERSION"), content };
    let mut written = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut written, VisibleFormatter);
    if object.serialize(&mut serializer).is_err() {
        return String::new();
    }
    String::from_utf8(written).unwrap_or_default()
}

/// A certificate that is only named.
#[derive(Serialize)]
pub(super) struct NamedCertificate<'a> {
    subject: &'a str,
    sha256: Sha256,
}

impl<'a> From<&'a Certificate> for NamedCertificate<'a> {
    fn from(certificate: &'a Certificate) -> Self {
        Self { subject: certificate.subject(), sha256: certificate.sha256() }
    }
}

/// A failure.
pub(crate) fn failure(command: Option<&str>, error: &Diagnostic) -> String {
    #[derive(Serialize)]
    struct FailureJson<'a> {
        error: TalkJson<'a>,
    }
    object(command, FailureJson { error: error.into() })
}

/// The answer of `completions`.
pub(crate) fn completions(shell: &str, script: &str) -> String {
    #[derive(Serialize)]
    struct Completions<'a> {
        shell: &'a str,
        script: &'a str,
    }
    object(Some("completions"), Completions { shell, script })
}

/// The answer of `man`.
pub(crate) fn man(pages: &[PathBuf]) -> String {
    #[derive(Serialize)]
    struct Man {
        pages: Vec<String>,
    }
    object(Some("man"), Man { pages: pages.iter().map(|page| page.to_string_lossy().into_owned()).collect() })
}

/// The answer of `env`.
pub(crate) fn env(shell: Shell, path: &str, line: &str) -> String {
    #[derive(Serialize)]
    struct Env<'a> {
        shell: &'a str,
        path: &'a str,
        line: &'a str,
    }
    object(Some("env"), Env { shell: &shell.name(), path, line })
}
