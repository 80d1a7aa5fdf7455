//! The pins: the manifest, the built-in one first of all, and the certificates that lie beside it.

mod check;
mod diff;
mod edit;
mod manifest;
mod spans;
mod utc;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use check::is_plain_name;
pub use diff::{Change, Difference, FieldChange};
pub(crate) use edit::{Addition, add, remove};
pub use manifest::{Chain, Intermediate, Known, KnownKind, Manifest, Member, Pin, Role, Set};

use crate::certificate::Certificate;
use crate::error::{Code, Error, Result};
use crate::root::{self, PinnedRoot, Rejection};

/// The built-in manifest.
pub const BUILT_IN: &str = include_str!("../../certs/pins.json");

/// The DER of the built-in roots, as their official addresses serve it, by file name.
pub const BUNDLED: [(&str, &[u8]); 7] = [
    ("DigiCertGlobalRootG2.crt", include_bytes!("../../certs/DigiCertGlobalRootG2.crt")),
    (
        "Microsoft RSA Root Certificate Authority 2017.crt",
        include_bytes!("../../certs/Microsoft RSA Root Certificate Authority 2017.crt"),
    ),
    ("DigiCertGlobalRootCA.crt", include_bytes!("../../certs/DigiCertGlobalRootCA.crt")),
    ("DigiCertGlobalRootG3.crt", include_bytes!("../../certs/DigiCertGlobalRootG3.crt")),
    ("DigiCertTLSECCP384RootG5.crt", include_bytes!("../../certs/DigiCertTLSECCP384RootG5.crt")),
    ("DigiCertTLSRSA4096RootG5.crt", include_bytes!("../../certs/DigiCertTLSRSA4096RootG5.crt")),
    (
        "Microsoft ECC Root Certificate Authority 2017.crt",
        include_bytes!("../../certs/Microsoft ECC Root Certificate Authority 2017.crt"),
    ),
];

const HINT: &str = "`docs/manifest.md` describes the form";

const PEM_HINT: &str =
    "name a manifest, as `pgcerts pins export` writes one; `pgcerts pins add` puts a root into it";

/// The schema that this version reads.
const SCHEMA: u64 = 1;

/// A manifest that does not contradict itself, and the files beside it.
#[derive(Debug)]
pub struct Pins {
    manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
}

impl Pins {
    /// The pins that this binary was built with. The tests check every one of them against its bytes.
    ///
    /// # Panics
    /// If the built-in manifest cannot be read, which the tests rule out.
    pub fn built_in() -> Self {
        let manifest = serde_json::from_str(BUILT_IN).expect("the built-in manifest is read by the tests");
        let files = BUNDLED.map(|(name, der)| (name.to_owned(), der.to_vec()));
        Self { manifest, files: files.into() }
    }

    /// Reads a manifest; `name` is what messages call it, `read_file` gives the files beside it.
    ///
    /// # Errors
    /// `bad-manifest` with the place, where it is malformed or contradicts itself or a file beside it; what
    /// `read_file` fails with.
    pub fn read(
        name: &str,
        json: &[u8],
        read_file: impl FnMut(&str) -> Result<Option<Vec<u8>>>,
    ) -> Result<Self> {
        Self::read_with(name, json, read_file, refuse)
    }

    /// The same, but `spoilt` decides on each file that cannot be read or is not the pinned certificate. One that it
    /// lets pass is as good as missing: its bytes are not kept.
    pub(crate) fn read_with(
        name: &str,
        json: &[u8],
        mut read_file: impl FnMut(&str) -> Result<Option<Vec<u8>>>,
        mut spoilt: impl FnMut(&Pin, Error) -> Result<()>,
    ) -> Result<Self> {
        let manifest = parse(name, json)?;
        check::check(&manifest).map_err(|(place, why)| bad(name, &place, &why))?;
        let mut files = BTreeMap::new();
        for (i, pin) in manifest.roots.iter().enumerate() {
            let Some(file) = &pin.file else { continue };
            match read_file(file) {
                Ok(None) => {}
                Ok(Some(bytes)) => match PinnedRoot::admit(pin, &bytes).and_then(PinnedRoot::check) {
                    Ok(_) => drop(files.insert(file.clone(), bytes)),
                    Err(rejection) => {
                        let error = contradiction(name, &format!("roots[{i}]"), pin, file, &rejection);
                        // With the pinned bytes there, it is the manifest that is wrong.
                        if !matches!(rejection, Rejection::Mismatch { .. }) {
                            return Err(error);
                        }
                        spoilt(pin, error)?;
                    }
                },
                Err(error) => spoilt(pin, error)?,
            }
        }
        Ok(Self { manifest, files })
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What differs from `newer`.
    pub fn differences(&self, newer: &Self) -> Vec<Difference> {
        diff::between(&self.manifest, &newer.manifest)
    }

    /// The set with this name, else the default one.
    ///
    /// # Errors
    /// `unknown-set` where the manifest has none of that name.
    pub fn set(&self, id: Option<&str>) -> Result<&Set> {
        let id = id.unwrap_or(&self.manifest.default_set);
        self.manifest.sets.iter().find(|set| set.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.manifest.sets.iter().map(|set| set.id.as_str()).collect();
            Error::new(
                Code::UnknownSet,
                format!("the manifest has no set `{id}`"),
                format!("it has these: {}", known.join(", ")),
            )
        })
    }

    /// The pins of a set, in its order.
    pub fn roots_of(&self, set: &Set) -> Vec<&Pin> {
        let pin = |member: &Member| self.manifest.roots.iter().find(|root| root.id == member.id);
        set.roots.iter().filter_map(pin).collect()
    }

    /// The pinned certificate, if its file is there. That the manifest does not contradict it was seen when it was
    /// read, or when this binary was tested.
    pub fn certificate(&self, pin: &Pin) -> Option<Certificate> {
        root::with_fingerprint(pin.sha256, self.bundled(pin)?).ok()
    }

    /// The bytes of the pin's file beside the manifest, if it is there.
    pub fn bundled(&self, pin: &Pin) -> Option<&[u8]> {
        pin.file.as_ref().and_then(|file| self.files.get(file)).map(Vec::as_slice)
    }
}

/// Lets no spoilt file pass, for [`Pins::read_with`].
pub(crate) fn refuse(_: &Pin, error: Error) -> Result<()> {
    Err(error)
}

fn parse(name: &str, json: &[u8]) -> Result<Manifest> {
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
        let error = bad(name, &place, &whole(json, why));
        if is_pem(json) { Error { hint: PEM_HINT.into(), ..error } } else { error }
    };
    let version: Version = serde_json::from_slice(json).map_err(malformed)?;
    if version.schema != SCHEMA {
        let why = format!("unknown schema {}, this version reads {SCHEMA}", version.schema);
        return Err(bad(name, "schema", &why));
    }
    let manifest = serde_json::from_slice(json).map_err(malformed)?;
    match serde_json::from_slice(json).ok().as_ref().and_then(|value| list_of_lists("", value)) {
        Some(place) => Err(bad(name, &place, "a list stands in place of an object")),
        None => Ok(manifest),
    }
}

/// What the whole text is, where that explains more than what the parser met first.
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

/// The place of a list in a list: serde takes one for an object, its fields in their order, and the schema does not.
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

fn bad(name: &str, place: &str, why: &str) -> Error {
    Error::new(Code::BadManifest, format!("`{name}`, {place}: {why}"), HINT)
}

fn contradiction(name: &str, place: &str, pin: &Pin, file: &str, rejection: &Rejection) -> Error {
    match rejection {
        Rejection::Mismatch { actual } => {
            let why = format!("`{file}` has the SHA-256 {actual}, the pin is {}", pin.sha256);
            let hint = "one of the two was changed: bring the right one back".into();
            Error { hint, ..bad(name, &format!("{place}.sha256"), &why) }.with_digests(pin.sha256, *actual)
        }
        Rejection::Contradiction { field } => {
            bad(name, &format!("{place}.{field}"), &format!("`{file}` says otherwise"))
        }
        Rejection::NotSelfSigned => bad(name, &format!("{place}.sha256"), &format!("`{file}`: {rejection}")),
    }
}
