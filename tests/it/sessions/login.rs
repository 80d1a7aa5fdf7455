//! Who is let in, with which password, and when none is sent.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use super::kit::{Kit, PASSWORD};
use crate::support::cluster::HOST;
use crate::support::user::{Answer, answer};

/// The user, further settings, flags, and what comes of it: an error's code and a part of its text, or nothing.
type LoginCase<'a> = (&'a str, &'a str, &'a [&'a str], Option<(&'a str, &'a str)>);

const BOUND: &str = "channel binding required but not supported by server's authentication request";
const UNPROTECTED: &str = "the server asks for a password, and it is not verified";
const AS_IT_IS: &str = "the server asks for the password as it is, and it is not verified";

const CASES: [LoginCase; 17] = [
    ("scram", "", &[], None),
    ("scram", "channel_binding=require", &[], None),
    ("scram", "channel_binding=disable", &[], None),
    ("scram", "require_auth=scram-sha-256", &[], None),
    ("md5", "", &[], None),
    ("cleartext", "", &[], None),
    ("md5", "channel_binding=require", &[], Some(("login-failed", BOUND))),
    (
        "cleartext",
        "require_auth=!password",
        &[],
        Some(("login-failed", "server requested a cleartext password")),
    ),
    (
        "watcher",
        "require_auth=scram-sha-256",
        &[],
        Some(("login-failed", "server did not complete authentication")),
    ),
    ("scram", "sslmode=require sslrootcert=/nowhere", &[], Some(("login-failed", UNPROTECTED))),
    ("scram", "sslmode=require sslrootcert=/nowhere", &["--insecure"], None),
    ("scram", "sslmode=disable", &[], Some(("login-failed", UNPROTECTED))),
    ("md5", "sslmode=disable", &["--insecure"], None),
    ("cleartext", "sslmode=disable", &["--insecure"], Some(("login-failed", AS_IT_IS))),
    ("cleartext", "sslmode=require sslrootcert=/nowhere", &["--insecure"], Some(("login-failed", AS_IT_IS))),
    ("nowhere", "", &[], Some(("login-failed", "role \"nowhere\" does not exist"))),
    ("certified", "", &[], Some(("login-failed", "connection requires a valid client certificate"))),
];

#[test]
fn a_password_goes_only_to_a_server_that_is_verified() {
    let Some(kit) = Kit::new("logins") else { return };
    let password = &[("PGPASSWORD", PASSWORD)];
    for (user, options, flags, error) in CASES {
        let told = format!("{user} {options} {flags:?}");
        let target = kit.target(&format!("user={user} {options}"));
        let said = kit.run_with(&target, &[&["--json"], flags].concat(), password);
        let Some((code, part)) = error else {
            said.exits(0);
            continue;
        };
        let message = said.exits(2).json()["error"]["message"].as_str().expect("a message").to_owned();
        let said = kit.run_with(&target, &[&["--json"], flags].concat(), password);
        assert!(said.error_code() == code && message.contains(part), "{told}: {message}");
    }
    another_name_ends_it_before_anybody_is_named(&kit);
    the_password_comes_from_where_libpq_takes_it(&kit);
    a_certificate_and_a_socket_log_in(&kit);
}

fn another_name_ends_it_before_anybody_is_named(kit: &Kit) {
    let target = kit.target("user=scram").replace(HOST, "other.example.test");
    let password = &[("PGPASSWORD", PASSWORD)];
    let before = kit.cluster.tell("select count(*) from pg_stat_activity");
    let said = kit.run_with(&target, &["--json"], password).exits(2);
    assert_eq!(said.error_code(), "not-verified", "{}", said.stdout);
    assert!(said.stdout.contains("does not match host name"), "{}", said.stdout);
    assert_eq!(kit.cluster.tell("select count(*) from pg_stat_activity"), before);
    let said = kit.run_with(&target, &["--json", "--insecure"], password).exits(0);
    assert!(said.stderr.contains("the server is not verified"), "{}", said.stderr);
}

fn the_password_comes_from_where_libpq_takes_it(kit: &Kit) {
    let target = kit.target("user=scram");
    let missing = kit.run(&target, &[]).exits(2).stderr;
    assert!(missing.contains("fe_sendauth: no password supplied"), "{missing}");
    let line =
        format!("{HOST}:{}:*:scram:{}", kit.cluster.port, PASSWORD.replace('\\', "\\\\").replace(':', "\\:"));
    let file = kit.user.path(".pgpass");
    let write = |text: &str, mode| {
        std::fs::write(&file, text).expect("a file");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    write(&format!("# comment\nother:*:*:*:x\n{line}\n*:*:*:*:wrong\n"), 0o600);
    kit.run(&target, &["-q"]).exits(0);
    write(&line, 0o640);
    let exposed = kit.run(&target, &[]).exits(2).stderr;
    assert!(
        exposed.contains("WARNING: password file") && exposed.contains("group or world access"),
        "{exposed}"
    );
    write(&format!("{HOST}:*:*:*:wrong"), 0o600);
    let wrong = kit.run(&target, &[]).exits(2).stderr;
    assert!(wrong.contains("password authentication failed for user \"scram\""), "{wrong}");
    assert!(wrong.contains("password retrieved from file"), "{wrong}");
    std::fs::write(&file, b"*:*:*:*:Geheim\xe4\n").expect("a file");
    let latin = kit.run(&target, &[]).exits(2).stderr;
    assert!(latin.contains("is not UTF-8"), "{latin}");
    std::fs::remove_file(&file).expect("a file");
    let named = kit.user.path("named");
    std::fs::write(&named, &line).expect("a file");
    std::fs::set_permissions(&named, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    kit.run_with(&target, &["-q"], &[("PGPASSFILE", named.to_str().expect("UTF-8"))]).exits(0);
    let service = format!("[s]\n{}\npassword={PASSWORD}\n", target.replace(' ', "\n"));
    std::fs::write(kit.user.path("services"), service).expect("a file");
    let path = kit.user.path("services");
    kit.run_with("service=s", &["-q"], &[("PGSERVICEFILE", path.to_str().expect("UTF-8"))]).exits(0);
    let encoded = PASSWORD.replace(':', "%3A").replace('\\', "%5C");
    let port = kit.cluster.port;
    let uri = format!("postgresql://scram:{encoded}@{HOST}:{port}/postgres?hostaddr=127.0.0.1");
    kit.run(&uri, &["-q"]).exits(0);
    piped(kit, &target, &format!("{PASSWORD}\n")).exits(0);
    piped(kit, &target, "wrong").exits(2);
}

/// Gives the password on standard input.
fn piped(kit: &Kit, target: &str, password: &str) -> Answer {
    let mut command = kit.user.pgcerts();
    command.args(["sessions", target, "--password-stdin", "-q"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("pgcerts");
    child.stdin.take().expect("a pipe").write_all(password.as_bytes()).expect("room in the pipe");
    Answer::of(child.wait_with_output().expect("its end"))
}

fn a_certificate_and_a_socket_log_in(kit: &Kit) {
    let own = |answer: Answer| answer.exits(0).json()["own"].clone();
    let certified = own(kit.run(&kit.target(&format!("user=certified {}", kit.certificate())), &["--json"]));
    assert_eq!(certified["client_certificate"], "/CN=server");
    let old = kit.target(&format!("user=certified ssl_max_protocol_version=TLSv1.2 {}", kit.certificate()));
    assert_eq!(own(kit.run(&old, &["--json"]))["tls_version"], "TLSv1.2");
    let socket = kit.run_with(&kit.socket("user=socket"), &["--json"], &[("PGPASSWORD", PASSWORD)]);
    assert_eq!(own(socket)["transport"], "unix");
    let runs = answer(crate::support::cluster::as_server("id".as_ref()).arg("-un")).exits(0).stdout;
    let password = [("PGPASSWORD", PASSWORD), ("PGREQUIREPEER", "somebody")];
    let other = kit.run_with(&kit.socket("user=socket"), &["--json"], &password).exits(2);
    assert_eq!(other.error_code(), "not-verified");
    let text = format!("actual peer user name is \\\"{}\\\"", runs.trim());
    assert!(other.stdout.contains(&text), "{}", other.stdout);
    let same = kit.socket(&format!("user=socket requirepeer={}", runs.trim()));
    kit.run_with(&same, &["-q"], &password).exits(0);
}

#[test]
fn what_libpq_refuses_is_refused_before_a_connection() {
    let user = crate::support::user::User::in_memory();
    for (options, text) in [
        ("channel_binding=always", "invalid channel_binding value"),
        ("require_auth=scram", "invalid require_auth value"),
        ("require_auth=md5,!none", "cannot be mixed with non-negative methods"),
    ] {
        let target = format!("host=127.0.0.1 port=1 {options}");
        let said = user.run(["sessions", &target, "--json"]).exits(2);
        assert!(said.error_code() == "usage" && said.stdout.contains(text), "{options}: {}", said.stdout);
    }
    for arguments in [
        &["sessions"][..],
        &["sessions", "host=a,b"],
        &["sessions", "db", "--every", "1"],
        &["sessions", "-", "--for", "1"],
    ] {
        assert_eq!(
            answer(user.pgcerts().args(arguments).arg("--json")).exits(2).error_code(),
            "usage",
            "{arguments:?}"
        );
    }
}
