//! What holds for every command: streams, exit codes, usage errors, help.

use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use crate::support::user::User;

#[test]
fn usage_errors_are_exit_2_and_with_json_an_object_on_stdout() {
    let cases: [&[&str]; 15] = [
        &[],
        &["instal"],
        &["install", "--nonsense"],
        &["install", "--set"],
        &["install", "--source", "somewhere"],
        &["install", "--replace", "--repair"],
        &["install", "--offline", "--from", "."],
        &["install", "--dest", ""],
        &["install", "--print-env=tcsh"],
        &["install", "--quiet", "--verbose"],
        &["install", "--offline", "--replace", "--force"],
        &["install", "--offline", "--no-backup", "--force"],
        &["check", "127.0.0.1:1", "--host", "other.test"],
        &["check", "--targets", "servers.txt", "--host", "other.test"],
        &["check", "--no-env"],
    ];
    for arguments in cases {
        let user = User::new();
        let plain = user.run(arguments).exits(2);
        assert!(plain.stdout.is_empty() && !plain.stderr.is_empty(), "{arguments:?}: {plain:?}");
        let json = user.run(arguments.iter().chain(&["--json"])).exits(2);
        assert_eq!(json.error_code(), "usage", "{arguments:?}");
        assert!(json.stderr.is_empty(), "{json:?}");
        let object = json.json();
        assert_eq!(object["schema"], 1);
        assert_eq!(object["version"], env!("CARGO_PKG_VERSION"));
        assert!(!object["error"]["hint"].as_str().expect("a hint").is_empty());
        assert!(!user.folder().exists());
    }
}

#[test]
fn a_pipe_that_is_named_as_a_file_is_refused_with_the_way_that_works() {
    let user = User::new();
    for arguments in [["check", "--targets", "/dev/null"], ["check", "--chain", "/dev/null"]] {
        let answer = user.run(arguments.iter().chain(&["--json"])).exits(2);
        assert_eq!(answer.error_code(), "io");
        assert!(answer.stdout.contains("a pipe is given as `-`"), "{answer:?}");
    }
}

#[test]
fn the_json_of_a_usage_error_names_its_command() {
    let user = User::new();
    assert_eq!(user.run(["--json", "env", "--shell", "tcsh"]).exits(2).json()["command"], "env");
    assert_eq!(user.run(["--json", "nothing"]).exits(2).json()["command"], serde_json::Value::Null);
}

#[test]
fn help_and_version_are_answers() {
    let user = User::new();
    for arguments in [&["--help"][..], &["-h"], &["--version"], &["install", "--help"], &["env", "-h"]] {
        let answer = user.run(arguments).exits(0);
        assert!(!answer.stdout.is_empty() && answer.stderr.is_empty(), "{arguments:?}");
        assert!(!answer.stdout.contains('\u{1b}'), "no color in a pipe");
    }
    assert_eq!(user.run(["--version"]).stdout, concat!("pgcerts ", env!("CARGO_PKG_VERSION"), "\n"));
}

/// The commands that the help of `command` lists, and those inside them.
fn commands_in(user: &User, command: &[String], found: &mut Vec<Vec<String>>) {
    let help = user.run(command.iter().map(String::as_str).chain(["--help"])).exits(0).stdout;
    found.push(command.to_vec());
    let listed =
        help.split_once("Commands:\n").map_or("", |(_, after)| after.split("\n\n").next().unwrap_or(""));
    // What continues a line is indented further.
    for row in listed.lines().filter_map(|line| line.strip_prefix("  ")).filter(|row| !row.starts_with(' ')) {
        let name = row.split_whitespace().next().expect("a name").to_owned();
        commands_in(user, &[command, &[name]].concat(), found);
    }
}

#[test]
fn the_help_of_every_command_fits_a_page_and_its_summary_is_shorter() {
    let user = User::new();
    let mut commands = Vec::new();
    commands_in(&user, &[], &mut commands);
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let answer = |flag: &str| user.run(command.iter().map(String::as_str).chain([flag])).exits(0).stdout;
        let (whole, summary) = (answer("--help"), answer("-h"));
        assert!(whole.lines().count() <= 50, "{command:?} has {} lines", whole.lines().count());
        assert!(whole.lines().all(|line| line.chars().count() <= 80), "{whole}");
        assert!(summary.lines().count() < whole.lines().count(), "{command:?}");
        assert!(whole.contains("\nExamples:\n  ") && whole.contains("\nExit codes: 0 "), "{whole}");
        let (_, page) = whole.trim_end().rsplit_once("/blob/main/").expect("a page");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(page).is_file(), "{command:?}: {page}");
        let blocks = whole.split("\n\n").filter(|block| block.starts_with("  "));
        assert_eq!(blocks.count(), 0, "a blank line inside a list: {whole}");
    }
}

#[test]
fn the_help_that_is_shown_is_that_of_the_command_that_is_meant() {
    let user = User::new();
    let help = user.run(["pins", "show", "--help"]).exits(0).stdout;
    for arguments in [&["help", "pins", "show"][..], &["--color", "never", "pins", "show", "-q", "--help"]] {
        assert_eq!(user.run(arguments).exits(0).stdout, help, "{arguments:?}");
    }
    for arguments in [&[][..], &["pins"]] {
        let answer = user.run(arguments).exits(2);
        assert!(answer.stderr.contains("Commands:") && answer.stdout.is_empty(), "{answer:?}");
    }
}

#[test]
fn a_command_with_one_answer_has_no_lines_of_it() {
    let user = User::new();
    let refused = user.run(["status", "--format", "json-lines"]).exits(2);
    assert_eq!(refused.error_code(), "usage");
}

#[test]
fn every_flag_of_the_contract_stands_in_the_help() {
    let help = User::new().run(["install", "--help"]).exits(0).stdout;
    for flag in [
        "--dest",
        "--set",
        "--source",
        "--offline",
        "--from",
        "--mirror",
        "--cacert",
        "--timeout",
        "--retries",
        "--pins",
        "--replace",
        "--repair",
        "--prune",
        "--force",
        "--dry-run",
        "--no-backup",
        "--print-env",
        "--quiet",
        "--verbose",
        "--color",
        "--json",
    ] {
        assert!(
            help.contains(&format!("{flag} "))
                || help.contains(&format!("{flag}\n"))
                || help.contains(&format!("{flag}[")),
            "{flag}"
        );
    }
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    for arguments in
        [&["install", "--offline", "-v"][..], &["install", "--help"], &["install", "--offline", "--json"]]
    {
        let user = User::new();
        let mut child = user
            .pgcerts()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pgcerts");
        drop(child.stdout.take());
        let mut talk = String::new();
        child.stderr.take().expect("stderr").read_to_string(&mut talk).expect("UTF-8");
        assert!(child.wait().expect("an end").success(), "{arguments:?}: {talk}");
        assert!(!talk.contains("panicked") && !talk.contains("error"), "{talk}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_exit_2() {
    let user = User::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output = user.pgcerts().args(["env", "--shell", "sh"]).stdout(full).output().expect("pgcerts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn color_is_for_terminals_and_for_those_who_ask() {
    let user = User::new();
    assert!(!user.run(["install", "--offline"]).exits(0).stdout.contains('\u{1b}'));
    assert!(user.run(["install", "--offline", "--color", "always"]).exits(0).stdout.contains('\u{1b}'));
    assert!(!user.run(["install", "--offline", "--color", "never"]).exits(0).stdout.contains('\u{1b}'));
}

#[test]
fn quiet_leaves_the_data_and_errors() {
    let user = User::new();
    let answer = user.run(["install", "--offline", "-q"]).exits(0);
    assert_eq!((answer.stdout.as_str(), answer.stderr.as_str()), ("", ""));
    assert_eq!(user.run(["env", "-q", "--shell", "github"]).exits(0).stdout.lines().count(), 1);
    user.write_root_crt("<html>");
    let answer = user.run(["install", "--offline", "-q"]).exits(2);
    assert!(
        answer.stdout.is_empty() && answer.stderr.contains("root.crt") && answer.stderr.contains("fix: ")
    );
}

#[test]
fn names_from_outside_cannot_command_the_terminal() {
    let user = User::new();
    let answer = user.run(["install", "--offline", "--dest", "a\u{1b}[31m\u{202e}b/root.crt"]).exits(0);
    let printed = answer.stdout + &answer.stderr;
    assert!(!printed.contains('\u{1b}') && !printed.contains('\u{202e}'), "{printed}");
    assert!(printed.contains("\\u{1b}[31m\\u{202e}b"), "{printed}");
}

/// What a run prints on a terminal, where `script` gives it one.
#[cfg(target_os = "linux")]
fn on_a_terminal(test: &str, arguments: &str, variables: &[(&str, &str)]) -> Option<String> {
    let script = crate::support::tools::need(test, "script")?;
    let user = User::new();
    let command = format!("{} {arguments}", crate::support::program().display());
    let mut run = user.command(script);
    run.args(["-qec", &command, "/dev/null"])
        .env("TERM", "xterm")
        .envs(variables.iter().copied())
        .stdin(Stdio::null());
    Some(String::from_utf8(run.output().expect("script").stdout).expect("UTF-8"))
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_color_unless_somebody_says_no() {
    let test = "color on a terminal";
    let Some(plain) = on_a_terminal(test, "install --offline", &[]) else { return };
    assert!(plain.contains("\u{1b}[1m\u{1b}[32m") || plain.contains("\u{1b}[32m"), "{plain:?}");
    for (arguments, variables) in [
        ("install --offline --color never", &[][..]),
        ("install --offline", &[("NO_COLOR", "1")]),
        ("install --offline", &[("TERM", "dumb")]),
        ("instal", &[("NO_COLOR", "1")]),
        ("instal --color never", &[]),
    ] {
        let printed = on_a_terminal(test, arguments, variables).expect("script");
        assert!(!printed.contains('\u{1b}'), "{arguments}: {printed:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn progress_is_for_terminals_that_can_overwrite_a_line() {
    let test = "progress on a terminal";
    let closed = "install --mirror http://127.0.0.1:1 --retries 0 --timeout 5";
    let Some(shown) = on_a_terminal(test, closed, &[]) else { return };
    assert!(
        shown.contains("downloading 3 root certificates: 0 done, 0 s") && shown.contains("\r\u{1b}[K"),
        "{shown:?}"
    );
    let dumb = on_a_terminal(test, closed, &[("TERM", "dumb")]).expect("script");
    assert!(!dumb.contains("downloading"), "{dumb:?}");
    let quiet = on_a_terminal(test, &format!("{closed} -q"), &[]).expect("script");
    assert_eq!(quiet, "");
}

#[test]
#[cfg(target_os = "linux")]
fn the_progress_of_downloads_moves_while_a_server_is_silent() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("its address");
    let waiting = format!("install --mirror http://{address} --timeout 3");
    let Some(shown) = on_a_terminal("progress on a terminal", &waiting, &[]) else { return };
    assert!(shown.contains("0 done, 1 s") && shown.contains("0 done, 2 s"), "{shown:?}");
}
