//! What shall become of a root.crt: (what is there, what shall be there, how) to the new bytes. Nothing is
//! touched here, so a dry run is a plan that nobody carries out.

use serde::Serialize;

use crate::bundle::{self, Bundle, Entry};
use crate::certificate::Certificate;
use crate::digest::Sha256;
use crate::root::PinnedRoot;

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
    /// What happens to it.
    pub action: Action,
    /// Its new bytes, unless nothing happens.
    pub bytes: Option<Vec<u8>>,
    /// The state of each root, in the order in which they were asked for.
    pub states: Vec<State>,
    /// The other certificates in the new file.
    pub kept: Vec<Certificate>,
    /// What of the old file is not in the new one.
    pub dropped: Vec<Dropped>,
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
    let Some(old) = existing else { return Ok(Draft::new(roots).finish(Action::Create, &[])) };
    let bundle = Bundle::read(old);
    match mode {
        Mode::Repair if bundle.is_repairable() => Ok(repair(bundle, roots)),
        // What is no error by itself may still hide whatever is appended: a NUL, or no certificate at all.
        Mode::Repair => merge(old, &bundle, roots).or_else(|_| Ok(repair(bundle, roots))),
        Mode::Replace => Ok(replace(bundle, roots)),
        Mode::Merge => merge(old, &bundle, roots),
    }
}

/// The file is to be appended to, if libpq will find there what is appended.
fn merge(old: &[u8], bundle: &Bundle, roots: &[PinnedRoot]) -> Result<Plan, Refusal> {
    if let Some(line) = bundle.private_key() {
        return Err(Refusal::PrivateKey { line });
    }
    if !bundle.loads() && !bundle.is_blank() {
        return Err(unreadable(bundle));
    }
    let mut draft = Draft::new(roots);
    draft.text = old.to_vec();
    let plan = draft.finish(Action::Append, &bundle.certificates);
    let Some(new) = &plan.bytes else { return Ok(plan) };
    let after = Bundle::read(new);
    if roots.iter().all(|root| after.holds(root.certificate().sha256())) {
        return Ok(plan);
    }
    Err(Refusal::Unreadable {
        line: after.ends_at.unwrap_or(1),
        reason: "a NUL at the start of a line, behind which OpenSSL reads nothing".into(),
    })
}

fn unreadable(bundle: &Bundle) -> Refusal {
    let (line, reason) = match (&bundle.spoiled, bundle.problems.first()) {
        (Some(spoiled), _) => {
            (spoiled.line, format!("the block that begins in line {}: {}", spoiled.begin, spoiled.reason))
        }
        (None, Some(problem)) => (problem.line, problem.reason.clone()),
        (None, None) => (1, "there is no certificate in it".to_owned()),
    };
    Refusal::Unreadable { line, reason }
}

fn replace(bundle: Bundle, roots: &[PinnedRoot]) -> Plan {
    let wanted = |entry: &Entry| roots.iter().any(|root| root.certificate() == &entry.certificate);
    let exact = bundle.problems.is_empty()
        && bundle.other_blocks == 0
        && bundle.certificates.len() == roots.len()
        && bundle.certificates.iter().all(wanted)
        && roots.iter().all(|root| bundle.holds(root.certificate().sha256()));
    if exact {
        return Draft::new(roots).finish(Action::None, &bundle.certificates);
    }
    let loaded = bundle.certificates.clone();
    let (entries, leftovers) = bundle.salvage();
    let mut dropped: Vec<Dropped> = entries
        .into_iter()
        .filter(|entry| !wanted(entry))
        .map(|entry| Dropped {
            line: entry.line,
            reason: "not in the set".into(),
            subject: Some(entry.certificate.subject().to_owned()),
            sha256: Some(entry.certificate.sha256()),
        })
        .chain(leftovers.into_iter().map(Dropped::from))
        .collect();
    dropped.sort_by_key(|dropped| dropped.line);
    let mut draft = Draft::new(roots);
    draft.states = states(roots, &loaded);
    bundle::append(&mut draft.text, roots.iter().map(PinnedRoot::certificate));
    Plan { dropped, ..draft.written(Action::Replace) }
}

fn repair(bundle: Bundle, roots: &[PinnedRoot]) -> Plan {
    let loaded = bundle.certificates.clone();
    let (entries, leftovers) = bundle.salvage();
    let mut draft = Draft::new(roots);
    for entry in &entries {
        entry.write(&mut draft.text);
    }
    let mut plan = draft.finish(Action::Repair, &entries);
    plan.states = states(roots, &loaded);
    Plan { dropped: leftovers.into_iter().map(Dropped::from).collect(), ..plan }
}

fn states(roots: &[PinnedRoot], loaded: &[Entry]) -> Vec<State> {
    let present = |root: &PinnedRoot| loaded.iter().any(|entry| &entry.certificate == root.certificate());
    roots.iter().map(|root| if present(root) { State::Present } else { State::Added }).collect()
}

/// A file in the making.
struct Draft<'a> {
    roots: &'a [PinnedRoot],
    text: Vec<u8>,
    states: Vec<State>,
}

impl<'a> Draft<'a> {
    fn new(roots: &'a [PinnedRoot]) -> Self {
        Self { roots, text: Vec::new(), states: Vec::new() }
    }

    /// Appends the roots that are not among `there`, and names the others kept.
    fn finish(mut self, action: Action, there: &[Entry]) -> Plan {
        self.states = states(self.roots, there);
        let missing: Vec<&Certificate> = self
            .roots
            .iter()
            .zip(&self.states)
            .filter(|(_, state)| **state == State::Added)
            .map(|(root, _)| root.certificate())
            .collect();
        let mut kept: Vec<Certificate> = Vec::new();
        for entry in there {
            let pinned = self.roots.iter().any(|root| root.certificate() == &entry.certificate);
            if !pinned && !kept.contains(&entry.certificate) {
                kept.push(entry.certificate.clone());
            }
        }
        let nothing = missing.is_empty() && action == Action::Append;
        bundle::append(&mut self.text, missing.into_iter());
        let action = if nothing { Action::None } else { action };
        Plan { kept, ..self.written(action) }
    }

    fn written(self, action: Action) -> Plan {
        let bytes = (action != Action::None).then_some(self.text);
        Plan { action, bytes, states: self.states, kept: Vec::new(), dropped: Vec::new() }
    }
}

impl From<bundle::Leftover> for Dropped {
    fn from(leftover: bundle::Leftover) -> Self {
        Self { line: leftover.line, reason: leftover.reason, subject: None, sha256: None }
    }
}
