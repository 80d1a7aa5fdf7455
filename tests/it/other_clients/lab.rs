//! The real clients, and servers that say whom they let in.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::cases::{Case, HOST};
use crate::support::forge::certificate::Party;
use crate::support::program;
use crate::support::repository;
use crate::support::responder::{Reply, Responder};
use crate::support::tools::{PGJDBC, need, need_success, need_that, test_tools};
use crate::support::user::{User, answer};

/// A client that is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RealClient {
    Psql,
    Go,
    Rustls,
    Node,
    Pgjdbc,
    /// With SHA-1 among the algorithms that Java's settings disable.
    PgjdbcWithoutSha1,
    Python,
}

impl RealClient {
    pub(super) const OTHERS: [Self; 5] = [Self::Go, Self::Rustls, Self::Node, Self::Pgjdbc, Self::Python];

    /// As `check` calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Psql => "libpq",
            Self::Go => "Go",
            Self::Rustls => "rustls",
            Self::Node => "Node",
            Self::Pgjdbc | Self::PgjdbcWithoutSha1 => "pgjdbc",
            Self::Python => "Python 3.13",
        }
    }
}

/// A server for each case, and the clients' programs.
pub(super) struct Lab<'a> {
    user: User,
    cases: &'a [Case],
    servers: Vec<Responder>,
}

impl<'a> Lab<'a> {
    /// None where a client is missing, which is said.
    pub(super) fn new(test: &str, cases: &'a [Case]) -> Option<Self> {
        let servers = cases.iter().map(|case| {
            let chain = case.sent.iter().map(|party| party.der.clone()).collect();
            Responder::new(Reply::Tls { chain, key: case.sent[0].key.clone() })
        });
        let lab = Self { user: User::new(), cases, servers: servers.collect() };
        lab.write();
        let there = need(test, "psql").is_some()
            && need(test, "go").is_some()
            && need(test, "javac").is_some()
            && need(test, "node").is_some()
            && need_that(test, "pgjdbc", Path::new(PGJDBC).is_file())
            && need_that(test, "tests/tools' Rust clients", test_tools("rust/debug").is_dir())
            && need_success(test, "a mount namespace of its own", &mut lab.inside("true"));
        if !there {
            return None;
        }
        lab.build();
        Some(lab)
    }

    fn write(&self) {
        fs::write(self.user.path("hosts"), format!("127.0.0.1 localhost {HOST} {HOST}. postgres.test\n"))
            .expect("hosts");
        let mut lines = String::new();
        for (index, (case, server)) in self.cases.iter().zip(&self.servers).enumerate() {
            let store = self.user.path(&format!("{index}.crt"));
            fs::write(&store, case.store.iter().map(Party::pem).collect::<String>()).expect("a store");
            let _ = writeln!(lines, "{} {} {}", case.host, server.port(), store.display());
        }
        fs::write(self.user.path("cases"), lines).expect("the cases");
    }

    fn build(&self) {
        let mut javac = Command::new("javac");
        answer(javac.args(["-cp", PGJDBC, "-d"]).arg(self.user.home()).arg(source("Program.java"))).exits(0);
        let mut go = Command::new("go");
        go.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOFLAGS", "");
        go.env("GOCACHE", test_tools("go-cache")).args(["build", "-o"]).arg(self.user.path("go"));
        answer(go.arg(source("program.go"))).exits(0);
        let package = test_tools("rust-verdicts");
        fs::create_dir_all(package.join("src/bin")).expect("a folder");
        for file in ["Cargo.toml", "Cargo.lock", "src/lib.rs"] {
            fs::copy(repository("tests/clients/rust").join(file), package.join(file)).expect("a copy");
        }
        fs::copy(source("program.rs"), package.join("src/bin/verdicts.rs")).expect("a copy");
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--locked", "--offline", "--bins", "--manifest-path"]);
        answer(cargo.arg(package.join("Cargo.toml")).arg("--target-dir").arg(test_tools("rust"))).exits(0);
    }

    /// A command where the hosts of the cases are this machine.
    fn inside(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mounted = "mount --bind \"$1\" /etc/hosts && shift && exec \"$@\"";
        let mut command = self.user.command("unshare");
        command.args(["-m", "sh", "-c", mounted, "sh"]).arg(self.user.path("hosts")).arg(program);
        command.env("LC_ALL", "C.UTF-8").env("NODE_PATH", test_tools("node/node_modules"));
        command
    }

    /// The cases in which the client goes on to the login.
    pub(super) fn let_in(&self, client: RealClient) -> BTreeSet<&'static str> {
        let before: Vec<(usize, usize)> = self.servers.iter().map(counts).collect();
        match client {
            RealClient::Psql => self.psql(),
            RealClient::Go => self.run(&[self.user.path("go")]),
            RealClient::Rustls => self.run(&[test_tools("rust/debug/verdicts")]),
            RealClient::Node => self.run(&["node".into(), source("program.js")]),
            RealClient::Python => self.run(&[test_tools("python/bin/python"), source("program.py")]),
            RealClient::Pgjdbc => self.java(""),
            RealClient::PgjdbcWithoutSha1 => self.java("jdk.certpath.disabledAlgorithms=MD2, MD5, SHA1"),
        }
        let mut let_in = BTreeSet::new();
        for ((case, server), before) in self.cases.iter().zip(&self.servers).zip(before) {
            let after = counts(server);
            assert!(after.0 > before.0, "{client:?} asked no server of the case {}", case.name);
            if after.1 > before.1 {
                let_in.insert(case.name);
            }
        }
        let_in
    }

    fn run(&self, words: &[PathBuf]) {
        let mut command = self.inside(&words[0]);
        answer(command.args(&words[1..]).arg(self.user.path("cases"))).exits(0);
    }

    /// pgjdbc with this security property besides Java's own.
    fn java(&self, property: &str) {
        let properties = self.user.path("java.security");
        fs::write(&properties, property).expect("properties");
        let properties = format!("-Djava.security.properties={}", properties.display());
        let path = format!("{}:{PGJDBC}", self.user.home().display());
        self.run(&["java", &properties, "-cp", &path, "Program"].map(PathBuf::from));
    }

    fn psql(&self) {
        for case in self.cases {
            let target = self.target(case);
            answer(self.inside("psql").args(["-X", "-c", "select 1", &format!("{target} user=u dbname=d")]));
        }
    }

    /// What `check` says of the case.
    pub(super) fn check(&self, case: &Case) -> Value {
        let mut check = self.inside(program());
        let said = answer(check.args(["check", "--json", &self.target(case)]));
        said.json()["targets"][0].clone()
    }

    fn target(&self, case: &Case) -> String {
        let index = self.cases.iter().position(|one| one.name == case.name).expect("a case");
        let (port, store) = (self.servers[index].port(), self.user.path(&format!("{index}.crt")));
        format!("host={} port={port} sslrootcert={} sslmode=verify-full", case.host, store.display())
    }
}

/// How often somebody connected, and was let in.
fn counts(server: &Responder) -> (usize, usize) {
    (server.connections(), server.let_in())
}

fn source(name: &str) -> PathBuf {
    repository("tests/clients/other-clients").join(name)
}
