//! The results of `pins export`, `pins add` and `pins remove`, for people and for scripts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::word;
use crate::app::answer::Reply;
use crate::app::cli::Global;
use crate::app::report::json;
use crate::app::report::layout::{count, show};
use crate::app::report::style::GREEN;
use crate::paste::escape::escape;
use crate::pins::{Member, Pin, PinnedChain, Role, Set};
use crate::x509::digest::Sha256;

/// The result of `pins export` and `pins init`.
pub(crate) struct Exported {
    pub(crate) command: &'static str,
    pub(crate) path: PathBuf,
    /// How many files of certificates belong to it.
    pub(crate) certificates: usize,
    /// The files that were not there before.
    pub(crate) written: Vec<PathBuf>,
}

/// The result of `pins add`.
pub(crate) struct Added {
    pub(crate) path: PathBuf,
    pub(crate) changed: bool,
    pub(crate) roots: Vec<AddedRoot>,
    pub(crate) sets: Vec<String>,
    pub(crate) role: Role,
    /// The certificate file that was written beside the manifest.
    pub(crate) file: Option<PathBuf>,
}

/// A root of `pins add`.
pub(crate) struct AddedRoot {
    pub(crate) pin: Pin,
    /// Whether the manifest did not have it before.
    pub(crate) is_new: bool,
}

#[derive(Serialize)]
struct AddedRootJson<'a> {
    id: &'a str,
    subject: &'a str,
    sha256: Sha256,
    state: &'static str,
}

impl AddedRoot {
    fn json(&self) -> AddedRootJson<'_> {
        AddedRootJson {
            id: &self.pin.id,
            subject: &self.pin.subject,
            sha256: self.pin.sha256,
            state: if self.is_new { "added" } else { "present" },
        }
    }
}

/// The result of `pins remove`.
pub(crate) struct Removed {
    pub(crate) path: PathBuf,
    pub(crate) id: String,
    pub(crate) sets: Vec<String>,
    pub(crate) chains: Vec<String>,
    /// The certificate file beside the manifest that no root names any longer.
    pub(crate) unused: Option<PathBuf>,
}

/// The result of `pins set` and `pins chain`.
pub(crate) struct EditedEntry<T> {
    pub(crate) path: PathBuf,
    pub(crate) changed: bool,
    /// What it is now.
    pub(crate) entry: T,
}

impl<T> EditedEntry<T> {
    fn text(&self, what: &str, id: &str, facts: &str) -> String {
        let (id, path, facts) = (escape(id), show(&self.path), escape(facts));
        if self.changed {
            format!("{GREEN}wrote the {what} {id} to {path}{GREEN:#}: {facts}\n")
        } else {
            format!("{GREEN}{path} says so already{GREEN:#}: the {what} {id}, {facts}\n")
        }
    }
}

impl EditedEntry<PinnedChain> {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct EditedChainJson<'a> {
            path: String,
            changed: bool,
            id: &'a str,
            title: &'a str,
            anchor: &'a str,
            served: bool,
        }
        let chain = &self.entry;
        let json = || EditedChainJson {
            path: plain(&self.path),
            changed: self.changed,
            id: &chain.id,
            title: &chain.title,
            anchor: &chain.anchor,
            served: chain.served,
        };
        let served = if chain.served { "servers send it" } else { "no server sends it" };
        let facts = format!("{served}, and it ends in {}", chain.anchor);
        global
            .answer(|| json::object(Some("pins chain"), json()), || self.text("chain", &chain.id, &facts))
            .into()
    }
}

impl EditedEntry<Set> {
    /// `is_default` says whether the manifest uses the set if none is named.
    pub(crate) fn present(&self, is_default: bool, global: Global) -> Reply {
        #[derive(Serialize)]
        struct EditedSetJson<'a> {
            path: String,
            changed: bool,
            id: &'a str,
            title: &'a str,
            hosts: &'a [String],
            default: bool,
            roots: &'a [Member],
        }
        let set = &self.entry;
        let json = || EditedSetJson {
            path: plain(&self.path),
            changed: self.changed,
            id: &set.id,
            title: &set.title,
            hosts: &set.hosts,
            default: is_default,
            roots: &set.roots,
        };
        let text = || self.text("set", &set.id, &facts(set, is_default));
        global.answer(|| json::object(Some("pins set"), json()), text).into()
    }
}

fn facts(set: &Set, is_default: bool) -> String {
    let mut facts = vec![count(set.roots.len(), "root")];
    facts.extend((!set.hosts.is_empty()).then(|| format!("for {}", set.hosts.join(", "))));
    facts.extend(is_default.then(|| "the default set".to_owned()));
    facts.join(", ")
}

fn plain(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl Exported {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct ExportedJson {
            path: String,
            changed: bool,
            written: Vec<String>,
        }
        let json = || ExportedJson {
            path: plain(&self.path),
            changed: !self.written.is_empty(),
            written: self.written.iter().map(|path| plain(path)).collect(),
        };
        global.answer(|| json::object(Some(self.command), json()), || self.text()).into()
    }

    fn text(&self) -> String {
        let path = show(&self.path);
        let is_new = self.written.contains(&self.path);
        let certificates = self.written.len() - usize::from(is_new);
        let beside = count(certificates, "certificate");
        let rest = if certificates == self.certificates { "" } else { "; the rest was there already" };
        match (is_new, certificates) {
            (false, 0) if self.certificates == 0 => {
                format!("{GREEN}{path} is there already, without any root{GREEN:#}\n")
            }
            (false, 0) => {
                format!("{GREEN}{path} and its certificates are there already, as built in{GREEN:#}\n")
            }
            (true, 0) if self.certificates == 0 => {
                format!("{GREEN}wrote {path}{GREEN:#}, without any root; `pgcerts pins add` adds one\n")
            }
            (true, 0) => format!("{GREEN}wrote {path}{GREEN:#}; its certificates were there already\n"),
            (true, _) => format!("{GREEN}wrote {path} and {beside} beside it{GREEN:#}{rest}\n"),
            (false, _) => {
                format!("{GREEN}wrote {beside} beside {path}{GREEN:#}, which was there already\n")
            }
        }
    }
}

impl Added {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct AddedJson<'a> {
            path: String,
            changed: bool,
            id: Option<&'a str>,
            subject: Option<&'a str>,
            sha256: Option<Sha256>,
            roots: Vec<AddedRootJson<'a>>,
            sets: &'a [String],
            role: Role,
            file: Option<String>,
        }
        let one = match self.roots.as_slice() {
            [root] => Some(&root.pin),
            _ => None,
        };
        let json = || AddedJson {
            path: plain(&self.path),
            changed: self.changed,
            id: one.map(|pin| pin.id.as_str()),
            subject: one.map(|pin| pin.subject.as_str()),
            sha256: one.map(|pin| pin.sha256),
            roots: self.roots.iter().map(AddedRoot::json).collect(),
            sets: &self.sets,
            role: self.role,
            file: self.file.as_deref().map(plain),
        };
        global.answer(|| json::object(Some("pins add"), json()), || self.text()).into()
    }

    fn text(&self) -> String {
        let (path, sets) = (show(&self.path), escape(&self.sets.join(", ")));
        let what = match self.roots.as_slice() {
            [root] => escape(&root.pin.id),
            several => count(several.len(), "root"),
        };
        if !self.changed {
            return format!("{GREEN}{path} holds {what} already, in {sets}{GREEN:#}; nothing to do\n");
        }
        let mut text = format!("{GREEN}added {what} to {path}{GREEN:#}, {} in {sets}\n", word(self.role));
        let is_bundle = self.roots.len() > 1;
        for AddedRoot { pin, is_new } in &self.roots {
            let id = if is_bundle { format!("{}: ", escape(&pin.id)) } else { String::new() };
            let there = if *is_new { "" } else { ", which was pinned already" };
            let _ = writeln!(text, "  {id}{}{there}\n  SHA-256 {}", escape(&pin.subject), pin.sha256);
        }
        if let Some(file) = &self.file {
            let certificate = if is_bundle { "the certificates are in" } else { "its certificate is" };
            let _ = writeln!(text, "  {certificate} {}", show(file));
        }
        text
    }
}

impl Removed {
    pub(crate) fn present(&self, global: Global) -> Reply {
        #[derive(Serialize)]
        struct RemovedJson<'a> {
            path: String,
            id: &'a str,
            sets: &'a [String],
            chains: &'a [String],
            unused: Option<String>,
        }
        let json = || RemovedJson {
            path: plain(&self.path),
            id: &self.id,
            sets: &self.sets,
            chains: &self.chains,
            unused: self.unused.as_deref().map(plain),
        };
        global.answer(|| json::object(Some("pins remove"), json()), || self.text()).into()
    }

    fn text(&self) -> String {
        let mut text = format!("{GREEN}removed {} from {}{GREEN:#}\n", escape(&self.id), show(&self.path));
        for (what, names) in [("sets", &self.sets), ("chains", &self.chains)] {
            if !names.is_empty() {
                let _ = writeln!(text, "  from the {what} {}", escape(&names.join(", ")));
            }
        }
        if let Some(file) = &self.unused {
            let _ = writeln!(text, "  {} is still there and no longer named", show(file));
        }
        text
    }
}
