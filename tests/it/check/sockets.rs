//! Unix sockets, where libpq uses no TLS: what is said of one was seen, not guessed.

use std::os::unix::net::UnixListener;

use serde_json::Value;

use super::kit::{Site, codes, only, target};
use crate::status_formats::nagios_line;
use crate::support::cluster::{Cluster, as_server};
use crate::support::findings::finding;
use crate::support::user::answer;

/// A socket as PostgreSQL names it, in a folder of its own.
fn listening(site: &Site, port: u16) -> (String, UnixListener) {
    let folder = site.user.path("run");
    std::fs::create_dir_all(&folder).expect("a folder");
    let listener = UnixListener::bind(folder.join(format!(".s.PGSQL.{port}"))).expect("a socket");
    (folder.to_str().expect("UTF-8").to_owned(), listener)
}

#[test]
fn a_socket_that_takes_connections_has_no_tls_and_needs_none() {
    let site = Site::new();
    let (folder, _listener) = listening(&site, 5432);
    let encoded = folder.replace('/', "%2F");
    for socket in [folder.clone(), format!("host={folder}"), format!("postgresql://{encoded}/db")] {
        let said = only(&site.user.run(["check", "--json", &socket]).exits(0));
        assert_eq!((&said["ok"], &said["tls"], &said["address"]), (&true.into(), &Value::Null, &Value::Null));
        let verdict = &said["verdicts"]["verify-full"];
        assert_eq!((&verdict["ok"], &verdict["encrypted"]), (&true.into(), &false.into()));
        assert_eq!(codes(&said), ["unix-socket"]);
        let message = finding(&said, "unix-socket")["message"].as_str().expect("a message");
        assert!(message.contains(&format!("{folder}/.s.PGSQL.5432")), "{message}");
    }
    let text = site.user.run(["check", &folder]).exits(0).stdout;
    assert!(text.starts_with(&format!("{folder}:5432  {folder}/.s.PGSQL.5432\n")), "{text}");
    let headline = text.lines().nth(1).expect("a headline");
    assert!(
        headline.starts_with("ok: the Unix socket takes connections") && text.contains("no TLS"),
        "{text}"
    );
    let said = site.user.run(["check", &folder, "--format", "nagios"]).exits(0);
    assert!(nagios_line(&said, "OK").0.contains("no TLS"), "{said:?}");
}

#[test]
fn a_socket_in_a_table_is_told_from_a_connection_under_tls() {
    let site = Site::new();
    let server = site.server();
    let (folder, _listener) = listening(&site, 5432);
    let text = site.user.run(["check", &folder, &target(server.port())]).exits(0).stdout;
    let row = text.lines().find(|line| line.contains(&folder)).expect("its row");
    assert!(row.contains("no TLS on a Unix socket"), "{row}");
    assert!(text.contains("2 servers: 2 ok (1 on a Unix socket)"), "{text}");
}

#[test]
fn a_socket_that_is_not_there_is_the_targets_error() {
    let site = Site::new();
    let missing = site.user.path("nowhere");
    let missing = missing.to_str().expect("UTF-8");
    let said = only(&site.user.run(["check", "--json", missing]).exits(2));
    assert_eq!((&said["ok"], &said["error"]["code"]), (&Value::Null, &"refused".into()));
    let message = said["error"]["message"].as_str().expect("a message");
    assert!(
        message.contains(&format!("`{missing}/.s.PGSQL.5432`")) && message.contains("No such file"),
        "{message}"
    );
    assert!(said["error"]["hint"].as_str().expect("a hint").contains("unix_socket_directories"), "{said}");
    nagios_line(&site.user.run(["check", missing, "--format", "nagios"]).exits(2), "CRITICAL");
    // No PostgreSQL of this machine has this port.
    let said = site.user.run(["check", "postgresql://:1/"]).exits(2);
    for folder in ["/var/run/postgresql", "/tmp"] {
        assert!(said.stderr.contains(&format!("{folder}/.s.PGSQL.1`")), "{said:?}");
    }
}

#[test]
fn a_socket_that_nobody_listens_at_is_refused() {
    let site = Site::new();
    let (folder, listener) = listening(&site, 7);
    drop(listener);
    let said = only(&site.user.run(["check", "--json", &format!("{folder}:7")]).exits(2));
    assert_eq!(said["error"]["code"], "refused");
    let (other, _listener) = listening(&site, 8);
    let said = only(&site.user.run(["check", "--json", &other, "--port", "8"]).exits(0));
    assert_eq!((&said["ok"], &said["port"]), (&true.into(), &8.into()));
}

#[test]
#[cfg(target_os = "linux")]
fn an_abstract_socket_is_reached_by_its_name() {
    use std::os::linux::net::SocketAddrExt as _;
    let site = Site::new();
    let name = format!("pgcerts-{}", std::process::id());
    let address = std::os::unix::net::SocketAddr::from_abstract_name(format!("{name}/.s.PGSQL.5432"));
    let listener = UnixListener::bind_addr(&address.expect("a name")).expect("a socket");
    let host = format!("host=@{name}");
    assert_eq!(only(&site.user.run(["check", "--json", &host]).exits(0))["ok"], true);
    drop(listener);
    assert_eq!(only(&site.user.run(["check", "--json", &host]).exits(2))["error"]["code"], "refused");
}

#[test]
fn a_socket_with_an_address_beside_it_is_a_connection_over_tcp() {
    let site = Site::new();
    let server = site.server();
    let both = format!("host=/nowhere hostaddr=127.0.0.1 port={} sslmode=require", server.port());
    assert_eq!(only(&site.user.run(["check", "--json", &both]).exits(0))["reply"], "S");
}

#[test]
fn the_socket_of_a_real_server_is_reached() {
    let Some(cluster) = Cluster::shared("the socket of PostgreSQL") else { return };
    let site = Site::new();
    let target = format!("host={} port={}", cluster.socket_folder().display(), cluster.port);
    assert_eq!(codes(&only(&site.user.run(["check", "--json", &target]).exits(0))), ["unix-socket"]);
    let runs = answer(as_server("id".as_ref()).arg("-un")).exits(0).stdout;
    let same = format!("{target} requirepeer={}", runs.trim());
    assert_eq!(codes(&only(&site.user.run(["check", "--json", &same]).exits(0))), ["unix-socket"]);
    let other = format!("{target} requirepeer=somebody");
    let said = site.user.run(["check", &other]).exits(1).stdout;
    let psql = answer(site.user.command(cluster.psql()).args(["-Xc", ""]).arg(&other)).exits(2).stderr;
    let error =
        format!("requirepeer specifies \"somebody\", but actual peer user name is \"{}\"", runs.trim());
    assert!(psql.contains(&error) && said.contains(&error), "{psql}{said}");
    let said = only(&site.user.run(["check", "--json", &other]).exits(1));
    assert_eq!(codes(&said), ["other-peer"]);
    assert!(MODES.iter().all(|mode| said["verdicts"][mode]["ok"] == false), "{said}");
}

const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
