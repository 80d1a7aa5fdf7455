//! Servers that are no PostgreSQL, or another kind of it: the finding says which.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::kit::{Site, after_question, codes};
use crate::support::findings::finding;
use crate::support::listener::{Listener, read_line, skip_headers};
use crate::support::responder::{Reply, Responder};
use crate::support::s_server::SServer;
use crate::support::tools::need;

#[track_caller]
fn is_no_postgresql(target: &Value, words: &str) {
    let found = finding(target, "not-postgresql");
    let message = found["message"].as_str().expect("a message");
    assert!(message.contains(words), "{message}");
    assert_eq!((&found["severity"], &target["ok"]), (&"error".into(), &false.into()));
    assert_eq!(codes(target)[0], "not-postgresql", "what it is comes first");
}

/// Says this as soon as somebody connects.
fn greeting(bytes: &'static [u8]) -> Listener {
    Listener::new(move |mut stream| {
        let _ = stream.write_all(bytes);
        let _ = stream.read(&mut [0; 4096]);
    })
}

fn bad_request(mut stream: TcpStream) {
    // A web server reads a line; PostgreSQL's question has none, so that it gives up.
    stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a time limit");
    if read_line(&mut stream).is_some() {
        let _ = skip_headers(&mut stream);
    }
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
}

#[test]
fn a_web_server_is_one_whether_it_answers_or_closes() {
    let site = Site::new();
    let answering = Listener::new(bad_request);
    is_no_postgresql(&site.json(answering.address().port(), &[]), "HTTP");
    let closing = Listener::new(|stream| {
        let mut first = [0];
        if stream.peek(&mut first).is_ok() && first[0].is_ascii_uppercase() {
            bad_request(stream);
        }
    });
    is_no_postgresql(&site.json(closing.address().port(), &[]), "HTTP");
}

#[test]
fn servers_that_speak_first_are_known_by_what_they_say() {
    let site = Site::new();
    for (bytes, words) in [
        (&b"SSH-2.0-OpenSSH_9.2p1\r\n"[..], "SSH"),
        (b"J\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xff", "MySQL"),
        // The length of a longer version is the letter of a PostgreSQL without TLS, and of one with.
        (b"N\0\0\0\x0a8.0.36-log\0\x08\0\0\0abcdefgh\0\xff\xff", "MySQL"),
        (b"S\0\0\0\x0a8.0.36-azure-01\0\x08\0\0\0abcdefgh\0\xff\xff", "MySQL"),
        (b"J\0\0\0\x0a5.5.5-10.11.6-MariaDB\0\x08\0\0\0", "MySQL"),
        (b"E\0\0\0\xff\x6a\x04Host '10.0.0.1' is not allowed to connect", "MySQL"),
    ] {
        let server = greeting(bytes);
        is_no_postgresql(&site.json(server.address().port(), &[]), words);
    }
}

#[test]
fn tls_from_the_first_byte_is_https_or_direct() {
    if need("TLS from the first byte", "openssl").is_none() {
        return;
    }
    let site = Site::new();
    for arguments in [&[][..], &["-alpn", "http/1.1"]] {
        let https = SServer::new(&site.chain(), arguments);
        is_no_postgresql(&site.json(https.port(), &[]), "HTTPS");
    }
    let direct = SServer::new(&site.chain(), &["-alpn", "postgresql"]);
    let target = site.json(direct.port(), &[]);
    let hint = finding(&target, "direct-only")["hint"].as_str().expect("a hint");
    assert!(hint.contains("sslnegotiation=direct") && hint.contains("--negotiation direct"), "{hint}");
    assert_eq!(site.json(direct.port(), &["--negotiation", "direct"])["ok"], true);
}

#[test]
fn whether_what_is_no_postgresql_goes_on_in_plaintext_is_not_told() {
    let site = Site::new();
    let servers = [
        Listener::new(bad_request),
        greeting(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
        greeting(b"J\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xff"),
    ];
    let postgresql = site.server();
    for server in &servers {
        for mode in ["disable", "allow"] {
            let said = site.json(server.address().port(), &["--sslmode", mode]);
            let verdict = &said["verdicts"][mode];
            assert_eq!((&verdict["ok"], &verdict["encrypted"]), (&Value::Null, &Value::Null), "{mode}");
            let message = verdict["message"].as_str().expect("a message");
            assert!(message.contains("does not speak PostgreSQL's protocol"), "{mode}: {message}");
            assert_eq!(said["ok"], false, "{mode}: an error beside a verdict that is not known");
            let real = &site.json(postgresql.port(), &["--sslmode", mode])["verdicts"][mode];
            assert_eq!((&real["ok"], &real["encrypted"]), (&true.into(), &false.into()), "{mode}");
        }
    }
}

#[test]
fn a_server_that_stays_silent_is_probably_another_service() {
    let site = Site::new();
    let silent = Listener::new(|mut stream| while stream.read(&mut [0; 64]).is_ok_and(|read| read > 0) {});
    let said = site.check(silent.address().port(), &["--timeout", "0.5"]).exits(2).stderr;
    assert!(said.contains("took the connection and did not answer"), "{said}");
    assert!(said.contains("another service than PostgreSQL") && said.contains("firewall"), "{said}");
}

/// Lets everyone in who asks in plaintext, and ends every question for TLS with these bytes.
fn plaintext_only(bytes: &'static [u8]) -> Responder {
    Responder::new(Reply::Bytes(bytes))
}

#[test]
fn a_server_without_an_answer_has_a_finding_and_its_plaintext_is_told_by_auth_alone() {
    let site = Site::new();
    for bytes in [&b""[..], b"\0", b"\xff", b"x", b"\0\0\0"] {
        let server = plaintext_only(bytes);
        for mode in ["disable", "allow"] {
            let said = site.json(server.port(), &["--sslmode", mode]);
            assert_eq!(finding(&said, "no-answer")["severity"], "error", "{bytes:?}");
            let verdict = &said["verdicts"][mode];
            assert_eq!((&verdict["ok"], &verdict["encrypted"]), (&Value::Null, &Value::Null), "{said}");
            assert_eq!((&said["ok"], &said["verdicts"]["prefer"]["ok"]), (&false.into(), &false.into()));
            let asked = site.json(server.port(), &["--sslmode", mode, "--auth"]);
            let verdict = &asked["verdicts"][mode];
            assert_eq!((&verdict["ok"], &verdict["encrypted"]), (&true.into(), &false.into()), "{asked}");
        }
    }
}

#[test]
fn a_server_that_resets_every_connection_is_told_in_libpqs_words() {
    let site = Site::new();
    // A socket that is closed with bytes unread is reset.
    let server = Listener::new(|stream| {
        let _ = stream.peek(&mut [0; 8]);
    });
    let said = site.json(server.address().port(), &["--sslmode", "disable"]);
    assert_eq!(finding(&said, "no-answer")["severity"], "error");
    assert_eq!((&said["ok"], &said["verdicts"]["disable"]["ok"]), (&false.into(), &Value::Null));
    let asked = site.json(server.address().port(), &["--auth"]);
    for mode in ["disable", "allow", "prefer", "verify-full"] {
        let verdict = &asked["verdicts"][mode];
        let message = verdict["message"].as_str().expect("a message");
        assert_eq!(verdict["ok"], false, "{mode}");
        assert!(message.starts_with("server closed the connection unexpectedly"), "{mode}: {message}");
    }
}

#[test]
fn a_server_that_closes_is_told_in_libpqs_words_without_escapes() {
    let site = Site::new();
    let closing = after_question(drop);
    for mode in ["verify-full", "prefer", "allow"] {
        let said = site.check(closing.address().port(), &["--sslmode", mode]).stdout;
        let words: Vec<&str> = said.split_whitespace().collect();
        assert!(words.join(" ").contains("unexpectedly This probably means the server"), "{said}");
        assert!(!said.contains("\\u{"), "{said}");
    }
}

#[test]
fn what_is_not_known_is_not_guessed_and_takes_little_time() {
    let site = Site::new();
    let start = Instant::now();
    for server in [greeting(b"220 mail.example.test ESMTP\r\n"), Listener::new(drop)] {
        let target = site.json(server.address().port(), &[]);
        assert!(
            !codes(&target).iter().any(|code| ["not-postgresql", "direct-only"].contains(code)),
            "{target}"
        );
        assert_eq!(target["ok"], false);
    }
    assert!(start.elapsed() < Duration::from_secs(9));
}
