//! A server whose users log in in different ways, and sessions that stay.

use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::cluster::{Cluster, HOST};
use crate::support::user::{Answer, User, answer};

/// No output may have it.
pub(super) const PASSWORD: &str = "Geheim:7\\x";

const HBA: &str = "\
local all socket scram-sha-256
local all all trust
hostssl all certified 127.0.0.1/32 trust clientcert=verify-ca
host all scram 127.0.0.1/32 scram-sha-256
host all md5 127.0.0.1/32 md5
host all cleartext 127.0.0.1/32 password
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
";

const ROLES: &str = "
set password_encryption = 'md5'; create role md5 login password 'Geheim:7\\x';
set password_encryption = 'scram-sha-256';
create role scram login password 'Geheim:7\\x'; create role cleartext login password 'Geheim:7\\x';
create role socket login password 'Geheim:7\\x';
create role certified login; create role watcher login; grant pg_read_all_stats to watcher; create role nobody login";

pub(super) struct Kit {
    pub(super) user: User,
    pub(super) cluster: Cluster,
}

/// A session that lasts as long as the value.
pub(super) struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Kit {
    /// None after saying that `test` is left out.
    #[track_caller]
    pub(super) fn new(test: &str) -> Option<Self> {
        let cluster = Cluster::own(test)?;
        let user = User::in_memory();
        user.write_root_crt(cluster.authority.pem());
        cluster.tell(ROLES);
        cluster.asks_for_certificates(&cluster.authority.pem(), HBA);
        let certified = cluster.authority.server(&["certified"]);
        std::fs::write(user.path("certified.crt"), certified.certificate).expect("a certificate");
        cluster.file("certified.key", &certified.key);
        std::fs::write(user.path("certified.key"), certified.key).expect("a key");
        answer(user.command("chmod").arg("600").arg(user.path("certified.key"))).exits(0);
        Some(Self { user, cluster })
    }

    /// A connection string for the name of the server's certificate.
    pub(super) fn target(&self, options: &str) -> String {
        format!("host={HOST} hostaddr=127.0.0.1 port={} dbname=postgres {options}", self.cluster.port)
    }

    /// The same by the Unix socket.
    pub(super) fn socket(&self, options: &str) -> String {
        let folder = self.cluster.socket_folder().display();
        format!("host={folder} port={} dbname=postgres {options}", self.cluster.port)
    }

    /// The settings of the client certificate.
    pub(super) fn certificate(&self) -> String {
        let path = |name: &str| self.user.path(name).display().to_string();
        format!("sslcert={} sslkey={}", path("certified.crt"), path("certified.key"))
    }

    /// Holds a session with psql, under the name of an application.
    pub(super) fn hold(&self, application: &str, target: &str) -> Held {
        let mut psql = self.user.command(self.cluster.psql());
        psql.args(["-qXAt", &format!("{target} application_name={application}")]);
        let held = psql.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("psql");
        self.wait_for(&format!("application_name = '{application}'"), 1);
        Held(held)
    }

    /// Waits until so many sessions are like this.
    pub(super) fn wait_for(&self, condition: &str, count: usize) {
        let sql = format!("select count(*) from pg_stat_activity where {condition}");
        let start = Instant::now();
        while self.cluster.tell(&sql).trim() != count.to_string() {
            assert!(start.elapsed() < Duration::from_secs(20), "{condition}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the server lists so many sessions: those that asked before leave it a moment later.
    pub(super) fn settle(&self, count: usize) {
        let start = Instant::now();
        while self.run(&self.target("user=watcher"), &["--json"]).json()["totals"]["all"] != count {
            assert!(start.elapsed() < Duration::from_secs(20), "{count} sessions");
        }
    }

    pub(super) fn run(&self, target: &str, flags: &[&str]) -> Answer {
        self.run_with(target, flags, &[])
    }

    /// The same with these variables. The password is never shown.
    pub(super) fn run_with(&self, target: &str, flags: &[&str], variables: &[(&str, &str)]) -> Answer {
        let mut command = self.user.pgcerts();
        command.args(["sessions", target]).args(flags).envs(variables.iter().copied());
        let said = answer(command.stdin(Stdio::null()));
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(!all.contains(PASSWORD) && !all.contains("Geheim"), "{all}");
        said
    }
}

/// The groups of sessions as compact rows.
pub(super) fn rows(json: &Value) -> Vec<String> {
    let fields =
        ["application", "user", "database", "kind", "transport", "tls_version", "client_certificate"];
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or("-").to_owned();
    let row = |row: &Value| {
        let cells: Vec<String> = fields.iter().map(|field| text(row, field)).collect();
        format!("{} {}", cells.join(" "), row["count"])
    };
    let mut rows: Vec<String> = json["sessions"].as_array().expect("sessions").iter().map(row).collect();
    rows.sort();
    rows
}

/// A field of every finding.
pub(super) fn findings(json: &Value, field: &str) -> Vec<String> {
    let findings = json["findings"].as_array().expect("findings").iter();
    findings.map(|finding| finding[field].as_str().expect(field).to_owned()).collect()
}
