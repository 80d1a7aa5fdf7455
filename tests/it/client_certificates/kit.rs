//! A PostgreSQL server with `ssl_ca_file`, and certificates and keys that OpenSSL made.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::Value;

use crate::support::cluster::{Cluster, HOST};
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

/// Each database of the server has an authentication rule of its own.
const HBA: &str = "\
local all all trust
hostssl certificate all 127.0.0.1/32 cert
hostssl full all 127.0.0.1/32 trust clientcert=verify-full
hostssl authority all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca
hostssl scram all 127.0.0.1/32 scram-sha-256
hostssl md5 all 127.0.0.1/32 md5
hostssl cleartext all 127.0.0.1/32 password
hostnossl plaintext all 127.0.0.1/32 trust
hostssl absent all 127.0.0.1/32 trust
host rejected all 127.0.0.1/32 reject
host either all 127.0.0.1/32 trust
host postgres postgres 127.0.0.1/32 trust
hostssl trusted all 127.0.0.1/32 trust
";

const DATABASES: [&str; 10] = [
    "certificate",
    "full",
    "authority",
    "scram",
    "md5",
    "cleartext",
    "plaintext",
    "rejected",
    "either",
    "trusted",
];

pub(super) struct Kit {
    pub(super) user: User,
    pub(super) cluster: Cluster,
}

impl Kit {
    /// None after saying that `test` is left out.
    #[track_caller]
    pub(super) fn new(test: &str) -> Option<Self> {
        need(test, "openssl")?;
        let cluster = Cluster::own(test)?;
        let user = User::in_memory();
        let kit = Self { user, cluster };
        kit.make_authorities();
        kit.issue("alice", "authority", &["-newkey", "rsa:2048"]);
        for database in DATABASES {
            kit.cluster.tell(&format!("create database \"{database}\""));
        }
        kit.cluster.tell("create role alice login");
        kit.cluster.asks_for_certificates(&kit.read("authority.crt"), HBA);
        Some(kit)
    }

    fn make_authorities(&self) {
        for name in ["authority", "stranger"] {
            self.openssl(&format!(
                "req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.crt -days 3000 -subj /CN={name} -addext keyUsage=critical,keyCertSign,cRLSign"
            ));
        }
        std::fs::write(self.user.path("server-root.crt"), self.cluster.authority.pem()).expect("a root");
    }

    /// Makes NAME.crt and NAME.key for the role alice, issued by this authority.
    pub(super) fn issue(&self, name: &str, authority: &str, key: &[&str]) {
        let subject = if name == "bob" { "/CN=bob" } else { "/CN=alice" };
        let request =
            ["req", "-nodes", "-keyout", &format!("{name}.key"), "-out", "request", "-subj", subject];
        self.run_openssl(&[&request[..], key].concat());
        self.sign(name, authority, "-days 1000");
    }

    /// Signs the last request.
    pub(super) fn sign(&self, name: &str, authority: &str, options: &str) {
        std::fs::write(
            self.user.path("extensions"),
            "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n",
        )
        .expect("extensions");
        self.openssl(&format!(
            "x509 -req -in request -CA {authority}.crt -CAkey {authority}.key -CAcreateserial -extfile extensions {options} -out {name}.crt"
        ));
    }

    pub(super) fn openssl(&self, arguments: &str) {
        self.run_openssl(&arguments.split(' ').collect::<Vec<_>>());
    }

    fn run_openssl(&self, arguments: &[&str]) {
        let mut command = self.user.command("openssl");
        answer(command.args(arguments).current_dir(self.user.home())).exits(0);
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.user.path(name)).expect(name)
    }

    pub(super) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.user.path(name), text).expect(name);
    }

    /// Sets the permission bits of a file.
    pub(super) fn chmod(&self, name: &str, mode: u32) {
        std::fs::set_permissions(self.user.path(name), std::fs::Permissions::from_mode(mode)).expect(name);
    }

    /// Puts files under libpq's own names.
    pub(super) fn install(&self, files: &[(&str, &str)]) {
        std::fs::create_dir_all(self.user.folder()).expect("the folder");
        for (name, target) in files {
            std::fs::copy(self.user.path(name), self.user.folder().join(target)).expect(name);
        }
    }

    /// A connection string for the role alice.
    pub(super) fn connection(&self, options: &str) -> String {
        let port = self.cluster.port;
        format!("host={HOST} hostaddr=127.0.0.1 port={port} user=alice connect_timeout=20 {options}")
    }

    /// The one target of `check --json` with these flags.
    pub(super) fn check(&self, flags: &[&str], options: &str) -> Value {
        let answer = self.run(&[&["--json"], flags].concat(), options);
        answer.json()["targets"][0].clone()
    }

    pub(super) fn run(&self, flags: &[&str], options: &str) -> Answer {
        answer(without_terminal(self.user.pgcerts().arg("check").args(flags).arg(self.connection(options))))
    }
}

/// Runs the command in a session of its own, where OpenSSL finds no terminal to ask for a passphrase.
pub(super) fn without_terminal(command: &mut Command) -> &mut Command {
    let mut wrapped = Command::new("setsid");
    wrapped.arg("--wait").arg(command.get_program()).args(command.get_args()).env_clear();
    wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    *command = wrapped;
    command
}
