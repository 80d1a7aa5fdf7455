//! A manifest that was read, and the certificate files beside it.

use std::collections::BTreeMap;

use super::built_in::{BUILT_IN, BUNDLED};
use super::diff::{self, Difference};
use super::gate::{self, PinnedRoot, Rejection};
use super::host_pattern;
use super::manifest::{Manifest, Member, Pin, Set};
use super::reader;
use super::validation::validate;
use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::secret::plain_word;
use crate::x509::certificate::Certificate;

/// A manifest that does not contradict itself, and the files beside it.
#[derive(Debug)]
pub struct Pins {
    manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
}

impl Pins {
    /// The pins that this binary was built with. The tests compare each of them with its bytes.
    ///
    /// # Panics
    /// If the built-in manifest cannot be read, which the tests rule out.
    pub fn built_in() -> Self {
        let manifest = serde_json::from_str(BUILT_IN).expect("the built-in manifest is read by the tests");
        let files = BUNDLED.map(|(name, der)| (name.to_owned(), der.to_vec()));
        Self { manifest, files: files.into() }
    }

    /// Reads a manifest. `name` is its name in messages, and `read_file` reads the files beside it.
    ///
    /// # Errors
    /// `bad-manifest` with the place, if it is malformed or contradicts itself or a file beside it, or the error of
    /// `read_file`.
    pub fn read(
        name: &str,
        json: &[u8],
        read_file: impl FnMut(&str) -> Result<Option<Vec<u8>>, Diagnostic>,
    ) -> Result<Self, Diagnostic> {
        Self::read_with(name, json, read_file, refuse)
    }

    /// The same, but `spoiled` decides on each file that cannot be read or is not the pinned certificate. If it lets
    /// one pass, the file counts as missing: its bytes are not kept.
    pub(crate) fn read_with(
        name: &str,
        json: &[u8],
        mut read_file: impl FnMut(&str) -> Result<Option<Vec<u8>>, Diagnostic>,
        mut spoiled: impl FnMut(&Pin, Diagnostic) -> Result<(), Diagnostic>,
    ) -> Result<Self, Diagnostic> {
        let manifest = reader::parse(name, json)?;
        validate(&manifest).map_err(|(place, why)| reader::bad(name, &place, &why))?;
        let mut files = BTreeMap::new();
        for (i, pin) in manifest.roots.iter().enumerate() {
            let Some(file) = &pin.file else { continue };
            let bytes = match read_file(file) {
                Ok(None) => continue,
                Ok(Some(bytes)) => bytes,
                Err(error) => {
                    spoiled(pin, error)?;
                    continue;
                }
            };
            match PinnedRoot::admit(pin, &bytes).and_then(PinnedRoot::check) {
                Ok(_) => drop(files.insert(file.clone(), bytes)),
                Err(rejection) => {
                    let error = reader::contradiction(name, &format!("roots[{i}]"), pin, file, &rejection);
                    // If the file has the pinned bytes, the manifest is wrong.
                    if !matches!(rejection, Rejection::Mismatch { .. }) {
                        return Err(error);
                    }
                    spoiled(pin, error)?;
                }
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

    /// The set with this id, or the default set.
    ///
    /// # Errors
    /// `unknown-set` if the manifest has no such set.
    pub fn set(&self, id: Option<&str>) -> Result<&Set, Diagnostic> {
        if self.manifest.is_empty() {
            return Err(no_set_yet());
        }
        let id = id.unwrap_or(&self.manifest.default_set);
        self.manifest.set(id).ok_or_else(|| self.unknown_set(id))
    }

    /// The set for a host, by the patterns of the sets.
    ///
    /// # Errors
    /// `unknown-set` if no pattern fits the host, `bad-manifest` if those of several sets fit equally well.
    pub(crate) fn set_for_host(&self, host: &str) -> Result<&Set, Diagnostic> {
        if self.manifest.is_empty() {
            return Err(no_set_yet());
        }
        match host_pattern::best(&self.manifest, host).as_slice() {
            [set] => Ok(set),
            [] => Err(no_set_for(host)),
            sets => Err(several_sets_for(host, sets)),
        }
    }

    /// The failure for a set that the manifest does not have.
    pub(crate) fn unknown_set(&self, id: &str) -> Diagnostic {
        let message = match plain_word(id) {
            Some(id) => format!("the manifest has no set `{id}`"),
            None => "the manifest has no set with this name".into(),
        };
        Diagnostic::failure(Code::UnknownSet, message, self.known_sets())
    }

    /// The ids of its sets, for a hint.
    pub(crate) fn known_sets(&self) -> String {
        let known: Vec<&str> = self.manifest.sets.iter().map(|set| set.id.as_str()).collect();
        format!("it has these: {}", known.join(", "))
    }

    /// The pins of a set, in its order.
    pub fn roots_of(&self, set: &Set) -> Vec<&Pin> {
        let pin = |member: &Member| self.manifest.by_id(&member.id);
        set.roots.iter().filter_map(pin).collect()
    }

    /// The pinned certificate, if its file is there. It was compared with the manifest when that was read, or when
    /// this binary was tested.
    pub fn certificate(&self, pin: &Pin) -> Option<Certificate> {
        gate::with_fingerprint(pin.sha256, self.bundled(pin)?).ok()
    }

    /// The bytes of the pin's file beside the manifest, if it is there.
    pub fn bundled(&self, pin: &Pin) -> Option<&[u8]> {
        pin.file.as_ref().and_then(|file| self.files.get(file)).map(Vec::as_slice)
    }
}

fn no_set_yet() -> Diagnostic {
    let fix = "add a root and make its first set: `pgcerts pins add MANIFEST --from FILE --sha256 HEX --new-set ID`";
    Diagnostic::failure(Code::UnknownSet, "the manifest has no set yet", fix)
}

fn no_set_for(host: &str) -> Diagnostic {
    let message = format!("no set of the manifest is for the host `{host}`");
    let fix = "for an authority of your own or of another service, get its root and fingerprint from its owner: \
               `pgcerts install --root FILE --sha256 HEX`; `pgcerts pins list` shows the sets";
    Diagnostic::failure(Code::UnknownSet, message, fix)
}

fn several_sets_for(host: &str, sets: &[&Set]) -> Diagnostic {
    let ids: Vec<&str> = sets.iter().map(|set| set.id.as_str()).collect();
    let message = format!("the sets {} fit the host `{host}` equally well", ids.join(" and "));
    Diagnostic::failure(
        Code::BadManifest,
        message,
        "name one with `--set`, or give one of them a longer pattern",
    )
}

/// Lets no spoiled file pass, for [`Pins::read_with`].
pub(crate) fn refuse(_: &Pin, error: Diagnostic) -> Result<(), Diagnostic> {
    Err(error)
}
