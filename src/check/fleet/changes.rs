//! What changed between two runs.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::server_report::ServerRoot;
use super::states::{FleetStates, ServerState};

/// One change of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerChange {
    pub(crate) target: String,
    pub(crate) what: ChangeKind,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    /// Why it is not ok now.
    pub(crate) why: Option<String>,
}

/// What changed. The order is that of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    /// It was ok and is not, it lost its encryption, or it now certainly fails.
    Worse,
    /// It is ok again, or encrypted again.
    Fixed,
    RootChanged,
    UntilChanged,
    Added,
    Gone,
}

impl ChangeKind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Worse, Self::Fixed, Self::RootChanged, Self::UntilChanged, Self::Added, Self::Gone];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Fixed => "fixed",
            Self::RootChanged => "root-changed",
            Self::UntilChanged => "until-changed",
            Self::Added => "added",
            Self::Gone => "gone",
        }
    }
}

impl FleetStates {
    /// The changes since `old`, the worst first, otherwise in the order of the servers. Gone is what `is_listed` denies: a
    /// server that was not asked this time is not gone.
    pub(crate) fn changes_since(
        &self,
        old: &Self,
        is_old_complete: bool,
        is_complete: bool,
        is_listed: impl Fn(&str) -> bool,
    ) -> Vec<ServerChange> {
        let mut changes = Vec::new();
        for (name, new) in self.iter() {
            match old.get(name) {
                Some(old) => changes.extend(between(name, old, new)),
                // An interrupted run does not say which servers there were.
                None if is_old_complete => {
                    changes.push(change(name, ChangeKind::Added, None, Some(new), ServerState::word));
                }
                None => {}
            }
        }
        // Nor does an interrupted one say which there are no more.
        let gone = old.iter().filter(|(name, _)| is_complete && self.get(name).is_none() && !is_listed(name));
        changes.extend(
            gone.map(|(name, old)| change(name, ChangeKind::Gone, Some(old), None, ServerState::word)),
        );
        changes.sort_by_key(|change| change.what);
        changes
    }
}

fn between(name: &str, old: &ServerState, new: &ServerState) -> Vec<ServerChange> {
    let mut changes = Vec::new();
    let mut add = |what, text: fn(&ServerState) -> Option<String>| {
        changes.push(change(name, what, Some(old), Some(new), text));
    };
    if new.rank() > old.rank() {
        add(ChangeKind::Worse, ServerState::word);
    } else if new.rank() < old.rank() && new.verdict.is_ok() == Some(true) {
        add(ChangeKind::Fixed, ServerState::word);
    }
    if has_other_root(old, new) {
        let is_namesake = old.subject() == new.subject();
        add(
            ChangeKind::RootChanged,
            if is_namesake { ServerState::fingerprint } else { ServerState::subject },
        );
    }
    if old.until.is_some() && new.until.is_some() && old.until != new.until {
        add(ChangeKind::UntilChanged, |state| state.until.and_then(timestamp));
    }
    changes
}

/// Of a chain that ends before a root, the issuer's name alone is known.
fn has_other_root(old: &ServerState, new: &ServerState) -> bool {
    let are_both_known = old.root.is_some() && new.root.is_some();
    let is_same = match (old.anchor(), new.anchor()) {
        (Some(old), Some(new)) => old == new,
        _ => old.subject() == new.subject(),
    };
    are_both_known && !is_same
}

fn change(
    name: &str,
    what: ChangeKind,
    old: Option<&ServerState>,
    new: Option<&ServerState>,
    text: fn(&ServerState) -> Option<String>,
) -> ServerChange {
    let fails = |state: &&ServerState| state.verdict.is_ok() != Some(true);
    let tells_why = matches!(what, ChangeKind::Worse | ChangeKind::Added);
    ServerChange {
        target: name.to_owned(),
        what,
        old: old.and_then(text),
        new: new.and_then(text),
        why: new.filter(fails).filter(|_| tells_why).and_then(|state| state.why.clone()),
    }
}

fn timestamp(time: OffsetDateTime) -> Option<String> {
    time.format(&Rfc3339).ok()
}

impl ServerState {
    #[allow(clippy::unnecessary_wraps, reason = "other texts of a state may be missing")]
    fn word(&self) -> Option<String> {
        Some(self.verdict.word().to_owned())
    }

    fn anchor(&self) -> Option<(&str, String)> {
        match &self.root {
            Some(ServerRoot::Anchor { subject, sha256 }) => Some((subject, sha256.to_string())),
            _ => None,
        }
    }

    fn subject(&self) -> Option<String> {
        self.root.as_ref().map(|root| match root {
            ServerRoot::Anchor { subject, .. } | ServerRoot::Below(subject) => subject.clone(),
        })
    }

    /// For roots under one name.
    fn fingerprint(&self) -> Option<String> {
        self.anchor().map(|(subject, sha256)| format!("{subject}, SHA-256 {sha256}"))
    }
}
