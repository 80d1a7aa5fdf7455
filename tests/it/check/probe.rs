//! `--probe`: what a real PostgreSQL takes, compared with OpenSSL's client that asks for each thing alone; and servers that
//! mean harm.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::kit::{HOST, Site, answering, only};
use crate::support::SSL_REQUEST;
use crate::support::cluster::Cluster;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::key::{Key, Kind, RSA_2048};
use crate::support::listener::Listener;
use crate::support::responder::{Responder, packet};
use crate::support::s_server::SServer;
use crate::support::tools::{need, need_that, test_tools};
use crate::support::user::{User, answer};

/// Whether the server's key is RSA, its least and its greatest version, and its suites.
const SERVERS: [(bool, &str, &str, &str); 5] = [
    (true, "TLSv1", "", "ALL:@SECLEVEL=0"),
    (true, "TLSv1.2", "TLSv1.2", "AES256-SHA:ECDHE-ECDSA-AES128-SHA"),
    (true, "TLSv1", "TLSv1.1", "ALL:@SECLEVEL=0"),
    (false, "TLSv1.3", "", "HIGH"),
    (false, "TLSv1.2", "TLSv1.2", "ECDHE+AESGCM:AES256-SHA"),
];

/// Versions under the names of libpq and of OpenSSL's client.
const VERSIONS: [(&str, &str); 4] =
    [("TLSv1", "-tls1"), ("TLSv1.1", "-tls1_1"), ("TLSv1.2", "-tls1_2"), ("TLSv1.3", "-tls1_3")];

/// Groups under their IANA names and OpenSSL's. TLS 1.2 has the curves alone, which come first.
const GROUPS: [(&str, &str); 10] = [
    ("x25519", "X25519"),
    ("secp256r1", "P-256"),
    ("x448", "X448"),
    ("secp384r1", "P-384"),
    ("secp521r1", "P-521"),
    ("ffdhe2048", "ffdhe2048"),
    ("ffdhe3072", "ffdhe3072"),
    ("ffdhe4096", "ffdhe4096"),
    ("ffdhe6144", "ffdhe6144"),
    ("ffdhe8192", "ffdhe8192"),
];

/// How many of them are curves.
const CURVES: usize = 5;

/// OpenSSL's client, asking the server on this port.
struct Oracle {
    port: u16,
    /// The suites of TLS 1.2 under their IANA names and OpenSSL's.
    suites: Vec<(String, String)>,
}

impl Oracle {
    fn new(port: u16) -> Self {
        let mut list = Command::new("openssl");
        list.args(["ciphers", "-s", "-tls1_2", "-stdname", "DEFAULT:@SECLEVEL=2"]);
        let listed = answer(&mut list).exits(0).stdout;
        let row = |line: &str| {
            let mut words = line.split_whitespace();
            let name = words.next().expect("a name").to_owned();
            (name, words.nth(1).expect("OpenSSL's name").to_owned())
        };
        Self { port, suites: listed.lines().map(row).collect() }
    }

    fn agrees(&self, arguments: &[&str]) -> bool {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-starttls", "postgres", "-connect"]);
        command.arg(format!("127.0.0.1:{}", self.port)).args(arguments);
        let said = answer(command.stdin(Stdio::null())).stdout;
        said.contains("Cipher is ") && !said.contains("Cipher is (NONE)")
    }

    /// What of these the server takes, asked for one by one, by two workers.
    fn filter<'a, T: Sync>(
        &self,
        all: &'a [T],
        name: fn(&'a T) -> &'a str,
        arguments: impl Fn(&'a T) -> Vec<String> + Sync,
    ) -> Vec<&'a str> {
        let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(one) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
                        let arguments = arguments(one);
                        if self.agrees(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
                            found.lock().expect("what was found").push(name(one));
                        }
                    }
                });
            }
        });
        let mut found = found.into_inner().expect("what was found");
        found.sort_unstable();
        found
    }
}

fn sorted(values: &Value) -> Vec<&str> {
    let mut values: Vec<&str> =
        values.as_array().expect("a list").iter().map(|value| value.as_str().expect("text")).collect();
    values.sort_unstable();
    values
}

#[test]
fn it_finds_what_openssl_finds_when_it_asks_for_each_alone() {
    const TEST: &str = "what PostgreSQL takes";
    let Some(cluster) = need(TEST, "openssl").and_then(|_| Cluster::own(TEST)) else { return };
    let (user, oracle) = (User::in_memory(), Oracle::new(cluster.port));
    let root = Party::root("Probed Root");
    user.write_root_crt(root.pem());
    for (is_rsa, min, max, ciphers) in SERVERS {
        let draft = Draft::server(HOST);
        let leaf = root.issue(if is_rsa { draft.key(&RSA_2048) } else { draft });
        cluster.sets(&[
            ("ssl_max_protocol_version", max),
            ("ssl_min_protocol_version", min),
            ("ssl_ciphers", ciphers),
        ]);
        assert!(cluster.goes_on_with(&leaf.pem(), &leaf.key.pem()), "{ciphers}");
        let target = cluster.connection(HOST, "ssl_min_protocol_version=TLSv1");
        let said = only(&user.run(["check", "--probe", "--json", "--timeout", "2", &target]));
        let probe = &said["probe"];
        let versions = oracle.filter(
            &VERSIONS,
            |version| version.0,
            |version| vec![version.1.into(), "-cipher".into(), "DEFAULT:@SECLEVEL=0".into()],
        );
        assert_eq!(sorted(&probe["versions"]), versions, "{min} to {max}, {ciphers}: {probe}");
        let asked = if versions.contains(&"TLSv1.2") { &oracle.suites[..] } else { &[] };
        let suites = oracle.filter(
            asked,
            |suite| &suite.0,
            |suite| vec!["-tls1_2".into(), "-cipher".into(), format!("{}:@SECLEVEL=0", suite.1)],
        );
        assert_eq!(sorted(&probe["cipher_suites"]), suites, "{min} to {max}, {ciphers}");
        assert_eq!(sorted(&probe["groups"]), groups(&oracle, &versions), "{min} to {max}, {ciphers}");
        assert_eq!((&probe["complete"], &probe["cut_short"]), (&true.into(), &Value::Null), "{probe}");
        for (name, connects) in real_clients(&user, &cluster) {
            assert_eq!(client(probe, name)["agrees"], connects, "{min} to {max}, {ciphers}: {name}");
        }
    }
}

/// Whether clients that run here come through the handshake, under their names in the table.
fn real_clients(user: &User, cluster: &Cluster) -> Vec<(&'static str, bool)> {
    let target = cluster.connection(HOST, "sslmode=require");
    let psql = answer(user.command(cluster.psql()).args(["-XAtc", "select 1"]).arg(&target));
    let mut clients = vec![("libpq 13 and newer with OpenSSL 3.0", psql.code == Some(0))];
    let python = test_tools("python/bin/python");
    if need_that("what PostgreSQL takes", "psycopg of tests/tools", python.is_file()) {
        let script = include_str!("handshakes.py");
        let mut command = user.command(python);
        let said =
            answer(command.args(["-c", script, &target]).arg(cluster.port.to_string())).exits(0).stdout;
        clients.push(("libpq with OpenSSL 3.5", said.contains("psycopg connects")));
        clients.push(("Python 3.10 and newer", said.contains("ssl connects")));
    }
    clients
}

/// The groups of the newest version that the server takes, as OpenSSL's client finds them.
fn groups(oracle: &Oracle, versions: &[&str]) -> Vec<&'static str> {
    let (version, is_old) = match versions {
        versions if versions.contains(&"TLSv1.3") => ("-tls1_3", false),
        versions if versions.contains(&"TLSv1.2") => ("-tls1_2", true),
        _ => return Vec::new(),
    };
    let asked = if is_old { &GROUPS[..CURVES] } else { &GROUPS[..] };
    oracle.filter(
        asked,
        |group| group.0,
        |group| [version, "-groups", group.1, "-cipher", "ECDHE:@SECLEVEL=0"].map(String::from).to_vec(),
    )
}

fn client<'a>(probe: &'a Value, name: &str) -> &'a Value {
    let clients = probe["clients"].as_array().expect("clients");
    clients.iter().find(|client| client["client"] == name).unwrap_or_else(|| panic!("no {name}: {probe}"))
}

#[test]
fn a_least_version_locks_out_those_without_it() {
    let site = Site::new();
    let server = site.server();
    let probe = &site.json(server.port(), &["--probe", "--min-version", "TLSv1.3"])["probe"];
    assert_eq!(probe["min_version"], "TLSv1.3");
    let locked_out = sorted(&probe["locked_out"]);
    assert!(locked_out.contains(&"OpenSSL 1.0.2"), "{locked_out:?}");
    assert!(locked_out.contains(&"Java 8 before 8u341"), "{locked_out:?}");
    assert!(!locked_out.contains(&"OpenSSL 1.1.1 of Debian"), "{locked_out:?}");
    assert_eq!(client(probe, "OpenSSL 1.0.2")["version"], "TLSv1.2");
    assert_eq!(client(probe, "Java 17")["version"], "TLSv1.3");
    let text = site.check(server.port(), &["--probe", "--min-version", "TLSv1.3"]).exits(0).stdout;
    assert!(text.contains("TLSv1.3 as the minimum locks out OpenSSL 1.0.2"), "{text}");
    let none = &site.json(server.port(), &["--probe"])["probe"];
    assert_eq!((&none["min_version"], &none["locked_out"]), (&Value::Null, &json!([])));
    assert_eq!(site.json(server.port(), &[])["probe"], Value::Null);
    for wrong in [&["--min-version", "TLSv1.3"][..], &["--probe", "--min-version", "1.3"]] {
        site.check(server.port(), wrong).exits(2);
    }
    let wrong = site.check(server.port(), &["--probe", "--min-version", "1.3"]).stderr;
    assert!(wrong.contains("possible values: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"), "{wrong}");
    site.check(server.port(), &["--probe", "--min-version", "tlsv1.2"]).exits(0);
}

#[test]
fn a_client_without_the_scheme_of_the_servers_key_does_not_agree() {
    if need("a server with a key on P-521", "openssl").is_none() {
        return;
    }
    let root = Party::root("Long Root");
    let leaf = root.issue(Draft::server(HOST).key(&Key::of(Kind::P521)));
    let server = SServer::new(&[&leaf], &[]);
    let front = server.behind_postgres();
    let site = Site::new();
    let probe = &site.json(front.address().port(), &["--probe"])["probe"];
    let known = client(probe, "rustls 0.23 with ring");
    assert_eq!(known["agrees"], false, "{probe}");
    assert_eq!(known["reason"], "no signature scheme for the server's key");
    assert_eq!(client(probe, "OpenSSL 3.0")["agrees"], true);
}

#[test]
fn direct_tls_is_probed_as_it_begins() {
    if need("direct TLS", "openssl").is_none() {
        return;
    }
    let site = Site::new();
    let server = SServer::new(&site.chain(), &["-alpn", "postgresql", "-tls1_3", "-groups", "P-384:X25519"]);
    let said = site.json(server.port(), &["--probe", "--negotiation", "direct"]);
    let probe = &said["probe"];
    assert_eq!((&probe["versions"], &probe["cipher_suites"]), (&json!(["TLSv1.3"]), &json!([])), "{said}");
    assert_eq!((&probe["groups"], &probe["complete"]), (&json!(["secp384r1", "x25519"]), &true.into()));
}

#[test]
fn forty_connections_are_the_limit_and_that_is_said() {
    if need("a server that takes everything", "openssl").is_none() {
        return;
    }
    let site = Site::new();
    let rsa = site.root.issue(Draft::server(HOST).key(&RSA_2048));
    let (certificate, key) = (site.user.path("ec.pem"), site.user.path("ec.key"));
    std::fs::write(&certificate, site.leaf.pem()).expect("a certificate");
    std::fs::write(&key, site.leaf.key.pem()).expect("a key");
    let second = [certificate.to_str().expect("UTF-8"), key.to_str().expect("UTF-8")];
    let arguments = ["-dcert", second[0], "-dkey", second[1], "-cipher", "ALL:@SECLEVEL=0"];
    let server = SServer::new(&[&rsa], &arguments);
    let front = server.behind_postgres();
    let probe = &site.json(front.address().port(), &["--probe"])["probe"];
    assert_eq!(front.connections(), 40);
    assert_eq!(
        (&probe["connections"], &probe["complete"], &probe["cut_short"]),
        (&json!(40), &json!(false), &json!("the limit of 40 connections was reached"))
    );
    assert_eq!(probe["versions"].as_array().map(Vec::len), Some(4), "{probe}");
}

/// A server that is sound for the first connection, and then does this after the question for TLS.
fn turning(site: &Site, hostile: Hostility) -> (Responder, Listener) {
    let sound = site.server();
    let (port, seen) = (sound.port(), AtomicUsize::new(0));
    let listener = Listener::new(move |mut stream| {
        if seen.fetch_add(1, Ordering::SeqCst) == 0 {
            let mut server = TcpStream::connect(("127.0.0.1", port)).expect("the sound server");
            let (mut from, mut to) =
                (stream.try_clone().expect("a stream"), server.try_clone().expect("a stream"));
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Write);
            });
            let _ = std::io::copy(&mut server, &mut stream);
            let _ = stream.shutdown(std::net::Shutdown::Both);
        } else if packet(&mut stream).is_ok_and(|asked| asked == SSL_REQUEST) {
            let _ = stream.write_all(b"S");
            let _ = stream.read(&mut [0; 2048]);
            hostile(stream);
        }
    });
    (sound, listener)
}

/// A record with a `ServerHello` of TLS 1.2 that picks a suite which nobody has. Its random number is of letters.
const NOT_OFFERED: &[u8] =
    b"\x16\x03\x03\0\x2a\x02\0\0\x26\x03\x03abcdefghijklmnopqrstuvwxyzabcdef\0\x12\x34\0";

type Hostility = fn(TcpStream);

/// What a hostile server does, and what is said of it.
const HOSTILE: [(&str, Hostility); 4] = [
    ("the time limit was reached", |mut stream| {
        let _ = stream.read(&mut [0; 1]);
    }),
    ("an answer of the server is not TLS", |mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    }),
    ("an answer of the server does not end", |mut stream| {
        // A suite with a key agreement, and then ever more messages that are not the server's part of it.
        let hello = [&NOT_OFFERED[..44], &[0xc0, 0x30, 0]].concat();
        let mut record = vec![22, 3, 3, 0x40, 0];
        record.resize(5 + 0x4000, 0);
        let _ = stream.write_all(&hello);
        while stream.write_all(&record).is_ok() {}
    }),
    ("the server picked what was not offered", |mut stream| {
        let _ = stream.write_all(NOT_OFFERED);
    }),
];

#[test]
fn servers_that_mean_harm_are_bounded_and_told() {
    let site = Site::new();
    for (told, hostile) in HOSTILE {
        let (_sound, listener) = turning(&site, hostile);
        let said = site.json(listener.address().port(), &["--probe", "--timeout", "1.5"]);
        let probe = &said["probe"];
        assert_eq!(said["ok"], true, "{told}: what is known of TLS stays");
        assert_eq!((&probe["cut_short"], &probe["complete"]), (&told.into(), &false.into()), "{probe}");
        assert!(listener.connections() <= 4, "{told}: {}", listener.connections());
    }
    let (_sound, listener) = turning(&site, HOSTILE[1].1);
    let text = site.check(listener.address().port(), &["--probe"]).exits(0).stdout;
    assert!(text.contains("not everything is known: an answer of the server is not TLS"), "{text}");
}

#[test]
fn a_server_that_closes_upon_every_offer_takes_nothing() {
    let site = Site::new();
    let (_sound, listener) = turning(&site, drop);
    let probe = &site.json(listener.address().port(), &["--probe"])["probe"];
    assert_eq!((&probe["versions"], &probe["complete"]), (&json!([]), &true.into()), "{probe}");
    assert_eq!((&probe["connections"], listener.connections()), (&json!(5), 5));
    assert_eq!(client(probe, "OpenSSL 3.0")["agrees"], false);
    let refusing = answering(b"N");
    assert_eq!(site.json(refusing.address().port(), &["--probe"])["probe"], Value::Null);
}
