//! The programs of `tests/clients` with a snippet in each, built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::client::{Client, GO_PATH, Jars, Language, python};
use super::stage::{ADDRESS, HOST, ODD_NAME, Stage, for_settings, for_url};
use crate::support::repository;
use crate::support::tools::test_tools;
use crate::support::user::answer;

/// Which snippet a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// Verify-full, and no word of a file.
    Bare,
    /// The same where the client takes `$HOME` for the home of the password database.
    AtHome,
    /// What `pgcerts snippet` prints for a plain path.
    Plain,
    /// The same for a path, a user and a database with what languages quote.
    Odd,
    /// The plain one, with an address for the host.
    Address,
}

impl Variant {
    fn host(self) -> &'static str {
        if self == Self::Address { ADDRESS } else { HOST }
    }
}

/// Long enough for a busy machine; a client that waits for ever is no answer.
const SECONDS: &str = "120";

pub(super) struct Programs {
    folder: tempfile::TempDir,
}

impl Programs {
    pub(super) fn build(clients: &[&Client], stage: &Stage) -> Self {
        let programs = Self { folder: tempfile::tempdir().expect("a folder") };
        for client in clients {
            for &variant in variants(client) {
                programs.write(client, variant, &snippet(client, variant, stage));
            }
        }
        let has = |language| clients.iter().any(|client| client.language == language);
        if has(Language::Rust) {
            programs.build_rust(clients);
        }
        for client in clients {
            match client.language {
                Language::Java(jars) => programs.build_java(client, jars),
                Language::Go(_) => programs.build_go(client),
                _ => {}
            }
        }
        programs
    }

    /// The client's command, in the stage's own environment.
    pub(super) fn command(&self, client: &Client, variant: Variant, stage: &Stage) -> Command {
        let folder = self.of(client, variant);
        let program = folder.join(format!("program.{}", client.ending()));
        let mut words: Vec<PathBuf> = match client.language {
            Language::Shell | Language::Calling(_) => vec!["sh".into(), program],
            Language::Ruby(_) => vec!["ruby".into(), program],
            Language::Php(_) => vec!["php".into(), program],
            Language::Python(_) => vec![python(), program],
            Language::Node(_) => vec!["node".into(), program],
            Language::Perl(_) => vec!["perl".into(), program],
            Language::Java(jars) => java(jars, &folder, variant, stage),
            Language::Go(_) => vec![folder.join("program")],
            Language::Rust => vec![rust_binary(client, variant)],
        };
        words.push(folder.join("snippet"));
        let mut command = stage.command("timeout");
        command.arg(SECONDS).args(words);
        command
    }

    fn of(&self, client: &Client, variant: Variant) -> PathBuf {
        self.folder.path().join(client.title.replace('/', "-")).join(format!("{variant:?}").to_lowercase())
    }

    fn write(&self, client: &Client, variant: Variant, snippet: &str) {
        let folder = self.of(client, variant);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("snippet"), snippet).expect("the snippet");
        let name = source(client);
        let source = repository("tests/clients").join(client.name).join(&name);
        let program = with_snippet(&fs::read_to_string(source).expect("a program"), snippet);
        fs::write(folder.join(name), program).expect("a program");
    }

    fn build_java(&self, client: &Client, jars: Jars) {
        for variant in variants(client) {
            let folder = self.of(client, *variant);
            let mut javac = Command::new("javac");
            javac.args(["-cp", &jars.class_path(), "-d"]).arg(&folder).arg(folder.join(source(client)));
            answer(&mut javac).exits(0);
        }
    }

    /// With cgo, as Go does where there is a C compiler, it asks the password database for the home.
    fn build_go(&self, client: &Client) {
        for variant in variants(client) {
            let cgo = if *variant == Variant::AtHome { "0" } else { "1" };
            let mut go = Command::new("go");
            go.env("GO111MODULE", "off").env("GOPATH", GO_PATH).env("GOFLAGS", "").env("CGO_ENABLED", cgo);
            go.env("GOCACHE", test_tools("go-cache")).current_dir(self.of(client, *variant));
            answer(go.args(["build", "-o", "program", &source(client)])).exits(0);
        }
    }

    /// In one folder that stays, so that what they depend on is compiled once.
    fn build_rust(&self, clients: &[&Client]) {
        let package = test_tools("rust-programs");
        let binaries = package.join("src/bin");
        // A client that is gone shall not be compiled for ever.
        let _ = fs::remove_dir_all(&binaries);
        fs::create_dir_all(&binaries).expect("a folder");
        for file in ["Cargo.toml", "Cargo.lock", "src/lib.rs"] {
            fs::copy(repository("tests/clients/rust").join(file), package.join(file)).expect("a copy");
        }
        for client in clients.iter().filter(|client| client.language == Language::Rust) {
            for variant in variants(client) {
                let program = self.of(client, *variant).join(source(client));
                fs::copy(program, binaries.join(rust_name(client, *variant) + ".rs")).expect("a copy");
            }
        }
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--locked", "--offline", "--bins", "--manifest-path"]);
        answer(cargo.arg(package.join("Cargo.toml")).arg("--target-dir").arg(test_tools("rust"))).exits(0);
    }
}

/// Only Java and Go ask the password database.
fn variants(client: &Client) -> &'static [Variant] {
    match client.language {
        Language::Java(_) | Language::Go(_) => {
            &[Variant::Bare, Variant::AtHome, Variant::Plain, Variant::Odd, Variant::Address]
        }
        _ => &[Variant::Bare, Variant::Plain, Variant::Odd, Variant::Address],
    }
}

/// Java, quick to start, with the stage's home for the password database's if it shall be that.
fn java(jars: Jars, classes: &Path, variant: Variant, stage: &Stage) -> Vec<PathBuf> {
    let classes = format!("{}:{}", classes.display(), jars.class_path());
    let mut words = vec!["java".to_owned(), "-XX:TieredStopAtLevel=1".to_owned()];
    if variant == Variant::AtHome {
        words.push(format!("-Duser.home={}", stage.home().display()));
    }
    words.extend(["-cp".to_owned(), classes, "Program".to_owned()]);
    words.into_iter().map(PathBuf::from).collect()
}

/// What the program runs: the snippet for the stage's path and server, or the client's own bare one.
fn snippet(client: &Client, variant: Variant, stage: &Stage) -> String {
    match variant {
        Variant::Bare | Variant::AtHome => {
            let bare = repository("tests/clients").join(client.name).join("bare");
            stage.filled_in(&fs::read_to_string(bare).expect("a snippet"), variant.host())
        }
        Variant::Plain | Variant::Address => printed(client, variant, stage, &stage.plain(), "postgres"),
        Variant::Odd if ["pdo", "dbd-pg", "odbc", "pgbouncer", "service"].contains(&client.name) => {
            printed(client, variant, stage, &stage.odd_for_settings(), &for_settings(ODD_NAME))
        }
        Variant::Odd if client.name == "debezium" => {
            printed(client, variant, stage, &stage.odd(), &for_url(ODD_NAME))
        }
        Variant::Odd => printed(client, variant, stage, &stage.odd(), ODD_NAME),
    }
}

/// The user and the database have one name.
fn printed(client: &Client, variant: Variant, stage: &Stage, path: &Path, name: &str) -> String {
    let path = path.to_str().expect("UTF-8");
    let (user, database) = (format!("--user={name}"), format!("--dbname={name}"));
    let port = stage.port();
    let server = ["--host", variant.host(), "--port", &port, &user, &database];
    stage.user.run(["snippet", client.name, "--dest", path].iter().chain(&server)).exits(0).stdout
}

/// The program with the snippet in place of its marker, if it has one, indented as that.
fn with_snippet(program: &str, snippet: &str) -> String {
    let mut lines = Vec::new();
    for line in program.lines() {
        match line.trim_start() {
            "# SNIPPET" | "// SNIPPET" => {
                let indent = &line[..line.len() - line.trim_start().len()];
                lines.extend(snippet.lines().map(|line| format!("{indent}{line}").trim_end().to_owned()));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

fn source(client: &Client) -> String {
    let name = if client.ending() == "java" { "Program" } else { "program" };
    format!("{name}.{}", client.ending())
}

fn rust_name(client: &Client, variant: Variant) -> String {
    format!("{}-{}", client.name, format!("{variant:?}").to_lowercase())
}

fn rust_binary(client: &Client, variant: Variant) -> PathBuf {
    test_tools("rust/debug").join(rust_name(client, variant))
}
