//! From a host to an address that answers.

use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;

use super::kit::{HOST, Site, only};
use crate::support::forge::certificate::Draft;
use crate::support::forge::extension::{alt_names, ip};
use crate::support::program;
use crate::support::tools::need_success;
use crate::support::user::{Answer, answer};

/// A port on which nothing listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port()
}

#[track_caller]
fn error(answer: Answer) -> (String, String) {
    let target = only(&answer.exits(2));
    assert_eq!(target["ok"], Value::Null);
    let text = |name: &str| target["error"][name].as_str().expect("a text").to_owned();
    assert!(!text("hint").is_empty());
    (text("code"), text("message"))
}

#[test]
fn a_closed_port_is_refused() {
    let site = Site::new();
    let port = closed_port();
    let (code, message) = error(site.check(port, &["--json"]));
    assert_eq!(code, "refused");
    assert!(message.contains(&format!("127.0.0.1 port {port}")), "{message}");
    let said = site.check(port, &[]).exits(2);
    assert!(said.stdout.is_empty() && said.stderr.contains("refused") && said.stderr.contains("fix: "));
}

#[test]
fn a_name_without_an_address_is_named() {
    let site = Site::new();
    // A label of more than 63 letters is no question for the DNS: this stays on the machine.
    let name = format!("{}.test", "x".repeat(64));
    let (code, message) = error(site.user.run(["check", "--json", &name]));
    assert_eq!(code, "name-resolution");
    assert!(message.contains(&name), "{message}");
}

#[test]
fn of_several_hosts_the_one_with_an_unreadable_hostaddr_is_passed_over() {
    let site = Site::new();
    let server = site.server();
    for bad in ["x", "[::1]", "localhost"] {
        let both = format!("host=db.kit.test,{HOST} hostaddr={bad},127.0.0.1 port={}", server.port());
        let answer = site.user.run(["check", "--json", &both]).exits(2).json();
        let [first, second] = answer["targets"].as_array().expect("targets").as_slice() else {
            panic!("{answer}")
        };
        assert_eq!(first["error"]["message"], "could not parse network address: Name or service not known");
        assert_eq!((&second["ok"], &second["error"]), (&true.into(), &Value::Null), "{answer}");
    }
}

#[test]
fn of_several_hosts_the_one_with_a_number_that_is_no_port_is_passed_over() {
    let site = Site::new();
    let server = site.server();
    for bad in ["0", "-1", "65536"] {
        let both = format!("host=127.0.0.1,{HOST} hostaddr=127.0.0.1,127.0.0.1 port={bad},{}", server.port());
        let answer = site.user.run(["check", "--json", &both]).exits(2).json();
        let targets = answer["targets"].as_array().expect("targets");
        assert_eq!(targets[0]["error"]["message"], "invalid port number", "{answer}");
        assert_eq!((targets.len(), &targets[1]["ok"]), (2, &true.into()), "{answer}");
    }
}

#[test]
fn a_hostaddr_that_is_none_is_not_looked_up() {
    let site = Site::new();
    for arguments in [&["db.test", "--hostaddr", "localhost"][..], &["host=db.test hostaddr=localhost"]] {
        let answer = site.user.run([&["check", "--json"], arguments].concat()).exits(2);
        assert_eq!(answer.error_code(), "usage");
        assert!(answer.stdout.contains("could not parse network address"), "{answer:?}");
    }
}

#[test]
fn a_port_that_is_none_is_a_usage_error() {
    let site = Site::new();
    for bad in ["db:0", "db:65536", "db:x", "host=db port=-1", "postgresql://db:99999/"] {
        let answer = site.user.run(["check", "--json", bad]).exits(2);
        assert_eq!(answer.error_code(), "usage", "{bad}");
    }
    assert_eq!(site.user.run(["check", "--json", "db", "--port", "65536"]).exits(2).error_code(), "usage");
}

#[test]
fn an_address_in_brackets_and_one_without_are_the_same() {
    let site = Site::with(Draft::server("x").with(alt_names(&[ip("127.0.0.1"), ip("::1")])));
    let server = site.server();
    let target = only(&site.user.run(["check", "--json", &format!("127.0.0.1:{}", server.port())]).exits(0));
    assert_eq!((&target["address"], &target["name"]["matched"]), (&"127.0.0.1".into(), &"127.0.0.1".into()));
    // Nothing listens there on IPv6.
    let (code, message) = error(site.user.run(["check", "--json", &format!("[::1]:{}", server.port())]));
    assert!(code == "refused" || code == "network", "{code}: {message}");
}

/// Runs `check` where the name `both.test` has two addresses.
fn with_two_addresses(site: &Site, test: &str, port: u16) -> Option<Answer> {
    let hosts = site.user.path("hosts");
    std::fs::write(&hosts, "::1 both.test\n127.0.0.1 both.test\n").expect("a file");
    let mounted = "mount --bind \"$1\" /etc/hosts && shift && exec \"$@\"";
    let run = |rest: &[&str]| {
        let mut command = site.user.command("unshare");
        command.args(["-m", "sh", "-c", mounted, "sh"]).arg(&hosts).args(rest);
        command
    };
    if !need_success(test, "a mount namespace of its own", &mut run(&["true"])) {
        return None;
    }
    let target = format!("both.test:{port}");
    let program = program().to_str().expect("UTF-8");
    Some(answer(&mut run(&[program, "check", "--json", "--sslmode", "require", &target])))
}

#[test]
fn a_dead_address_does_not_hide_the_live_one() {
    const TEST: &str = "addresses in turn";
    let site = Site::new();
    let server = site.server();
    let Some(answer) = with_two_addresses(&site, TEST, server.port()) else { return };
    assert_eq!(only(&answer.exits(0))["address"], "127.0.0.1");
    let Ok(six) = TcpListener::bind("[::1]:0") else { return };
    let port = six.local_addr().expect("an address").port();
    let silent = std::thread::spawn(move || {
        use std::io::Write as _;
        let (mut stream, _) = six.accept().expect("a connection");
        let _ = stream.write_all(b"N");
    });
    let Some(answer) = with_two_addresses(&site, TEST, port) else { return };
    assert_eq!(only(&answer.exits(1))["address"], "::1");
    silent.join().expect("the server");
    let Some(answer) = with_two_addresses(&site, TEST, closed_port()) else { return };
    let (code, message) = error(answer);
    assert_eq!(code, "refused");
    assert!(message.contains("[::1] port") && message.contains("127.0.0.1 port"), "{message}");
}

#[test]
fn without_a_network_it_says_so() {
    let mut bare = Command::new("unshare");
    if !need_success("no network", "a network namespace of its own", bare.args(["-n", "true"])) {
        return;
    }
    let site = Site::new();
    let mut command = site.user.command("unshare");
    command.arg("-n").arg(program()).args(["check", "--json", "192.0.2.1"]);
    let (code, message) = error(answer(&mut command));
    assert_eq!(code, "network");
    assert!(message.contains("unreachable"), "{message}");
}
