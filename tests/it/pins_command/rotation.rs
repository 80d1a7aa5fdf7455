//! The runbook, command by command, while a client connects to a real server all the time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use super::pages::{reader, run, scripts};
use super::{read, rebuild, sha256};
use crate::support::authority::Authority;
use crate::support::cluster::{Cluster, HOST};
use crate::support::server::{Reply, Server};
use crate::support::tools::need;
use crate::support::user::User;
use crate::support::{certificates, pem, repository};

const PAGE: &str = "docs/runbooks/update-pins.md";

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

/// What a person does with an editor: the chain of the page joins the manifest.
fn write_chain(user: &User, number: usize) {
    let page = read(&repository(PAGE));
    let chain =
        page.split("```json\n").nth(number).and_then(|rest| rest.split("\n```").next()).expect("a chain");
    edit(user, "\"chains\": [", &format!("\"chains\": [\n    {chain},"));
}

fn edit(user: &User, old: &str, new: &str) {
    let path = user.path("team/pins.json");
    let text = read(&path);
    assert_eq!(text.matches(old).count(), 1, "{old}");
    std::fs::write(path, text.replace(old, new)).expect("the manifest");
}

#[test]
fn a_root_changes_without_one_failed_connection() {
    let test = "the runbook docs/runbooks/update-pins.md";
    if need(test, "bash").is_none() || need(test, "openssl").is_none() {
        return;
    }
    let Some(cluster) = Cluster::own(test) else { return };
    let new = Authority::new("Team Root 2027");
    let server = new.server(&[HOST]);
    let user = reader();
    std::fs::write(user.path("team-root-2024.crt"), cluster.authority.der()).expect("a file");
    std::fs::write(user.path("team-root-2027.crt"), new.pem()).expect("a file");
    std::fs::write(user.path("new-chain.pem"), &server.certificate).expect("a file");
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}\n", cluster.port);
    std::fs::write(user.path("servers.txt"), target).expect("a file");
    let digests = [("OLD_SHA256", sha256(cluster.authority.der())), ("SHA256", sha256(new.der()))];
    let digests: Vec<(&str, &str)> = digests.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let steps = scripts(PAGE, "## For an organisation\n");
    assert_eq!(steps.len(), 10, "the steps of the page");
    let step = |number: usize| {
        let answer = run(&user, &steps[number], &digests);
        assert_eq!(answer.code, Some(0), "{}\n{answer:?}", steps[number]);
    };
    step(0);
    write_chain(&user, 1);
    let client = Client::default();
    let (old_root, new_root) = (cluster.authority.der().to_vec(), new.der().to_vec());
    let holds = |der: &Vec<u8>| certificates(&user.root_crt()).contains(der);
    std::thread::scope(|scope| {
        let _end = Ender(&client.done);
        scope.spawn(|| client.connect(&cluster, &user));
        client.wait();
        for number in 1..=5 {
            step(number);
            client.wait();
            if number == 2 {
                write_chain(&user, 2);
            }
        }
        assert!(holds(&old_root) && holds(&new_root));
        assert!(cluster.goes_on_with(&server.certificate, &server.key));
        client.wait();
        step(6);
        edit(
            &user,
            r#""anchor": "team-root-2027", "served": false"#,
            r#""anchor": "team-root-2027", "served": true"#,
        );
        edit(
            &user,
            r#""anchor": "team-root-2024", "served": true"#,
            r#""anchor": "team-root-2024", "served": false"#,
        );
        step(7);
        client.wait();
        step(8);
        client.wait();
        assert!(!holds(&old_root) && holds(&new_root));
        client.wait();
        assert!(!client.done.load(Ordering::SeqCst));
    });
    let connections = client.connections.load(Ordering::SeqCst);
    assert!((10 * BETWEEN..MOST).contains(&connections), "{connections} connections");
    step(9);
    assert!(holds(&old_root) && holds(&new_root));
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
    let variables = [
        ("URL", url.as_str()),
        ("SHA256", digest.as_str()),
        ("SOURCE", "the operator's page, 2027-01-01; Debian, 2027-01-02"),
        ("PGCERTS_MOZILLA", mozilla.to_str().expect("UTF-8")),
    ];
    let steps = scripts(PAGE, "## For maintainers of pgcerts\n");
    assert_eq!(steps.len(), 2);
    for step in &steps {
        run(&user, step, &variables).exits(0);
    }
    assert!(std::fs::read(user.path("certs/NewRoot.crt")).expect("the file") == new.der());
    assert!(read(&user.path("certs/pins.json")).contains("the operator's page, 2027-01-01"));
}
