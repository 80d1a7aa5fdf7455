//! `status` on every store of the kit, and whether psql and OpenSSL see the file as it does.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Kit;
use super::cases::{Case, Store, all, place};
use crate::support::cluster::{Cluster, HOST, IS_ENCRYPTED, unprivileged};
use crate::support::store::counted_by_openssl;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};
use crate::support::{copy_program, program};

/// A store on the disk, and what `status` says of it.
struct Judged {
    case: Case,
    path: PathBuf,
    answer: Answer,
    json: Value,
}

impl Judged {
    fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().expect("findings")
    }

    /// `code` or `code@line` of each finding, sorted.
    fn found(&self) -> Vec<String> {
        let many = self.case.findings.contains('*');
        let spell = |finding: &Value| {
            let code = finding["code"].as_str().expect("a code");
            finding["line"]
                .as_u64()
                .filter(|_| !many)
                .map_or_else(|| code.to_owned(), |line| format!("{code}@{line}"))
        };
        let mut found: Vec<String> = self.findings().iter().map(spell).collect();
        found.sort();
        found
    }

    /// The same of the findings that the kit expects.
    fn expected(&self) -> Vec<String> {
        let bytes = self.case.bytes().unwrap_or_default();
        let spell = |word: &str| match word.split_once('@') {
            Some((code, at)) => format!("{code}@{}", place(at, bytes)),
            None => word.to_owned(),
        };
        let words = self.case.findings.split_whitespace().flat_map(repeated);
        let mut expected: Vec<String> = words.map(spell).collect();
        expected.sort();
        expected
    }

    fn has(&self, severity: &str) -> bool {
        self.findings().iter().any(|finding| finding["severity"] == severity)
    }

    fn loads_server(&self, kit: &Kit) -> bool {
        let server = pgcerts::testing::Sha256::hash(&kit.server).to_string();
        self.json["certificates"].as_array().expect("certificates").iter().any(|one| one["sha256"] == server)
    }
}

/// `code*3` means the code three times, their lines aside.
fn repeated(word: &str) -> impl Iterator<Item = &str> {
    let (word, count) = word.split_once('*').unwrap_or((word, "1"));
    std::iter::repeat_n(word, count.parse().expect("a number"))
}

fn judge(kit: &Kit, case: Case) -> Judged {
    let path = kit.place(case.name);
    case.make(&path);
    let answer = match case.store {
        Store::Unreadable(_) => as_other_user(kit, &path),
        Store::Pipe => in_time(kit, &path),
        _ => kit.status(&path),
    };
    let json = answer.json();
    Judged { case, path, answer, json }
}

/// Root may read everything, so another user asks.
fn as_other_user(kit: &Kit, store: &Path) -> Answer {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |path: &Path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755));
    open(kit.user.home()).expect("a mode");
    let copy = kit.user.path("pgcerts");
    copy_program(&copy);
    let mut command = kit.user.command(&copy);
    unprivileged(&mut command);
    command.args(["status", "--json", "--set", "kit", "--pins"]).arg(&kit.pins).arg("--dest").arg(store);
    answer(command.current_dir("/"))
}

/// Ends a run that waits for the writer of a pipe.
fn in_time(kit: &Kit, store: &Path) -> Answer {
    let mut command = kit.user.pgcerts();
    command.args(["status", "--json", "--set", "kit", "--pins"]).arg(&kit.pins).arg("--dest").arg(store);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
    let end = Instant::now() + Duration::from_secs(10);
    while child.try_wait().expect("its state").is_none() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let output = child.wait_with_output().expect("its output");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    Answer { code: output.status.code(), stdout, stderr: String::new() }
}

/// The complaints about the whole kit at once: a change of the reader often moves several stores.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn unless(&mut self, holds: bool, judged: &Judged, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(format!("{}: {}", judged.case.name, what()));
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[test]
fn status_finds_in_each_store_its_defect_and_nothing_else_and_libpq_agrees() {
    let kit = Kit::new(User::new(), Cluster::shared("the kit of stores"));
    let judged: Vec<Judged> = all(&kit).into_iter().map(|case| judge(&kit, case)).collect();
    assert!(judged.len() >= 60);
    let mut complaints = Complaints::default();
    for one in &judged {
        says_what_is_expected(one, &mut complaints);
        speaks_sense(one, &mut complaints);
        agrees_with_psql(&kit, one, &mut complaints);
    }
    agrees_with_openssl(&judged, &mut complaints);
    complaints.none();
}

fn says_what_is_expected(judged: &Judged, complaints: &mut Complaints) {
    let (found, expected) = (judged.found(), judged.expected());
    complaints.unless(found == expected, judged, || format!("found {found:?}, not {expected:?}"));
    let (libpq, loads) = (&judged.json["libpq"], judged.case.loads);
    let counted = libpq["certificates"].as_u64().and_then(|count| usize::try_from(count).ok());
    let agree = libpq["loads"] == loads.is_some() && counted == Some(loads.unwrap_or(0));
    complaints.unless(agree, judged, || format!("{libpq}, not {loads:?}"));
    let listed = judged.json["certificates"].as_array().map(Vec::len);
    complaints.unless(listed == counted, judged, || format!("lists {listed:?} of {counted:?}"));
    let error = judged.has("error");
    let consistent = judged.answer.code == Some(i32::from(error)) && judged.json["ok"] == !error;
    complaints.unless(consistent, judged, || {
        format!("code {:?}, ok {}, error {error}", judged.answer.code, judged.json["ok"])
    });
    for finding in judged.findings() {
        let severity = contracted_severity(finding);
        complaints.unless(finding["severity"] == severity, judged, || format!("not {severity}: {finding}"));
    }
    let rank =
        |finding: &Value| ["error", "warning", "info"].iter().position(|one| finding["severity"] == *one);
    complaints
        .unless(judged.findings().is_sorted_by_key(rank), judged, || "the worst comes not first".into());
}

/// The table of the contract.
fn contracted_severity(finding: &Value) -> &'static str {
    match finding["code"].as_str().expect("a code") {
        "expired" | "not-yet-valid" if finding["pin"].is_null() => "warning",
        "missing-file" | "unreadable-file" | "empty-file" | "not-pem" | "malformed-block"
        | "ignored-block" | "missing-root" | "tampered-root" | "impostor-root" | "private-key"
        | "expired" | "not-yet-valid" => "error",
        "duplicate" | "foreign-root" | "public-distrust" => "info",
        _ => "warning",
    }
}

/// Each message names the line, the certificate or the path, and no text from a certificate reaches the terminal
/// as it is.
fn speaks_sense(judged: &Judged, complaints: &mut Complaints) {
    let path = judged.path.to_str().expect("UTF-8");
    for finding in judged.findings().iter().take(20) {
        let text = |field: &str| finding[field].as_str().unwrap_or_default().to_owned();
        let (message, hint) = (text("message"), text("hint"));
        let certificate = judged.json["certificates"]
            .as_array()
            .and_then(|all| all.iter().find(|one| one["sha256"] == finding["sha256"]));
        let subject = certificate.and_then(|one| one["subject"].as_str());
        let named = message.contains(path)
            || finding["code"] == "not-pem"
            || subject.is_some_and(|subject| message.contains(subject))
            || finding["line"].as_u64().is_some_and(|line| message.contains(&format!("line {line}")))
            || finding["pin"].is_string();
        complaints.unless(named && !hint.is_empty(), judged, || format!("names nothing: {finding}"));
    }
    let small = judged.case.bytes().is_some_and(|bytes| bytes.len() < 1_000_000);
    if small {
        is_shown_safely(judged, complaints);
    }
}

fn is_shown_safely(judged: &Judged, complaints: &mut Complaints) {
    let harmful = |c: char| {
        c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    let text = answer(shown(judged).arg("-v")).stdout;
    let is_row = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let unbroken = |line: &&str| line.contains('/') || line.contains("SHA-256") || is_row(line);
    let wide = text.lines().find(|line| line.chars().count() > 80 && !unbroken(line));
    complaints.unless(wide.is_none(), judged, || format!("wider than 80 columns: {wide:?}"));
    complaints.unless(!text.contains(harmful), judged, || format!("obeyed by a terminal: {text:?}"));
    if judged.case.name.starts_with("subject") {
        for form in ["nagios", "prometheus"] {
            let text = answer(shown(judged).args(["--format", form])).stdout;
            complaints.unless(!text.contains(harmful), judged, || format!("obeyed by a terminal: {text:?}"));
        }
    }
}

/// The command that shows the same to a person.
fn shown(judged: &Judged) -> std::process::Command {
    let home = judged.path.parent().and_then(Path::parent).expect("the kit's folder");
    let mut command = std::process::Command::new(program());
    command
        .env_clear()
        .env("HOME", home)
        .args(["status", "--set", "kit", "--pins"])
        .arg(home.join("pins.json"));
    command.arg("--dest").arg(&judged.path);
    command
}

/// A real psql refuses the file with the very text of `libpq.error`, or connects if the server's root is loaded.
fn agrees_with_psql(kit: &Kit, judged: &Judged, complaints: &mut Complaints) {
    // libpq opens a pipe and waits for its writer.
    let (Some(cluster), false) = (&kit.cluster, matches!(judged.case.store, Store::Pipe)) else { return };
    let mut psql = kit.user.command(cluster.psql());
    let options = format!("sslmode=verify-ca sslrootcert={}", judged.path.display());
    psql.args(["-XAtc", IS_ENCRYPTED]).arg(cluster.connection(HOST, &options)).current_dir("/");
    if matches!(judged.case.store, Store::Unreadable(_)) {
        unprivileged(&mut psql);
    }
    let said = answer(&mut psql);
    let agrees = match judged.json["libpq"]["error"].as_str() {
        Some(error) => said.code == Some(2) && said.stderr.contains(error),
        None if judged.loads_server(kit) => said.code == Some(0) && said.stdout == "t\n",
        None => said.code == Some(2) && said.stderr.contains("certificate verify failed"),
    };
    complaints.unless(agrees, judged, || format!("{}, but psql says {said:?}", judged.json["libpq"]));
}

fn agrees_with_openssl(judged: &[Judged], complaints: &mut Complaints) {
    if need("the kit of stores", "python3").is_none() {
        return;
    }
    let readable = |one: &&Judged| one.case.bytes().is_some();
    let files: Vec<&Judged> = judged.iter().filter(readable).collect();
    let paths: Vec<&Path> = files.iter().map(|one| one.path.as_path()).collect();
    for (one, theirs) in files.iter().zip(counted_by_openssl(&paths)) {
        let libpq = &one.json["libpq"];
        let ours = libpq["loads"].as_bool().expect("a boolean").then(|| libpq["certificates"].as_u64());
        let theirs = theirs.map(|count| Some(count as u64));
        complaints.unless(ours == theirs, one, || format!("{libpq}, but OpenSSL loads {theirs:?}"));
    }
}
