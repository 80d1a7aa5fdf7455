//! What a hand may mistype, and streams that end early.

use std::process::Stdio;

use super::kit::{Site, target};
use crate::support::user::User;

#[test]
fn arguments_that_make_no_sense_are_exit_2_and_with_json_an_object() {
    let user = User::in_memory();
    user.run(["install", "--offline", "-q"]).exits(0);
    let cases: [&[&str]; 21] = [
        &[],
        &["--nonsense", "db"],
        &["db", "--sslmode", "verify"],
        &["db", "--sslmode", ""],
        &["db", "--negotiation", "tls"],
        &["db", "--timeout", "0"],
        &["db", "--timeout", "-1"],
        &["db", "--timeout", "x"],
        &["db", "--timeout", "inf"],
        &["db", "--expiring-within", "-1"],
        &["--chain", "c.pem", "db"],
        &["--chain", "c.pem", "--targets", "t"],
        &["--chain", "c.pem", "--hostaddr", "127.0.0.1"],
        &["--chain", "c.pem", "--port", "5"],
        &["--chain", "c.pem", "--auth"],
        &["db", "--host", "db"],
        &["db", "--format", "yaml"],
        &["host=db nonsense=1"],
        &["postgresql://db/?nonsense=1"],
        &["db", "--sslrootcert", "system", "--sslmode", "require", "--targets", "missing"],
        &[""],
    ];
    for arguments in cases {
        let arguments = [&["check"], arguments].concat();
        let plain = user.run(&arguments).exits(2);
        assert!(plain.stdout.is_empty() && !plain.stderr.is_empty(), "{arguments:?}: {plain:?}");
        let json = user.run(arguments.iter().chain(&["--json"])).exits(2);
        assert!(json.stderr.is_empty(), "{json:?}");
        let object = json.json();
        assert_eq!((&object["schema"], &object["command"]), (&1.into(), &"check".into()), "{arguments:?}");
        let code = object["error"]["code"].as_str().unwrap_or_else(|| panic!("{arguments:?}: {object}"));
        assert!(["usage", "io"].contains(&code), "{arguments:?}: {object}");
        assert!(!object["error"]["hint"].as_str().expect("a hint").is_empty());
    }
}

#[test]
fn what_psql_takes_is_answered_with_the_right_form() {
    let user = User::in_memory();
    let cases: [(&[&str], &str); 4] = [
        (&["-h", "db.test"], "`pgcerts check HOST:PORT`"),
        (&["db.test", "5432"], "`HOST:5432`"),
        (&["5432"], "`HOST:5432`"),
        (&["app@db.test"], "`postgresql://USER@HOST/`"),
    ];
    for (arguments, fix) in cases {
        let error = user.run([&["check", "--json"], arguments].concat()).exits(2).json();
        let hint = error["error"]["hint"].as_str().expect("a hint");
        assert!(hint.contains(fix), "{arguments:?}: {hint}");
    }
    user.run(["check", "-h"]).exits(0);
    user.run(["check", "-h", "--json"]).exits(0);
}

#[test]
fn who_names_nothing_is_told_all_that_can_be_named() {
    let user = User::in_memory();
    let plain = user.run(["check"]).exits(2).stderr;
    let json = user.run(["check", "--json"]).exits(2);
    let message = json.json()["error"]["message"].as_str().expect("a message").to_owned();
    for said in [plain, message] {
        for word in ["TARGET", "--targets", "--chain", "PGHOST"] {
            assert!(said.contains(word), "{word} in {said}");
        }
    }
}

#[test]
fn those_who_read_lines_get_errors_as_json_too() {
    let user = User::in_memory();
    for arguments in [&["--nonsense"][..], &["--targets", "missing"], &["host=x sslmode=bogus"]] {
        let answer = user.run([&["check", "--format", "json-lines"], arguments].concat()).exits(2);
        assert!(["usage", "io"].contains(&answer.error_code().as_str()));
        assert_eq!((answer.stderr.as_str(), answer.stdout.lines().count()), ("", 1));
    }
    let both = user.run(["check", "--json", "--format", "json-lines", "x"]).exits(2);
    assert_eq!(both.error_code(), "usage");
}

#[test]
fn every_flag_of_the_contract_stands_in_the_help() {
    let help = User::in_memory().run(["check", "--help"]).exits(0).stdout;
    let flags = "sslmode,sslrootcert,sslcrl,sslcrldir,hostaddr,port,negotiation,targets,jobs,timeout,chain,host,at,\
                 format,no-env,auth,sslcert,sslkey,expiring-within,pins,json,quiet,verbose,color";
    for flag in flags.split(',') {
        let there = [" ", "\n", "["].iter().any(|end| help.contains(&format!("--{flag}{end}")));
        assert!(there, "{flag}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let site = Site::new();
    let server = site.server();
    for form in ["text", "json", "prometheus"] {
        let mut command = site.user.pgcerts();
        command.args(["check", "--format", form, &target(server.port())]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("pgcerts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{form}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_an_error() {
    let site = Site::new();
    let server = site.server();
    for (form, code) in [("text", 2), ("json", 2), ("prometheus", 2), ("nagios", 3)] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let mut command = site.user.pgcerts();
        command.args(["check", "--format", form, &target(server.port())]).stdout(full);
        let output = command.output().expect("pgcerts");
        assert_eq!(output.status.code(), Some(code), "{form}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
    }
    let mut shell = site.user.command("sh");
    shell
        .args(["-c", "exec \"$0\" check \"$1\" >&-"])
        .arg(crate::support::program())
        .arg(target(server.port()));
    let closed = crate::support::user::answer(&mut shell);
    assert!([Some(0), Some(2)].contains(&closed.code), "{closed:?}");
    assert!(!closed.stderr.contains("panicked"), "{closed:?}");
}
