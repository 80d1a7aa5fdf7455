//! The commands of `docs/tasks/own-pins.md` run as they stand there.

use std::os::unix::fs::symlink;

use super::{read, sha256};
use crate::support::authority::Authority;
use crate::support::user::{Answer, User, answer};
use crate::support::{bundled, pem, program, repository, tools};

/// The blocks of a page in a shell's language, those within lists too.
pub(super) fn scripts(page: &str, heading: &str) -> Vec<String> {
    let text = read(&repository(page));
    let (_, text) = text.split_once(heading).expect(heading);
    let mut scripts: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim() {
            _ if line.starts_with("## ") => break,
            "```sh" => {
                inside = true;
                scripts.push(String::new());
            }
            "```" => inside = false,
            command if inside => scripts.last_mut().expect("a block").extend([command, "\n"]),
            _ => {}
        }
    }
    scripts
}

/// A user with the program on the path.
pub(super) fn reader() -> User {
    let user = User::new();
    std::fs::create_dir(user.path("bin")).expect("a folder");
    symlink(program(), user.path("bin/pgcerts")).expect("a link");
    user
}

/// Runs a block in the user's home; no address but this machine's is reached.
pub(super) fn run(user: &User, script: &str, variables: &[(&str, &str)]) -> Answer {
    let mut command = user.command("bash");
    let path = format!("{}:{}", user.path("bin").display(), std::env::var("PATH").expect("PATH"));
    command.args(["-euo", "pipefail", "-c", script]).current_dir(user.home()).env("PATH", path);
    answer(command.env("https_proxy", "http://127.0.0.1:1").envs(variables.iter().copied()))
}

#[test]
fn every_command_of_the_page_runs() {
    if tools::need("the commands of docs/tasks/own-pins.md", "bash").is_none() {
        return;
    }
    let user = reader();
    let root = Authority::new("Team");
    std::fs::write(user.path("team-root.crt"), root.pem()).expect("a file");
    std::fs::create_dir(user.path("downloads")).expect("a folder");
    let minimum = ["DigiCertGlobalRootG2.crt", "Microsoft RSA Root Certificate Authority 2017.crt"];
    std::fs::write(user.path("downloads").join(minimum[0]), bundled(minimum[0])).expect("a file");
    let text: String = minimum.iter().map(|file| pem("CERTIFICATE", &bundled(file))).collect();
    std::fs::write(user.path("downloads/roots.pem"), text).expect("a file");
    let page = "docs/tasks/own-pins.md";
    let mut blocks = 0;
    for heading in read(&repository(page)).lines().filter(|line| line.starts_with("## ")) {
        for script in scripts(page, heading) {
            blocks += 1;
            if heading.contains("everywhere")
                && !std::path::Path::new("/etc/ssl/certs/ca-certificates.crt").is_file()
            {
                continue;
            }
            run(&user, &script, &[("SHA256", &sha256(root.der()))]).exits(0);
        }
    }
    assert_eq!(blocks, 5);
}

#[test]
fn every_verdict_and_result_is_on_the_page() {
    let page = read(&repository("docs/tasks/own-pins.md"));
    for (source, name) in [
        ("src/pins/identity.rs", "pub(crate) enum Recognition {"),
        ("src/pins/comparison.rs", "pub(crate) enum CompareOutcome {"),
    ] {
        let text = read(&repository(source));
        let (_, variants) = text.split_once(name).expect(name);
        let variants = variants.split_once("\n}").expect("the end").0;
        let mut count = 0;
        for line in variants.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase)) {
            let word: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
            let kebab = word.char_indices().fold(String::new(), |text, (at, c)| {
                let dash = if at > 0 && c.is_ascii_uppercase() { "-" } else { "" };
                text + dash + &c.to_ascii_lowercase().to_string()
            });
            assert!(page.contains(&format!("`{kebab}`")), "{kebab}");
            count += 1;
        }
        assert!(count >= 4, "{source}");
    }
}
