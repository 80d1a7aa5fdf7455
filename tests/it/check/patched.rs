//! Handshakes that somebody changed on their way: `check` and psql end them for the same reason.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::kit::{HOST, Site, after_question};
use super::tls::{Outcome, ask_psql, outcome};
use crate::support::cluster::psql;
use crate::support::forge::certificate::Draft;
use crate::support::forge::key::{Key, Kind};
use crate::support::listener::Listener;
use crate::support::s_server::SServer;
use crate::support::tools::need;

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;

/// A change of the content of a handshake message.
type Change = Box<dyn Fn(&mut Vec<u8>) + Send + Sync>;

/// PostgreSQL's answer, and then `s_server` with every message of this kind changed.
fn patched(server: &SServer, kind: u8, change: Change) -> Listener {
    let port = server.port();
    after_question(move |mut stream| {
        let _ = stream.write_all(b"S");
        let Ok(mut other) = TcpStream::connect(("127.0.0.1", port)) else { return };
        let (Ok(mut client), Ok(mut to)) = (stream.try_clone(), other.try_clone()) else { return };
        let up = std::thread::spawn(move || {
            let _ = std::io::copy(&mut client, &mut to);
            let _ = to.shutdown(std::net::Shutdown::Write);
        });
        while let Some(record) = next_record(&mut other, kind, &change) {
            if stream.write_all(&record).is_err() {
                break;
            }
        }
        let _ = stream.shutdown(std::net::Shutdown::Both);
        let _ = up.join();
    })
}

/// The next record. `s_server` sends each message in one of its own.
fn next_record(from: &mut TcpStream, kind: u8, change: &Change) -> Option<Vec<u8>> {
    let mut head = [0; 5];
    from.read_exact(&mut head).ok()?;
    let mut content = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    from.read_exact(&mut content).ok()?;
    let length = content.get(1..4).map(|long| u32::from_be_bytes([0, long[0], long[1], long[2]]) as usize);
    if head[0] == 22 && content[0] == kind && length.is_some_and(|length| content.len() >= length + 4) {
        let rest = content.split_off(length? + 4);
        let mut body = content.split_off(4);
        change(&mut body);
        let long = u32::try_from(body.len()).ok()?.to_be_bytes();
        content = [&[kind], &long[1..], &body, &rest].concat();
    }
    head[3..].copy_from_slice(&u16::try_from(content.len()).ok()?.to_be_bytes());
    Some([&head[..], &content].concat())
}

/// Where the cipher suite of a `ServerHello` is.
fn suite_at(hello: &[u8]) -> usize {
    35 + usize::from(hello[34])
}

/// Appends an empty extension to a `ServerHello`.
fn extension(kind: u16) -> Change {
    Box::new(move |hello| {
        let at = suite_at(hello) + 3;
        let length = u16::from_be_bytes([hello[at], hello[at + 1]]) + 4;
        hello[at..at + 2].copy_from_slice(&length.to_be_bytes());
        hello.extend(kind.to_be_bytes());
        hello.extend([0, 0]);
    })
}

fn bytes(at: usize, new: &'static [u8]) -> Change {
    Box::new(move |body| body[at..at + new.len()].copy_from_slice(new))
}

fn suite(new: &'static [u8]) -> Change {
    Box::new(move |hello| {
        let at = suite_at(hello);
        hello[at..at + new.len()].copy_from_slice(new);
    })
}

fn longer() -> Change {
    Box::new(|body| body.push(0))
}

fn cut(length: usize) -> Change {
    Box::new(move |body| body.truncate(length))
}

/// The last byte is another one.
fn flipped() -> Change {
    Box::new(|body| *body.last_mut().expect("a byte") ^= 1)
}

const TLS12: &[&str] = &["-tls1_2"];
const TLS13: &[&str] = &["-tls1_3"];
/// What this program's TLS library lacks.
const CBC: &[&str] = &["-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA", "-groups", "P-256"];
const DHE: &[&str] = &["-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"];

fn hellos() -> Vec<(&'static str, &'static [&'static str], u8, Change)> {
    let hello = |name, arguments, change| (name, arguments, SERVER_HELLO, change);
    let mut cases = vec![
        hello("downgraded to TLS 1.2", TLS12, bytes(26, b"DOWNGRD\x01")),
        hello("downgraded to TLS 1.1", TLS12, bytes(26, b"DOWNGRD\x00")),
        hello("compression", TLS12, suite(b"\xc0\x30\x01")),
        hello("compression in TLS 1.3", TLS13, suite(b"\x13\x02\x01")),
        hello("another session", TLS13, bytes(40, b"other")),
        hello("a suite that was not offered", TLS12, suite(b"\xc0\x9d")),
        hello("a suite of TLS 1.3 in TLS 1.2", TLS12, suite(b"\x13\x01")),
        hello("a suite that nobody knows", TLS12, suite(b"\xfa\xfa")),
    ];
    for kind in [1, 5, 11, 12, 13, 14, 18, 21, 41, 42, 44, 45, 47, 49, 50, 51, 13172, 0xff01] {
        cases.push(hello("an extension in TLS 1.2", TLS12, extension(kind)));
        cases.push(hello("an extension beside CBC", CBC, extension(kind)));
    }
    for kind in [5, 23, 35, 41, 44, 0xff01, 10, 13] {
        cases.push(hello("an extension in TLS 1.3", TLS13, extension(kind)));
    }
    cases
}

fn key_exchanges() -> Vec<(&'static str, &'static [&'static str], u8, Change)> {
    let exchange = |name, arguments, change| (name, arguments, SERVER_KEY_EXCHANGE, change);
    vec![
        exchange("a wrong signature", DHE, flipped()),
        exchange("a wrong signature beside CBC", CBC, flipped()),
        exchange("an even prime", DHE, bytes(257, b"\0")),
        exchange("a generator of zero", DHE, bytes(260, b"\0")),
        exchange("a generator of one", DHE, bytes(260, b"\x01")),
        exchange("a curve by its numbers", CBC, bytes(0, b"\x01")),
        exchange("a curve that was not offered", CBC, bytes(1, b"\0\x16")),
        exchange("a point off the curve", CBC, bytes(20, b"nowhere")),
        exchange("SHA-1", CBC, bytes(69, b"\x02\x01")),
        exchange("the scheme of another key", CBC, bytes(69, b"\x04\x03")),
        exchange("a byte too many", CBC, longer()),
        exchange("cut off in its head", CBC, cut(2)),
        exchange("cut off in its scheme", CBC, cut(70)),
        ("certificates with a byte too many", CBC, CERTIFICATE, longer()),
        ("no certificates", CBC, CERTIFICATE, Box::new(|body| *body = vec![0; 3])),
        ("an end with a content", CBC, SERVER_HELLO_DONE, longer()),
    ]
}

#[test]
fn a_changed_handshake_ends_for_psqls_reason() {
    const TEST: &str = "changed handshakes";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let site = Site::with(Draft::server(HOST).key(&Key::of(Kind::Rsa)));
    let stranger = Site::new();
    let mut complaints = Vec::new();
    for (number, (name, arguments, kind, change)) in hellos().into_iter().chain(key_exchanges()).enumerate() {
        let server = SServer::new(&site.chain(), arguments);
        let front = patched(&server, kind, change);
        let port = front.address().port();
        // Who comes first is a matter of the chain, too.
        for user in [&site, &stranger] {
            let theirs = ask_psql(user, &psql, port, "require", "");
            assert!(matches!(theirs, Outcome::Error(_)), "{name}: {theirs:?}");
            let ours = outcome(&user.json(port, &[])["verdicts"]["require"]);
            // OpenSSL's first word on a wrong signature depends on its numbers.
            let is_by_chance = kind == SERVER_KEY_EXCHANGE && name.starts_with("a wrong signature");
            let agrees =
                ours.as_ref() == Some(&theirs) || is_by_chance && matches!(ours, Some(Outcome::Error(_)));
            if !agrees {
                complaints.push(format!("{number}, {name}: psql {theirs:?}, check {ours:?}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Appends an extension with a content to a `ServerHello`, or gives its own another one.
fn content(kind: u16, new: &'static [u8]) -> Change {
    Box::new(move |hello| {
        let at = suite_at(hello) + 3;
        let mut rest = hello.split_off(at + 2);
        let mut list = Vec::new();
        while rest.len() >= 4 {
            let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
            let more = rest.split_off(4 + length);
            if rest[..2] != kind.to_be_bytes() {
                list.extend(&rest);
            }
            rest = more;
        }
        list.extend(kind.to_be_bytes());
        list.extend(u16::try_from(new.len()).expect("short").to_be_bytes());
        list.extend(new);
        hello[at..at + 2].copy_from_slice(&u16::try_from(list.len()).expect("short").to_be_bytes());
        hello.extend(list);
    })
}

#[test]
fn an_extension_with_an_odd_content_vouches_for_nothing() {
    const TEST: &str = "odd contents of extensions";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let site = Site::with(Draft::server(HOST).key(&Key::of(Kind::Rsa)));
    for (kind, new) in [
        (0xff01, &b"\x01\0"[..]),
        (0xff01, b""),
        (0xff01, b"\0\0"),
        (35, b"x"),
        (11, b""),
        (11, b"\0"),
        (16, b"\0\x03\x02h2"),
        (16, b""),
        (0, b"x"),
    ] {
        let server = SServer::new(&site.chain(), CBC);
        let front = patched(&server, SERVER_HELLO, content(kind, new));
        let port = front.address().port();
        let theirs = ask_psql(&site, &psql, port, "require", "");
        assert!(matches!(theirs, Outcome::Error(_)), "{kind} {new:?}: {theirs:?}");
        let ours = &site.json(port, &[])["verdicts"]["require"]["ok"];
        assert_ne!(ours, &serde_json::Value::Bool(true), "{kind} {new:?}: {theirs:?}");
    }
}

/// The same connection with an alert of the server after the client's last flight.
fn ended_by_alert(server: &SServer, alert: u8) -> Listener {
    let port = server.port();
    after_question(move |mut stream| {
        let _ = stream.write_all(b"S");
        let Ok(mut other) = TcpStream::connect(("127.0.0.1", port)) else { return };
        let (Ok(mut client), Ok(mut to)) = (stream.try_clone(), other.try_clone()) else { return };
        let mut hello = [0; 4096];
        let Ok(count) = client.read(&mut hello) else { return };
        let _ = to.write_all(&hello[..count]);
        let unchanged: Change = Box::new(|_| ());
        while let Some(record) = next_record(&mut other, SERVER_HELLO_DONE, &unchanged) {
            let is_last = record.get(5) == Some(&SERVER_HELLO_DONE);
            if stream.write_all(&record).is_err() || is_last {
                break;
            }
        }
        let _ = client.read(&mut hello);
        let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, alert]);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = client.read(&mut hello);
    })
}

#[test]
fn an_alert_at_the_end_of_a_handshake_is_not_passed_over() {
    const TEST: &str = "late alerts";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let site = Site::with(Draft::server(HOST).key(&Key::of(Kind::Rsa)));
    let gcm = ["-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384", "-groups", "P-256"];
    for alert in [80, 40, 51] {
        let server = SServer::new(&site.chain(), &gcm);
        let front = ended_by_alert(&server, alert);
        let port = front.address().port();
        let theirs = ask_psql(&site, &psql, port, "require", "");
        assert!(matches!(theirs, Outcome::Error(_)), "{alert}: {theirs:?}");
        let ours = &site.json(port, &[])["verdicts"]["require"]["ok"];
        assert_ne!(ours, &serde_json::Value::Bool(true), "{alert}: {theirs:?}");
    }
}

/// Replaces the bytes where they first occur.
fn replaced(old: &'static [u8], new: &'static [u8]) -> Change {
    Box::new(move |body| {
        let at = body.windows(old.len()).position(|bytes| bytes == old).expect("the bytes");
        body[at..at + new.len()].copy_from_slice(new);
    })
}

#[test]
fn a_key_that_does_not_decode_ends_the_handshake_as_in_psql() {
    const TEST: &str = "keys that do not decode";
    const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\0";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let site = Site::with(Draft::server(HOST).key(&Key::of(Kind::Rsa)));
    std::fs::remove_file(site.user.root_crt()).expect("the store");
    for (name, change) in [
        ("RSA-OAEP", replaced(RSA, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07")),
        ("no algorithm", replaced(RSA, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x7f")),
        ("an odd sequence", replaced(b"\x03\x82\x01\x0f\0\x30", b"\x03\x82\x01\x0f\0\x31")),
    ] {
        let server = SServer::new(&site.chain(), TLS12);
        let front = patched(&server, CERTIFICATE, change);
        let port = front.address().port();
        let theirs = ask_psql(&site, &psql, port, "require", "");
        assert!(matches!(theirs, Outcome::Error(_)), "{name}: {theirs:?}");
        assert_eq!(outcome(&site.json(port, &[])["verdicts"]["require"]), Some(theirs), "{name}");
    }
}

/// The 1024-bit group of RFC 2409, 6.2.
const SHORT_GROUP: &str = "-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJRSgh5jjQE3e+V
GbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL/1y29Aa37e44a/taiZ+lrp8k
EXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
";

#[test]
fn a_group_that_is_too_short_is_refused_as_by_psql() {
    const TEST: &str = "a short group";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let site = Site::with(Draft::server(HOST).key(&Key::of(Kind::Rsa)));
    let parameters = site.user.home().join("dh.pem");
    std::fs::write(&parameters, SHORT_GROUP).expect("the parameters");
    let cipher = "DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0";
    let path = parameters.display().to_string();
    let server = SServer::new(&site.chain(), &["-tls1_2", "-cipher", cipher, "-dhparam", &path]);
    let front = server.behind_postgres();
    let port = front.address().port();
    let theirs = ask_psql(&site, &psql, port, "verify-full", "");
    assert_eq!(theirs, Outcome::Error("SSL error: dh key too small".into()));
    assert_eq!(outcome(&site.json(port, &[])["verdicts"]["verify-full"]), Some(theirs));
}
