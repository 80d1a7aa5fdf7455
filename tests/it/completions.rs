//! What `completions` prints, taken by the shells themselves, and the pages of `man`.

use std::process::Command;

use crate::support::names;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

/// Runs `script` in a shell that finds the completion script as `$1`.
fn completed(shell: &str, script: &str) -> Option<Answer> {
    let program = need(&format!("the completions for {shell}"), shell)?;
    let user = User::new();
    let file = user.path("completions");
    std::fs::write(&file, user.run(["completions", shell]).exits(0).stdout).expect("the script");
    let mut command = Command::new(program);
    command.arg("-c").arg(script);
    if shell != "fish" {
        command.arg(shell);
    }
    let answer = answer(command.arg(&file).env("HOME", user.home()).env("TERM", "dumb")).exits(0);
    assert_eq!(answer.stderr, "", "{shell} takes every line");
    Some(answer)
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let script = r#"
        source "$1"
        try() { COMP_WORDS=(pgcerts "$@"); COMP_CWORD=$#; COMPREPLY=(); _pgcerts pgcerts "${@: -1}" "${@: -2:1}"; echo "${COMPREPLY[@]}"; }
        try roll
        try install --off
        try env --shell power
        try snippet lib
        try install --set azure-
        complete -p pgcerts"#;
    let Some(answer) = completed("bash", script) else { return };
    let lines: Vec<&str> = answer.stdout.lines().collect();
    let values = ["rollback", "--offline", "powershell", "lib-pq", "azure-minimum azure-all"];
    assert_eq!(lines[..5], values);
    assert!(lines[5].contains("-F _pgcerts"));
}

#[test]
fn fish_completes_commands_flags_and_values() {
    let script = r#"
        source $argv[1]
        complete -C "pgcerts roll"
        complete -C "pgcerts install --off"
        complete -C "pgcerts env --shell power""#;
    let Some(answer) = completed("fish", script) else { return };
    let words: Vec<&str> = answer.stdout.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(words, ["rollback", "--offline", "powershell"]);
}

/// zsh completes only at a prompt, so a terminal of its own (`zpty`) gets the keys.
#[test]
fn zsh_completes_commands() {
    let script = r#"
        zmodload zsh/zpty
        mkdir $HOME/functions
        cp $1 $HOME/functions/_pgcerts
        zpty terminal zsh -f -i
        zpty -w terminal "PS1= fpath=($HOME/functions \$fpath); autoload -U compinit; compinit -u -D"
        zpty -w terminal "echo rea''dy"
        zpty -r terminal text "*ready*"
        zpty -w -n terminal $'pgcerts roll\t\C-a echo [\C-e]\n'
        zpty -r -m terminal text "*\[pgcerts rollback*"
        zpty -d terminal
        [[ $text == *rollback* ]] && echo rollback"#;
    let Some(answer) = completed("zsh", script) else { return };
    assert_eq!(answer.stdout, "rollback\n");
}

#[test]
fn the_other_shells_have_a_script_too() {
    let user = User::new();
    for shell in ["powershell", "elvish"] {
        assert!(user.run(["completions", shell]).exits(0).stdout.contains("rollback"));
    }
    let json = user.run(["completions", "bash", "--json"]).exits(0).json();
    assert_eq!((&json["command"], &json["shell"]), (&"completions".into(), &"bash".into()));
    assert!(json["script"].as_str().expect("the script").contains("_pgcerts"));
    user.run(["completions", "tcsh"]).exits(2);
}

#[test]
fn the_manual_has_a_page_for_every_command_and_man_takes_it() {
    let user = User::new();
    let folder = user.path("new/man1");
    let json = user.run(["man", "new/man1", "--json"]).exits(0).json();
    let pages = names(&folder);
    assert_eq!(json["pages"].as_array().expect("pages").len(), pages.len());
    assert!(pages.contains(&"pgcerts.1".to_owned()) && pages.contains(&"pgcerts-install.1".to_owned()));
    if need("the manual's pages", "man").is_some() {
        for page in &pages {
            let mut man = Command::new("man");
            man.args(["--warnings", "-l"])
                .arg(folder.join(page))
                .env("MANWIDTH", "100")
                .env("LC_ALL", "C.UTF-8");
            let shown = answer(&mut man).exits(0);
            assert!(shown.stdout.contains("SYNOPSIS"), "{page}");
            assert_eq!(shown.stderr, "", "{page}");
        }
    }
    let first = std::fs::read(folder.join("pgcerts.1")).expect("a page");
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&folder).expect("the folder"));
    assert_eq!(mode & 0o055, 0o055, "everybody may read the pages");
    assert_eq!(user.run(["man", "new/man1", "-q"]).exits(0).stdout, "");
    assert_eq!(std::fs::read(folder.join("pgcerts.1")).expect("a page"), first);
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_that_names_it() {
    let user = User::new();
    std::fs::write(user.path("file"), "").expect("a file");
    for path in ["file", "file/below"] {
        let answer = user.run(["man", path, "--json"]).exits(2);
        assert_eq!(answer.error_code(), "io");
        let message = answer.json()["error"]["message"].as_str().expect("a message").to_owned();
        assert!(message.contains(&format!("`{path}` is not a folder")), "{message}");
    }
}
