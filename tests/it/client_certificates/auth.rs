//! `--auth`: what `pg_hba.conf` asks for, under TLS and in plaintext, compared with psql; and that nothing is proven.

use std::io::{Read as _, Write as _};

use pgcerts::testing::SslMode;

use super::kit::Kit;
use super::libpq::{Libpq, compared};
use crate::support::SSL_REQUEST;
use crate::support::findings::finding;
use crate::support::listener::Listener;
use crate::support::user::User;

/// The database, whose certificate is presented, what is asked under TLS, and what in plaintext.
const ASKED: [(&str, &str, &str, &str); 17] = [
    ("trusted", "", "none", "refused"),
    ("scram", "", "scram", "refused"),
    ("md5", "", "md5", "refused"),
    ("cleartext", "", "cleartext", "refused"),
    ("plaintext", "", "refused", "none"),
    ("either", "", "none", "none"),
    ("rejected", "", "refused", "refused"),
    ("absent", "", "refused", "refused"),
    // `cert`, `clientcert=verify-full` and `clientcert=verify-ca`.
    ("certificate", "", "refused", "refused"),
    ("certificate", "alice", "none", "refused"),
    ("certificate", "bob", "refused", "refused"),
    ("full", "", "refused", "refused"),
    ("full", "alice", "none", "refused"),
    ("full", "bob", "refused", "refused"),
    ("authority", "", "refused", "refused"),
    ("authority", "bob", "scram", "refused"),
    ("plaintext", "alice", "refused", "none"),
];

#[test]
fn every_mode_is_known_where_the_server_is_asked() {
    const TEST: &str = "pg_hba.conf";
    let Some(kit) = Kit::new(TEST) else { return };
    kit.cluster.tell("set password_encryption = 'md5'; alter role alice password 'secret'");
    kit.issue("bob", "authority", &["-newkey", "rsa:2048"]);
    for (database, owner, tls, plaintext) in ASKED {
        let own =
            if owner.is_empty() { String::new() } else { format!("sslcert={owner}.crt sslkey={owner}.key") };
        let options = format!("dbname={database} sslrootcert=server-root.crt {own}");
        let said = kit.check(&["--auth"], &options);
        assert_eq!(said["auth"]["tls"]["asked"], tls, "{options}: {said}");
        assert_eq!(said["auth"]["plaintext"]["asked"], plaintext, "{options}: {said}");
        assert_eq!(said["auth"]["plaintext"]["let_in"], plaintext != "refused", "{options}");
        for mode in SslMode::ALL.map(SslMode::name) {
            let theirs = Libpq::V15.connect(&kit, &format!("{options} sslmode={mode}"));
            let verdict = &said["verdicts"][mode];
            assert_eq!(verdict["ok"], theirs.is_ok(), "{options} {mode}: {verdict}, psql {theirs:?}");
            let message = verdict["message"].as_str().unwrap_or_default();
            assert!(!message.contains(ASSUMED), "{options} {mode}: {message}");
            if let Err(text) = theirs {
                assert_eq!(compared(message), compared(&text), "{options} {mode}");
            }
        }
    }
    let plain = kit.check(&[], "dbname=rejected sslmode=require");
    assert_eq!((&plain["auth"], &plain["ok"]), (&serde_json::Value::Null, &true.into()), "nobody asked");
    let message = plain["verdicts"]["disable"]["message"].as_str().expect("a message");
    assert!(message.contains(ASSUMED), "{message}");
}

/// What the client asks of a login, beside the database.
const REQUIREMENTS: [&str; 9] = [
    "require_auth=scram-sha-256",
    "require_auth=md5",
    "require_auth=password,none",
    "require_auth=!scram-sha-256",
    "require_auth=!none",
    "require_auth=none",
    "channel_binding=require",
    "channel_binding=disable",
    "channel_binding=require require_auth=md5",
];

/// psql of PostgreSQL 15 does not know `require_auth`, and libpq 18 names the mechanism of SASL.
#[test]
fn a_login_that_does_not_have_what_the_client_asks_of_it_is_refused() {
    const TEST: &str = "what the client asks of a login";
    let Some(kit) = Kit::new(TEST).filter(|_| Libpq::are_there(TEST)) else { return };
    kit.cluster.tell("set password_encryption = 'md5'; alter role alice password 'secret'");
    for database in ["trusted", "scram", "md5", "cleartext", "plaintext", "either", "absent"] {
        for requirement in REQUIREMENTS {
            let options = format!("dbname={database} sslrootcert=server-root.crt {requirement}");
            let said = kit.check(&["--auth"], &options);
            for mode in ["disable", "prefer", "verify-full"] {
                let theirs = Libpq::V17.connect(&kit, &format!("{options} sslmode={mode}"));
                let verdict = &said["verdicts"][mode];
                assert_eq!(verdict["ok"], theirs.is_ok(), "{options} {mode}: {verdict}, libpq {theirs:?}");
                if let Err(text) = theirs {
                    let message = verdict["message"].as_str().unwrap_or_default();
                    assert_eq!(compared(message), compared(&text), "{options} {mode}");
                }
            }
        }
    }
    let said =
        kit.run(&["--auth", "--json"], "dbname=trusted sslmode=require require_auth=md5").exits(1).json();
    let found = finding(&said["targets"][0], "login-refused");
    assert!(found["message"].as_str().expect("a message").starts_with("libpq refuses"), "{found}");
}

/// Part of what is said of plaintext where nobody asked.
const ASSUMED: &str = "if pg_hba.conf lets plaintext in";

#[test]
fn a_unix_socket_is_asked_too() {
    let Some(kit) = Kit::new("pg_hba.conf and a Unix socket") else { return };
    let (folder, port) = (kit.cluster.socket_folder().display(), kit.cluster.port);
    for (database, ok, asked) in [("trusted", true, "none"), ("nowhere", false, "refused")] {
        let target = format!("host={folder} port={port} user=alice dbname={database}");
        let said = kit.user.run(["check", "--auth", "--json", &target]).exits(i32::from(!ok)).json();
        let auth = &said["targets"][0]["auth"];
        assert_eq!(
            (&auth["tls"], &auth["plaintext"]["asked"]),
            (&serde_json::Value::Null, &asked.into()),
            "{said}"
        );
    }
}

#[test]
fn a_refused_login_is_an_error_in_every_form() {
    let Some(kit) = Kit::new("a refused login") else { return };
    let text = kit.run(&["--auth"], "dbname=certificate sslmode=require").exits(1).stdout;
    assert!(
        text.contains(
            "not ok: sslmode=require fails\n  FATAL:  connection requires a valid client certificate"
        )
    );
    assert!(text.contains("error login-refused"), "{text}");
    assert!(text.contains("login  TLS: refused; plaintext: refused"), "{text}");
}

#[test]
fn no_answer_to_a_request_for_a_password_is_ever_sent() {
    let (sender, heard) = std::sync::mpsc::channel();
    let server = Listener::new(move |mut stream| {
        let mut first = [0; 8];
        stream.read_exact(&mut first).expect("a first message");
        if first[4..] == SSL_REQUEST.to_be_bytes() {
            stream.write_all(b"N").expect("an answer");
            return;
        }
        let mut rest = vec![0; usize::from(first[3]) - 8];
        stream.read_exact(&mut rest).expect("a startup message");
        // AuthenticationCleartextPassword
        stream.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3]).expect("a request");
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        let _ = sender.send(said);
    });
    let user = User::in_memory();
    let port = server.address().port();
    let target = format!("host=127.0.0.1 port={port} user=u dbname=d password=secret sslmode=disable");
    let said = user.run(["check", "--auth", "--json", &target]).exits(0).json();
    assert_eq!(said["targets"][0]["auth"]["plaintext"]["asked"], "cleartext");
    let heard = heard.recv_timeout(std::time::Duration::from_secs(20)).expect("what was heard");
    assert_eq!(heard, b"X\0\0\0\x04", "the end of the session and nothing else");
}
