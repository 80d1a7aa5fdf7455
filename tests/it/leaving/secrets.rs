//! A password shows in no byte of any output, whatever the form of the input that holds it.

use std::ffi::OsString;
use std::process::Stdio;

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::proxy::Proxy;
use crate::support::server::{Reply, Server};
use crate::support::user::{Answer, User, answer};

/// A password, plain and with characters that have a meaning somewhere; each with what must not show of it.
const PASSWORDS: [(&str, &str); 4] = [
    ("Geheim7", "geheim7"),
    ("Ge%48eim7", "ge%48eim7"),
    ("Geheim7@p", "geheim7"),
    ("x=Geheim7&y;z", "geheim7"),
];

/// Forms of a target with a password, `{}`. libpq reads some of them, some otherwise than their author meant, and
/// refuses the others. Port 1 is closed.
const FORMS: [&str; 109] = [
    "postgresql://u:{}@127.0.0.1:1/db",
    "postgres://u:{}@127.0.0.1:1",
    "postgresql://:{}@127.0.0.1:1",
    "postgresql://{}@127.0.0.1:1/db",
    "postgresql://u:{}",
    "postgresql://u:{}/db",
    "postgresql://u:{}@",
    "postgresql://u:{}@/db?port=1",
    "postgresql://u:{}@127.0.0.1:port/db",
    "postgresql://u:{}@[::1]:1/db",
    "postgresql://u:{}@[::1",
    "postgresql://u:{}@[]:1",
    "postgresql://u:{}@[::1]x",
    "postgresql://u:{}@127.0.0.1:1,localhost:1/db",
    "postgresql://127.0.0.1:1,u:{}@localhost:1/db",
    "postgresql://u:p@{}@127.0.0.1:1",
    "postgresql://u:p/{}@127.0.0.1:1",
    "postgresql://u:p?{}@127.0.0.1:1",
    "postgresql://u:p%zz{}@127.0.0.1:1",
    "postgresql://u:p {}@127.0.0.1:1",
    "postgresql://127.0.0.1:1/db?password={}",
    "postgresql://127.0.0.1:1/?sslpassword={}&user=u",
    "postgresql://127.0.0.1:1/?user=u&password={}&sslmode=bogus",
    "postgresql://127.0.0.1:1/?password=a&{}",
    "postgresql://127.0.0.1:1/?password=a&{}=b",
    "postgresql://127.0.0.1:1/?pass%77ord={}",
    "postgresql://127.0.0.1:1/?passwd={}",
    "postgresql://127.0.0.1:1/?options=-c%20x={}",
    "postgresql://127.0.0.1:1/?host=u:{}@h",
    "postgresql://127.0.0.1:1/?port={}",
    "postgresql://127.0.0.1:1/?sslmode={}",
    "postgresql://127.0.0.1:1/?hostaddr={}",
    "postgresql://127.0.0.1:1/?service=s;password={}",
    "postgresql://127.0.0.1:1/?sslrootcert=/x;password={}",
    "postgresql://127.0.0.1:1/?ssl_min_protocol_version={}",
    "postgresql://127.0.0.1:1/?sslnegotiation={}",
    "postgresql://127.0.0.1:1/{}",
    "postgresql://127.0.0.1:1/db%zz{}",
    "postgresql://%2Ftmp%2F{}@x:1/db",
    "postgresql:/u:{}@127.0.0.1",
    "postgresql:u:{}@127.0.0.1",
    "postgresql+psycopg://u:{}@127.0.0.1:1/db",
    "jdbc:postgresql://127.0.0.1:1/db?user=u&password={}",
    "jdbc:postgresql://u:{}@127.0.0.1:1/db",
    "jdbc:postgresql:db?password={}",
    "r2dbc:postgresql://u:{}@127.0.0.1:1/db",
    "r2dbc:pool:postgres://127.0.0.1:1/db?password={}&sslMode={}",
    "postgresql+asyncpg://127.0.0.1:1/db?password={}&ssl=%zz{}",
    "DATABASE_URL=postgres://u:{}@127.0.0.1:1/db",
    "export JDBC_URL='jdbc:postgresql://127.0.0.1:1/db?password={}'",
    "Server=127.0.0.1;Port=1;User Id=u;Password='{}';SSL Mode=VerifyFull",
    "Host=u:{}@127.0.0.1;Port=1",
    "mysql://u:{}@127.0.0.1:1/db",
    "http://u:{}@127.0.0.1:1/",
    "//u:{}@127.0.0.1:1/db",
    "u:{}@127.0.0.1",
    "u:{}@127.0.0.1:1",
    "u:{}@127.0.0.1:1/db",
    "{}@127.0.0.1:1",
    "u@127.0.0.1:{}",
    "127.0.0.1:1:app:u:{}",
    "*:*:*:u:{}",
    "[::1]:1:app:u:{}",
    "127.0.0.1:1,*:*:*:*:{}",
    "127.0.0.1:{}",
    "[::1]:{}",
    "127.0.0.1:1/app {}",
    "127.0.0.1:1/db?password={}",
    "127.0.0.1:1 {}",
    "127.0.0.1 -W {}",
    "127.0.0.1;password={}",
    "127.0.0.1&password={}",
    "127.0.0.1,{}+x",
    "[::1%{}",
    "fe80::1%x {}",
    "password: {}",
    "password={}",
    "PGPASSWORD={}",
    "{\"host\":\"h\",\"password\":\"{}\"}",
    "host=127.0.0.1 port=1 password={}",
    "host=127.0.0.1 port=1 password='{}'",
    "host=127.0.0.1 port=1 password='{}",
    "host=127.0.0.1 port=1 password=' {} '",
    "host=127.0.0.1 port=1 password=a {}",
    "host=127.0.0.1 port=1 password=a {}=b",
    "host=127.0.0.1 port=1 password = {}",
    r"host=127.0.0.1 port=1 password='a\' {}'",
    "host=127.0.0.1 port=1 sslpassword={}",
    "host=127.0.0.1 port=1 passfile=/tmp/{}",
    "host=127.0.0.1 port=1 pwd={}",
    "host=127.0.0.1 port=1 options='-c x={}'",
    "host=127.0.0.1 port=1 oauth_client_secret={} sslmode=bogus",
    "host=127.0.0.1;port=1;password={}",
    "Host=127.0.0.1;Port=1;Password={}",
    "host=127.0.0.1&password={}",
    "host=u:{}@127.0.0.1",
    "host='127.0.0.1 password={}'",
    "host=127.0.0.1,u:{}@localhost",
    "host=/tmp/u:{}@x port=1",
    "host='/tmp password={}' port=1",
    "host=@u:{} port=1",
    "hostaddr=u:{}@127.0.0.1",
    "host=//u:{}@x hostaddr=127.0.0.1 port=1",
    "host=127.0.0.1 port=1;password={}",
    "dbname=postgresql://u:{}@127.0.0.1/db",
    "host=127.0.0.1 port=1 sslmode=require;password={}",
    "host=127.0.0.1 port=1 sslrootcert=/x;password={}",
    "service=postgresql://u:{}@127.0.0.1/db",
    "host=127.0.0.1 port=1 requirepeer={} ssl_max_protocol_version=TLSv1;password={}",
];

/// Every target with every password.
fn targets() -> Vec<String> {
    FORMS.iter().flat_map(|form| PASSWORDS.iter().map(|(password, _)| form.replace("{}", password))).collect()
}

#[track_caller]
fn shows_nothing(said: &Answer, input: &str) {
    assert_eq!(said.code.map(|code| code > 3), Some(false), "{input}: {said:?}");
    let both = (said.stdout.clone() + &said.stderr).to_lowercase();
    for (_, shown) in PASSWORDS {
        assert!(!both.contains(shown), "{input}: {both}");
    }
    // Cut by its marks, or without its case.
    assert!(!both.contains("eheim"), "{input}: {both}");
    assert!(!both.contains("panicked"), "{input}: {both}");
}

fn words(arguments: &[&str]) -> Vec<OsString> {
    arguments.iter().map(OsString::from).collect()
}

#[test]
fn no_output_over_all_targets_shows_a_password() {
    let user = User::in_memory();
    // A line break ends a target of a file.
    std::fs::write(user.path("targets"), targets().join("\n")).expect("a file");
    let list = ["check", "--targets", "targets", "--timeout", "3"];
    let forms: [&[&str]; 9] = [
        &[],
        &["-v"],
        &["-q"],
        &["--json"],
        &["--format", "json-lines"],
        &["--format", "prometheus"],
        &["--format", "nagios"],
        &["--color", "always", "-v"],
        &["--sslmode", "prefer", "--json"],
    ];
    for form in forms {
        let said = user.run(list.iter().chain(form)).exits(2);
        shows_nothing(&said, &form.join(" "));
    }
    let json = user.run(list.iter().chain(&["--json"])).json();
    let count = json["targets"].as_array().expect("targets").len();
    assert!(count >= FORMS.len() * PASSWORDS.len(), "{count}");
    let input = std::fs::File::open(user.path("targets")).expect("the file");
    let mut command = user.pgcerts();
    command.args(["check", "--targets", "-", "-v", "--timeout", "3"]).stdin(Stdio::from(input));
    shows_nothing(&answer(&mut command), "standard input");
}

#[test]
fn a_single_target_shows_no_password_in_any_place_of_the_command_line() {
    let user = User::in_memory();
    std::fs::write(user.path("chain.pem"), Authority::new("Chain").pem()).expect("a file");
    for (number, target) in targets().iter().enumerate() {
        let target = target.as_str();
        // Each is the answer of another part of the program.
        let places: [Vec<OsString>; 7] = [
            words(&["check", target, "--timeout", "1"]),
            words(&["check", "--json", target, "--timeout", "1", "-v"]),
            words(&["sessions", target, "--timeout", "1", "--json"]),
            words(&["check", "--chain", target]),
            words(&["check", "--chain", "chain.pem", "--host", target, "--json"]),
            words(&["pins", "show", target, "--timeout", "1"]),
            words(&["check", "--targets", target]),
        ];
        // The first password in every place, the others in one.
        let is_first = number % PASSWORDS.len() == 0;
        let chosen =
            places.iter().enumerate().filter(|(place, _)| is_first || *place == number % places.len());
        for (_, place) in chosen {
            shows_nothing(&user.run(place), &format!("{place:?}"));
        }
    }
}

#[test]
fn arguments_that_are_refused_are_not_quoted() {
    let user = User::in_memory();
    let password = PASSWORDS[0].0;
    for form in FORMS.iter().step_by(5).copied().chain(["{}", "--{}", "-{}", "--password={}", "--json={}"]) {
        let secret = form.replace("{}", password);
        let secret = secret.as_str();
        let places: [&[&str]; 17] = [
            &[secret],
            &["chekc", secret],
            &["pins", secret],
            &["status", secret],
            &["check", "db", &format!("--{secret}")],
            &["check", "db", "--sslmode", secret],
            &["check", "db", "--negotiation", secret],
            &["check", "db", "--port", secret],
            &["check", "db", &format!("--port={secret}")],
            &["check", "db", "--timeout", secret],
            &["check", "db", "--at", secret],
            &["check", "db", "--jobs", secret],
            &["check", "db", "--format", secret],
            &["install", "--retries", secret],
            &["install", "--source", secret],
            &["pins", "add", "m.json", "--sha256", secret],
            &["env", "--shell", secret],
        ];
        for place in places {
            for more in [&[][..], &["--json"], &["--format", "nagios"]] {
                // Behind `--` nothing is a flag; in front of all it would be a target.
                let all = [place, more].concat();
                let said = user.run(&all);
                shows_nothing(&said, &format!("{all:?}"));
                assert!(said.code != Some(0), "{all:?}: {said:?}");
            }
        }
    }
    let said = user.run(["check", "db", "--sslmode", password]).exits(2).stderr;
    assert!(said.contains("invalid value for '--sslmode <MODE>' (argument 4)"), "{said}");
    assert!(
        said.contains("possible values: disable, allow") && said.contains("For more information"),
        "{said}"
    );
    let said = user.run(["check", "db", "--port", "70000"]).exits(2).stderr;
    assert!(said.contains("(argument 4): not in 0..=65535") && !said.contains("70000"), "{said}");
    let said = user.run(["check", "db", "--sslmod=x"]).exits(2).stderr;
    assert!(said.contains("unexpected argument 3") && said.contains("'--sslmode'"), "{said}");
    let said = user.run(["instal"]).exits(2).stderr;
    assert!(said.contains("unrecognized subcommand (argument 1)") && said.contains("install"), "{said}");
}

#[test]
fn the_environment_and_service_files_show_no_password() {
    let user = User::in_memory();
    let secret = PASSWORDS[0].0;
    let service = format!(
        "[a]\nhost=127.0.0.1\nport=1\npassword={secret}\nsslpassword={secret}\n[b]\nhost=u:{secret}@h\n[c]\nport={secret}\n\
         [d]\nsslmode={secret}\n[e]\n{secret}\n[f]\n{secret}=1\n[g]\nsslrootcert=/x;password={secret}\nhost=127.0.0.1\nport=1\n"
    );
    std::fs::write(user.path(".pg_service.conf"), service).expect("a service file");
    for name in ["a", "b", "c", "d", "e", "f", "g", "none"] {
        for form in [&["-v"][..], &["--json"], &["--format", "prometheus"], &["--format", "nagios"]] {
            let target = format!("service={name}");
            let said = user.run(["check", &target, "--timeout", "1"].iter().chain(form));
            shows_nothing(&said, &format!("service={name} {form:?}"));
        }
    }
    let target = format!("postgresql://u:{secret}@h/db");
    user.run(["install", "--offline", "-q"]).exits(0);
    for command in [&["status", "-v"][..], &["status", "--json"], &["install", "--offline", "-v"], &["env"]] {
        for value in [target.as_str(), &format!("/x;password={secret}"), &format!("u:{secret}@h")] {
            let said = answer(user.pgcerts().args(command).env("PGSSLROOTCERT", value));
            shows_nothing(&said, &format!("PGSSLROOTCERT={value} {command:?}"));
        }
    }
    std::fs::remove_file(user.root_crt()).expect("the store");
    let variables = [
        "PGHOST",
        "PGHOSTADDR",
        "PGPORT",
        "PGSERVICE",
        "PGSSLMODE",
        "PGSSLROOTCERT",
        "PGSSLNEGOTIATION",
        "PGSERVICEFILE",
    ];
    for variable in variables {
        for value in [target.as_str(), &format!("u:{secret}@h"), &format!("x;password={secret}"), secret] {
            // A plain word may be the name of a host, a service or a file, and is shown as such.
            let is_name = value == secret
                && ["PGHOST", "PGSERVICE", "PGSSLROOTCERT", "PGSERVICEFILE"].contains(&variable);
            if is_name {
                continue;
            }
            for form in [&["-v"][..], &["--json"]] {
                let mut command = user.pgcerts();
                command.args(["check", "--timeout", "1"]).args(form);
                command.env("PGPASSWORD", secret).env("PGPORT", "1").env(variable, value);
                shows_nothing(&answer(&mut command), &format!("{variable}={value} {form:?}"));
            }
        }
    }
}

/// Addresses with a password or a key, for a server on this machine.
fn addresses(server: &Server) -> Vec<String> {
    let at = server.url("");
    let place = at.trim_start_matches("http://");
    [
        "http://u:Geheim7@{}/x.crt",
        "http://Geheim7@{}/x.crt",
        "http://{}/x.crt?sig=Geheim7",
        "http://{}/x.crt#Geheim7",
    ]
    .iter()
    .map(|form| form.replace("{}", place))
    .collect()
}

#[test]
fn addresses_of_manifests_show_no_password() {
    let authority = Authority::new("Secret Root");
    let server = Server::http().at("/x.crt", Reply::Body(b"other".to_vec()));
    let commands: [&[&str]; 6] = [
        &["pins", "list", "-v", "--pins", "pins.json"],
        &["pins", "diff", "built-in", "pins.json"],
        &["pins", "diff", "other.json", "pins.json"],
        &["pins", "verify", "-v", "--pins", "pins.json", "--retries", "0"],
        &["install", "-v", "--pins", "pins.json", "--retries", "0", "--dest", "a.crt"],
        &["install", "--source", "download", "--pins", "pins.json", "--retries", "0", "--dest", "b.crt"],
    ];
    for url in addresses(&server) {
        let user = User::in_memory();
        let mut pin = authority.pin("secret", &[&url]);
        pin["source"] = format!("see {url}, 2026").into();
        write_manifest(user.home(), &manifest(&[pin.clone()]), &[("secret.crt", authority.der())]);
        pin["urls"] = serde_json::json!(["https://h/y.crt?sig=Geheim7"]);
        std::fs::write(user.path("other.json"), manifest(&[pin]).to_string()).expect("a manifest");
        for command in commands {
            for more in [&[][..], &["--json"]] {
                shows_nothing(&user.run(command.iter().chain(more)), &format!("{url} {command:?} {more:?}"));
            }
        }
    }
    assert!(server.connections() > 0, "they were asked");
}

#[test]
fn a_manifest_that_is_refused_shows_no_password() {
    let authority = Authority::new("Secret Root");
    let wrong: [serde_json::Value; 8] = [
        serde_json::json!(["http://u:Geheim7@h/x"]),
        serde_json::json!(["ftp://u:Geheim7@h/x"]),
        serde_json::json!(["https://u:Geheim7@h:port/x"]),
        serde_json::json!(["u:Geheim7@h"]),
        serde_json::json!(["mailto:Geheim7@h"]),
        serde_json::json!("https://u:Geheim7@h/x"),
        serde_json::json!({ "https://u:p@h/x": 1 }),
        serde_json::json!(["https://u:Geheim7\"@h:x y/"]),
    ];
    for urls in wrong {
        let user = User::in_memory();
        let mut pin = authority.pin("secret", &[]);
        pin["urls"] = urls.clone();
        write_manifest(user.home(), &manifest(&[pin]), &[]);
        for more in [&[][..], &["--json"]] {
            let said = user.run(["pins", "list", "--pins", "pins.json"].iter().chain(more)).exits(2);
            shows_nothing(&said, &urls.to_string());
        }
    }
}

#[test]
fn mirrors_redirects_and_proxies_show_no_password() {
    let server = Server::http()
        .at("/r/DigiCertGlobalRootG2.crt", Reply::Redirect("ftp://u:Geheim7@h/x?Geheim7".into()))
        .at(
            "/s/DigiCertGlobalRootG2.crt",
            Reply::Redirect("http://u:Geheim7@127.0.0.1:1/x?sig=Geheim7".into()),
        );
    let place = server.url("");
    let place = place.trim_start_matches("http://");
    let mirrors = [
        format!("http://u:Geheim7@{place}/"),
        format!("http://{place}/r?sig=Geheim7"),
        format!("http://{place}/s?sig=Geheim7"),
        format!("http://u:Geheim7@{place}:port/"),
        "http://u:Geheim7@127.0.0.1:1/".to_owned(),
        "u:Geheim7@h".to_owned(),
        "Geheim7".to_owned(),
        "ftp://u:Geheim7@h/".to_owned(),
        "mailto:Geheim7@h".to_owned(),
    ];
    for mirror in &mirrors {
        let user = User::in_memory();
        let commands: [&[&str]; 4] = [
            &["install", "-v", "--mirror", mirror, "--retries", "0", "--dry-run"],
            &["install", "--source", "download", "--mirror", mirror, "--retries", "0"],
            &["pins", "verify", "--mirror", mirror, "--retries", "0"],
            &[
                "pins",
                "add",
                "m.json",
                "--from",
                mirror,
                "--sha256",
                &"0".repeat(64),
                "--id",
                "x",
                "--set",
                "s",
            ],
        ];
        for command in commands {
            for more in [&[][..], &["--json"]] {
                let mut run = user.pgcerts();
                run.args(command).args(more);
                let said = answer(&mut run);
                // What is no address may be the name of a file, which is shown.
                if !(command.contains(&"--from") && mirror == "Geheim7") {
                    shows_nothing(&said, &format!("{command:?} {more:?}"));
                }
            }
        }
    }
    let upstream = Server::http();
    let proxy = Proxy::before(upstream.address());
    for value in
        [proxy.url().replace("http://", "http://u:Geheim7@"), "http://u:Geheim7@127.0.0.1:1".to_owned()]
    {
        let user = User::in_memory();
        for form in [&["-v"][..], &["--json"], &["--source", "download"]] {
            let mut command = user.pgcerts();
            command
                .args(["install", "--dry-run", "--retries", "0", "--mirror", "http://m.invalid/"])
                .args(form);
            shows_nothing(&answer(command.env("ALL_PROXY", &value)), &format!("ALL_PROXY={value}"));
        }
    }
    assert!(proxy.connections() > 0, "it was asked");
}
