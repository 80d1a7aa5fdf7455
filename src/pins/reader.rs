//! Reads the text of a manifest. A failure names the place of the fault.

use serde_json::Value;

use super::gate::Rejection;
use super::manifest::{Manifest, Pin};
use crate::diagnostic::{Code, Diagnostic};

const HINT: &str = "`docs/reference/manifest.md` describes the form";

const PEM_HINT: &str =
    "name a manifest, as `pgcerts pins export` writes one; `pgcerts pins add` puts a root into it";

/// The schema that this version reads.
const SCHEMA: u64 = 1;

pub(super) fn parse(name: &str, json: &[u8]) -> Result<Manifest, Diagnostic> {
    #[derive(serde::Deserialize)]
    struct Version {
        schema: Value,
    }
    if json.starts_with(b"\xef\xbb\xbf") {
        return Err(bad(name, "line 1", "it starts with a byte order mark, which JSON does not allow"));
    }
    let malformed = |error: serde_json::Error| {
        let place = format!("line {} column {}", error.line(), error.column());
        let text = error.to_string();
        let why = text.rsplit_once(" at line ").map_or(text.as_str(), |(why, _)| why);
        let error = bad(name, &place, &whole(json, &without_text(why)));
        if is_pem(json) { error.with_fix(PEM_HINT) } else { error }
    };
    let version: Version = serde_json::from_slice(json).map_err(malformed)?;
    if version.schema != SCHEMA {
        let why = format!("unknown schema {}, this version reads {SCHEMA}", version.schema);
        return Err(bad(name, "schema", &why));
    }
    let manifest = serde_json::from_slice(json).map_err(malformed)?;
    match serde_json::from_slice(json).ok().as_ref().and_then(|value| list_of_lists("", value)) {
        Some(place) => Err(bad(name, &place, "there is a list instead of an object")),
        None => Ok(manifest),
    }
}

/// The reason without the text that the parser found in place of another type: it may be an address with a password.
fn without_text(why: &str) -> String {
    let quoted = why.split_once(" string \"").zip(why.rsplit_once('"'));
    quoted.map_or_else(|| why.to_owned(), |((before, _), (_, behind))| format!("{before} string{behind}"))
}

/// What the text is as a whole, if that explains more than the parser's message.
fn whole(json: &[u8], why: &str) -> String {
    let text = json.trim_ascii();
    if text.is_empty() {
        "it is empty".into()
    } else if is_pem(json) {
        "this is PEM, not JSON".into()
    } else if text.starts_with(b"{") {
        why.into()
    } else {
        format!("this is no JSON object: {why}")
    }
}

fn is_pem(text: &[u8]) -> bool {
    !text.trim_ascii().starts_with(b"{") && memchr::memmem::find(text, b"-----BEGIN ").is_some()
}

/// The place of a list in a list. serde reads such a list as an object with its fields in order; the schema does not
/// allow that.
fn list_of_lists(place: &str, value: &Value) -> Option<String> {
    match value {
        Value::Array(elements) => elements.iter().enumerate().find_map(|(index, element)| {
            let place = format!("{place}[{index}]");
            if element.is_array() { Some(place) } else { list_of_lists(&place, element) }
        }),
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            list_of_lists(&place, field)
        }),
        _ => None,
    }
}

pub(super) fn bad(name: &str, place: &str, why: &str) -> Diagnostic {
    Diagnostic::failure(Code::BadManifest, format!("`{name}`, {place}: {why}"), HINT).in_manifest(name)
}

pub(super) fn contradiction(
    name: &str,
    place: &str,
    pin: &Pin,
    file: &str,
    rejection: &Rejection,
) -> Diagnostic {
    match rejection {
        Rejection::Mismatch { actual } => {
            let why = format!("`{file}` has the SHA-256 {actual}, the pin is {}", pin.sha256);
            let fix = "one of the two was changed: bring the right one back";
            bad(name, &format!("{place}.sha256"), &why).with_fix(fix).with_mismatch(pin.sha256, *actual)
        }
        Rejection::Contradiction { field } => {
            bad(name, &format!("{place}.{field}"), &format!("`{file}` says otherwise"))
        }
        Rejection::NotSelfSigned => bad(name, &format!("{place}.sha256"), &format!("`{file}`: {rejection}")),
    }
}
