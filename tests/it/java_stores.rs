//! Trust stores of Java: what pgcerts writes is what keytool and a JVM read, and what Java wrote stays.

mod connects;
mod damaged;
mod foreign;
mod hostile;
mod made;
mod rounds;
mod work;

use std::path::Path;
use std::process::Command;

use crate::support::authority::Authority;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

const PASSWORD: &str = "secret1";

/// The three forms of a store, and the arguments that open each.
const FORMS: [(&str, &[&str]); 3] =
    [("plain.p12", &[]), ("sealed.p12", &["--storepass-file", "pw"]), ("store.jks", &[])];

/// A user with the password in a file.
fn user() -> User {
    let user = User::in_memory();
    std::fs::write(user.path("pw"), format!("{PASSWORD}\n")).expect("a password");
    user
}

fn password(name: &str) -> &'static str {
    if name == "sealed.p12" { PASSWORD } else { "changeit" }
}

fn bytes(user: &User, name: &str) -> Vec<u8> {
    std::fs::read(user.path(name)).expect("the store")
}

fn run(user: &User, command: &str, name: &str, more: &[&str]) -> Answer {
    let offline: &[&str] = if command == "install" { &["--offline"] } else { &[] };
    user.run([&[command, "--json", "--dest", name], offline, more].concat())
}

fn keytool(user: &User, arguments: &[&str]) -> Answer {
    let mut command = user.command("keytool");
    // Java starts faster without its second compiler.
    command.current_dir(user.home()).args(["-J-XX:TieredStopAtLevel=1"]).args(arguments);
    answer(&mut command)
}

/// Where programs are looked for, once for each JVM: Debian's, and Temurin's where somebody has installed it. No registry
/// that `tests/tools` uses has that one, so no test needs it.
fn search_paths() -> Vec<String> {
    const TEMURIN: &str = "/usr/lib/jvm/temurin-25-jdk-amd64/bin";
    let usual = std::env::var("PATH").unwrap_or_default();
    let newer = Path::new(TEMURIN).is_dir().then(|| format!("{TEMURIN}:{usual}"));
    std::iter::once(usual).chain(newer).collect()
}

/// What keytool lists: alias, date, kind and fingerprint of each entry, sorted.
fn listed(user: &User, name: &str, password: &str) -> Vec<String> {
    listed_in(user, &search_paths()[0], name, password)
}

/// The same with the JVM that is found there.
fn listed_in(user: &User, path: &str, name: &str, password: &str) -> Vec<String> {
    let mut command = user.command("keytool");
    command.env("PATH", path).current_dir(user.home()).args(["-J-XX:TieredStopAtLevel=1", "-list"]);
    let text = answer(command.args(["-keystore", name, "-storepass", password])).exits(0).stdout;
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let entries = lines.windows(2).filter(|pair| pair[1].starts_with("Certificate fingerprint"));
    let mut entries: Vec<String> = entries.map(|pair| format!("{}\n{}", pair[0], pair[1])).collect();
    entries.sort();
    entries
}

/// Imports a made authority with keytool, under this alias.
fn import(user: &User, name: &str, alias: &str, authority: &Authority, options: &[&str]) {
    std::fs::write(user.path("import.crt"), authority.pem()).expect("a certificate");
    let (java, own): (Vec<&str>, Vec<&str>) = options.iter().partition(|option| option.starts_with("-J"));
    let base = ["-importcert", "-noprompt", "-alias", alias, "-file", "import.crt", "-keystore", name];
    let all = [&java[..], &base, &["-storepass", password(name)], &own].concat();
    keytool(user, &all).exits(0);
}

fn has_keytool(test: &str) -> bool {
    need(test, "keytool").is_some()
}

fn colons(der: &[u8]) -> String {
    let digits = pgcerts::testing::Sha256::hash(der).to_string().to_uppercase();
    let pairs: Vec<&str> = (0..32).map(|at| &digits[2 * at..2 * at + 2]).collect();
    pairs.join(":")
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// A program of the tests.
fn program(name: &str) -> Command {
    Command::new(name)
}
