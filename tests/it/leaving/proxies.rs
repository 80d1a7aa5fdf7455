//! A variable that names no proxy ends the run: nothing is asked directly in its place.

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::proxy::Proxy;
use crate::support::server::{Reply, Server};
use crate::support::user::{Answer, User, answer};

const VARIABLES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// What somebody writes who means a proxy. Each holds the same password.
const INVALID: [&str; 9] = [
    "ftp://u:s3cret@127.0.0.1:1",
    "socks9://u:s3cret@127.0.0.1:1",
    "http://u:s3cret@bad host",
    "http://u:s3cret@127.0.0.1:port",
    "http://u:s3cret@",
    "socks5://u:s3cret@bad%20host:1",
    "u:s3cret@127.0.0.1:1 ",
    "/s3cret",
    "s3cret:\\\\127.0.0.1",
];

/// A user, an authority whose root a server hands out, and every command that would ask the server.
struct Asked {
    user: User,
    server: Server,
    digest: String,
}

impl Asked {
    fn new() -> Self {
        let authority = Authority::new("Asked Root");
        let server = Server::http().at("/root.crt", Reply::Body(authority.der().to_vec()));
        let user = User::in_memory();
        let pin = authority.pin("asked", &[&server.url("/root.crt")]);
        write_manifest(user.home(), &manifest(&[pin]), &[("asked.crt", authority.der())]);
        let digest = pgcerts::testing::Sha256::hash(authority.der()).to_string();
        Self { user, server, digest }
    }

    fn commands(&self) -> Vec<Vec<String>> {
        let (url, mirror) = (self.server.url("/root.crt"), self.server.url(""));
        let pins = ["--pins", "pins.json"];
        let commands: [&[&str]; 5] = [
            &["install", "--source", "auto"],
            &["install", "--source", "download"],
            &["install", "--mirror", &mirror],
            &["pins", "verify"],
            &[
                "pins",
                "add",
                "pins.json",
                "--from",
                &url,
                "--sha256",
                &self.digest,
                "--id",
                "more",
                "--set",
                "test",
            ],
        ];
        let with_pins = |command: &&[&str]| {
            let more = if command.contains(&"add") { &[][..] } else { &pins[..] };
            [*command, more, &["--retries", "0"]].concat().into_iter().map(str::to_owned).collect()
        };
        commands.iter().map(with_pins).collect()
    }

    fn run(&self, arguments: &[String], variables: &[(&str, &str)]) -> Answer {
        answer(self.user.pgcerts().args(arguments).envs(variables.iter().copied()))
    }
}

#[test]
fn an_invalid_proxy_is_an_error_of_every_download_and_nobody_is_asked_directly() {
    let asked = Asked::new();
    for (place, command) in asked.commands().iter().enumerate() {
        for (turn, variable) in VARIABLES.iter().enumerate() {
            // Each value with each variable, over all commands.
            for value in INVALID.iter().skip((place + turn) % 3).step_by(3) {
                let said = asked.run(&[&command[..], &["--json".to_owned()]].concat(), &[(variable, value)]);
                let said = said.exits(2);
                assert_eq!(said.error_code(), "usage", "{variable}={value} {command:?}: {said:?}");
                assert!(said.stdout.contains(variable), "{said:?}");
                assert!(!said.stdout.contains("s3cret") && !said.stderr.contains("s3cret"), "{said:?}");
            }
        }
    }
    assert_eq!(asked.server.connections(), 0, "nobody was asked");
    assert_eq!(asked.user.run(["install", "--offline"]).exits(0).code, Some(0));
}

#[test]
fn no_download_no_look_at_the_proxies() {
    let asked = Asked::new();
    let invalid = [("HTTPS_PROXY", "ftp://p:1"), ("all_proxy", "junk junk")];
    for arguments in [&["install", "--offline"][..], &["pins", "verify", "--offline"], &["pins", "list"]] {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        asked.run(&arguments, &invalid).exits(0);
    }
}

#[test]
fn an_empty_variable_is_unset_and_a_later_name_of_it_counts() {
    let asked = Asked::new();
    let proxy = Proxy::before(asked.server.address());
    let url = proxy.url();
    let install = |variables: &[(&str, &str)]| {
        // Loopback, too, is asked by way of a proxy.
        let command = ["install", "--source", "download", "--pins", "pins.json", "--dest", "new.crt"];
        asked.run(&command.map(str::to_owned), variables).exits(0);
        let before = proxy.connections();
        std::fs::remove_file(asked.user.path("new.crt")).expect("the file");
        before
    };
    assert_eq!(install(&[("http_proxy", ""), ("HTTP_PROXY", ""), ("ALL_PROXY", "")]), 0);
    assert_eq!(install(&[("HTTP_PROXY", ""), ("http_proxy", &url)]), 1);
    assert_eq!(install(&[("HTTP_PROXY", ""), ("http_proxy", ""), ("all_proxy", &url)]), 2);
    assert_eq!(install(&[("ALL_PROXY", &url), ("NO_PROXY", "127.0.0.1")]), 2);
    assert_eq!(install(&[("ALL_PROXY", &url), ("NO_PROXY", ""), ("no_proxy", "127.0.0.0/8")]), 2);
    // A program that a web server calls has HTTP_PROXY from that server's client.
    assert_eq!(install(&[("HTTP_PROXY", "ftp://x"), ("REQUEST_METHOD", "GET")]), 2);
}
