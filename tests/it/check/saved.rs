//! `--save-chain` and `--report`.

use std::sync::Arc;

use serde_json::Value;

use super::kit::{HOST, Site, answering, only, server, target};
use crate::status_formats::EVIL;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::name::cn;
use crate::support::responder::{Reply, Responder};
use crate::support::{certificates, names};

/// What a chain from a file is judged by as much as one from a server.
const JUDGED: [&str; 7] = ["chain", "name", "openssl", "paths", "paths_complete", "until", "set"];

/// The verdicts that depend on the chain.
const MODES: [&str; 3] = ["require", "verify-ca", "verify-full"];

#[test]
fn a_saved_chain_is_judged_as_the_server_that_sent_it() {
    let site = Site::new();
    let stranger = Party::root("Stranger");
    let [leaf, middle] = site.chain();
    let chains: [Vec<Vec<u8>>; 5] = [
        vec![leaf.der.clone(), middle.der.clone()],
        vec![leaf.der.clone()],
        vec![leaf.der.clone(), middle.der.clone(), middle.der.clone()],
        vec![leaf.der.clone(), stranger.der.clone(), site.root.der.clone(), middle.der.clone()],
        vec![leaf.der.clone(), middle.der.clone(), vec![0x30, 3, 1, 1, 0xff]],
    ];
    for (number, chain) in chains.into_iter().enumerate() {
        let sent = chain.len();
        let server = Responder::new(Reply::Tls { chain, key: Arc::clone(&site.leaf.key) });
        let file = format!("chain-{number}.pem");
        let asked = site.json(server.port(), &["--save-chain", &file]);
        let read = only(&site.user.run(["check", "--json", "--chain", &file, "--host", HOST]));
        assert_eq!(asked["chain"].as_array().map(Vec::len), Some(sent), "{asked}");
        for part in JUDGED {
            assert_eq!(asked[part], read[part], "{file}: {part}");
        }
        for mode in MODES {
            assert_eq!(asked["verdicts"][mode], read["verdicts"][mode], "{file}: {mode}");
        }
        // A second time, there is nothing to write.
        let again = site.check(server.port(), &["--save-chain", &file]);
        assert!(again.stderr.contains(&format!("{file} is up to date")), "{}", again.stderr);
    }
    assert!(names(site.user.home()).iter().all(|name| !name.contains(".bak")), "no backup");
}

#[test]
fn standard_output_takes_the_chain_alone() {
    let site = Site::new();
    let server = site.server();
    let said = site.check(server.port(), &["--save-chain", "-"]).exits(0);
    std::fs::write(site.user.path("printed"), &said.stdout).expect("a file");
    assert_eq!(certificates(&site.user.path("printed")), [site.leaf.der.clone(), site.middle.der.clone()]);
    assert!(said.stderr.contains("ok: sslmode=verify-full connects"), "{}", said.stderr);
    for form in ["json", "json-lines", "prometheus", "nagios"] {
        let said = site.check(server.port(), &["--save-chain", "-", "--format", form]);
        let error = format!("{}{}", said.stdout, said.stderr);
        assert!(error.contains("standard output takes the chain") || error.contains("one answer"), "{error}");
        assert!(!error.contains("BEGIN CERTIFICATE"), "{form}");
    }
}

#[test]
fn no_file_that_somebody_needs_is_replaced() {
    let site = Site::new();
    let server = site.server();
    let root = std::fs::read(site.user.root_crt()).expect("root.crt");
    let key = site.leaf.key.pem();
    std::fs::write(site.user.path("server.key"), &key).expect("a key");
    let absent = site.user.folder().join("postgresql.crt");
    for flag in ["--save-chain", "--report"] {
        for path in [site.user.root_crt(), site.user.path("server.key"), absent.clone()] {
            let path = path.to_str().expect("UTF-8");
            let said = site.check(server.port(), &[flag, path]).exits(2);
            assert!(
                said.stderr.contains("it was left alone") && said.stderr.contains(flag),
                "{}",
                said.stderr
            );
        }
    }
    assert_eq!(std::fs::read(site.user.root_crt()).expect("root.crt"), root);
    assert_eq!(std::fs::read_to_string(site.user.path("server.key")).expect("the key"), key);
    assert!(!absent.exists());
    // Anything else gets a backup.
    std::fs::write(site.user.path("chain.pem"), "# mine").expect("a file");
    let said = site.check(server.port(), &["--save-chain", "chain.pem"]).exits(0);
    let backup = names(site.user.home()).into_iter().find(|name| name.contains(".bak")).expect("a backup");
    assert!(said.stderr.contains(&backup), "{}", said.stderr);
    assert_eq!(std::fs::read(site.user.path(&backup)).expect("the backup"), b"# mine");
}

#[test]
fn a_chain_that_is_not_there_is_an_error_beside_the_answer() {
    let site = Site::new();
    let refusing = answering(b"N");
    let port = refusing.address().port();
    let said = site.check(port, &["--save-chain", "chain.pem", "--sslmode", "prefer", "--json"]).exits(2);
    assert_eq!(only(&said)["verdicts"]["prefer"]["encrypted"], false);
    assert!(said.stderr.contains("the server sent no certificate"), "{}", said.stderr);
    assert!(!site.user.path("chain.pem").exists());
    let server = site.server();
    let (one, two) = (target(port), target(server.port()));
    let said = site.user.run(["check", "--save-chain", "chain.pem", &one, &two]).exits(2);
    assert!(said.stderr.contains("for one target, not 2"), "{}", said.stderr);
}

#[test]
fn the_report_has_everything_and_no_secret() {
    let site = Site::new();
    let server = site.server();
    let target = format!("{} user=u password=hunter2 sslpassword=hunter3", target(server.port()));
    let mut command = site.user.pgcerts();
    command.env("PGSSLMODE", "require").env("PGPASSWORD", "hunter4");
    command.args(["check", "--probe", "--auth", "--report", "ticket.md", &target]);
    crate::support::user::answer(&mut command);
    let text = std::fs::read_to_string(site.user.path("ticket.md")).expect("a report");
    assert!(!text.contains("hunter"), "{text}");
    for part in [
        "# pgcerts check of `db.kit.test:",
        "- sslmode: `require`",
        "- set by the environment: `PGSSLMODE`",
        "- TLS: `TLSv1.3 ",
        "- login: `TLS: ",
        "## What the server takes",
        "- verify-full: connects under TLS",
        "## Findings",
        "(in the trust store, `not pinned`)",
        "- names: `db.kit.test`",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    // The PEM in it is the chain.
    let read = only(&site.user.run(["check", "--json", "--chain", "ticket.md", "--host", HOST]).exits(0));
    assert_eq!(read["chain"].as_array().map(Vec::len), Some(2));
}

#[test]
fn foreign_text_is_harmless_in_the_report() {
    let evil = format!("`` <img src=x> | ![a](b) **c** {EVIL}\n## not a heading\n```");
    let root = Party::root(&evil);
    let leaf = root.issue(Draft::server(HOST).subject(cn(&evil)));
    let site = Site::new();
    let server = server(&[&leaf, &root]);
    site.check(server.port(), &["--report", "ticket.md"]).exits(1);
    let text = std::fs::read_to_string(site.user.path("ticket.md")).expect("a report");
    let outside: String = text.lines().map(outside_of_code).collect::<Vec<_>>().join("\n");
    assert!(text.contains("<img"), "{text}");
    for part in ["<img", "![a]", "**c**", "not a heading", "|"] {
        assert!(!outside.contains(part), "{part}:\n{outside}");
    }
    assert!(!text.contains('\u{1b}') && !text.contains("##["), "{text}");
}

/// What of a line is in no code span (`CommonMark`, 6.1).
fn outside_of_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let fence = rest[start..].chars().take_while(|c| *c == '`').count();
        let inner = &rest[start + fence..];
        match closing(inner, fence) {
            Some(end) => rest = &inner[end..],
            None => rest = inner,
        }
    }
    outside + rest
}

/// Where the span ends that a fence of this length opened.
fn closing(text: &str, fence: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let run = text[at + start..].chars().take_while(|c| *c == '`').count();
        at += start + run;
        if run == fence {
            return Some(at);
        }
    }
    None
}

#[test]
fn the_report_of_an_unreachable_server_has_the_error() {
    let site = Site::new();
    let said = site.user.run(["check", "--report", "ticket.md", "--json", "host=127.0.0.1 port=1"]).exits(2);
    assert_ne!(only(&said)["error"], Value::Null);
    let text = std::fs::read_to_string(site.user.path("ticket.md")).expect("a report");
    assert!(text.contains("## Error\n\n- refused: `"), "{text}");
}
