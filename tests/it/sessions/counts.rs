//! Every session is counted once and as what it is, in every form.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::kit::{Held, Kit, findings, rows};
use crate::status_formats::{lint_but, nagios_line};
use crate::support::cluster::{HOST, as_server};
use crate::support::user::{Answer, answer};

/// Sessions of every kind: two under TLS 1.3, one under 1.2, one in plaintext, one by the socket, one with a certificate.
fn held(kit: &Kit) -> Vec<Held> {
    let under_tls = kit.target("user=postgres sslmode=verify-full");
    let certified = kit.target(&format!("user=certified sslmode=verify-full {}", kit.certificate()));
    vec![
        kit.hold("new", &under_tls),
        kit.hold("newer", &under_tls),
        kit.hold("old", &format!("{under_tls} ssl_max_protocol_version=TLSv1.2")),
        kit.hold("open", &kit.target("user=postgres sslmode=disable")),
        kit.hold("local", &kit.socket("user=postgres")),
        kit.hold("certified", &certified),
    ]
}

const ALL: [&str; 7] = [
    "certified certified postgres client tls TLSv1.3 /CN=server 1",
    "local postgres postgres client unix - - 1",
    "new postgres postgres client tls TLSv1.3 - 1",
    "newer postgres postgres client tls TLSv1.3 - 1",
    "old postgres postgres client tls TLSv1.2 - 1",
    "open postgres postgres client plaintext - - 1",
    "replica postgres - replication tls TLSv1.3 - 1",
];

#[test]
fn every_session_is_counted_as_what_it_is() {
    let Some(kit) = Kit::new("sessions of every kind") else { return };
    let _held = held(&kit);
    let _replica = kit.cluster.replica();
    kit.wait_for("application_name = 'replica' and backend_type = 'walsender'", 1);
    let watcher = kit.target("user=watcher");
    kit.settle(7);
    let json = kit.run(&watcher, &["--json"]).exits(1).json();
    assert_eq!(rows(&json), ALL, "{json}");
    let totals = &json["totals"];
    let expected = serde_json::json!({ "all": 7, "plaintext": 1, "unix": 1, "hidden": 0, "locked_out": 1 });
    assert_eq!((totals, &json["ok"], &json["pooler"]), (&expected, &false.into(), &false.into()));
    assert_eq!(json["own"]["tls_version"], "TLSv1.3");
    assert_eq!(json["parameters"]["ssl"], "on");
    assert_eq!(json["parameters"]["ssl_min_protocol_version"], Value::Null, "not visible to this role");
    let severities = findings(&json, "severity");
    assert_eq!(findings(&json, "code"), ["plaintext-session", "old-tls-session"]);
    assert_eq!(severities, ["error", "warning"]);
    says_the_same_in_every_form(&kit, &watcher);
    a_role_without_rights_sees_that_sessions_are_hidden(&kit);
    the_query_alone_gives_the_same(&kit, &json);
}

fn says_the_same_in_every_form(kit: &Kit, watcher: &str) {
    let text = kit.run(watcher, &[]).exits(1).stdout;
    for part in [
        "not ok: 1 of 7 sessions in plaintext",
        "TLSv1.3 4, TLSv1.2 1, plaintext 1, Unix socket 1, below TLSv1.3 1",
        "(replication)",
        "error plaintext-session",
        "not visible",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let of_superuser = kit.run(&kit.target("user=postgres"), &[]).exits(1).stdout;
    assert!(of_superuser.contains("  ssl_max_protocol_version  not set\n"), "{of_superuser}");
    assert!(kit.run(watcher, &["-q"]).exits(1).stdout.contains("plaintext-session"));
    let csv = kit.run(watcher, &["--format", "csv"]).exits(1).stdout;
    assert_eq!(csv.lines().count(), 8, "{csv}");
    assert!(csv.contains("postgres,postgres,open,127.0.0.1,,,,client,plaintext,1\n"), "{csv}");
    let prometheus = kit.run(watcher, &["--format", "prometheus"]).exits(1).stdout;
    lint_but(&prometheus, "");
    assert!(
        prometheus.contains("kind=\"client\",transport=\"unix\""),
        "as JSON and CSV name it: {prometheus}"
    );
    assert!(prometheus.contains("pgcerts_sessions_plaintext{target=\"db.example.test:"), "{prometheus}");
    let nagios = kit.run(watcher, &["--format", "nagios"]).exits(2);
    assert!(nagios_line(&nagios, "CRITICAL").0.contains("1 session is over the network in plaintext"));
    let lenient = kit.run(watcher, &["--json", "--min-version", "TLSv1.2"]).exits(1).json();
    assert_eq!((&lenient["totals"]["locked_out"], &lenient["min_version"]), (&0.into(), &"TLSv1.2".into()));
    let strict = kit.run(watcher, &["--json", "--min-version", "TLSv1.3"]).exits(1).json();
    assert_eq!(findings(&strict, "severity"), ["error", "error"]);
}

fn a_role_without_rights_sees_that_sessions_are_hidden(kit: &Kit) {
    let json = kit.run(&kit.target("user=nobody"), &["--json"]).exits(0).json();
    let totals = &json["totals"];
    let expected = serde_json::json!({ "all": 7, "plaintext": 0, "unix": 0, "hidden": 7, "locked_out": 0 });
    assert_eq!(totals, &expected, "{json}");
    let hint = json["findings"][0]["hint"].as_str().expect("a hint");
    assert!(hint.contains("GRANT pg_read_all_stats TO \"nobody\";"), "{hint}");
    assert!(rows(&json).contains(&"open postgres postgres hidden - - - 1".to_owned()), "{json}");
    assert!(kit.run(&kit.target("user=nobody"), &["-q"]).exits(0).stdout.contains("hidden-sessions"));
    let nagios = kit.run(&kit.target("user=nobody"), &["--format", "nagios"]).exits(1);
    assert!(nagios_line(&nagios, "WARNING").0.contains("7 sessions are hidden"));
}

fn the_query_alone_gives_the_same(kit: &Kit, json: &Value) {
    let sql = kit.user.run(["sessions", "--print-sql"]).exits(0).stdout;
    let ask = |options: &str| {
        let mut psql = kit.user.command(kit.cluster.psql());
        answer(psql.args(["-X", "--csv", "-c", &sql, &kit.target(options)])).exits(0).stdout
    };
    let piped = self::piped(kit, &ask("user=watcher sslmode=require"), &["--json"]).exits(1).json();
    assert_eq!(rows(&piped), rows(json));
    assert_eq!((&piped["totals"], &piped["parameters"]), (&json["totals"], &json["parameters"]));
    assert_eq!((&piped["pooler"], &piped["target"]), (&Value::Null, &"standard input".into()));
    let in_plaintext = self::piped(kit, &ask("user=watcher sslmode=disable"), &["--json"]).exits(1).json();
    assert_eq!(in_plaintext["totals"]["plaintext"], 2, "psql's own, too");
    for odd in ["", "a,b\n", &sql] {
        assert_eq!(piped_code(kit, odd), "query-failed");
    }
}

fn piped_code(kit: &Kit, text: &str) -> String {
    piped(kit, text, &["--json"]).exits(2).error_code()
}

fn piped(kit: &Kit, text: &str, flags: &[&str]) -> Answer {
    let mut command = kit.user.pgcerts();
    command.args(["sessions", "-"]).args(flags);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("pgcerts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(text.as_bytes()).expect("room in the pipe");
    drop(stdin);
    Answer::of(child.wait_with_output().expect("its end"))
}

#[test]
fn names_from_the_server_command_neither_terminal_nor_spreadsheet() {
    let Some(kit) = Kit::new("odd names") else { return };
    kit.cluster.tell("create database \"=1+1,\"\"x\"\"\u{1b}[31m\"");
    let odd = kit
        .target("user=postgres sslmode=require")
        .replace("dbname=postgres", "dbname='=1+1,\"x\"\u{1b}[31m'");
    let _held = kit.hold("odd", &odd);
    let watcher = kit.target("user=watcher");
    kit.settle(1);
    let csv = kit.run(&watcher, &["--format", "csv"]).exits(0).stdout;
    let row = csv.lines().nth(1).expect("a row");
    assert!(row.starts_with("\"'=1+1,\"\"x\"\"\\u{1b}[31m\",postgres,odd,127.0.0.1,TLSv1.3,"), "{csv}");
    for flags in [&["--json"][..], &[], &["-v"], &["--format", "prometheus"]] {
        assert!(!kit.run(&watcher, flags).exits(0).stdout.contains('\u{1b}'), "{flags:?}");
    }
    let json = kit.run(&watcher, &["--json"]).json();
    assert_eq!(json["sessions"][0]["database"], "=1+1,\"x\"\u{1b}[31m");
}

#[test]
fn behind_pgbouncer_the_sessions_are_the_poolers() {
    const TEST: &str = "PgBouncer";
    let pgbouncer = crate::support::tools::installed_or_unpacked("pgbouncer");
    crate::support::tools::need_that(TEST, "pgbouncer", pgbouncer.is_some());
    let (Some(pgbouncer), Some(kit)) = (pgbouncer, Kit::new(TEST)) else { return };
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("it").port();
    let own = kit.cluster.authority.server(&[HOST]);
    let (key, certificate) =
        (kit.cluster.file("b.key", &own.key), kit.cluster.file("b.crt", &own.certificate));
    let users = kit.cluster.file("users", "\"watcher\" \"\"\n");
    let settings = format!(
        "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {}\nclient_tls_sslmode = require\nclient_tls_key_file = {}\nclient_tls_cert_file = {}\nserver_tls_sslmode = disable\n",
        kit.cluster.port,
        users.display(),
        key.display(),
        certificate.display()
    );
    let mut command: Command = as_server(&pgbouncer);
    command.arg("-q").arg(kit.cluster.file("pgbouncer.ini", &settings));
    let bouncer = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut bouncer = bouncer.expect("PgBouncer");
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={port} user=watcher dbname=postgres");
    for _ in 0..200 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    let said = kit.run(&target, &["--json"]);
    let _ = bouncer.kill();
    let _ = bouncer.wait();
    let json = said.exits(1).json();
    assert_eq!((&json["pooler"], &json["own"]["transport"]), (&true.into(), &"plaintext".into()), "{json}");
    assert_eq!(findings(&json, "code"), ["plaintext-session", "pooled-sessions"]);
    assert_eq!(json["totals"]["plaintext"], 1, "the pooler's own: {json}");
}
