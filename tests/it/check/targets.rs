//! What a target may be, in a file or on the command line, and what the environment adds.

use std::process::Stdio;

use serde_json::Value;

use super::kit::{HOST, Site, only, shown, target};
use crate::support::cluster::Cluster;
use crate::support::listener::Listener;
use crate::support::user::{Answer, answer};

/// Runs `check` over a file of these lines.
fn over(site: &Site, lines: &str, arguments: &[&str]) -> Answer {
    std::fs::write(site.user.path("targets"), lines).expect("a file");
    site.user.run(["check", "--targets", "targets"].iter().chain(arguments))
}

fn list(answer: &Answer) -> Vec<Value> {
    answer.json()["targets"].as_array().expect("targets").clone()
}

#[test]
fn a_file_has_blank_lines_comments_and_ends_of_every_kind() {
    let site = Site::new();
    let server = site.server();
    let target = target(server.port());
    let lines =
        format!("\u{feff}# ours\r\n\r\n  {target}  \r\n\t# more\n{target} sslmode=require\n   \n{target}");
    let answer = over(&site, &lines, &["--json"]).exits(0);
    let targets = list(&answer);
    let asked: Vec<&str> = targets.iter().map(|one| one["sslmode"].as_str().expect("a mode")).collect();
    assert_eq!(
        asked,
        ["verify-full", "require", "verify-full"],
        "in their order, twice where they stand twice"
    );
    assert_eq!(targets[0]["target"], shown(&target));
    assert_eq!(answer.json()["ok"], true);
    let nothing = over(&site, "# nothing\n\n", &["--json"]).exits(2);
    assert_eq!(nothing.error_code(), "usage");
    assert_eq!(site.user.run(["check", "--targets", "none", "--json"]).exits(2).error_code(), "io");
}

#[test]
fn standard_input_is_a_file_too() {
    let site = Site::new();
    let server = site.server();
    std::fs::write(site.user.path("lines"), target(server.port())).expect("a file");
    let input = std::fs::File::open(site.user.path("lines")).expect("the file");
    let mut command = site.user.pgcerts();
    let answer = answer(command.args(["check", "--targets", "-", "--json"]).stdin(Stdio::from(input)));
    assert_eq!(only(&answer.exits(0))["ok"], true);
}

#[test]
fn a_bad_line_is_its_own_error_and_tells_no_password() {
    let site = Site::new();
    let server = site.server();
    let good = target(server.port());
    let bad = [
        "postgresql://u:geheim@db.test:port/d",
        "host=db.test password=geheim sslmode=bogus",
        "password=geheim nonsense",
        "host=db password='geheim",
        "u:geheim@db:5432",
        "postgresql://db.test/?password=geheim&sslmode=",
        "host=db.test password=geheim ssl_min_protocol_version=TLSv9",
        "host=db.test password=geheim sslrootcert=system sslmode=require",
        "\u{1b}]0;title\u{7}=geheim",
    ];
    let lines = format!("{good}\n{}\n{good}\n", bad.join("\n"));
    let answer = over(&site, &lines, &["--json"]).exits(2);
    let targets = list(&answer);
    assert_eq!(targets.len(), bad.len() + 2);
    assert_eq!((&targets[0]["ok"], &targets[bad.len() + 1]["ok"]), (&true.into(), &true.into()));
    for (number, wrong) in targets[1..=bad.len()].iter().enumerate() {
        assert_eq!((&wrong["ok"], &wrong["error"]["code"]), (&Value::Null, &"usage".into()), "{wrong}");
        let message = wrong["error"]["message"].as_str().expect("a message");
        if number != 7 {
            assert!(message.contains(&format!("line {}", number + 2)), "{message}");
        }
    }
    assert_eq!(answer.json()["ok"], Value::Null, "nobody's answer is no");
    for form in ["text", "json", "prometheus", "nagios"] {
        let said = over(&site, &lines, &["--format", form]);
        assert!(!said.stdout.contains("geheim") && !said.stderr.contains("geheim"), "{form}: {said:?}");
    }
    let said = over(&site, &lines, &["-v"]).exits(2);
    assert!(!said.stdout.contains(['\u{1b}', '\u{7}']), "{said:?}");
    for line in bad {
        let said = site.user.run(["check", line]).exits(2);
        assert!(!said.stderr.contains("geheim") && said.stdout.is_empty(), "{said:?}");
        assert!(!said.stderr.contains(['\u{1b}', '\u{7}']), "{said:?}");
    }
}

#[test]
fn the_exit_code_is_the_highest_and_a_no_weighs_more_than_not_known() {
    let site = Site::new();
    let (good, stray) = (site.server(), Site::new());
    let bad = stray.server();
    let [good, bad, dead] = [target(good.port()), target(bad.port()), target(1)];
    let run = |lines: &[&str]| {
        let answer = over(&site, &lines.join("\n"), &["--json"]);
        (answer.code, answer.json()["ok"].clone())
    };
    assert_eq!(run(&[&good, &good]), (Some(0), true.into()));
    assert_eq!(run(&[&good, &bad]), (Some(1), false.into()));
    assert_eq!(run(&[&dead, &good]), (Some(2), Value::Null));
    assert_eq!(run(&[&dead, &bad, &good]), (Some(2), false.into()));
}

#[test]
fn several_hosts_in_one_string_are_a_target_each() {
    let site = Site::new();
    let server = site.server();
    let port = server.port();
    let both = format!("host={HOST},localhost hostaddr=127.0.0.1,127.0.0.1 port={port},{port}");
    let targets = list(&site.user.run(["check", "--json", &both]).exits(1));
    assert_eq!((&targets[0]["ok"], &targets[1]["ok"]), (&true.into(), &false.into()));
    assert_eq!(targets[0]["target"], format!("{HOST}:{port}"));
}

/// What each form of the answer says of a file of targets, on both streams.
fn told(site: &Site, lines: &str) -> Vec<Answer> {
    let forms = [
        &["-v"][..],
        &["--json"],
        &["--format", "json-lines"],
        &["--format", "prometheus"],
        &["--format", "nagios"],
    ];
    forms.iter().map(|arguments| over(site, lines, &[&["--timeout", "2"], *arguments].concat())).collect()
}

#[test]
fn a_password_file_tells_no_password() {
    let site = Site::new();
    let lines = [
        "db.test:5432:app:user:geheim",
        "db.test:5432:app:user@server:geheim",
        "*:*:*:user:ge,geheim",
        "db.test:5432:app:user:geheim==",
        "[::1]:5432:app:user:geheim",
        "user:geheim",
        "password: geheim",
    ];
    for said in told(&site, &lines.join("\n")) {
        assert!(!(said.stdout.clone() + &said.stderr).contains("geheim"), "{said:?}");
    }
    let answer = over(&site, &lines.join("\n"), &["--json"]).exits(2);
    let shown: Vec<Value> = list(&answer).iter().map(|one| one["target"].clone()).collect();
    assert_eq!(shown, ["line 1", "line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
    assert!(list(&answer).iter().all(|one| one["error"]["code"] == "usage"), "{answer:?}");
    for one in &list(&answer)[..5] {
        assert!(one["error"]["hint"].as_str().expect("a hint").contains("password file"), "{one}");
    }
}

#[test]
fn a_file_that_is_no_list_is_refused_whole_and_nothing_of_it_is_told() {
    let site = Site::new();
    let key = site.leaf.key.pem();
    let utf16: String = "db.geheim.test\n".chars().flat_map(|c| [c, '\0']).collect();
    for (lines, number) in [(key.clone(), 1), (format!("127.0.0.1:1\n\n  {key}"), 3), (utf16, 1)] {
        for said in told(&site, &lines) {
            let both = said.stdout.clone() + &said.stderr;
            assert!(
                both.contains("is not a list of targets") && both.contains(&format!("line {number}")),
                "{said:?}"
            );
            assert!(!both.contains("127.0.0.1") && !both.contains("geheim"), "{both}");
            let secrets = key.lines().filter(|line| !line.starts_with('-'));
            assert!(secrets.into_iter().all(|line| !both.contains(line)), "{both}");
        }
        assert_eq!(over(&site, &lines, &["--json"]).exits(2).error_code(), "usage");
    }
}

#[test]
fn what_is_no_host_name_is_not_looked_up() {
    let site = Site::new();
    let odd =
        ["MIGHAgEAMB+MGByqGSM", "AwEHBG/wawIBAQQg", "two words.test", "db.test/app", "<html>", "db.test;"];
    let answer = over(&site, &odd.join("\n"), &["--json"]).exits(2);
    for (one, line) in list(&answer).iter().zip(odd) {
        assert_eq!(one["error"]["code"], "usage", "{line}: {one}");
        assert!(!one.to_string().contains(line), "{one}");
    }
    // Names that libpq's users have, and that are looked up: none has an address.
    let long = "x".repeat(64);
    for name in [format!("my_db.{long}.test"), format!("größe.{long}.test"), format!("db-1.{long}.test.")] {
        let said = only(&site.user.run(["check", "--json", &name]).exits(2));
        let target = format!("{name}:5432").into();
        assert_eq!((&said["error"]["code"], &said["target"]), (&"name-resolution".into(), &target));
    }
}

#[test]
fn a_service_is_looked_up_where_libpq_looks() {
    let site = Site::new();
    let server = site.server();
    let port = server.port();
    let service = format!("[db]\nhost={HOST}\nhostaddr=127.0.0.1\nport={port}\nsslmode=verify-ca\n");
    std::fs::write(site.user.path(".pg_service.conf"), service).expect("a service file");
    let said = only(&site.user.run(["check", "--json", "service=db"]).exits(0));
    assert_eq!(
        (&said["sslmode"], &said["port"], &said["host"]),
        (&"verify-ca".into(), &port.into(), &HOST.into())
    );
    let said = only(&site.user.run(["check", "--json", "service=db sslmode=require"]).exits(0));
    assert_eq!(said["sslmode"], "require", "the string goes before its service");
    let missing = site.user.run(["check", "--json", "service=other"]).exits(2);
    assert!(
        missing.stdout.contains("definition of service") && missing.stdout.contains("other"),
        "{missing:?}"
    );
}

#[test]
fn the_environment_counts_as_it_does_for_psql() {
    let site = Site::new();
    let server = site.server();
    let port = server.port().to_string();
    let variables =
        [("PGHOST", HOST), ("PGHOSTADDR", "127.0.0.1"), ("PGPORT", &port), ("PGSSLMODE", "require")];
    let run = |arguments: &[&str], more: &[(&str, &str)]| {
        let mut command = site.user.pgcerts();
        command.args(["check", "--json"]).args(arguments);
        answer(command.envs(variables).envs(more.iter().copied()))
    };
    assert_eq!(run(&["--no-env"], &[]).exits(2).error_code(), "usage", "no target");
    assert_eq!(run(&[], &[("PGHOST", ""), ("PGHOSTADDR", "")]).exits(2).error_code(), "usage");
    let said = only(&run(&[], &[]).exits(0));
    assert_eq!((&said["sslmode"], &said["host"]), (&"require".into(), &HOST.into()));
    let said = only(&run(&["sslmode=verify-ca"], &[]).exits(0));
    assert_eq!(said["sslmode"], "verify-ca", "the string goes before the environment");
    let said = only(&run(&["--sslmode", "prefer"], &[]).exits(0));
    assert_eq!(said["sslmode"], "prefer", "the flag goes before all");
    let said = only(&run(&[&target(server.port())], &[("PGSSLROOTCERT", "/nowhere")]).exits(0));
    assert_eq!((&said["sslmode"], &said["store"]["path"]), (&"require".into(), &"/nowhere".into()));
    assert_eq!(said["environment"], serde_json::json!(["PGSSLMODE", "PGSSLROOTCERT"]));
    let said = only(&run(&["--no-env", &target(server.port())], &[("PGSSLROOTCERT", "/nowhere")]).exits(0));
    assert_eq!((&said["sslmode"], &said["ok"]), (&"verify-full".into(), &true.into()), "left aside");
    assert_eq!(said["environment"], serde_json::json!([]));

    let store = |more: &[(&str, &str)]| only(&run(&[], more))["store"]["path"].clone();
    assert_eq!(store(&[("PGSSLROOTCERT", "/nowhere")]), "/nowhere");
    assert_eq!(store(&[("PGSSLROOTCERT", "")]), site.user.root_crt().to_str().expect("UTF-8"));
    let refused = run(&[], &[("PGSSLMODE", "")]).exits(2);
    assert_eq!(refused.error_code(), "usage", "an empty PGSSLMODE");
    let said = only(&run(&[], &[("PGSSLMAXPROTOCOLVERSION", "TLSv1.2")]).exits(0));
    assert_eq!(said["tls"]["version"], "TLSv1.2");
    let said = only(&run(&[], &[("PGSSLMINPROTOCOLVERSION", "TLSv1.3")]).exits(0));
    assert_eq!(said["tls"]["version"], "TLSv1.3");
    let crossed = [("PGSSLMINPROTOCOLVERSION", "TLSv1.3"), ("PGSSLMAXPROTOCOLVERSION", "TLSv1.2")];
    assert_eq!(run(&[], &crossed).exits(2).error_code(), "usage");
    let said = only(&run(&[], &[("PGSSLNEGOTIATION", "direct")]));
    assert_eq!(said["reply"], Value::Null);
    let wrong = [("PGSSLCRL", "list.pem")];
    std::fs::write(site.user.path("list.pem"), crate::support::forge::crl::List::of(&site.root).pem())
        .expect("a list");
    assert_eq!(only(&run(&[], &wrong))["ok"], false, "the list of the intermediate is missing");
    std::fs::write(
        site.user.path("services"),
        format!("[s]\nhost={HOST}\nhostaddr=127.0.0.1\nport={port}\nsslmode=verify-full\n"),
    )
    .expect("a service file");
    let services = [("PGSERVICEFILE", "services"), ("PGSERVICE", "s")];
    assert_eq!(only(&run(&[], &services).exits(0))["sslmode"], "verify-full");
    let without_mode = [("PGSSLMODE", "require"), ("PGREQUIRESSL", "1")];
    assert_eq!(only(&run(&[], &without_mode).exits(0))["sslmode"], "require");
}

#[test]
fn a_real_server_is_judged_by_the_settings_of_its_client() {
    let Some(cluster) = Cluster::shared("check with PostgreSQL") else { return };
    let site = Site::new();
    site.user.write_root_crt(cluster.authority.pem());
    let asked = cluster.connection(crate::support::cluster::HOST, "sslmode=verify-full password=geheim");
    let answer = site.user.run(["check", &asked]).exits(0);
    assert!(answer.stdout.contains("ok: sslmode=verify-full connects under TLS, chain and name verified"));
    assert!(!answer.stdout.contains("geheim") && answer.stderr.is_empty(), "{answer:?}");
    let nobody = Listener::new(drop);
    let many = format!("{asked}\n{}\n", target(nobody.address().port()));
    let answer = over(&site, &many, &[]).exits(1);
    assert!(answer.stdout.contains("2 servers: 1 ok, 1 not ok"), "{}", answer.stdout);
}

#[test]
fn other_clients_connection_strings_are_understood_with_a_note() {
    let site = Site::new();
    let server = site.server();
    let port = server.port();
    for (text, form) in [
        (format!("jdbc:postgresql://{HOST}:{port}/db?user=u&sslmode=verify-ca"), "a JDBC URL"),
        (format!("r2dbc:postgresql://u@{HOST}:{port}/db?sslMode=VERIFY_CA"), "an R2DBC URL"),
        (format!("postgresql+psycopg://u@{HOST}:{port}/db?sslmode=verify-ca"), "a URL of SQLAlchemy"),
        (format!("Host={HOST};Port={port};SSL Mode=VerifyCA"), "a connection string of Npgsql"),
        (format!("DATABASE_URL=postgres://u@{HOST}:{port}/db?sslmode=verify-ca"), "a variable with a URL"),
    ] {
        let run = |more: &[&str]| {
            site.user.run([&["check", text.as_str(), "--hostaddr", "127.0.0.1"], more].concat()).exits(0)
        };
        let one = only(&run(&["--json"]));
        assert_eq!((&one["sslmode"], &one["ok"]), (&"verify-ca".into(), &true.into()), "{text}");
        assert!(run(&[]).stderr.contains(form), "{text}");
        assert_eq!(run(&["-q"]).stderr, "");
    }
    // Java reads none of libpq's variables, and takes `ssl` alone for verify-full.
    let mut command = site.user.pgcerts();
    command.env("PGSSLMODE", "disable").env("PGHOST", "elsewhere.test");
    let url = format!("jdbc:postgresql://{HOST}:{port}/db?ssl");
    let one = only(&answer(command.args(["check", "--json", "--hostaddr", "127.0.0.1", &url])));
    assert_eq!((&one["sslmode"], &one["environment"]), (&"verify-full".into(), &Value::Array(Vec::new())));
}
