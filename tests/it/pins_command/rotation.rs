//! The runbook, command by command, while a client connects to a real server all the time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use super::pages::{reader, run, scripts};
use super::{read, rebuild, sha256};
use crate::support::authority::{Authority, Server as TestServer};
use crate::support::cluster::{Cluster, HOST};
use crate::support::server::{Reply, Server};
use crate::support::tools::{need, test_tools};
use crate::support::user::{Answer, User};
use crate::support::{certificates, pem, repository};

const PAGE: &str = "docs/tasks/rotation.md";
const MAINTAINERS: &str = "docs/how-it-works/built-in-pins.md";

/// What `check` says of a server that the new roots alone do not anchor.
const STOPS: &str = "outside-set";

/// A client must have connected as often as this between two steps, and stops after so many in all.
const BETWEEN: usize = 3;
const MOST: usize = 2000;

/// A client that connects again and again.
#[derive(Default)]
struct Client {
    connections: AtomicUsize,
    done: AtomicBool,
}

impl Client {
    /// Every connection stands, until this is told to end.
    fn connect(&self, cluster: &Cluster, user: &User) {
        let done = Ender(&self.done);
        while !self.done.load(Ordering::SeqCst) && self.connections.load(Ordering::SeqCst) < MOST {
            let answer = cluster.ask(user, HOST, "sslmode=verify-full");
            let number = self.connections.load(Ordering::SeqCst);
            assert_eq!(answer.code, Some(0), "connection {number}: {answer:?}");
            assert_eq!(answer.stdout.trim_end(), "t");
            self.connections.fetch_add(1, Ordering::SeqCst);
        }
        drop(done);
    }

    /// Waits until it has connected some times more.
    fn wait(&self) {
        let before = self.connections.load(Ordering::SeqCst);
        while self.connections.load(Ordering::SeqCst) < before + BETWEEN {
            assert!(!self.done.load(Ordering::SeqCst), "the client has failed");
            sleep(Duration::from_millis(5));
        }
    }
}

/// Ends the client, be it by a panic.
struct Ender<'a>(&'a AtomicBool);

impl Drop for Ender<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// What is at hand before the first step: a server under the old root, both roots, and the new chain in a file.
struct Rotation {
    cluster: Cluster,
    user: User,
    old: Vec<u8>,
    new: Vec<u8>,
    /// The server's next certificate.
    server: TestServer,
    steps: Vec<String>,
}

impl Rotation {
    /// None after saying that `test` is left out.
    fn prepared(test: &str) -> Option<Self> {
        if need(test, "bash").is_none() || need(test, "openssl").is_none() {
            return None;
        }
        let cluster = Cluster::own(test)?;
        let new = Authority::new("Team Root 2027");
        let server = new.server(&[HOST]);
        let user = reader();
        let target = format!("host={HOST} hostaddr=127.0.0.1 port={}\n", cluster.port);
        for (name, content) in [
            ("team-root-2024.crt", cluster.authority.der()),
            ("team-root-2027.crt", new.pem().as_bytes()),
            ("new-chain.pem", server.certificate.as_bytes()),
            ("servers.txt", target.as_bytes()),
        ] {
            std::fs::write(user.path(name), content).expect("a file");
        }
        let steps = scripts(PAGE, "## With a manifest of your own\n");
        assert_eq!(steps.len(), 12, "the steps of the page");
        assert!(!read(&repository(PAGE)).contains("```json"), "no step is left to a text editor");
        let (old, new) = (cluster.authority.der().to_vec(), new.der().to_vec());
        Some(Self { cluster, user, old, new, server, steps })
    }

    fn run(&self, number: usize) -> Answer {
        let (old, new) = (sha256(&self.old), sha256(&self.new));
        run(&self.user, &self.steps[number], &[("OLD_SHA256", &old), ("SHA256", &new)])
    }

    fn step(&self, number: usize) {
        let answer = self.run(number);
        assert_eq!(answer.code, Some(0), "{}\n{answer:?}", self.steps[number]);
    }

    /// Whether this user's file holds the old root, and the new one.
    fn holds(&self) -> (bool, bool) {
        let held = certificates(&self.user.root_crt());
        (held.contains(&self.old), held.contains(&self.new))
    }
}

#[test]
fn a_root_changes_without_one_failed_connection() {
    let Some(rotation) = Rotation::prepared("the runbook docs/tasks/rotation.md") else { return };
    let (cluster, server) = (&rotation.cluster, &rotation.server);
    rotation.step(0);
    let client = Client::default();
    std::thread::scope(|scope| {
        let _end = Ender(&client.done);
        scope.spawn(|| client.connect(cluster, &rotation.user));
        client.wait();
        for number in 1..=5 {
            rotation.step(number);
            client.wait();
        }
        assert_eq!(rotation.holds(), (true, true));
        assert!(cluster.goes_on_with(&server.certificate, &server.key));
        client.wait();
        for number in 6..=10 {
            rotation.step(number);
            client.wait();
        }
        assert_eq!(rotation.holds(), (false, true));
        client.wait();
        assert!(!client.done.load(Ordering::SeqCst));
    });
    let connections = client.connections.load(Ordering::SeqCst);
    assert!((11 * BETWEEN..MOST).contains(&connections), "{connections} connections");
    rotation.step(11);
    assert_eq!(rotation.holds(), (true, true));
    let by_host = ["install", "--for", HOST, "--offline", "--dry-run", "--json", "--pins", "team/pins.json"];
    assert_eq!(rotation.user.run(by_host).exits(0).json()["set"], "team");
}

#[test]
fn a_server_still_under_the_old_root_stops_the_runbook_before_the_root_is_dropped() {
    let Some(rotation) = Rotation::prepared("the runbook with a server that was overlooked") else { return };
    // Everybody takes the servers for changed.
    for number in 0..=8 {
        rotation.step(number);
    }
    let stopped = rotation.run(9).exits(1);
    assert!(stopped.stdout.contains(STOPS), "{stopped:?}");
    assert_eq!(rotation.holds(), (true, true));
    rotation.cluster.ask(&rotation.user, HOST, "sslmode=verify-full").exits(0);
}

#[test]
fn the_client_of_the_runbook_notices_a_server_that_changes_first() {
    let Some(cluster) = Cluster::own("a rotation without the new root") else { return };
    let user = User::new();
    user.run(["install", "--offline", "--pins", cluster.pins(&user).to_str().expect("UTF-8")]).exits(0);
    cluster.ask(&user, HOST, "sslmode=verify-full").exits(0);
    let server = Authority::new("Unannounced").server(&[HOST]);
    assert!(cluster.goes_on_with(&server.certificate, &server.key));
    assert_ne!(cluster.ask(&user, HOST, "sslmode=verify-full").code, Some(0));
}

#[test]
fn the_maintainers_commands_run_in_a_copy_of_certs() {
    let test = "the maintainers' part of the runbook";
    let debian = std::path::Path::new("/usr/share/ca-certificates/mozilla");
    if need(test, "openssl").is_none() || need(test, "python3").is_none() || !debian.is_dir() {
        return;
    }
    let new = Authority::new("New Root");
    let user = reader();
    rebuild::copy(&user);
    // Debian ships the new root too.
    let mozilla = user.path("mozilla");
    let copied = std::process::Command::new("cp").arg("-R").arg(debian).arg(&mozilla).status();
    assert!(copied.is_ok_and(|status| status.success()));
    std::fs::write(mozilla.join("New_Root.crt"), pem("CERTIFICATE", new.der())).expect("a file");
    let server = Server::http().at("/NewRoot.crt", Reply::Body(new.der().to_vec()));
    let (url, digest) = (server.url("/NewRoot.crt"), sha256(new.der()));
    let tools = test_tools("");
    let variables = [
        ("PGCERTS_TEST_TOOLS", tools.to_str().expect("UTF-8")),
        ("URL", url.as_str()),
        ("SHA256", digest.as_str()),
        ("SOURCE", "the operator's page, 2027-01-01; Debian, 2027-01-02"),
        ("PGCERTS_MOZILLA", mozilla.to_str().expect("UTF-8")),
    ];
    let steps = scripts(MAINTAINERS, "# The built-in pins\n");
    assert_eq!(steps.len(), 2);
    for step in &steps {
        run(&user, step, &variables).exits(0);
    }
    assert!(std::fs::read(user.path("certs/NewRoot.crt")).expect("the file") == new.der());
    assert!(read(&user.path("certs/pins.json")).contains("the operator's page, 2027-01-01"));
}
