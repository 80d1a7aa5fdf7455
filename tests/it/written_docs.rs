//! What the pages say: every command on them runs, every printed answer is the real one, every code is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;

mod check;
mod reference;

use pgcerts::testing::{Severity, Speaker};

use crate::support::authority::Authority;
use crate::support::user::{Answer, User, answer};
use crate::support::{AZURE, bundled, codes_of, links, pem, program, repository, tools};

/// The blocks of a page fenced with this language, in lists too.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository(page)).expect(page);
    let mut lines = text.lines();
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        let Some((indent, opened)) = line.split_once("```") else { continue };
        if !indent.trim().is_empty() {
            continue;
        }
        let body = lines.by_ref().take_while(|line| line.trim() != "```");
        let body: Vec<&str> = body.map(|line| line.strip_prefix(indent).unwrap_or(line)).collect();
        let body = body.join("\n") + "\n";
        if opened == language {
            blocks.push(body);
        }
    }
    blocks
}

/// A user with what the pages assume: the program on the path, files of the examples, and proxies that lead
/// nowhere, so that nothing leaves this machine.
struct Reader {
    user: User,
    /// What stands before each script.
    prelude: String,
}

/// psql, whose server is one that refuses.
const PSQL: &str = r#"psql() (set +o pipefail; command psql "$@" 2>&1 | grep -q "Connection refused")"#;

impl Reader {
    fn new() -> Self {
        let user = User::in_memory();
        for folder in ["bin", "etc", "downloads"] {
            std::fs::create_dir(user.path(folder)).expect("a folder");
        }
        std::os::unix::fs::symlink(program(), user.path("bin/pgcerts")).expect("a link");
        for (_, file) in AZURE {
            std::fs::write(user.path("downloads").join(file), bundled(file)).expect("a file");
        }
        std::fs::write(user.path("corporate-root.pem"), pem("CERTIFICATE", &bundled(AZURE[0].1)))
            .expect("a file");
        Self { user, prelude: PSQL.into() }
    }

    /// The same with a store that was changed once, at libpq's path and at one of the examples.
    fn with_stores() -> Self {
        let reader = Self::new();
        std::fs::create_dir_all(reader.user.path("var/lib/prometheus/node-exporter")).expect("a folder");
        let ours = Authority::new("Ours").pem();
        for path in [".postgresql/root.crt", "etc/postgresql-roots/root.crt"] {
            let path = reader.user.path(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, &ours).expect("a file");
            let path = path.to_str().expect("UTF-8");
            for set in ["azure-minimum", "azure"] {
                reader.user.run(["install", "--offline", "-q", "--set", set, "--dest", path]).exits(0);
            }
        }
        reader
    }

    /// A path of the examples, in the home.
    fn own(&self, text: &str) -> String {
        ["/etc/", "/var/lib/"].iter().fold(text.to_owned(), |text, folder| {
            text.replace(folder, &format!("{}{folder}", self.user.home().display()))
        })
    }

    /// Runs a script as it stands on the page, but for `/etc/` and `/var/lib/`, which are not the tests' to write,
    /// and what the prelude defines.
    fn run(&self, script: &str) -> Answer {
        let (prelude, script) = (&self.prelude, self.own(script));
        let path = std::env::var("PATH").expect("PATH");
        let mut command = self.user.command("bash");
        command
            .args(["-euo", "pipefail", "-c", &format!("{prelude}\n{script}")])
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

/// Every `sh` block of a page, each with a user of its own.
fn every_command_runs(page: &str, least: usize, reader: impl Fn() -> Reader + Sync) {
    let scripts = blocks(page, "sh");
    assert!(scripts.len() >= least, "the blocks are found");
    let reader = &reader;
    std::thread::scope(|scope| {
        for script in &scripts {
            scope.spawn(move || {
                let answer = reader().run(script);
                assert_eq!(answer.code, Some(0), "{page}: {script}\n{answer:?}");
            });
        }
    });
}

#[test]
fn every_command_of_the_installation_page_runs() {
    let test = "the commands of docs/tasks/install.md";
    if tools::need(test, "bash").is_some() && tools::need(test, "psql").is_some() {
        every_command_runs("docs/tasks/install.md", 15, Reader::new);
    }
}

#[test]
fn every_command_of_the_status_page_runs() {
    if tools::need("the commands of docs/reference/status.md", "bash").is_some() {
        every_command_runs("docs/reference/status.md", 11, Reader::with_stores);
    }
}

#[test]
fn every_command_of_the_findings_page_runs() {
    let test = "the commands of docs/reference/findings.md";
    if tools::need(test, "bash").is_some() && tools::need(test, "openssl").is_some() {
        every_command_runs("docs/reference/findings.md", 30, Reader::with_stores);
    }
}

#[test]
fn every_command_of_the_packaging_page_runs() {
    if tools::need("the commands of docs/how-it-works/packaging.md", "bash").is_some() {
        every_command_runs("docs/how-it-works/packaging.md", 1, Reader::new);
    }
    let checks = std::fs::read_to_string(repository("tests/run")).expect("tests/run");
    assert!(checks.contains("packaging/build"), "tests/run makes the release");
}

#[test]
fn the_script_for_the_collector_replaces_the_metrics_and_keeps_the_old_ones_of_a_failed_run() {
    if tools::need("the script of docs/reference/status.md", "bash").is_none() {
        return;
    }
    let script = blocks("docs/reference/status.md", "sh")
        .into_iter()
        .find(|block| block.contains("--format prometheus"));
    let script = script.expect("the script");
    let reader = Reader::with_stores();
    let folder = reader.user.path("var/lib/prometheus/node-exporter");
    let ok = || {
        let text = std::fs::read_to_string(folder.join("pgcerts.prom")).expect("the metrics");
        text.lines().find(|line| line.starts_with("pgcerts_store_ok{")).expect("the verdict").ends_with(" 1")
    };
    reader.run(&script).exits(0);
    assert!(ok());
    std::fs::remove_file(reader.user.path("etc/postgresql-roots/root.crt")).expect("its removal");
    reader.run(&script).exits(0);
    assert!(!ok(), "exit code 1 is an answer");
    reader.run(&script.replace("status", "status --set none")).exits(0);
    assert!(!ok(), "no answer leaves the last one");
    assert!(folder.join("pgcerts.prom.new").metadata().expect("what failed").len() == 0);
}

#[test]
fn the_rules_for_prometheus_are_taken_by_its_own_tool() {
    let rules = blocks("docs/reference/status.md", "yaml").remove(0);
    let metrics = table("docs/reference/status.md", "| metric | labels | value |");
    let source = sources("src/app/report/status");
    assert!(metrics.len() == 4 && metrics.iter().all(|metric| source.contains(&format!("\"{metric}\""))));
    let asked: Vec<&String> = metrics.iter().filter(|metric| rules.contains(*metric)).collect();
    assert_eq!(asked.len(), 3, "the rules ask for what there is: {asked:?}");
    if let Some(promtool) = tools::promtool() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("rules.yml");
        std::fs::write(&path, rules).expect("the rules");
        answer(std::process::Command::new(promtool).args(["check", "rules"]).arg(path)).exits(0);
    }
}

/// What counts days, or goes by today's date, as every day would show it.
fn timeless(text: &str) -> String {
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let line = |line: &str| {
        let line = line.replace("ended ", "");
        match line.rsplit_once([' ', '=']) {
            Some((rest, days)) if digits(days) && rest.contains(['-', '=']) => {
                format!("{} DAYS", rest.trim_end())
            }
            _ => line,
        }
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn the_status_page_shows_what_is_printed() {
    let (command, output) = shown("docs/reference/status.md");
    let reader = Reader::new();
    let run = |arguments: &str| {
        let arguments = reader.own(arguments);
        let answer = reader.user.run(arguments.split_whitespace()).exits(0);
        timeless(&answer.stdout.replace(reader.user.home().to_str().expect("UTF-8"), ""))
    };
    run(&command.replace("status", "install --offline -q"));
    assert_eq!(run(&command), timeless(&output));
    let texts = blocks("docs/reference/status.md", "text");
    let shown = texts.iter().find(|block| block.starts_with("PGCERTS ")).expect("the line");
    assert_eq!(run(&format!("{command} --format nagios")), timeless(shown.trim_end()));
    let checked =
        texts.iter().find_map(|block| block.strip_prefix("command[check_pgcerts]=/usr/local/bin/pgcerts "));
    run(checked.expect("the line for NRPE").trim_end());
}

/// The severities that a finding of `status` may have, by its code.
fn severities_in_the_catalog() -> BTreeMap<String, BTreeSet<String>> {
    let words =
        |severities: &[Severity]| severities.iter().map(|one| format!("{one:?}").to_lowercase()).collect();
    let entries = Speaker::Status.entries().iter();
    entries.map(|entry| (entry.code.to_string(), words(entry.severities))).collect()
}

#[test]
fn every_finding_has_a_section_with_its_severity_in_the_order_of_the_codes() {
    let codes = codes_of(Speaker::Status);
    assert!(codes.len() >= 30);
    let page = std::fs::read_to_string(repository("docs/reference/findings.md")).expect("the page");
    let sections: Vec<(&str, &str)> =
        page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).collect();
    let titles: Vec<&str> = sections.iter().map(|(title, _)| *title).collect();
    assert_eq!(titles, codes);
    let in_catalog = severities_in_the_catalog();
    for (code, section) in sections {
        let line = section.lines().find_map(|line| line.strip_prefix("Severity: ")).expect(code);
        let said: BTreeSet<String> = line
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| ["error", "warning", "info"].contains(word))
            .map(str::to_owned)
            .collect();
        assert_eq!(said, in_catalog[code], "{code}");
        assert!(section.contains("\n```sh\n"), "{code} has a command");
    }
}

#[test]
fn every_field_of_status_and_rollback_is_on_the_page() {
    let page = std::fs::read_to_string(repository("docs/reference/json.md")).expect("the page");
    let section = |heading: &str| {
        let (_, section) = page.split_once(&format!("\n## `{heading}`\n")).expect(heading);
        section.split("\n## ").next().unwrap_or(section).to_owned()
    };
    let reader = Reader::with_stores();
    let named = |section: &str, list: &str, name: &str| {
        let list = if list.is_empty() { String::new() } else { format!("{list}.") };
        section.lines().filter(|line| line.starts_with(&format!("| `{list}"))).any(|line| {
            let fields = line.split('|').nth(1).unwrap_or_default();
            fields.contains(&format!("`{name}`")) || fields.contains(&format!("`{list}{name}`"))
        })
    };
    for (command, json) in [
        ("status", reader.user.run(["status", "--json"]).json()),
        ("rollback", reader.user.run(["rollback", "--list", "--json"]).json()),
    ] {
        let section = section(command);
        let head = ["schema", "command", "version"];
        for (name, value) in json.as_object().expect("an object") {
            let list = value.get(0).map_or_else(|| name.clone(), |_| format!("{name}[]"));
            let inner = value.get(0).unwrap_or(value).as_object();
            assert!(
                head.contains(&name.as_str()) || inner.is_some() || named(&section, "", name),
                "{command}: {name}"
            );
            for field in inner.into_iter().flat_map(serde_json::Map::keys) {
                assert!(named(&section, &list, field), "{command}: {list}.{field}");
            }
        }
    }
}

#[test]
fn the_lines_of_the_container_image_do_what_the_page_says() {
    let block = &blocks("docs/tasks/install.md", "dockerfile")[0];
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
    let (command, output) = shown("docs/tasks/install.md");
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
fn every_link_between_the_pages_leads_somewhere() {
    let pages = ["README.md", "CHANGELOG.md", "certs", "docs", "fuzz/README.md"].map(repository);
    assert!(links::check(&pages) > 50);
}
