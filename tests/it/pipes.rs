//! `-` as a file: roots on standard output, stores from standard input.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::names;
use crate::support::store::{azure, install};
use crate::support::user::{Answer, User};

/// Runs the program with something on its standard input.
fn piped(user: &User, arguments: &[&str], input: &[u8]) -> Answer {
    let mut command = user.pgcerts();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a run");
    child.stdin.take().expect("a pipe").write_all(input).expect("written");
    Answer::of(child.wait_with_output().expect("a run"))
}

#[test]
fn install_prints_the_file_that_it_would_write_and_reports_on_stderr() {
    let user = User::in_memory();
    install(&user, &["--dest", "file.crt"]).exits(0);
    let file = std::fs::read_to_string(user.path("file.crt")).expect("the file");
    let before = names(user.home());
    for dest in ["-", "/dev/stdout"] {
        let answer = user.run(["install", "--offline", "--dest", dest]).exits(0);
        assert_eq!(answer.stdout, file);
        assert!(answer.stderr.starts_with("printed 3 roots of the set azure\n"), "{}", answer.stderr);
        let quiet = user.run(["install", "--offline", "-q", "--dest", dest]).exits(0);
        assert_eq!((quiet.stdout, quiet.stderr), (file.clone(), String::new()));
        let dry = user.run(["install", "--offline", "--dry-run", "--dest", dest]).exits(0);
        assert_eq!(dry.stdout, "");
        assert!(dry.stderr.starts_with("would print 3 roots"), "{}", dry.stderr);
    }
    assert_eq!(names(user.home()), before, "nothing else is touched");
}

#[test]
fn install_to_stdout_refuses_what_has_no_meaning_there() {
    let user = User::in_memory();
    for flags in [&["--json"][..], &["--print-env"], &["--repair"], &["--prune", "built-in"], &["--in-place"]]
    {
        let answer = user.run(["install", "--offline", "--dest", "-"].iter().chain(flags)).exits(2);
        assert!(!answer.stdout.contains("BEGIN"), "{answer:?}");
        let text = answer.stdout + &answer.stderr;
        assert!(text.contains(flags[0]) && text.contains("has no meaning"), "{text}");
    }
}

#[test]
fn install_to_stdout_prints_no_java_store_and_names_the_command_that_does() {
    let user = User::in_memory();
    for form in ["pkcs12", "jks"] {
        let answer = user.run(["install", "--offline", "--dest", "-", "--store-format", form]).exits(2);
        assert!(
            answer.stdout.is_empty() && answer.stderr.contains("pgcerts export --format pkcs12"),
            "{answer:?}"
        );
    }
}

#[test]
fn install_to_stdout_prints_nothing_unless_every_root_is_there() {
    let user = User::in_memory();
    std::fs::create_dir(user.path("some")).expect("a folder");
    std::fs::write(user.path("some/a.der"), &azure()[0]).expect("a file");
    let answer = user.run(["install", "--from", "some", "--dest", "-"]).exits(2);
    assert_eq!(answer.stdout, "");
}

#[test]
fn status_judges_standard_input() {
    let user = User::in_memory();
    install(&user, &["--dest", "file.crt"]).exits(0);
    let file = std::fs::read(user.path("file.crt")).expect("the file");
    let json = piped(&user, &["status", "-", "--json"], &file).exits(0).json();
    let named = user.run(["status", "file.crt", "--json"]).exits(0).json();
    assert_eq!((&json["path"], &json["path_source"]), (&serde_json::json!("-"), &named["path_source"]));
    assert_eq!(json["certificates"], named["certificates"]);
    let text = piped(&user, &["status", "-"], &file).exits(0).stdout;
    assert!(text.starts_with("- (standard input)\n"), "{text}");
    for arguments in [&["status", "-", "-"][..], &["status", "-", "--dest", "-"]] {
        assert!(piped(&user, arguments, b"").exits(2).stderr.contains("only once"));
    }
}

#[test]
fn status_of_a_pipe_gives_fixes_with_a_file_to_fill_in() {
    let user = User::in_memory();
    let json = piped(&user, &["status", "-", "--json"], b"").exits(1).json();
    let text = json["findings"].to_string();
    assert!(text.contains("pgcerts install --dest FILE") && !text.contains("--dest -"), "{text}");
}

#[test]
fn pins_show_reads_standard_input() {
    let user = User::in_memory();
    let json = piped(&user, &["pins", "show", "-", "--json"], &azure()[0]).exits(0).json();
    assert_eq!(json["certificates"][0]["verdict"], "pinned");
}

#[test]
fn what_install_prints_is_sound_for_status() {
    let user = User::in_memory();
    let roots = user.run(["install", "--offline", "--dest", "-"]).exits(0).stdout;
    piped(&user, &["status", "--strict", "-"], roots.as_bytes()).exits(0);
}
