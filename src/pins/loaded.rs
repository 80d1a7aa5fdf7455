//! A manifest that was read, and the certificate files beside it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::aws_rds;
use super::built_in;
use super::diff::{self, Difference};
use super::gate::{self, PinnedRoot, Rejection};
use super::host_pattern;
use super::manifest::{Manifest, Member, Pin, Set};
use super::reader;
use super::validation::validate;
use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::secret::plain_word;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// How many ids a hint names.
const NAMED: usize = 6;

/// A manifest that does not contradict itself, and the files beside it.
#[derive(Debug)]
pub struct Pins {
    /// What its own text has.
    written: Manifest,
    /// The DER of each root whose file is there, under the root's id.
    copies: BTreeMap<String, Cow<'static, [u8]>>,
    /// The same with the roots of Amazon RDS behind it, which come from a table. Most runs need none of them, so they are read
    /// on first use. None if the manifest has no table.
    with_table: Option<OnceLock<WholeManifest>>,
}

#[derive(Debug)]
struct WholeManifest {
    manifest: Manifest,
    /// The DER of each root of the table.
    copies: BTreeMap<String, &'static [u8]>,
}

impl Pins {
    /// The pins that this binary was built with. The tests compare each of them with its bytes.
    pub fn built_in() -> Self {
        Self { with_table: Some(OnceLock::new()), ..Self::exported() }
    }

    /// The same without the roots of Amazon RDS, as `pins export` writes them.
    pub(crate) fn exported() -> Self {
        let manifest = built_in::manifest();
        Self { copies: built_in::copies(&manifest), written: manifest, with_table: None }
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
        let mut copies = BTreeMap::new();
        let mut files = Files::default();
        for (i, pin) in manifest.roots.iter().enumerate() {
            let Some(file) = &pin.file else { continue };
            let candidates = match files.candidates(file, &mut read_file) {
                Ok(None) => continue,
                Ok(Some(candidates)) => candidates,
                Err(error) => {
                    spoiled(pin, error)?;
                    continue;
                }
            };
            match PinnedRoot::admit_among(pin, candidates).and_then(PinnedRoot::check) {
                Ok(root) => drop(copies.insert(pin.id.clone(), root.certificate().der().to_vec().into())),
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
        Ok(Self { written: manifest, copies, with_table: None })
    }

    /// Checks that a manifest does not contradict itself.
    ///
    /// # Errors
    /// The first contradiction, in words.
    pub(crate) fn check(manifest: &Manifest) -> Result<(), String> {
        validate(manifest).map_err(|(place, why)| format!("{place}: {why}"))
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        self.whole().map_or(&self.written, |whole| &whole.manifest)
    }

    fn whole(&self) -> Option<&WholeManifest> {
        let read = || {
            let mut manifest = self.written.clone();
            aws_rds::add_to(&mut manifest);
            WholeManifest { manifest, copies: aws_rds::certificates().collect() }
        };
        self.with_table.as_ref().map(|whole| whole.get_or_init(read))
    }

    /// The manifest without the roots and sets of Amazon RDS, and without the hosts that come with them.
    pub(crate) fn written(&self) -> &Manifest {
        &self.written
    }

    /// The roots in the text of the manifest.
    pub(crate) fn written_roots(&self) -> &[Pin] {
        &self.written.roots
    }

    /// The sets in the text of the manifest, and those of the table of Amazon RDS.
    pub(crate) fn written_sets(&self) -> (&[Set], &[Set]) {
        self.manifest().sets.split_at(self.written.sets.len())
    }

    /// The pinned root with this fingerprint.
    pub(crate) fn by_sha256(&self, sha256: Sha256) -> Option<&Pin> {
        self.written.by_sha256(sha256).or_else(|| {
            let table = self.with_table.as_ref()?;
            // Most certificates are not in the table. Its text tells, until it is read.
            let may_be_there = table.get().is_some() || aws_rds::lists(sha256);
            if may_be_there { self.manifest().by_sha256(sha256) } else { None }
        })
    }

    /// The roots whose subject may be a name, as `may_be` says of their texts. The table is not read where its subjects are not.
    pub(crate) fn roots_named(&self, may_be: impl Fn(&str) -> bool) -> impl Iterator<Item = &Pin> {
        let is_in_table = self.with_table.is_some() && may_be(aws_rds::SUBJECTS);
        let roots = if is_in_table { &self.manifest().roots } else { &self.written.roots };
        roots.iter().filter(move |pin| may_be(&pin.subject))
    }

    /// The pinned root of this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Pin> {
        self.written.by_id(id).or_else(|| self.manifest().by_id(id))
    }

    /// What differs from `newer`.
    pub fn differences(&self, newer: &Self) -> Vec<Difference> {
        diff::between(self.manifest(), newer.manifest())
    }

    /// The set with this id, or the default set.
    ///
    /// # Errors
    /// `unknown-set` if the manifest has no such set.
    pub fn set(&self, id: Option<&str>) -> Result<&Set, Diagnostic> {
        if self.written.is_empty() {
            return Err(no_set_yet());
        }
        let default = &self.written.default_set;
        let id = id.unwrap_or(default);
        // The table changes sets, but not the default one.
        let manifest = if id == default { &self.written } else { self.manifest() };
        manifest.set(id).ok_or_else(|| self.unknown_set(id))
    }

    /// The set for a host, by the patterns of the sets. None if no pattern fits it.
    ///
    /// # Errors
    /// `unknown-set` if the manifest has no set at all, `bad-manifest` if the patterns of several sets fit equally well.
    pub(crate) fn set_for_host(&self, host: &str) -> Result<Option<&Set>, Diagnostic> {
        if self.written.is_empty() {
            return Err(no_set_yet());
        }
        match host_pattern::best(self.manifest(), host).as_slice() {
            [] => Ok(None),
            [set] => Ok(Some(set)),
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
        let ids = self.manifest().sets.iter().map(|set| set.id.as_str());
        format!("it has these: {}", some_of(ids, ", which `pgcerts pins list` shows"))
    }

    /// The pins of a set, in its order.
    pub fn roots_of(&self, set: &Set) -> Vec<&Pin> {
        let pin = |member: &Member| self.by_id(&member.id);
        set.roots.iter().filter_map(pin).collect()
    }

    /// The pinned certificate, if its file is there. It was compared with the manifest when that was read, or when
    /// this binary was tested.
    pub fn certificate(&self, pin: &Pin) -> Option<Certificate> {
        gate::with_fingerprint(pin.sha256, self.bundled(pin)?).ok()
    }

    /// The pin's DER from its file beside the manifest, if that is there.
    pub fn bundled(&self, pin: &Pin) -> Option<&[u8]> {
        let of_table = || self.whole().and_then(|whole| whole.copies.get(&pin.id).copied());
        self.copies.get(&pin.id).map(AsRef::as_ref).or_else(of_table)
    }
}

/// The files beside a manifest, each read once. A file may be a bundle.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<Certificate>>);

impl Files {
    /// What a file may hold, or none if it is not there.
    fn candidates(
        &mut self,
        file: &str,
        mut read: impl FnMut(&str) -> Result<Option<Vec<u8>>, Diagnostic>,
    ) -> Result<Option<&[Certificate]>, Diagnostic> {
        if !self.0.contains_key(file) {
            let Some(bytes) = read(file)? else { return Ok(None) };
            self.0.insert(file.to_owned(), gate::candidates(&bytes));
        }
        Ok(self.0.get(file).map(Vec::as_slice))
    }
}

fn no_set_yet() -> Diagnostic {
    let fix = "add a root and make its first set: `pgcerts pins add MANIFEST --from FILE --sha256 HEX --new-set ID`";
    Diagnostic::failure(Code::UnknownSet, "the manifest has no set yet", fix)
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

/// The first of these ids, and the number of the others with what is `more` to say of them.
pub(crate) fn some_of<'a>(ids: impl Iterator<Item = &'a str>, more: &str) -> String {
    let ids: Vec<&str> = ids.collect();
    let named = ids[..ids.len().min(NAMED)].join(", ");
    match ids.len().saturating_sub(NAMED) {
        0 => named,
        others => format!("{named} and {others} more{more}"),
    }
}

/// Lets no spoiled file pass, for [`Pins::read_with`].
pub(crate) fn refuse(_: &Pin, error: Diagnostic) -> Result<(), Diagnostic> {
    Err(error)
}
