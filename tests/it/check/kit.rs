//! A root, an intermediate and a server's certificate, a user whose root.crt is that root, and servers.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;

use serde_json::Value;

use crate::support::SSL_REQUEST;
use crate::support::authority::{manifest, pin, write_manifest};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::listener::Listener;
use crate::support::responder::{Reply, Responder, packet};
use crate::support::user::{Answer, User};

/// A name that no resolver knows.
pub(super) const HOST: &str = "db.kit.test";

pub(super) struct Site {
    pub(super) root: Party,
    pub(super) middle: Party,
    pub(super) leaf: Party,
    pub(super) user: User,
}

impl Site {
    pub(super) fn new() -> Self {
        Self::with(Draft::server(HOST))
    }

    /// With this leaf.
    pub(super) fn with(leaf: Draft) -> Self {
        let root = Party::root("Kit Root");
        let middle = root.ca("Kit Middle");
        let leaf = middle.issue(leaf);
        let user = User::in_memory();
        user.write_root_crt(root.pem());
        Self { root, middle, leaf, user }
    }

    /// What the server should send.
    pub(super) fn chain(&self) -> [&Party; 2] {
        [&self.leaf, &self.middle]
    }

    /// What the server should send, as PEM.
    pub(super) fn chain_pem(&self) -> String {
        self.chain().map(Party::pem).concat()
    }

    /// A server that sends what it should.
    pub(super) fn server(&self) -> Responder {
        server(&self.chain())
    }

    /// Checks the server on this port under the kit's name.
    pub(super) fn check(&self, port: u16, arguments: &[&str]) -> Answer {
        self.user.run(["check", &target(port)].iter().chain(arguments))
    }

    /// The one target of the JSON.
    pub(super) fn json(&self, port: u16, arguments: &[&str]) -> Value {
        only(&self.check(port, &[&["--json"], arguments].concat()))
    }

    /// A manifest below the user's home that pins the root.
    pub(super) fn pins(&self) -> String {
        let pinned = pin("kit-root", "Kit Root", &self.root.der, &[]);
        let path =
            write_manifest(self.user.home(), &manifest(&[pinned]), &[("kit-root.crt", &self.root.der)]);
        path.to_str().expect("UTF-8").to_owned()
    }
}

/// A connection string for a server on this loopback port under the kit's name.
pub(super) fn target(port: u16) -> String {
    format!("host={HOST} hostaddr=127.0.0.1 port={port}")
}

/// What is shown of such a target: host and port.
pub(super) fn shown(target: &str) -> String {
    let value = |key: &str| target.split(' ').find_map(|word| word.strip_prefix(key)).expect(key);
    format!("{}:{}", value("host="), value("port="))
}

/// A server that sends these certificates, its own first.
pub(super) fn server(sent: &[&Party]) -> Responder {
    let chain = sent.iter().map(|party| party.der.clone()).collect();
    Responder::new(Reply::Tls { chain, key: Arc::clone(&sent[0].key) })
}

/// A server that reads the question for TLS, and then does this.
pub(super) fn after_question(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Listener {
    Listener::new(move |mut stream| {
        if packet(&mut stream).is_ok_and(|asked| asked == SSL_REQUEST) {
            serve(stream);
        }
    })
}

/// The same, and what it writes after the question is these bytes; then it closes.
pub(super) fn answering(bytes: &'static [u8]) -> Listener {
    after_question(move |mut stream| {
        let _ = stream.write_all(bytes);
    })
}

#[track_caller]
pub(super) fn only(answer: &Answer) -> Value {
    let json = answer.json();
    let targets = json["targets"].as_array().unwrap_or_else(|| panic!("{json}"));
    assert_eq!(targets.len(), 1, "{json}");
    targets[0].clone()
}

/// The codes of a target's findings.
pub(super) fn codes(target: &Value) -> Vec<&str> {
    let findings = target["findings"].as_array().unwrap_or_else(|| panic!("{target}"));
    findings.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}
