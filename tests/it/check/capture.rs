//! What the server's first bytes may be, and how long they may take.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::kit::{HOST, Site, after_question, answering, codes, only, target};
use crate::support::cluster::Cluster;
use crate::support::findings::finding;
use crate::support::listener::Listener;
use crate::support::responder::{Reply, Responder};
use crate::support::s_server::SServer;
use crate::support::tools::need;

/// More than any of these takes, less than a test that waits for a thread's patience.
const SOON: Duration = Duration::from_secs(8);

/// The verdict of `require` in one word and its message.
fn required(target: &Value) -> (&Value, &str) {
    let verdict = &target["verdicts"]["require"];
    (&verdict["ok"], verdict["message"].as_str().unwrap_or_default())
}

#[test]
fn an_n_is_a_server_without_tls() {
    let site = Site::new();
    let server = answering(b"N");
    let target = site.json(server.address().port(), &[]);
    assert_eq!((&target["reply"], &target["ok"]), (&"N".into(), &false.into()));
    assert_eq!(required(&target).1, "server does not support SSL, but SSL was required");
    assert_eq!(codes(&target), ["no-tls"]);
    assert_eq!(finding(&target, "no-tls")["severity"], "error");
    assert!(finding(&target, "no-tls")["hint"].as_str().expect("a hint").contains("PgBouncer"));
    let target = site.json(server.address().port(), &["--sslmode", "prefer"]);
    assert_eq!((&target["ok"], &target["verdicts"]["prefer"]["ok"]), (&false.into(), &true.into()));
    assert_eq!(finding(&target, "no-tls")["severity"], "warning");
    assert_eq!(finding(&target, "plaintext-fallback")["severity"], "error");
}

#[test]
fn the_message_of_an_error_is_told_in_both_forms_of_the_protocol() {
    const NEW: &[u8] = b"E\0\0\0\x32SFATAL\0VFATAL\0C53300\0Msorry, too Many clients\0Fx.c\0\0";
    const OLD: &[u8] = b"ETOO Many clients already\n\0";
    for (bytes, said) in [(NEW, "sorry, too Many clients"), (OLD, "TOO Many clients already"), (b"E", "")] {
        let site = Site::new();
        let server = answering(bytes);
        let target = site.json(server.address().port(), &["--sslmode", "prefer"]);
        assert_eq!((&target["reply"], &target["ok"]), (&"E".into(), &false.into()));
        assert_eq!(required(&target).1, "server sent an error response during SSL exchange");
        let message = finding(&target, "error-reply")["message"].as_str().expect("a message");
        assert!(message.ends_with(&format!("error: {said}")), "{message}");
    }
}

#[test]
fn another_byte_is_told_and_never_reaches_a_terminal_raw() {
    for (bytes, shown) in [(b"X", "X"), (b"\x1b", "\u{1b}"), (b"\xff", "\u{ff}"), (b"\0", "\0")] {
        let site = Site::new();
        let server = answering(bytes);
        let target = site.json(server.address().port(), &[]);
        assert_eq!((&target["reply"], &target["ok"]), (&shown.into(), &false.into()));
        assert_eq!(required(&target).1, format!("received invalid response to SSL negotiation: {shown}"));
        let said = site.check(server.address().port(), &[]).exits(1);
        assert!(!said.stdout.contains(['\u{1b}', '\0']), "{said:?}");
    }
}

#[test]
fn a_server_that_closes_and_one_that_resets_are_told_apart() {
    let site = Site::new();
    let closing = answering(b"");
    let target = site.json(closing.address().port(), &[]);
    assert_eq!((&target["reply"], &target["ok"]), (&Value::Null, &false.into()));
    assert!(required(&target).1.starts_with("server closed the connection unexpectedly"), "{target}");
    // A socket that is closed with bytes unread is reset.
    let resetting = Listener::new(|stream| {
        let _ = stream.peek(&mut [0; 8]);
    });
    let target = site.json(resetting.address().port(), &[]);
    assert_eq!((&target["reply"], &target["ok"]), (&Value::Null, &false.into()));
    assert!(required(&target).1.starts_with("server closed the connection unexpectedly"), "{target}");
}

#[test]
fn bytes_behind_the_answer_are_seen_whatever_they_are() {
    // A TLS alert at once: a server never speaks first.
    for bytes in [&b"SX"[..], b"S\x15\x03\x03\0\x02\x02\x28", b"S\x16\x03\x03\0\x7a\x02"] {
        let site = Site::new();
        let server = answering(bytes);
        let target = site.json(server.address().port(), &[]);
        assert_eq!(required(&target), (&false.into(), "SSL SYSCALL error: EOF detected"));
        assert_eq!(target["ok"], false);
        assert_eq!(finding(&target, "early-bytes")["severity"], "error");
        assert_eq!(target["verdicts"]["prefer"]["encrypted"], false, "libpq goes on in plaintext: {target}");
        assert!(target["tls"].is_null());
    }
}

#[test]
fn bytes_before_a_finished_handshake_end_the_connection_in_every_mode_with_tls() {
    let site = Site::new();
    let chain = site.chain().map(|party| party.der.clone()).to_vec();
    let server = Responder::new(Reply::Injected { chain, key: Arc::clone(&site.leaf.key) });
    for arguments in [&["--sslmode", "prefer"][..], &["--sslmode", "prefer", "--auth"]] {
        let target = site.json(server.port(), arguments);
        for mode in ["prefer", "require", "verify-full"] {
            let verdict = &target["verdicts"][mode];
            assert_eq!((&verdict["ok"], &verdict["encrypted"]), (&false.into(), &false.into()), "{target}");
            assert_eq!(verdict["message"], "received unencrypted data after SSL response");
        }
        assert_eq!((&target["ok"], &target["verdicts"]["disable"]["ok"]), (&false.into(), &true.into()));
        assert_eq!(finding(&target, "early-bytes")["severity"], "error");
    }
}

#[test]
fn a_time_limit_says_how_far_it_came() {
    let site = Site::new();
    let silent = |mut stream: TcpStream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.read(&mut [0; 4096]);
    };
    let before = Listener::new(silent);
    let after = after_question(move |mut stream| {
        let _ = stream.write_all(b"S");
        silent(stream);
    });
    let mut messages = Vec::new();
    for server in [&before, &after] {
        let start = Instant::now();
        let answer = site.check(server.address().port(), &["--json", "--timeout", "0.5"]).exits(2);
        assert!(start.elapsed() < SOON);
        let target = only(&answer);
        assert_eq!((&target["ok"], &target["error"]["code"]), (&Value::Null, &"time-limit".into()));
        messages.push(target["error"]["message"].as_str().expect("a message").to_owned());
        let said = site.check(server.address().port(), &["--timeout", "0.5"]).exits(2);
        assert!(said.stdout.is_empty() && said.stderr.contains("time limit"), "{said:?}");
    }
    assert!(messages[0].contains("did not answer"), "{messages:?}");
    assert!(messages[1].contains("TLS handshake"), "{messages:?}");
}

#[test]
fn drops_of_bytes_are_not_waited_for_beyond_the_limit() {
    let site = Site::new();
    let drop_by_drop = |first: u8| {
        after_question(move |mut stream| {
            let _ = stream.write_all(&[first]);
            let _ = stream.peek(&mut [0]);
            for byte in [22, 3, 3, 0x40, 0].into_iter().chain([2; 60]) {
                std::thread::sleep(Duration::from_millis(100));
                if stream.write_all(&[byte]).is_err() {
                    return;
                }
            }
        })
    };
    let start = Instant::now();
    let tls = drop_by_drop(b'S');
    let answer = site.check(tls.address().port(), &["--json", "--timeout", "1"]).exits(2);
    assert_eq!(only(&answer)["error"]["code"], "time-limit");
    let message = after_question(|mut stream| {
        for byte in b"E\0\0\x30\0SFATAL\0Mslow".iter().chain([b'.'; 60].iter()) {
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let target = site.json(message.address().port(), &[]);
    let said = finding(&target, "error-reply")["message"].as_str().expect("a message").to_owned();
    assert!(said.contains("slow"), "{said}");
    assert!(start.elapsed() < SOON);
}

#[test]
fn endless_bytes_are_not_read_to_an_end() {
    let site = Site::new();
    let endless = |first: &'static [u8], waits: bool, more: &'static [u8]| {
        after_question(move |mut stream| {
            let _ = stream.write_all(first);
            if waits {
                let _ = stream.read(&mut [0; 4096]);
            }
            let more = more.repeat(1000);
            // A terabyte, if anyone takes it.
            for _ in 0..1_000_000 {
                if stream.write_all(&more).is_err() {
                    return;
                }
            }
        })
    };
    let cases = [
        (endless(b"E\0\0\x30\0", false, b"Mmore and more"), "error-reply"),
        (endless(b"S\x16", false, b"\x03\x03\0\x04\x02\0\0\0\x16"), "early-bytes"),
        (endless(b"S", true, b"\0\0\0\0\0"), "tls-failed"),
        // One handshake message of 16 MB.
        (endless(b"S", true, b"\x16\x03\x03\0\x05\x02\xff\xff\xff\0"), "tls-failed"),
        (endless(b"\xff", false, b"more"), "plaintext-fallback"),
    ];
    for (server, code) in &cases[..4] {
        let start = Instant::now();
        let target = site.json(server.address().port(), &["--timeout", "5"]);
        assert!(codes(&target).contains(code), "{code}: {target}");
        assert!(start.elapsed() < SOON, "{code}");
    }
    let target = site.json(cases[4].0.address().port(), &["--timeout", "5"]);
    assert_eq!((&target["reply"], &target["ok"]), (&"\u{ff}".into(), &false.into()));
}

#[test]
fn direct_tls_needs_the_servers_word_by_alpn() {
    if need("direct TLS", "openssl").is_none() {
        return;
    }
    let site = Site::new();
    let direct = ["--negotiation", "direct"];
    let right = SServer::new(&site.chain(), &["-alpn", "postgresql"]);
    let target = site.json(right.port(), &direct);
    assert_eq!((&target["ok"], &target["reply"]), (&true.into(), &Value::Null), "{target}");
    assert_eq!(target["tls"]["alpn"], "postgresql");
    assert_eq!(target["verdicts"]["prefer"]["ok"], false, "a weak mode");
    let other = format!("{} sslnegotiation=direct", super::kit::target(right.port()));
    assert_eq!(only(&site.user.run(["check", "--json", &other]).exits(0))["ok"], true);

    let without = SServer::new(&site.chain(), &[]);
    let target = site.json(without.port(), &direct);
    let words = "direct SSL connection was established without ALPN protocol negotiation extension";
    assert_eq!(required(&target), (&false.into(), words));
    assert_eq!(codes(&target), ["tls-failed"]);

    let foreign = SServer::new(&site.chain(), &["-alpn", "http/1.1"]);
    let target = site.json(foreign.port(), &direct);
    assert_eq!(required(&target), (&false.into(), "SSL error: tlsv1 alert no application protocol"));

    let weak =
        site.check(right.port(), &["--negotiation", "direct", "--sslmode", "prefer", "--json"]).exits(2);
    let said = only(&weak)["error"]["message"].to_string();
    assert!(said.contains("weak sslmode") && said.contains("sslnegotiation=direct"), "{said}");
}

#[test]
fn a_postgresql_of_today_refuses_direct_tls_or_speaks_it() {
    let Some(cluster) = Cluster::shared("direct TLS with PostgreSQL") else { return };
    let site = Site::new();
    let target = site.json(cluster.port, &["--negotiation", "direct", "--sslmode", "require"]);
    if target["tls"].is_null() {
        assert_eq!(required(&target).0, false, "{target}");
        assert_eq!(codes(&target), ["tls-failed"]);
    } else {
        assert_eq!(target["tls"]["alpn"], "postgresql");
    }
}

/// The server's name in a `ClientHello`, if it has one.
fn server_name(record: &[u8]) -> Option<String> {
    // Record, message, version, random; then session, suites, compression.
    let mut at = 5 + 4 + 2 + 32;
    at += 1 + usize::from(record[at]);
    at += 2 + usize::from(u16::from_be_bytes([record[at], record[at + 1]]));
    at += 1 + usize::from(record[at]) + 2;
    while at + 4 <= record.len() {
        let number = |at: usize| u16::from_be_bytes([record[at], record[at + 1]]);
        let (kind, length) = (number(at), usize::from(number(at + 2)));
        if kind == 0 {
            return Some(String::from_utf8(record[at + 9..at + 4 + length].to_vec()).expect("UTF-8"));
        }
        at += 4 + length;
    }
    None
}

#[test]
fn the_server_is_told_the_host_as_typed_and_never_an_address() {
    let seen = Arc::new(Mutex::new(None));
    let note = Arc::clone(&seen);
    let server = after_question(move |mut stream| {
        let _ = stream.write_all(b"S");
        let mut head = [0; 5];
        if stream.read_exact(&mut head).is_ok() {
            let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
            let _ = stream.read_exact(&mut body);
            note.lock().expect("a note").get_or_insert(server_name(&[head.as_slice(), &body].concat()));
        }
    });
    let port = server.address().port();
    let site = Site::new();
    let cases = [
        (target(port), Some(HOST)),
        (format!("{} sslsni=0", target(port)), None),
        (format!("127.0.0.1:{port}"), None),
        (format!("host=127.1 hostaddr=127.0.0.1 port={port}"), None),
        (format!("host=::1 hostaddr=127.0.0.1 port={port}"), None),
        (format!("hostaddr=127.0.0.1 port={port}"), None),
        (format!("localhost:{port}"), Some("localhost")),
        (format!("host=a_b.kit.test hostaddr=127.0.0.1 port={port}"), Some("a_b.kit.test")),
    ];
    for (target, name) in cases {
        seen.lock().expect("a note").take();
        let _ = site.user.run(["check", &target, "--json"]);
        let told = seen.lock().expect("a note").take();
        assert_eq!(told, Some(name.map(str::to_owned)), "{target}");
    }
}
