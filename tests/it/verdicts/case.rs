//! One case: what a server sends, what lies in the client's home, which host it asks for, and what libpq does.

use std::sync::Arc;

use crate::support::forge::certificate::{Draft, Party};
use crate::support::responder::Reply;

pub(super) const HOST: &str = "db.kit.test";
pub(super) const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// Where libpq looks for the store and for the list, below the home.
pub(super) const STORE: &str = ".postgresql/root.crt";
pub(super) const LIST: &str = ".postgresql/root.crl";

#[derive(Clone)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) reply: Reply,
    pub(super) files: Vec<(&'static str, Content)>,
    /// More of the connection string; `{home}` is the home.
    pub(super) options: String,
    pub(super) asked: Vec<Asked>,
}

/// What lies at a path.
#[derive(Clone)]
pub(super) enum Content {
    Bytes(Vec<u8>),
    Unreadable(Vec<u8>),
    Folder,
    Link(&'static str),
}

/// A host, the modes to try, and what libpq does in them.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) host: String,
    pub(super) modes: &'static [&'static str],
    pub(super) wanted: Wanted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The chain verifies, and the name matches.
    Full,
    /// The chain verifies, the name does not, and verify-full says so with these words.
    Chain(&'static str),
    /// TLS fails with these words; `prefer` goes on in plaintext.
    Refused(&'static str),
    /// There is no store: nothing is verified.
    Unverified,
    /// The server goes on in plaintext only.
    Plain,
    /// The server's reply ends the attempt, in every mode that asks for TLS.
    Broken(&'static str),
    /// The same for a reply that is none of PostgreSQL's. `check` tells nothing of plaintext then.
    Strange(&'static str),
}

pub(super) const VERIFY_FAILED: Wanted = Wanted::Refused("SSL error: certificate verify failed");
/// The reason that libpq shows is the first that OpenSSL gave, and OpenSSL's versions differ in that.
pub(super) const TLS_FAILED: Wanted = Wanted::Refused("SSL error: ");
pub(super) const MISMATCH: Wanted = Wanted::Chain("does not match host name");

/// What a mode leads to: an encrypted connection or not, or an error with these words.
#[derive(Clone, Copy)]
pub(super) enum Expected {
    Connected { encrypted: bool },
    Error(&'static str),
}

impl Wanted {
    pub(super) fn in_mode(self, mode: &str) -> Expected {
        const PLAIN: Expected = Expected::Connected { encrypted: false };
        const TLS: Expected = Expected::Connected { encrypted: true };
        match (self, mode) {
            (_, "disable" | "allow") | (Self::Refused(_) | Self::Plain, "prefer") => PLAIN,
            (Self::Unverified, "verify-ca" | "verify-full") => Expected::Error("does not exist"),
            (Self::Chain(words), "verify-full")
            | (Self::Refused(words) | Self::Broken(words) | Self::Strange(words), _) => {
                Expected::Error(words)
            }
            (Self::Plain, _) => Expected::Error("server does not support SSL, but SSL was required"),
            (Self::Full | Self::Chain(_) | Self::Unverified, _) => TLS,
        }
    }
}

impl Case {
    /// A server that sends these certificates, its own first, and a store of those. libpq takes both.
    pub(super) fn new(name: impl Into<String>, sent: &[&Party], store: &[&Party]) -> Self {
        Self::replying(name, tls(sent)).store(pems(store))
    }

    /// Another reply than TLS, and an empty home.
    pub(super) fn replying(name: impl Into<String>, reply: Reply) -> Self {
        let asked = vec![Asked { host: HOST.into(), modes: &MODES, wanted: Wanted::Full }];
        Self { name: name.into(), reply, files: Vec::new(), options: String::new(), asked }
    }

    pub(super) fn store(self, text: impl Into<Vec<u8>>) -> Self {
        self.file(STORE, Content::Bytes(text.into()))
    }

    pub(super) fn list(self, text: impl Into<Vec<u8>>) -> Self {
        self.file(LIST, Content::Bytes(text.into()))
    }

    /// This at that path, in place of what was to be there.
    pub(super) fn file(mut self, path: &'static str, content: Content) -> Self {
        self.files.retain(|(there, _)| *there != path);
        self.files.push((path, content));
        self
    }

    pub(super) fn options(mut self, options: &str) -> Self {
        options.clone_into(&mut self.options);
        self
    }

    pub(super) fn wants(mut self, wanted: Wanted) -> Self {
        for asked in &mut self.asked {
            asked.wanted = wanted;
        }
        self
    }

    /// libpq does not take it.
    pub(super) fn fails(self) -> Self {
        self.wants(VERIFY_FAILED)
    }

    /// libpq does not take it, and the reason depends on OpenSSL.
    pub(super) fn fails_somehow(self) -> Self {
        self.wants(TLS_FAILED)
    }

    /// Asked in all modes under another host.
    pub(super) fn host(mut self, host: &str, wanted: Wanted) -> Self {
        self.asked = vec![Asked { host: host.into(), modes: &MODES, wanted }];
        self
    }

    /// Asked under these hosts, in the one mode in which the host counts.
    pub(super) fn hosts(mut self, hosts: &[(&str, Wanted)]) -> Self {
        let asked = |(host, wanted): &(&str, Wanted)| Asked {
            host: (*host).to_owned(),
            modes: &["verify-full"],
            wanted: *wanted,
        };
        self.asked = hosts.iter().map(asked).collect();
        self
    }
}

pub(super) fn tls(sent: &[&Party]) -> Reply {
    let chain = sent.iter().map(|party| party.der.clone()).collect();
    Reply::Tls { chain, key: Arc::clone(&sent[0].key) }
}

pub(super) fn pem_blocks(chain: &[Vec<u8>]) -> String {
    chain.iter().map(|der| crate::support::pem("CERTIFICATE", der)).collect()
}

pub(super) fn pems(parties: &[&Party]) -> String {
    parties.iter().map(|party| party.pem()).collect()
}

/// A root, an intermediate authority below it, and a server below that.
pub(super) struct Trio {
    pub(super) root: Party,
    pub(super) middle: Party,
    pub(super) leaf: Party,
}

impl Trio {
    pub(super) fn new() -> Self {
        Self::of(Draft::ca("Kit Root"), Draft::ca("Kit Middle"), Draft::server(HOST))
    }

    pub(super) fn of(root: Draft, middle: Draft, leaf: Draft) -> Self {
        let root = root.self_signed();
        let middle = root.issue(middle);
        let leaf = middle.issue(leaf);
        Self { root, middle, leaf }
    }

    pub(super) fn root(draft: Draft) -> Self {
        Self::of(draft, middle(), leaf())
    }

    pub(super) fn middle(draft: Draft) -> Self {
        Self::of(root(), draft, leaf())
    }

    pub(super) fn leaf(draft: Draft) -> Self {
        Self::of(root(), middle(), draft)
    }

    /// The server sends all but the root, which is the store.
    pub(super) fn case(&self, name: impl Into<String>) -> Case {
        Case::new(name, &[&self.leaf, &self.middle], &[&self.root])
    }
}

pub(super) fn root() -> Draft {
    Draft::ca("Kit Root")
}

pub(super) fn middle() -> Draft {
    Draft::ca("Kit Middle")
}

pub(super) fn leaf() -> Draft {
    Draft::server(HOST)
}
