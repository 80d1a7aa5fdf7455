//! Answers to the question for TLS, and what is no answer.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use pgcerts::testing::{Capture, HandshakeFailure, OtherProtocol, SslReply, Tls};
use pgcerts::testing::{Code, Diagnostic, Endpoint, Unreachable, capture_all};

use super::{captured, direct, endpoint, failed, within};
use crate::support::listener::Listener;
use crate::support::tls_server::SSL_REQUEST;

const SHORT: Duration = Duration::from_millis(300);

/// A server that reads the question and then does what it is told.
fn asked(then: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Listener {
    Listener::new(move |mut stream| {
        let mut request = [0; 8];
        if stream.read_exact(&mut request).is_ok() && request == SSL_REQUEST {
            then(&mut stream);
        }
    })
}

/// A server that answers the question with these bytes and then is silent until the client leaves.
fn answering(bytes: &'static [u8]) -> Listener {
    asked(move |stream| {
        let _ = stream.write_all(bytes);
        wait(stream);
    })
}

/// A server that speaks first, whatever it is asked.
fn greeting(bytes: &'static [u8]) -> Listener {
    Listener::new(move |mut stream| {
        let _ = stream.write_all(bytes);
        wait(&mut stream);
    })
}

fn wait(stream: &mut TcpStream) {
    let _ = stream.read_to_end(&mut Vec::new());
}

fn capture_of(listener: &Listener) -> Capture {
    captured(endpoint(listener.address()))
}

#[track_caller]
fn unreachable(endpoint: Endpoint, limit: Duration, code: Code) -> String {
    let failure = Diagnostic::from(within(endpoint, limit).expect_err("a failure"));
    assert_eq!(failure.code, code, "{failure}");
    failure.message
}

#[test]
fn each_answer_is_told_apart() {
    let sorry = b"E\0\0\0\x2eSFATAL\0VFATAL\0C53300\0Mtoo many clients\0\0";
    let cases: [(&'static [u8], SslReply); 5] = [
        (b"N", SslReply::Unwilling),
        (sorry, SslReply::Error("too many clients".into())),
        (b"Ecould not fork\n\0", SslReply::Error("could not fork".into())),
        (b"E\0\0\0\x50SFATAL\0Mhalf a mes", SslReply::Error("half a mes".into())),
        (b"X", SslReply::Other(b'X')),
    ];
    for (bytes, reply) in cases {
        let capture = capture_of(&answering(bytes));
        assert_eq!(capture.reply, Some(reply));
        assert!(matches!(capture.tls, Tls::NotTried));
        assert_eq!(capture.other_protocol, None);
    }
}

#[test]
fn the_end_of_the_stream_and_a_reset_are_answers_too() {
    assert_eq!(capture_of(&asked(|_| {})).reply, Some(SslReply::Closed));
    // Closed with bytes that nobody read, a connection is reset.
    let reset = Listener::new(|stream| {
        let _ = stream.peek(&mut [0; 8]);
    });
    let reply = capture_of(&reset).reply;
    assert!(matches!(reply, Some(SslReply::Broken(_))), "{reply:?}");
}

#[test]
fn bytes_behind_the_answer_are_no_part_of_tls() {
    let closing = asked(|stream| {
        let _ = stream.write_all(b"S\x15\x03\x03\0\x02\x02\x28");
        let _ = stream.read(&mut [0; 4096]);
    });
    let capture = capture_of(&closing);
    assert_eq!((capture.reply, capture.early_bytes), (Some(SslReply::Willing), true));
    assert!(matches!(capture.tls, Tls::Failed(HandshakeFailure::Closed)), "{:?}", capture.tls);
    // One that says no more is not waited for, and nothing is told of its handshake.
    let capture = capture_of(&answering(b"Sand more"));
    assert!(capture.early_bytes && matches!(capture.tls, Tls::Failed(HandshakeFailure::Other(_))));
    // Bytes that come once libpq has read its buffer full are TLS's.
    let long = asked(|stream| {
        let _ = stream.write_all(&b"S".repeat(20_000));
        wait(stream);
    });
    let capture = capture_of(&long);
    assert!(capture.early_bytes);
    assert!(matches!(capture.tls, Tls::Failed(HandshakeFailure::NotTls)), "{:?}", capture.tls);
}

#[test]
fn other_protocols_are_recognized() {
    let http = Listener::new(|mut stream| {
        let mut bytes = [0; 8];
        if stream.read_exact(&mut bytes).is_ok() && bytes.starts_with(b"GET ") {
            let _ = stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n");
            wait(&mut stream);
        }
    });
    let cases = [
        (http, OtherProtocol::Http),
        (greeting(b"SSH-2.0-OpenSSH_9.2p1\r\n"), OtherProtocol::Ssh),
        (greeting(b"\x4a\0\0\0\x0a8.0.36\0"), OtherProtocol::Mysql),
        // A greeting may have the length that is an `N`, an `S` or an `E`.
        (greeting(b"N\0\0\0\x0a10.11.6-MariaDB\0"), OtherProtocol::Mysql),
        (greeting(b"S\0\0\0\x0a10.11.6-MariaDB\0"), OtherProtocol::Mysql),
        (greeting(b"E\0\0\0\x0a8.0.36\0"), OtherProtocol::Mysql),
    ];
    for (listener, protocol) in cases {
        assert_eq!(capture_of(&listener).other_protocol, Some(protocol));
    }
}

#[test]
fn direct_tls_to_another_protocol_is_no_tls() {
    let listener = greeting(b"SSH-2.0-OpenSSH_9.2p1\r\n");
    let capture = captured(direct(listener.address()));
    assert!(matches!(capture.tls, Tls::Failed(HandshakeFailure::NotTls)), "{:?}", capture.tls);
    assert_eq!(capture.other_protocol, Some(OtherProtocol::Ssh));
    let garbage = greeting(b"garbage");
    assert_eq!(failed(direct(garbage.address())), HandshakeFailure::NotTls);
}

#[test]
fn a_handshake_that_is_refused_or_broken_off_is_told() {
    let with = |bytes: &'static [u8]| {
        let listener = asked(move |stream| {
            let _ = stream.write_all(b"S");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        });
        failed(endpoint(listener.address()))
    };
    assert_eq!(with(b""), HandshakeFailure::Closed);
    assert_eq!(with(b"\x15\x03\x03\0\x02\x02\x28"), HandshakeFailure::Alert(40));
    assert_eq!(with(b"\x15\x03\x03\0\x02\x02\x46"), HandshakeFailure::Alert(70));
    assert_eq!(with(b"no TLS at all"), HandshakeFailure::NotTls);
}

#[test]
fn endless_bytes_come_to_an_end() {
    let endless = |start: &'static [u8], piece: &'static [u8]| {
        Listener::new(move |mut stream| {
            let mut bytes = stream.write_all(start);
            for _ in 0..1_000_000 {
                bytes = bytes.and_then(|()| stream.write_all(piece));
            }
        })
    };
    let start = Instant::now();
    let zeros: &[u8] = &[0; 1 << 10];
    assert_eq!(capture_of(&endless(b"", zeros)).reply, Some(SslReply::Other(0)));
    let error = capture_of(&endless(b"E", b"words without end "));
    assert!(matches!(error.reply, Some(SslReply::Error(words)) if words.len() < 1 << 15));
    assert!(matches!(
        captured(direct(endless(b"", zeros).address())).tls,
        Tls::Failed(HandshakeFailure::NotTls)
    ));
    // Records that rustls takes without an end.
    let fragments: &[u8] = b"\x16\x03\x03\0\x05\x00\0\0\x01\0";
    assert!(matches!(captured(direct(endless(b"", fragments).address())).tls, Tls::Failed(_)));
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
}

#[test]
fn a_time_limit_names_the_stage() {
    let silent = Listener::new(|mut stream| wait(&mut stream));
    let message = unreachable(endpoint(silent.address()), SHORT, Code::TimeLimit);
    assert!(message.contains("did not answer within the time limit"), "{message}");
    assert!(message.contains(&silent.address().port().to_string()), "{message}");
    let half = answering(b"S");
    let message = unreachable(endpoint(half.address()), SHORT, Code::TimeLimit);
    assert!(message.contains("did not come to the end of the TLS handshake"), "{message}");
    let message = unreachable(direct(silent.address()), SHORT, Code::TimeLimit);
    assert!(message.contains("did not come to the end of the TLS handshake"), "{message}");
    let dripping = asked(|stream| {
        let _ = stream.write_all(b"S");
        for byte in b"\x16\x03\x03\x01\0".iter().cycle().take(50) {
            std::thread::sleep(Duration::from_millis(50));
            let _ = stream.write_all(&[*byte]);
        }
    });
    unreachable(endpoint(dripping.address()), SHORT, Code::TimeLimit);
}

#[test]
fn where_nothing_listens_the_address_and_the_systems_words_are_told() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let message = unreachable(endpoint(free), SHORT, Code::Refused);
    assert_eq!(message, format!("cannot connect to {} port {}: connection refused", free.ip(), free.port()));
    let by_name = Endpoint { host: Some("localhost".into()), hostaddr: None, ..endpoint(free) };
    let message = unreachable(by_name, SHORT, Code::Refused);
    assert!(message.contains(&format!("{} port {}", free.ip(), free.port())), "{message}");
}

#[test]
fn a_name_without_an_address_is_told() {
    let address = ([127, 0, 0, 1], 1).into();
    let unknown = Endpoint { host: Some("no.such.invalid".into()), hostaddr: None, ..endpoint(address) };
    let message = unreachable(unknown, Duration::from_secs(10), Code::NameResolution);
    assert!(message.starts_with("cannot look up `no.such.invalid`: "), "{message}");
}

#[test]
fn a_dead_server_delays_no_other() {
    let (dead, alive) = (Listener::new(|mut stream| wait(&mut stream)), answering(b"N"));
    let addresses = std::iter::once(dead.address()).chain(std::iter::repeat_n(alive.address(), 200));
    let mut order = Vec::new();
    let note = |index, result: Result<Capture, Unreachable>| {
        order.push((index, result.is_ok()));
        Ok::<_, Diagnostic>(true)
    };
    capture_all(addresses.map(endpoint).collect(), 8, Duration::from_secs(2), note).expect("a runtime");
    assert_eq!(order.len(), 201);
    assert_eq!(order.last(), Some(&(0, false)));
    assert!(order[..200].iter().all(|(_, ok)| *ok));
}
