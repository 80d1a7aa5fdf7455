//! Plans a change of a root.crt: from its bytes, the roots and a mode to the new bytes. Nothing is written here, so a dry
//! run is a plan that is not carried out.

use std::collections::HashSet;

use serde::Serialize;

use crate::openssl::pem::{self, Bundle, Label, PemEntry};
use crate::pins::gate::PinnedRoot;
use crate::store::keystore::KeystoreKind;
use crate::store::placed::Placed;
use crate::store::refusal::{Refusal, refuse_private_key, refuse_sealed, refuse_unreadable};
use crate::store::removal::{self, Cut};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// How the file is changed to hold the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Keep every byte, and append the missing roots.
    Merge,
    /// Replace the content with exactly this set.
    Replace,
    /// Rewrite a file that clients cannot read, with every certificate that decodes.
    Repair,
}

/// What happens to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The file is created.
    Create,
    /// Roots are appended.
    Append,
    /// The content is replaced by the set.
    Replace,
    /// The certificates that decode are rewritten, and missing roots are appended.
    Repair,
    /// Roots of an older manifest are removed, and missing roots of the set are appended.
    Prune,
    /// The file stays as it is.
    None,
}

/// Whether a root was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was added.
    Added,
    /// libpq loaded it before.
    Present,
}

/// Something in the old file that is not in the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Its line in the old file, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Its alias in the old keystore.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Why it is not kept.
    pub reason: String,
    /// The certificate's subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The certificate's fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
}

/// The planned change of a file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The change, unless the file can stay as it is.
    pub change: Option<Change>,
    /// The state of each root, in the order of the request.
    pub states: Vec<State>,
    /// The other certificates in the new file.
    pub kept: Vec<Certificate>,
    /// What is in the old file and not in the new one.
    pub dropped: Vec<Dropped>,
    /// The lines of the old file that begin a root of the set as a `TRUSTED CERTIFICATE`, whose settings may
    /// reject it.
    pub trusted: Vec<usize>,
    /// The kind of keystore, if Java reads the file.
    pub(crate) keystore: Option<KeystoreKind>,
    /// The old keystore could not be read, so nobody knows what goes.
    pub(crate) is_lost: bool,
}

/// The new bytes, and what they change.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happens to the file.
    pub action: Action,
    /// All bytes of the new file.
    pub bytes: Vec<u8>,
}

impl Plan {
    /// What happens to the file.
    pub fn action(&self) -> Action {
        self.change.as_ref().map_or(Action::None, |change| change.action)
    }
}

/// Plans how to add `roots` to a file with the bytes `existing`, or to a new file.
///
/// # Errors
/// Why the file must not be changed.
pub fn plan(existing: Option<&[u8]>, roots: &[PinnedRoot], mode: Mode) -> Result<Plan, Refusal> {
    let Some(old) = existing else { return confirmed(Old::default().add(roots, Action::Create, &[]), roots) };
    let bundle = Bundle::read(old);
    let plan = match mode {
        Mode::Merge => merge(old, &bundle, roots)?,
        Mode::Replace => replace(&bundle, roots)?,
        Mode::Repair => refuse_sealed(&bundle).map(|()| repaired(old, &bundle, roots))?,
    };
    // The new bytes are read next. Of a large file, not both are kept in memory.
    drop(bundle);
    confirmed(plan, roots)
}

/// Removes the certificates with these fingerprints from a plan, as [`removal::cut`] does.
///
/// # Errors
/// The file cannot be pruned without a change to the other certificates that libpq loads.
pub(crate) fn prune(existing: Option<&[u8]>, plan: Plan, gone: &[Sha256]) -> Result<Plan, Refusal> {
    let text = plan.change.as_ref().map(|change| change.bytes.as_slice()).or(existing).unwrap_or_default();
    let Some(Cut { bytes, removed, .. }) = removal::cut(text, gone)? else { return Ok(plan) };
    let dropped =
        removed.iter().map(|placed| Dropped { reason: PRUNED.into(), ..Dropped::from(placed) }).collect();
    let kept = plan.kept.into_iter().filter(|kept| !gone.contains(&kept.sha256())).collect();
    Ok(Plan { change: Some(Change { action: Action::Prune, bytes }), dropped, kept, ..plan })
}

/// Why `--prune` drops a certificate.
pub(super) const PRUNED: &str = "in the old manifest and not in the new one";

/// Confirms that libpq will load every root from the new bytes, so that a second run changes nothing.
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

/// Rewrites a file with a fault. One without may still hide what is appended, for example behind a NUL.
fn repaired(old: &[u8], bundle: &Bundle, roots: &[PinnedRoot]) -> Plan {
    if !bundle.is_repairable()
        && let Ok(plan) = merge(old, bundle, roots).and_then(|plan| confirmed(plan, roots))
    {
        return plan;
    }
    repair(bundle, roots)
}

/// Appends the missing roots.
fn merge(old: &[u8], bundle: &Bundle, roots: &[PinnedRoot]) -> Result<Plan, Refusal> {
    refuse_unreadable(bundle)?;
    Ok(Old { loaded: &bundle.certificates, text: old.to_vec() }.add(
        roots,
        Action::Append,
        &bundle.certificates,
    ))
}

/// Replaces the content by the roots, unless the file holds exactly them.
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
    let unwanted =
        entries.iter().filter(|entry| !wanted(entry)).map(|entry| Dropped::from(&Placed::from(entry)));
    let mut dropped: Vec<Dropped> = unwanted.chain(leftovers.into_iter().map(Dropped::from)).collect();
    dropped.sort_by_key(|dropped| dropped.line);
    Ok(Plan { dropped, ..old.add(roots, Action::Replace, &[]) })
}

/// Rewrites the certificates that decode, and appends the missing roots.
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

/// Whether the block is the root in its plain form. Trust settings may reject a root, and many clients ignore such a
/// block.
fn is_plain(entry: &PemEntry, root: &PinnedRoot) -> bool {
    entry.label != Label::Trusted && &entry.certificate == root.certificate()
}

fn states(roots: &[PinnedRoot], there: &[PemEntry]) -> Vec<State> {
    let present = |root: &PinnedRoot| there.iter().any(|entry| is_plain(entry, root));
    roots.iter().map(|root| if present(root) { State::Present } else { State::Added }).collect()
}

/// The parts of the old file that matter to the new one.
#[derive(Default)]
struct Old<'a> {
    /// The certificates that libpq loads from it.
    loaded: &'a [PemEntry],
    /// The bytes that the new file starts with.
    text: Vec<u8>,
}

impl Old<'_> {
    /// Appends the roots that are not among `there`, the certificates in `text`.
    fn add(self, roots: &[PinnedRoot], action: Action, there: &[PemEntry]) -> Plan {
        let missing: Vec<&PinnedRoot> =
            roots.iter().filter(|root| !there.iter().any(|entry| is_plain(entry, root))).collect();
        let is_in_set = |entry: &&PemEntry| roots.iter().any(|root| root.certificate() == &entry.certificate);
        let mut seen = HashSet::new();
        let kept = there.iter().filter(|entry| !is_in_set(entry) && seen.insert(entry.certificate.sha256()));
        let kept = kept.map(|entry| entry.certificate.clone()).collect();
        let trusted = self.loaded.iter().filter(|entry| entry.label == Label::Trusted && is_in_set(entry));
        // A repair changes the file even if no root is missing.
        let changes = !missing.is_empty() || matches!(action, Action::Create | Action::Repair);
        let mut bytes = self.text;
        for root in missing {
            append(&mut bytes, root);
        }
        Plan {
            change: changes.then_some(Change { action, bytes }),
            states: states(roots, self.loaded),
            kept,
            dropped: Vec::new(),
            trusted: trusted.map(|entry| entry.line).collect(),
            keystore: None,
            is_lost: false,
        }
    }
}

/// Appends a root to the text of a store.
pub(crate) fn append(text: &mut Vec<u8>, root: &PinnedRoot) {
    if root.is_own() {
        pem::append_own(text, root.certificate());
    } else {
        pem::append(text, std::iter::once(root.certificate()));
    }
}

impl From<&Placed> for Dropped {
    fn from(placed: &Placed) -> Self {
        Self {
            line: placed.place.line(),
            alias: placed.place.alias().map(str::to_owned),
            reason: "not in the set".into(),
            subject: Some(placed.certificate.subject().to_owned()),
            sha256: Some(placed.certificate.sha256()),
        }
    }
}

impl From<pem::Leftover> for Dropped {
    fn from(leftover: pem::Leftover) -> Self {
        let line = Some(leftover.line);
        Self { line, alias: None, reason: leftover.reason.into_owned(), subject: None, sha256: None }
    }
}
