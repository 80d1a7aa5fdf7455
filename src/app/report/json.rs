//! The JSON objects of `docs/reference/json.md`. A run prints one object, which begins with schema, command and version.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::value::RawValue;

use super::diagnostics::TalkJson;
use super::visible_json::{VisibleFormatter, compact};
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pins: Option<NamedManifest<'a>>,
    #[serde(flatten)]
    content: T,
}

/// The manifest that the environment names.
#[derive(Serialize)]
struct NamedManifest<'a> {
    path: &'a str,
    source: &'static str,
}

/// What [`NamedManifest`] shows: known once the arguments are read, and the same for every object of the run.
static NAMED_MANIFEST: OnceLock<String> = OnceLock::new();

/// Lets every object say that the environment named this manifest.
pub(crate) fn name_manifest(path: &Path) {
    // Only the first call counts, and a run makes one.
    let _ = NAMED_MANIFEST.set(path.to_string_lossy().into_owned());
}

/// An object with its first fields.
pub(super) fn object(command: Option<&str>, content: impl Serialize) -> String {
    let pins = NAMED_MANIFEST.get().map(|path| NamedManifest { path, source: "environment" });
    let object = Object { schema: SCHEMA, command, version: env!("CARGO_PKG_VERSION"), pins, content };
    written(&object)
}

/// A part of an object, written once and put into it as it is.
pub(super) fn raw(part: &impl Serialize) -> Box<RawValue> {
    RawValue::from_string(written(part)).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// A part of an object of an earlier run. It may be anybody's, so it is written anew.
pub(super) fn raw_again(part: &RawValue) -> Box<RawValue> {
    RawValue::from_string(compact(part.get())).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn written(value: &impl Serialize) -> String {
    let mut written = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut written, VisibleFormatter);
    if value.serialize(&mut serializer).is_err() {
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
