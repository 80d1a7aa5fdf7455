//! What the pages say: every command on them runs, every printed answer is the real one, every code is listed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::user::{Answer, User, answer};
use crate::support::{AZURE, bundled, pem, program, repository, tools};

/// The blocks of a page fenced with this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository(page)).expect(page);
    let mut blocks = Vec::new();
    for part in text.split("\n```").skip(1) {
        if let Some(block) = part.strip_prefix(language).and_then(|rest| rest.strip_prefix('\n')) {
            blocks.push(block.to_owned());
        }
    }
    blocks
}

/// A user with what the pages assume: the program on the path, files of the examples, and proxies that lead
/// nowhere, so that nothing leaves this machine.
struct Reader {
    user: User,
}

impl Reader {
    fn new() -> Self {
        let user = User::new();
        for folder in ["bin", "etc", "downloads"] {
            std::fs::create_dir(user.path(folder)).expect("a folder");
        }
        std::os::unix::fs::symlink(program(), user.path("bin/pgcerts")).expect("a link");
        for (_, file) in AZURE {
            std::fs::write(user.path("downloads").join(file), bundled(file)).expect("a file");
        }
        std::fs::write(user.path("corporate-root.pem"), pem("CERTIFICATE", &bundled(AZURE[0].1)))
            .expect("a file");
        Self { user }
    }

    /// Runs a script as it stands on the page, but for `/etc/`, which is not the tests' to write, and psql,
    /// whose server is one that refuses.
    fn run(&self, script: &str) -> Answer {
        let psql = r#"psql() { command psql "$@" 2>&1 | grep -q "Connection refused"; }"#;
        let script = script.replace("/etc/", &format!("{}/", self.user.path("etc").display()));
        let path = std::env::var("PATH").expect("PATH");
        let mut command = self.user.command("bash");
        command
            .args(["-euc", &format!("{psql}\n{script}")])
            .current_dir(self.user.home())
            .env("PATH", format!("{}:{path}", self.user.path("bin").display()))
            .env("GITHUB_ENV", self.user.path("github-env"))
            .env("PGHOSTADDR", "127.0.0.1")
            .env("PGPORT", "1");
        for proxy in ["http_proxy", "https_proxy"] {
            command.env(proxy, "http://127.0.0.1:1");
        }
        answer(&mut command)
    }
}

#[test]
fn every_command_of_the_installation_page_runs() {
    let test = "the commands of docs/install.md";
    if tools::need(test, "bash").is_none() || tools::need(test, "psql").is_none() {
        return;
    }
    let scripts = blocks("docs/install.md", "sh");
    assert!(scripts.len() >= 15, "the blocks are found");
    std::thread::scope(|scope| {
        for script in &scripts {
            scope.spawn(move || {
                let answer = Reader::new().run(script);
                assert_eq!(answer.code, Some(0), "{script}\n{answer:?}");
            });
        }
    });
}

#[test]
fn the_lines_of_the_container_image_do_what_the_page_says() {
    let block = &blocks("docs/install.md", "dockerfile")[0];
    let line =
        |instruction: &str| block.lines().find_map(|line| line.strip_prefix(instruction)).expect("a line");
    let reader = Reader::new();
    reader.run(line("RUN ")).exits(0);
    let file = reader.user.path("etc/postgresql-roots/root.crt");
    assert_eq!(crate::support::certificates(&file).len(), 3);
    let folder = std::fs::metadata(file.parent().expect("a folder")).expect("the folder");
    assert_eq!(folder.permissions().mode() & 0o005, 0o005, "every user of the image reads it");
    let printed =
        reader.user.run(["env", "--shell", "dockerfile", "--dest", "/etc/postgresql-roots/root.crt"]);
    assert_eq!(printed.exits(0).stdout.trim_end(), format!("ENV {}", line("ENV ")));
}

/// What a run prints on a terminal, in a home that the pages call `/home/you`.
fn printed(user: &User, arguments: &str) -> String {
    let answer = user.run(arguments.split_whitespace());
    let text = answer.stdout + &answer.stderr;
    let text = text.replace(user.home().to_str().expect("UTF-8"), "/home/you");
    // The tests' home is never the password database's.
    let mut lines = text.lines();
    let mut kept = String::new();
    while let Some(line) = lines.next() {
        if line.starts_with("warning: $HOME is") {
            lines.next();
        } else {
            let _ = writeln!(kept, "{line}");
        }
    }
    kept
}

fn shown(page: &str) -> (String, String) {
    let block = blocks(page, "console").remove(0);
    let (command, output) = block.split_once('\n').expect("a command and its output");
    (command.strip_prefix("$ pgcerts ").expect("a command").to_owned(), output.trim_end().to_owned() + "\n")
}

#[test]
fn the_readme_shows_what_the_first_run_prints() {
    let (command, output) = shown("README.md");
    assert_eq!(printed(&User::new(), &command), output);
}

#[test]
fn the_installation_page_shows_what_a_broken_file_gets() {
    let (command, output) = shown("docs/install.md");
    let user = User::new();
    let first = pem("CERTIFICATE", &bundled(AZURE[0].1));
    user.write_root_crt(format!("{}{}", first.trim_end(), pem("CERTIFICATE", &bundled(AZURE[1].1))));
    let lines = first.lines().count();
    assert_eq!(printed(&user, &command), output.replace("line 21", &format!("line {lines}")));
}

#[test]
fn the_readme_has_two_commands_and_they_are_those_that_the_checks_run() {
    let commands: Vec<String> =
        blocks("README.md", "sh").iter().map(|block| block.trim().to_owned()).collect();
    assert_eq!(commands, ["cargo run --release --locked -- install", "tests/run"]);
    let checks = std::fs::read_to_string(repository("tests/run")).expect("tests/run");
    assert!(checks.contains(&commands[0]), "tests/run runs the first");
    let ci = std::fs::read_to_string(repository(".ci/run")).expect(".ci/run");
    let lines: Vec<&str> = ci.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines, [r#"exec "$(dirname "$0")/../tests/run""#]);
}

/// The first words in back quotes of the table rows below a heading.
fn table(page: &str, heading: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(repository(page)).expect(page);
    let (_, section) = text.split_once(heading).expect(heading);
    let section = section.split("\n## ").next().unwrap_or(section);
    let word = |line: &str| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned());
    section.lines().filter_map(word).collect()
}

/// All text of a folder of sources.
fn sources(folder: &str) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(repository(folder)).expect(folder) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text += &sources(path.to_str().expect("UTF-8"));
        } else {
            text += &std::fs::read_to_string(path).expect("a source");
        }
    }
    text
}

#[test]
fn every_error_code_is_on_the_page_and_no_other() {
    let code = std::fs::read_to_string(repository("src/error.rs")).expect("a source");
    let (_, variants) = code.split_once("pub enum Code {").expect("the codes");
    let variants = variants.split_once("\n}").expect("the end").0;
    let names = variants.lines().filter_map(|line| line.trim().strip_suffix(',')).map(kebab).collect();
    assert_eq!(table("docs/json.md", "## Errors"), names);
}

fn kebab(name: &str) -> String {
    name.char_indices().fold(String::new(), |text, (at, c)| {
        let dash = if at > 0 && c.is_ascii_uppercase() { "-" } else { "" };
        text + dash + &c.to_ascii_lowercase().to_string()
    })
}

#[test]
fn every_warning_code_on_the_page_is_in_the_program() {
    let source = sources("src");
    let rows = table("docs/json.md", "| warning | when |");
    assert_eq!(rows.len(), 10);
    for code in rows {
        assert!(source.contains(&format!("\"{code}\"")), "{code}");
    }
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let mut links = 0;
    for page in
        ["README.md", "certs/README.md", "docs/install.md", "docs/manifest.md", "docs/ARCHITECTURE.md"]
    {
        let text = std::fs::read_to_string(repository(page)).expect(page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                repository(page)
            } else {
                repository(page).parent().expect("a folder").join(file)
            };
            assert!(target.exists(), "{page}: {link}");
            assert!(anchor.is_empty() || headings(&target).contains(anchor), "{page}: {link}");
            links += 1;
        }
    }
    assert!(links > 10);
}

fn headings(page: &std::path::Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(page).expect("a page");
    let anchor = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    text.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').map(anchor)).collect()
}
