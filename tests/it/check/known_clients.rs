//! What well-known clients offer: captured from those that run here, and compared with the program's table.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pgcerts::testing::{KnownClient, TlsVersion, known_clients};

use crate::support::cluster::psql;
use crate::support::listener::Listener;
use crate::support::tools::{need, need_that, test_tools};
use crate::support::user::User;

const TEST: &str = "what clients offer";

/// What a `ClientHello` offers, each sorted.
#[derive(Debug, PartialEq, Eq)]
struct Hello {
    versions: Vec<TlsVersion>,
    suites: Vec<u16>,
    groups: Vec<u16>,
    schemes: Vec<u16>,
}

impl Hello {
    fn new(versions: &[TlsVersion], suites: &[u16], groups: &[u16], schemes: &[u16]) -> Self {
        /// A signal that stands among the suites (RFC 5746, 3.3).
        const RENEGOTIATION: u16 = 0x00ff;
        let sorted = |numbers: &[u16]| {
            let mut numbers: Vec<u16> =
                numbers.iter().copied().filter(|number| *number != RENEGOTIATION).collect();
            numbers.sort_unstable();
            numbers
        };
        let mut versions = versions.to_vec();
        versions.sort_unstable();
        Self { versions, suites: sorted(suites), groups: sorted(groups), schemes: sorted(schemes) }
    }

    fn of_known(client: &KnownClient) -> Self {
        Self::new(client.versions, client.suites, client.groups, client.schemes)
    }

    /// Reads a handshake message (RFC 8446, 4.1.2).
    fn read(message: &[u8]) -> Self {
        let number = |at: usize| usize::from(u16::from_be_bytes([message[at], message[at + 1]]));
        let numbers = |bytes: &[u8]| -> Vec<u16> {
            bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
        };
        // Kind, length, version and random number; then the session, the suites and the compressions.
        let suites = 38 + 1 + usize::from(message[38]);
        let compressions = suites + 2 + number(suites);
        let mut at = compressions + 1 + usize::from(message[compressions]) + 2;
        let (mut versions, mut groups, mut schemes) = (Vec::new(), Vec::new(), Vec::new());
        while at < message.len() {
            let content = &message[at + 4..at + 4 + number(at + 2)];
            match number(at) {
                10 => groups = numbers(&content[2..]),
                13 => schemes = numbers(&content[2..]),
                43 => versions = numbers(&content[1..]),
                _ => {}
            }
            at += 4 + content.len();
        }
        let versions: Vec<_> = versions.into_iter().filter_map(TlsVersion::from_wire).collect();
        Self::new(&versions, &numbers(&message[suites + 2..compressions]), &groups, &schemes)
    }
}

/// The hello of one connection, behind PostgreSQL's questions where a client asks them.
fn heard(stream: &mut TcpStream) -> std::io::Result<Hello> {
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        if head[0] == 22 {
            let mut record = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
            stream.read_exact(&mut record)?;
            return Ok(Hello::read(&record));
        }
        let mut rest = [0; 3];
        stream.read_exact(&mut rest)?;
        // The last byte tells the question for TLS from that for GSSAPI.
        stream.write_all(if rest[2] == 0x2f { b"S" } else { b"N" })?;
    }
}

/// A port at which every hello is noted.
fn listen() -> (Listener, Receiver<Hello>) {
    let (sender, hellos) = channel();
    let sender = Arc::new(Mutex::new(sender));
    let listener = Listener::new(move |mut stream| {
        if let Ok(hello) = heard(&mut stream) {
            let _ = sender.lock().expect("the channel").send(hello);
        }
    });
    (listener, hellos)
}

/// A client that runs here, under its name in the table, and its command for a port.
struct Runner {
    name: &'static str,
    command: Command,
}

fn runners(user: &User, port: u16) -> Vec<Runner> {
    let address = format!("127.0.0.1:{port}");
    let target = format!("host=127.0.0.1 port={port} sslmode=require");
    let command = |program: &Path, arguments: &[&str]| {
        let mut command = user.command(program);
        command.args(arguments);
        command
    };
    let mut runners = Vec::new();
    let mut add = |name, command| runners.push(Runner { name, command });
    if let Some(openssl) = need(TEST, "openssl") {
        let arguments = ["s_client", "-min_protocol", "TLSv1.2", "-connect", &address];
        add("OpenSSL 3.0", command(&openssl, &arguments));
    }
    if let Some(psql) = psql(TEST) {
        add("libpq 13 and newer with OpenSSL 3.0", command(&psql, &["-X", &target]));
    }
    let python = test_tools("python/bin/python");
    if need_that(TEST, "psycopg of tests/tools", python.is_file()) {
        let psycopg = format!("import psycopg; psycopg.connect('{target}')");
        add("libpq with OpenSSL 3.5", command(&python, &["-c", &psycopg]));
        let context = format!(
            "import socket, ssl\nssl.create_default_context().wrap_socket(socket.create_connection(('127.0.0.1', {port})), server_hostname='x')"
        );
        add("Python 3.10 and newer", command(&python, &["-c", &context]));
    }
    for (name, folder) in [("Java 17", "java-17-openjdk-amd64"), ("Java 25", "temurin-25-jdk-amd64")] {
        let keytool = Path::new("/usr/lib/jvm").join(folder).join("bin/keytool");
        if keytool.is_file() {
            add(name, command(&keytool, &["-printcert", "-sslserver", &address]));
        }
    }
    if let Some(node) = need(TEST, "node").filter(|node| is_version(node, "--version", "v20.")) {
        let script =
            format!("require('tls').connect({{port: {port}, host: '127.0.0.1'}}).on('error', () => {{}})");
        add("Node.js 20", command(&node, &["-e", &script]));
    }
    if let Some(go) = need(TEST, "go").filter(|go| is_version(go, "version", "go1.19")) {
        add("Go 1.19", go_program(user, &go, &address));
    }
    runners
}

fn is_version(program: &Path, flag: &str, version: &str) -> bool {
    let said = Command::new(program).arg(flag).output().expect("its version");
    String::from_utf8_lossy(&said.stdout).contains(version)
}

fn go_program(user: &User, go: &Path, address: &str) -> Command {
    let source: PathBuf = user.path("client.go");
    let text = format!(
        "package main\nimport \"crypto/tls\"\nfunc main() {{ tls.Dial(\"tcp\", \"{address}\", nil) }}\n"
    );
    std::fs::write(&source, text).expect("a program");
    let mut command = user.command(go);
    command.env("GOCACHE", test_tools("go-cache")).env("GO111MODULE", "off").env("GOFLAGS", "");
    command.arg("run").arg(source);
    command
}

#[test]
fn the_table_has_what_the_clients_offer() {
    let user = User::in_memory();
    let (listener, hellos) = listen();
    for Runner { name, mut command } in runners(&user, listener.address().port()) {
        let known = known_clients().iter().find(|client| client.name == name).expect(name);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
        let hello =
            hellos.recv_timeout(Duration::from_mins(1)).unwrap_or_else(|_| panic!("{name} is silent"));
        let _ = child.wait();
        // Further connections of the same client.
        while hellos.try_recv().is_ok() {}
        assert_eq!(hello, Hello::of_known(known), "{name}");
    }
    let known = known_clients().iter().find(|client| client.name.starts_with("rustls")).expect("rustls");
    assert_eq!(hello_of_rustls(), Hello::of_known(known));
}

fn hello_of_rustls() -> Hello {
    let roots = rustls::RootCertStore::empty();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "db.example.test".try_into().expect("a name");
    let mut client = rustls::ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut record = Vec::new();
    client.write_tls(&mut record).expect("its hello");
    Hello::read(&record[5..])
}

#[test]
fn every_row_has_a_source_and_a_date() {
    let mut names: Vec<&str> = known_clients().iter().map(|client| client.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), known_clients().len());
    for client in known_clients() {
        let is_date = client.date.len() == 10 && client.date.starts_with("20");
        assert!(is_date && client.source.len() > 10, "{client:?}");
    }
}
