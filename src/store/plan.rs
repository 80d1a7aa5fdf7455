//! What shall become of a root.crt: (what is there, what shall be there, how) to the new bytes. Nothing is
//! touched here, so a dry run is a plan that nobody carries out.

use std::collections::HashSet;

use serde::Serialize;

use crate::openssl::pem::{self, Bundle, Label, PemEntry};
use crate::pins::gate::PinnedRoot;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// How the set comes into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What is there stays, byte for byte.
    Merge,
    /// The file shall hold the set and nothing else.
    Replace,
    /// A file that clients cannot read is written anew from what decodes in it.
    Repair,
}

/// What happens to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// There was none.
    Create,
    /// Roots are written behind what is there.
    Append,
    /// The set takes the place of what is there.
    Replace,
    /// What decodes is written anew, and the set behind it.
    Repair,
    /// Roots of an older manifest are taken out; those of the set that are missing are written behind what stays.
    Prune,
    /// It is as it shall be.
    None,
}

/// Whether a root was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is new in the file.
    Added,
    /// libpq loaded it before.
    Present,
}

/// Something in the old file that is not in the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Its line in the old file, counted from 1.
    pub line: usize,
    /// Why it is not kept.
    pub reason: String,
    /// The certificate's subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The certificate's fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
}

/// What shall become of the file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is to be written, unless the file is as it shall be.
    pub change: Option<Change>,
    /// The state of each root, in the order in which they were asked for.
    pub states: Vec<State>,
    /// The other certificates in the new file.
    pub kept: Vec<Certificate>,
    /// What of the old file is not in the new one.
    pub dropped: Vec<Dropped>,
    /// The lines of the old file that begin a root of the set as a `TRUSTED CERTIFICATE`, whose settings may
    /// reject it.
    pub trusted: Vec<usize>,
}

/// The new bytes and how they came about.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happens to the file.
    pub action: Action,
    /// All of its new bytes.
    pub bytes: Vec<u8>,
}

impl Plan {
    /// What happens to the file.
    pub fn action(&self) -> Action {
        self.change.as_ref().map_or(Action::None, |change| change.action)
    }
}

/// Why a file is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It holds a private key, in this line.
    PrivateKey {
        /// The line, counted from 1.
        line: usize,
    },
    /// Clients cannot read it.
    Unreadable {
        /// The line that is wrong, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Plans how `roots` come into a file with the bytes `existing`, or into a new one.
///
/// # Errors
/// Where the file must be left alone.
pub fn plan(existing: Option<&[u8]>, roots: &[PinnedRoot], mode: Mode) -> Result<Plan, Refusal> {
    let Some(old) = existing else { return confirmed(Old::default().add(roots, Action::Create, &[]), roots) };
    let bundle = Bundle::read(old);
    let merged = || merge(old, &bundle, roots).and_then(|plan| confirmed(plan, roots));
    match mode {
        Mode::Merge => merged(),
        Mode::Replace => confirmed(replace(&bundle, roots)?, roots),
        Mode::Repair if bundle.is_repairable() => confirmed(repair(&bundle, roots), roots),
        // What is no fault by itself may still hide whatever is appended: a NUL, or no certificate at all.
        Mode::Repair => merged().or_else(|_| confirmed(repair(&bundle, roots), roots)),
    }
}

/// The same plan without the certificates with these fingerprints: their blocks and the comments that pgcerts wrote
/// above them go, every other byte stays.
///
/// # Errors
/// Where libpq would load anything else differently without them.
pub(crate) fn prune(existing: Option<&[u8]>, plan: Plan, gone: &[Sha256]) -> Result<Plan, Refusal> {
    let text = plan.change.as_ref().map(|change| change.bytes.as_slice()).or(existing).unwrap_or_default();
    let before = Bundle::read(text);
    let is_gone = |entry: &&PemEntry| gone.contains(&entry.certificate.sha256());
    let cut: Vec<&PemEntry> = before.certificates.iter().filter(is_gone).collect();
    if cut.is_empty() {
        return Ok(plan);
    }
    let bytes = pem::without(text, &cut);
    let after = Bundle::read(&bytes);
    let stays = before.certificates.iter().filter(|entry| !is_gone(entry));
    if !stays.map(|entry| &entry.certificate).eq(after.certificates.iter().map(|entry| &entry.certificate)) {
        let reason = "the block that begins there cannot be taken out without touching others".into();
        return Err(Refusal::Unreadable { line: cut[0].line, reason });
    }
    let dropped =
        cut.iter().map(|entry| Dropped { reason: PRUNED.into(), ..Dropped::from(*entry) }).collect();
    let kept = plan.kept.into_iter().filter(|kept| !gone.contains(&kept.sha256())).collect();
    Ok(Plan { change: Some(Change { action: Action::Prune, bytes }), dropped, kept, ..plan })
}

/// Why `--prune` drops a certificate.
const PRUNED: &str = "in the old manifest and not in the new one";

/// The plan, if libpq will find every root in what it writes, so that the next plan is for nothing.
fn confirmed(plan: Plan, roots: &[PinnedRoot]) -> Result<Plan, Refusal> {
    let Some(change) = &plan.change else { return Ok(plan) };
    let after = Bundle::read(&change.bytes);
    if after.loads() && !states(roots, &after.certificates).contains(&State::Added) {
        return Ok(plan);
    }
    Err(Refusal::Unreadable {
        line: after.ends_at.unwrap_or(1),
        reason: "a NUL at the start of a line, behind which OpenSSL reads nothing".into(),
    })
}

/// The roots are appended to what is there.
fn merge(old: &[u8], bundle: &Bundle, roots: &[PinnedRoot]) -> Result<Plan, Refusal> {
    refuse_private_key(bundle)?;
    if !bundle.loads() && !bundle.is_blank() {
        return Err(unreadable(bundle));
    }
    Ok(Old { loaded: &bundle.certificates, text: old.to_vec() }.add(
        roots,
        Action::Append,
        &bundle.certificates,
    ))
}

/// Somebody may need the key, and a backup that others may read is no place for it.
fn refuse_private_key(bundle: &Bundle) -> Result<(), Refusal> {
    bundle.private_key().map_or(Ok(()), |line| Err(Refusal::PrivateKey { line }))
}

fn unreadable(bundle: &Bundle) -> Refusal {
    let (line, reason) = match (&bundle.spoiled, bundle.problems.first()) {
        (Some(spoiled), _) if spoiled.begin == spoiled.line => {
            (spoiled.line, format!("the block that begins there: {}", spoiled.reason))
        }
        (Some(spoiled), _) => {
            (spoiled.line, format!("the block that begins in line {}: {}", spoiled.begin, spoiled.reason))
        }
        (None, Some(problem)) => (problem.line, problem.reason.clone()),
        (None, None) => (1, "there is no certificate in it".to_owned()),
    };
    Refusal::Unreadable { line, reason }
}

/// The roots alone are written, unless they are all that is there already.
fn replace(bundle: &Bundle, roots: &[PinnedRoot]) -> Result<Plan, Refusal> {
    refuse_private_key(bundle)?;
    let wanted = |entry: &PemEntry| roots.iter().any(|root| root.certificate() == &entry.certificate);
    let exact = bundle.problems.is_empty()
        && bundle.other_blocks == 0
        && bundle.certificates.len() == roots.len()
        && bundle.certificates.iter().all(wanted);
    let loaded = bundle.certificates.as_slice();
    let old = Old { loaded, text: Vec::new() };
    if exact && !states(roots, loaded).contains(&State::Added) {
        return Ok(old.add(roots, Action::Replace, loaded));
    }
    let (entries, leftovers) = bundle.salvage();
    let unwanted = entries.iter().filter(|entry| !wanted(entry)).map(Dropped::from);
    let mut dropped: Vec<Dropped> = unwanted.chain(leftovers.into_iter().map(Dropped::from)).collect();
    dropped.sort_by_key(|dropped| dropped.line);
    Ok(Plan { dropped, ..old.add(roots, Action::Replace, &[]) })
}

/// What decodes is written anew, and behind it the roots that were not among it.
fn repair(bundle: &Bundle, roots: &[PinnedRoot]) -> Plan {
    let (entries, leftovers) = bundle.salvage();
    let mut text = Vec::new();
    for entry in &entries {
        pem::append_entry(&mut text, entry);
    }
    let old = Old { loaded: &bundle.certificates, text };
    let dropped = leftovers.into_iter().map(Dropped::from).collect();
    Plan { dropped, ..old.add(roots, Action::Repair, &entries) }
}

/// Trust settings may reject a root, and many clients do not know the form: only a plain block counts.
fn is_plain(entry: &PemEntry, root: &PinnedRoot) -> bool {
    entry.label != Label::Trusted && &entry.certificate == root.certificate()
}

fn states(roots: &[PinnedRoot], there: &[PemEntry]) -> Vec<State> {
    let present = |root: &PinnedRoot| there.iter().any(|entry| is_plain(entry, root));
    roots.iter().map(|root| if present(root) { State::Present } else { State::Added }).collect()
}

/// The old file, as far as it matters to the new one.
#[derive(Default)]
struct Old<'a> {
    /// What libpq loaded from it.
    loaded: &'a [PemEntry],
    /// What of it is written again.
    text: Vec<u8>,
}

impl Old<'_> {
    /// Adds the roots that are not among `there`, which is what `text` holds.
    fn add(self, roots: &[PinnedRoot], action: Action, there: &[PemEntry]) -> Plan {
        let missing: Vec<&PinnedRoot> =
            roots.iter().filter(|root| !there.iter().any(|entry| is_plain(entry, root))).collect();
        let of_set = |entry: &&PemEntry| roots.iter().any(|root| root.certificate() == &entry.certificate);
        let mut seen = HashSet::new();
        let kept = there.iter().filter(|entry| !of_set(entry) && seen.insert(entry.certificate.sha256()));
        let kept = kept.map(|entry| entry.certificate.clone()).collect();
        let trusted = self.loaded.iter().filter(|entry| entry.label == Label::Trusted && of_set(entry));
        // A repair changes the file even if no root is missing.
        let changes = !missing.is_empty() || matches!(action, Action::Create | Action::Repair);
        let mut bytes = self.text;
        pem::append(&mut bytes, missing.into_iter().map(PinnedRoot::certificate));
        Plan {
            change: changes.then_some(Change { action, bytes }),
            states: states(roots, self.loaded),
            kept,
            dropped: Vec::new(),
            trusted: trusted.map(|entry| entry.line).collect(),
        }
    }
}

impl From<&PemEntry> for Dropped {
    fn from(entry: &PemEntry) -> Self {
        Self {
            line: entry.line,
            reason: "not in the set".into(),
            subject: Some(entry.certificate.subject().to_owned()),
            sha256: Some(entry.certificate.sha256()),
        }
    }
}

impl From<pem::Leftover> for Dropped {
    fn from(leftover: pem::Leftover) -> Self {
        Self { line: leftover.line, reason: leftover.reason, subject: None, sha256: None }
    }
}
