//! Servers that are none: what they ask for and send costs neither the password nor the memory.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::support::SSL_REQUEST;
use crate::support::listener::Listener;
use crate::support::user::{Answer, User};

/// A message of the server.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).expect("short").to_be_bytes();
    [&[kind][..], &length, body].concat()
}

/// The end of a login.
fn ready() -> Vec<u8> {
    [message(b'R', &[0; 4]), message(b'K', &[0; 8]), message(b'Z', b"I")].concat()
}

/// A row with these cells, where an empty one is a null.
fn row(cells: &[&str]) -> Vec<u8> {
    let mut body = u16::try_from(cells.len()).expect("few").to_be_bytes().to_vec();
    for cell in cells {
        match cell.len() {
            0 => body.extend((-1_i32).to_be_bytes()),
            length => body.extend(u32::try_from(length).expect("short").to_be_bytes()),
        }
        body.extend(cell.as_bytes());
    }
    message(b'D', &body)
}

/// A server without TLS that says `first` after the startup message, and then runs `then`.
struct Hostile {
    listener: Listener,
    /// What a client sent after the startup message.
    heard: Receiver<Vec<u8>>,
}

impl Hostile {
    fn new(first: Vec<u8>, then: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        let (sender, heard) = channel();
        let listener = Listener::new(move |mut stream| {
            let mut start = [0; 8];
            if stream.read_exact(&mut start).is_err() {
                return;
            }
            if start[4..] == SSL_REQUEST.to_be_bytes() {
                let _ = stream.write_all(b"N");
                return;
            }
            let mut rest = vec![0; usize::from(start[3]) - 8];
            stream.read_exact(&mut rest).expect("a startup message");
            let _ = stream.write_all(&first);
            then(&mut stream);
            let mut said = Vec::new();
            let _ = stream.read_to_end(&mut said);
            let _ = sender.send(said);
        });
        Self { listener, heard }
    }

    fn ask(&self, options: &str, flags: &[&str]) -> Answer {
        let port = self.listener.address().port();
        let target =
            format!("host=127.0.0.1 port={port} user=u dbname=d password=Geheim7 sslmode=disable {options}");
        let start = Instant::now();
        let limit: &[&str] = if flags.contains(&"--timeout") { &[] } else { &["--timeout", "3"] };
        let said = User::in_memory().run([&["sessions", target.as_str()], limit, flags].concat());
        assert!(start.elapsed() < Duration::from_secs(20), "{options}");
        assert!(!said.stdout.contains("Geheim7") && !said.stderr.contains("Geheim7"));
        said
    }

    fn heard(&self) -> Vec<u8> {
        self.heard.recv_timeout(Duration::from_secs(20)).expect("what was heard")
    }
}

fn code_and_message(said: &Answer) -> (String, String) {
    let error = &said.json()["error"];
    let text = |key: &str| error[key].as_str().expect(key).to_owned();
    (text("code"), text("message"))
}

#[test]
fn a_server_gets_no_password_by_asking_for_less() {
    let cleartext = || message(b'R', &[0, 0, 0, 3]);
    let md5 = || message(b'R', b"\0\0\0\x05salt");
    let scram = || message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0");
    let plus = || message(b'R', b"\0\0\0\x0aSCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");
    let cases: [(Vec<u8>, &str, &[&str], &str); 8] = [
        (cleartext(), "", &[], "it is not verified"),
        (cleartext(), "", &["--insecure"], "the password as it is"),
        (md5(), "", &[], "it is not verified"),
        (scram(), "", &[], "it is not verified"),
        (md5(), "require_auth=scram-sha-256", &["--insecure"], "server requested a hashed password"),
        (
            plus(),
            "",
            &["--insecure"],
            "server offered SCRAM-SHA-256-PLUS authentication over a non-SSL connection",
        ),
        (message(b'R', &[0, 0, 0, 7]), "", &["--insecure"], "GSSAPI authentication not supported"),
        (message(b'R', &[0, 0, 0, 99]), "", &["--insecure"], "authentication method 99 not supported"),
    ];
    for (first, options, flags, part) in cases {
        let server = Hostile::new(first, |_| {});
        let said = server.ask(options, &[&["--json"], flags].concat()).exits(2);
        let (code, message) = code_and_message(&said);
        assert!(code == "login-failed" && message.contains(part), "{options} {flags:?}: {message}");
        assert_eq!(server.heard(), b"", "{options} {flags:?}");
    }
}

#[test]
fn a_server_that_breaks_scram_off_is_not_believed() {
    let scram = message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0");
    let server = Hostile::new([scram.clone(), ready()].concat(), |_| {});
    let said = server.ask("", &["--json", "--insecure"]).exits(2);
    assert_eq!(
        code_and_message(&said),
        ("login-failed".into(), "server did not complete authentication".into())
    );
    let endless = message(b'R', b"\0\0\0\x0br=x,s=c2FsdA==,i=4294967295");
    let server = Hostile::new([scram, endless].concat(), |_| {});
    let said = server.ask("", &["--json", "--insecure"]).exits(2);
    let many = "the server asks for 4294967295 iterations of SCRAM, and at most 100000 are done";
    assert_eq!(code_and_message(&said).1, many);
}

#[test]
fn answers_that_postgresql_does_not_send_are_refused() {
    let cells = ["role", "", "", "", "", "", "", "", "", "", "", "", "role", "u"];
    let done = [message(b'C', b"SELECT\0"), message(b'Z', b"I")].concat();
    let session = |kind: &'static str, carried: &'static str, version: &'static str| {
        row(&["session", "1", "x", kind, carried, "d", "u", "a", "::1", version, "c", "", "", ""])
    };
    let cases: [(Vec<u8>, &str); 9] = [
        ([b"D", &(1_u32 << 30).to_be_bytes()[..]].concat(), "a row of the answer has 1073741824 bytes"),
        (row(&["role"]), "malformed"),
        (message(b'D', b"\0\x05x"), "malformed"),
        (message(b'H', b"\0\0\0"), "a message of the kind 'H'"),
        (Vec::new(), "row 1 of the answer is missing"),
        ([session("client", "tls", "TLSv9"), row(&cells)].concat(), "row 1 of the answer"),
        ([session("client", "", ""), row(&cells)].concat(), "row 1 of the answer"),
        ([session("boss", "tls", "TLSv1.3"), row(&cells)].concat(), "row 1 of the answer"),
        (message(b'E', b"SERROR\0C42501\0Mnot\x1b[31m for you\0\0"), "not\u{1b}[31m for you"),
    ];
    for (answer, part) in cases {
        let answer = [answer, done.clone()].concat();
        let server = Hostile::new(ready(), move |stream| {
            let _ = stream.read(&mut [0; 1 << 14]);
            let _ = stream.write_all(&answer);
        });
        let said = server.ask("", &["--json"]).exits(2);
        let (code, message) = code_and_message(&said);
        assert!(code == "query-failed" && message.contains(part), "{part:?}: {message}");
        assert!(!said.stdout.contains('\u{1b}'));
    }
    let fine = [session("client", "tls", "TLSv1.3"), row(&cells), done].concat();
    let server = Hostile::new(ready(), move |stream| {
        let _ = stream.read(&mut [0; 1 << 14]);
        let _ = stream.write_all(&fine);
    });
    assert_eq!(server.ask("", &["--json"]).exits(0).json()["totals"]["all"], 1);
}

#[test]
fn a_crash_writes_no_password_to_a_file() {
    let server = Hostile::new(Vec::new(), |stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let port = server.listener.address().port();
    let target = format!("host=127.0.0.1 port={port} user=u dbname=d password=Geheim7 sslmode=disable");
    let user = User::in_memory();
    let mut command = user.pgcerts();
    command.args(["sessions", &target, "--insecure", "--timeout", "60"]);
    let mut running = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("pgcerts");
    // The warning comes when the password is at hand.
    let mut warning = [0; 8];
    running.stderr.take().expect("a pipe").read_exact(&mut warning).expect("a warning");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.id())).expect("its limits");
    running.kill().expect("it runs");
    running.wait().expect("its end");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
}

#[test]
fn an_error_of_several_lines_is_one_for_people() {
    let error = message(b'E', b"SERROR\0C42501\0Mone\n\ttwo\0Hthree\0\0");
    let server = Hostile::new([message(b'R', &[0; 4]), error].concat(), |_| {});
    let said = server.ask("", &[]).exits(2).stderr;
    assert!(!said.contains("\\u{") && said.contains("two"), "{said}");
}

#[test]
fn an_endless_answer_ends() {
    let rows = row(&["session"; 14]).repeat(1000);
    let server = Hostile::new(ready(), move |stream| while stream.write_all(&rows).is_ok() {});
    let said = server.ask("", &["--json", "--timeout", "60"]).exits(2);
    assert_eq!(
        code_and_message(&said),
        ("query-failed".into(), "the answer has more than 100000 rows".into())
    );
    let notices = message(b'N', &vec![b'x'; 20_000]).repeat(50);
    let server = Hostile::new(ready(), move |stream| while stream.write_all(&notices).is_ok() {});
    let said = server.ask("", &["--json", "--timeout", "60"]).exits(2);
    assert_eq!(code_and_message(&said).1, "the answer has more than 64 MiB");
    let silent = Hostile::new(ready(), |stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let said = silent.ask("", &["--json", "--timeout", "1"]).exits(2);
    assert_eq!(code_and_message(&said).0, "time-limit");
    let mute = Hostile::new(Vec::new(), |stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let said = mute.ask("", &["--json", "--timeout", "1"]).exits(2);
    assert_eq!(code_and_message(&said).0, "time-limit");
}
