//! The four forms in which `status` answers: for people, for scripts, for Prometheus and for Nagios.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, date_time_ymd};
use serde_json::Value;

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::findings::found;
use crate::support::store::azure;
use crate::support::tools::{need_success, promtool, test_tools};
use crate::support::user::{Answer, User, answer};
use crate::support::{bundled, pem};

const FORMATS: [&str; 4] = ["text", "json", "prometheus", "nagios"];

/// Commands to a terminal, the separator of performance data, line ends and a turned direction.
pub(crate) const EVIL: &str =
    "evil \u{1b}[31mred\u{1b}]0;title\u{7} | a=1;2\r\nPGCERTS OK\u{202e}\u{9b}2J\u{200b}";

fn installed() -> User {
    let user = User::in_memory();
    user.run(["install", "--offline", "-q"]).exits(0);
    user
}

/// A self-signed certificate of an authority with these dates, as a block.
fn root(name: &str, (from, to): ((i32, u8, u8), (i32, u8, u8))) -> String {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(to.0, to.1, to.2);
    let certificate = params.self_signed(&KeyPair::generate().expect("a key")).expect("a certificate");
    pem("CERTIFICATE", certificate.der())
}

const LONG_AGO: ((i32, u8, u8), (i32, u8, u8)) = ((2001, 1, 1), (2002, 1, 1));
const FAR_AHEAD: ((i32, u8, u8), (i32, u8, u8)) = ((2001, 1, 1), (2999, 1, 1));

/// Stores of every kind of verdict: the file's bytes, none where there is no file, and the exit code.
fn stores() -> Vec<(&'static str, Option<Vec<u8>>, i32)> {
    let roots: String = azure().iter().map(|der| pem("CERTIFICATE", der)).collect();
    let with = |more: &str| Some(format!("{roots}{more}").into_bytes());
    vec![
        ("whole", with(""), 0),
        ("an expired root of its own", with(&root(EVIL, LONG_AGO)), 0),
        ("a long subject", with(&root(&EVIL.repeat(6), LONG_AGO)), 0),
        ("a subject without a blank", with(&root(&"x\u{202e}".repeat(150), LONG_AGO)), 0),
        ("a wide subject", with(&root(&"證書 e\u{301}한".repeat(40), LONG_AGO)), 0),
        ("a wide subject without a blank", with(&root(&"證".repeat(99), LONG_AGO)), 0),
        ("a private key", with("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"), 1),
        ("glued", Some(roots.replace("-----\n-----BEGIN", "----------BEGIN").into_bytes()), 1),
        ("HTML", Some(b"<html>\x1b[31m\xff</html>".to_vec()), 1),
        ("empty", Some(Vec::new()), 1),
        ("absent", None, 1),
    ]
}

fn user_with(bytes: Option<&Vec<u8>>) -> User {
    let user = User::in_memory();
    if let Some(bytes) = bytes {
        user.write_root_crt(bytes);
    }
    user
}

fn format(user: &User, format: &str, more: &[&str]) -> Answer {
    user.run(["status", "--format", format].iter().chain(more))
}

#[test]
fn every_answer_ends_with_one_newline_and_leaves_stderr_empty() {
    for (name, bytes, code) in stores() {
        let user = user_with(bytes.as_ref());
        for form in FORMATS {
            let answer = format(&user, form, &[]);
            assert!(
                answer.stdout.ends_with('\n') && !answer.stdout.ends_with("\n\n"),
                "{name}, {form}: {answer:?}"
            );
            assert_eq!(answer.stderr, "", "{name}, {form}");
            if form != "nagios" {
                assert_eq!(answer.code, Some(code), "{name}, {form}: {}", answer.stdout);
            }
        }
    }
}

// JSON.

/// Whether a value is what `form` names; `?` behind it allows null.
fn fits(value: &Value, form: &str) -> bool {
    if let Some(form) = form.strip_suffix('?') {
        return value.is_null() || fits(value, form);
    }
    let text = value.as_str();
    match form {
        "text" => text.is_some(),
        "said" => text.is_some_and(|text| !text.is_empty()),
        "bool" => value.is_boolean(),
        "number" => value.is_u64(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        "time" => text.is_some_and(|text| text.len() == 20 && text.ends_with('Z')),
        "sha256" => text.is_some_and(|text| is_hex(text, 64)),
        "sha1" => text.is_some_and(|text| is_hex(text, 40)),
        words => text.is_some_and(|text| words.split('|').any(|word| word == text)),
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The object has these fields, in their forms, and no other.
#[track_caller]
pub(crate) fn has(object: &Value, fields: &[(&str, &str)]) {
    let there: Vec<&String> = object.as_object().expect("an object").keys().collect();
    assert_eq!(there.len(), fields.len(), "{there:?}");
    for (name, form) in fields {
        assert!(object.get(name).is_some_and(|value| fits(value, form)), "{name} is no {form}: {object}");
    }
}

#[test]
fn the_json_has_every_field_of_the_contract_in_its_form() {
    for (name, bytes, code) in stores() {
        let user = user_with(bytes.as_ref());
        let json = user.run(["status", "--json"]).json();
        assert_eq!(json, format(&user, "json", &[]).json(), "{name}");
        let fields = "schema number,command status,version said,path said,path_source default,ok bool,sets list,certificates list,\
                      findings list,coverage list,libpq object";
        let fields: Vec<_> = fields.split(',').filter_map(|field| field.split_once(' ')).collect();
        has(&json, &fields);
        assert_eq!(json["schema"], 1);
        assert_eq!(json["ok"], code == 0, "{name}");
        for certificate in json["certificates"].as_array().expect("a list") {
            has(
                certificate,
                &[
                    ("line", "number"),
                    ("subject", "text"),
                    ("issuer", "text"),
                    ("sha256", "sha256"),
                    ("sha1", "sha1"),
                    ("not_before", "time"),
                    ("not_after", "time"),
                    ("kind", "root|intermediate|leaf|self-signed-leaf"),
                    ("pin", "said?"),
                    ("own", "bool"),
                ],
            );
        }
        for finding in json["findings"].as_array().expect("a list") {
            has(
                finding,
                &[
                    ("code", "said"),
                    ("severity", "error|warning|info"),
                    ("message", "said"),
                    ("hint", "said"),
                    ("line", "number?"),
                    ("sha256", "sha256?"),
                    ("pin", "said?"),
                ],
            );
        }
        for chain in json["coverage"].as_array().expect("a list") {
            has(
                chain,
                &[
                    ("chain", "said"),
                    ("title", "said"),
                    ("anchor", "said"),
                    ("served", "bool"),
                    ("covered", "bool"),
                    ("until", "time?"),
                    ("ends_first", "said?"),
                ],
            );
        }
        let libpq = &json["libpq"];
        let fields = "loads bool,error said?,certificates number,require said,prefer said";
        has(libpq, &fields.split(',').filter_map(|field| field.split_once(' ')).collect::<Vec<_>>());
        assert_eq!(libpq["loads"] == true, libpq["error"].is_null(), "{name}: {libpq}");
        assert_eq!(libpq["certificates"], json["certificates"].as_array().expect("a list").len(), "{name}");
    }
}

#[test]
fn the_worst_finding_comes_first() {
    let user = User::in_memory();
    let [first, ..] = &azure()[..] else { return };
    let first = pem("CERTIFICATE", first);
    user.write_root_crt(format!("{first}{first}{}", root("Expired", LONG_AGO)));
    let json = user.run(["status", "--json"]).exits(1).json();
    let rank = |finding: &Value| {
        ["error", "warning", "info"].iter().position(|word| finding["severity"] == *word).expect("a severity")
    };
    let ranks: Vec<usize> = json["findings"].as_array().expect("a list").iter().map(rank).collect();
    assert!(ranks.is_sorted() && ranks.first() == Some(&0) && ranks.last() == Some(&2), "{ranks:?}");
}

#[test]
fn strict_changes_the_exit_code_and_nothing_else() {
    for (name, bytes, _) in stores() {
        let user = user_with(bytes.as_ref());
        let json = user.run(["status", "--json"]).json();
        let findings = json["findings"].as_array().expect("a list");
        let failed = findings.iter().any(|finding| finding["severity"] != "info");
        for form in FORMATS {
            let (usual, strict) = (format(&user, form, &[]), format(&user, form, &["--strict"]));
            assert_eq!(untimed(&usual.stdout), untimed(&strict.stdout), "{name}, {form}");
            let expected = if form == "nagios" { usual.code } else { Some(i32::from(failed)) };
            assert_eq!(strict.code, expected, "{name}, {form}");
        }
    }
    let user = user_with(stores()[1].1.as_ref());
    let strict = user.run(["status", "--json", "--strict"]).exits(1);
    assert_eq!(strict.json()["ok"], true, "a warning alone");
}

/// The lines without the metric that is the time of the run.
fn untimed(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("pgcerts_store_timestamp_seconds{")).collect()
}

#[test]
fn expiring_within_counts_whole_days_and_takes_any_number_of_them() {
    let user = installed();
    let json = user.run(["status", "--json"]).json();
    let end = json["certificates"].as_array().expect("a list").iter().map(|one| one["not_after"].clone());
    let end = end.min_by_key(|end| end.as_str().expect("a time").to_owned()).expect("an end");
    let nagios = format(&user, "nagios", &[]).stdout;
    let (_, days) = nagios.trim_end().rsplit_once("days=").expect("the days");
    let days: u32 = days.parse().expect("a number");
    let warned = |days: &str| found(&user.run(["status", "--json", "--expiring-within", days]), "expiring");
    assert_eq!(warned(&(days - 2).to_string()).len(), 0);
    let close = warned(&(days + 1).to_string());
    assert_eq!(close.len(), 1);
    assert!(close[0]["message"].as_str().expect("a message").contains(&end.as_str().expect("a time")[..10]));
    assert_eq!(close[0]["severity"], "warning");
    assert_eq!(warned("0").len(), 0);
    assert_eq!(warned("4294967295").len(), 3);
    for wrong in ["-1", "1.5", "many", "", "4294967296"] {
        let arguments = ["status", "--json", &format!("--expiring-within={wrong}")];
        assert_eq!(user.run(arguments).exits(2).error_code(), "usage", "{wrong}");
    }
}

#[test]
fn json_and_another_format_contradict_each_other() {
    let user = installed();
    for other in ["text", "prometheus", "nagios"] {
        let answer = format(&user, other, &["--json"]).exits(2);
        assert_eq!((answer.error_code().as_str(), answer.stderr.as_str()), ("usage", ""));
    }
    format(&user, "json", &["--json"]).exits(0);
    assert_eq!(format(&user, "yaml", &["--json"]).exits(2).error_code(), "usage");
    let answer = user.run(["status", "--format=json", "--nonsense"]).exits(2);
    assert_eq!((answer.error_code(), &answer.json()["command"]), ("usage".into(), &"status".into()));
    assert_eq!(format(&user, "json", &["--set", "nosuch"]).exits(2).error_code(), "unknown-set");
}

// Prometheus.

/// Parses as Prometheus' own library does, and prints each sample with its labels.
const PARSE: &str = "import json, sys
from prometheus_client.parser import text_string_to_metric_families as parse
for family in parse(sys.stdin.read()):
    assert family.type == 'gauge' and family.documentation, family
    for sample in family.samples:
        print(json.dumps([sample.name, sample.labels, sample.value]))";

/// The samples by name, as the library reads them.
pub(crate) fn samples(text: &str) -> Option<BTreeMap<String, Vec<(Value, f64)>>> {
    let python = test_tools("python/bin/python");
    let mut import = Command::new(&python);
    if !need_success(
        "Prometheus reading the answer of status",
        "Python's prometheus-client, see tests/tools",
        import.args(["-c", "import prometheus_client"]),
    ) {
        return None;
    }
    let parsed = fed(Command::new(python).args(["-c", PARSE]), text).exits(0);
    let mut samples: BTreeMap<String, Vec<(Value, f64)>> = BTreeMap::new();
    for line in parsed.stdout.lines() {
        let (name, labels, value): (String, Value, f64) = serde_json::from_str(line).expect("a sample");
        samples.entry(name).or_default().push((labels, value));
    }
    Some(samples)
}

/// Runs a command with this text as its input.
fn fed(command: &mut Command, text: &str) -> Answer {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), text).expect("the text");
    answer(command.stdin(Stdio::from(std::fs::File::open(file.path()).expect("the text"))))
}

/// What Prometheus' linter says, where there is one.
fn lint(text: &str) {
    lint_but(text, "");
}

/// The same, where it complains of this.
pub(crate) fn lint_but(text: &str, complaint: &str) {
    if let Some(promtool) = promtool() {
        let said = fed(Command::new(promtool).args(["check", "metrics"]), text);
        assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", complaint));
        assert_eq!(said.code, Some(if complaint.is_empty() { 0 } else { 3 }));
    }
}

#[test]
fn prometheus_reads_every_store_and_its_linter_has_nothing_to_say() {
    for (name, bytes, code) in stores() {
        let user = user_with(bytes.as_ref());
        let text = format(&user, "prometheus", &[]).stdout;
        lint(&text);
        let json = user.run(["status", "--json"]).json();
        let Some(samples) = samples(&text) else { return };
        let of_stores = samples.iter().filter(|(name, _)| *name != "pgcerts_pins_updated_timestamp_seconds");
        for (labels, _) in of_stores.flat_map(|(_, samples)| samples) {
            assert_eq!(labels["path"], user.root_crt().to_str().expect("UTF-8"), "{name}");
        }
        let ok = &samples["pgcerts_store_ok"];
        assert!(
            ok.len() == 1 && ok[0].1.to_bits() == f64::from(u8::from(code == 0)).to_bits(),
            "{name}: {ok:?}"
        );
        let listed = json["certificates"].as_array().expect("a list");
        let ends = samples.get("pgcerts_certificate_expiry_timestamp_seconds");
        assert_eq!(ends.map_or(0, Vec::len), listed.len(), "{name}");
        for ((labels, _), certificate) in ends.into_iter().flatten().zip(listed) {
            assert_eq!(labels["sha256"], certificate["sha256"]);
            assert_eq!(labels["pin"], *certificate["pin"].as_str().unwrap_or_default());
        }
        let judged = &samples["pgcerts_store_timestamp_seconds"][0].1;
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        assert!((format!("{judged}").parse::<i64>().expect("seconds") - now).abs() < 600, "{name}: {judged}");
        let severities = &samples["pgcerts_store_findings"];
        assert_eq!(severities.len(), 3);
        let total: f64 = severities.iter().map(|(_, value)| value).sum();
        let findings = json["findings"].as_array().expect("a list").len();
        assert_eq!(format!("{total}"), format!("{findings}"), "{name}");
        assert_eq!(
            samples["pgcerts_chain_covered"].len(),
            json["coverage"].as_array().expect("a list").len()
        );
    }
}

#[test]
fn every_family_has_one_help_one_type_and_its_samples_behind_them() {
    for (name, bytes, _) in stores() {
        let text = format(&user_with(bytes.as_ref()), "prometheus", &[]).stdout;
        let mut seen = Vec::new();
        let mut lines = text.lines().peekable();
        while let Some(help) = lines.next() {
            let family = help.strip_prefix("# HELP ").and_then(|rest| rest.split(' ').next()).expect("HELP");
            assert!(!seen.contains(&family), "{name}: {family} twice");
            assert_eq!(lines.next(), Some(format!("# TYPE {family} gauge").as_str()), "{name}");
            let mut samples = 0;
            while lines.next_if(|line| line.starts_with(&format!("{family}{{"))).is_some() {
                samples += 1;
            }
            assert!(samples > 0, "{name}: {family} has no sample");
            seen.push(family);
        }
    }
}

#[test]
fn a_path_of_quotes_backslashes_and_newlines_comes_through_prometheus_whole() {
    let user = installed();
    for name in ["a\"b\\c\nd", "\\n\\\"}", "\\", "\"", "} 1\npgcerts_store_ok 1\n", "größe 證書 {,}"] {
        let dest = user.path(name);
        std::fs::copy(user.root_crt(), &dest).expect("a copy");
        let dest = dest.to_str().expect("UTF-8");
        let text = format(&user, "prometheus", &["--dest", dest]).exits(0).stdout;
        lint(&text);
        let Some(samples) = samples(&text) else { return };
        assert_eq!(samples.values().map(Vec::len).sum::<usize>(), 1 + 3 + 3 + 4 + 1 + 1, "{name:?}");
        for (labels, _) in samples.values().flatten().filter(|(labels, _)| labels.get("manifest").is_none()) {
            assert_eq!(labels["path"], dest);
        }
    }
}

// Nagios.

/// The line of the guidelines: a service's state and text, a bar, and data that Nagios can draw.
#[track_caller]
pub(crate) fn nagios_line<'a>(answer: &'a Answer, word: &str) -> (&'a str, BTreeMap<&'a str, &'a str>) {
    let line = answer.stdout.strip_suffix('\n').expect("a newline at the end");
    assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}' || c == '\u{200b}'), "{line:?}");
    let (said, data) = line.split_once(" | ").unwrap_or((line, ""));
    assert!(said.starts_with(&format!("PGCERTS {word} - ")), "{line}");
    assert!(!said.contains('|') && !data.contains('|'), "{line}");
    let mut values = BTreeMap::new();
    for one in data.split_whitespace() {
        let (name, rest) = one.split_once('=').expect("a value");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()), "{one}");
        let mut parts = rest.split(';');
        let value = parts.next().expect("a value");
        assert!(value.parse::<i64>().is_ok(), "{one}");
        assert!(
            parts.clone().count() <= 4 && parts.all(|limit| limit.is_empty() || limit.parse::<i64>().is_ok()),
            "{one}"
        );
        assert!(values.insert(name, value).is_none(), "{one} twice");
    }
    (said, values)
}

#[test]
fn nagios_gets_one_line_with_data_and_its_own_exit_codes() {
    for (name, bytes, code) in stores() {
        let user = user_with(bytes.as_ref());
        let json = user.run(["status", "--json"]).json();
        let count = |severity: &str| {
            let findings = json["findings"].as_array().expect("a list");
            findings.iter().filter(|finding| finding["severity"] == severity).count()
        };
        let (word, expected) = match (code, count("warning")) {
            (0, 0) => ("OK", 0),
            (0, _) => ("WARNING", 1),
            _ => ("CRITICAL", 2),
        };
        let answer = format(&user, "nagios", &[]).exits(expected);
        let (said, data) = nagios_line(&answer, word);
        assert!(said.chars().count() < 200, "{name}: {said}");
        assert_eq!(data["errors"], count("error").to_string(), "{name}");
        assert_eq!(data["warnings"], count("warning").to_string(), "{name}");
        assert_eq!(data["certificates"], json["libpq"]["certificates"].to_string(), "{name}");
        assert_eq!(data.contains_key("days"), data["certificates"] != "0", "{name}");
    }
}

#[test]
fn an_expired_root_that_is_not_pinned_does_not_hide_what_expires_next() {
    let days = |user: &User, word: &str, code: i32| {
        let answer = format(user, "nagios", &[]).exits(code);
        nagios_line(&answer, word).1["days"].to_owned()
    };
    let foreign = user_with(stores()[1].1.as_ref());
    assert_eq!(days(&foreign, "WARNING", 1), days(&installed(), "OK", 0));
}

#[test]
fn what_cannot_be_judged_is_unknown_to_nagios() {
    let user = installed();
    let evil = format!("no-{EVIL}");
    std::fs::write(user.path("bad.json"), "{ |\n").expect("a file");
    let cases: [&[&str]; 9] = [
        &["--nonsense"],
        &["--set", "nosuch"],
        &["--set", &evil],
        &["--pins", "bad.json"],
        &["--pins", &evil],
        &["--dest", ""],
        &["--expiring-within", "x"],
        &["--quiet", "--verbose"],
        &["--extra|word\n"],
    ];
    for arguments in cases {
        let answer = format(&user, "nagios", arguments).exits(3);
        nagios_line(&answer, "UNKNOWN");
        assert_eq!(answer.stderr, "", "{arguments:?}");
    }
    nagios_line(&user.run(["status", "--nonsense", "--format=nagios"]).exits(3), "UNKNOWN");
    let mut homeless = user.pgcerts();
    homeless.env("HOME", "/nowhere").args(["status", "--format", "nagios"]);
    nagios_line(&answer(&mut homeless).exits(2), "CRITICAL");
}

#[test]
fn the_text_of_a_manifest_cannot_break_the_line_or_the_terminal() {
    let user = User::in_memory();
    let authority = Authority::new("An authority");
    let mut pin = authority.pin("evil", &[]);
    pin["subject"] = EVIL.into();
    let pins = write_manifest(user.home(), &manifest(&[pin]), &[("evil.crt", authority.der())]);
    let pins = pins.to_str().expect("UTF-8");
    // A manifest may be refused for what it says; then that is what must not break anything.
    let answer = format(&user, "nagios", &["--pins", pins]);
    let word = if answer.code == Some(3) { "UNKNOWN" } else { "CRITICAL" };
    nagios_line(&answer, word);
    let text = format(&user, "text", &["--pins", pins]);
    assert!(!is_commanding(&(text.stdout + &text.stderr)));
}

// Text.

/// Whether a terminal would obey something in this text.
fn is_commanding(text: &str) -> bool {
    text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// The text without the sequences that set colors; anything else of a control stays.
pub(crate) fn without_color(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').expect("an end");
        assert_eq!(&part[end..=end], "m", "only colors: {part:?}");
        plain += &part[end + 1..];
    }
    plain
}

/// The columns of what the stores above contain.
fn columns(line: &str) -> usize {
    let wide = line.chars().filter(|c| matches!(c, '證' | '書' | '한')).count();
    line.chars().filter(|c| *c != '\u{301}').count() + wide
}

#[test]
fn eighty_columns_hold_every_store_and_nothing_commands_the_terminal() {
    for (name, bytes, _) in stores() {
        let user = user_with(bytes.as_ref());
        for more in [&["--color", "never"][..], &["--color", "never", "-v"], &[]] {
            let text = format(&user, "text", more).stdout;
            assert!(!is_commanding(&text), "{name}: {text:?}");
            for line in text.lines() {
                // In a pipe, the row of a certificate is as long as its subject.
                let is_row = line.trim_start().starts_with(|c: char| c.is_ascii_digit());
                assert!(columns(line) <= 80 || is_row, "{name}: {line}");
                assert_eq!(line.trim_end(), line, "{name}");
            }
        }
        let colored = format(&user, "text", &["--color", "always", "-v"]).stdout;
        assert!(colored.contains("\u{1b}["), "{name}");
        let plain = without_color(&colored);
        assert!(!is_commanding(&plain), "{name}: {plain:?}");
        assert_eq!(plain, format(&user, "text", &["-v"]).stdout, "{name}: color carries nothing alone");
    }
}

#[test]
fn a_long_path_breaks_no_line_but_its_own() {
    let user = User::in_memory();
    let folder = user.path(&"long folder ".repeat(9));
    let mut command = user.pgcerts();
    command.env("HOME", &folder).arg("status");
    let text = answer(&mut command).exits(1).stdout;
    let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(long, [folder.join(".postgresql/root.crt").to_str().expect("UTF-8")]);
}

#[test]
fn no_color_is_heeded_by_a_terminal_and_outdone_by_the_flag() {
    let test = "colors on a terminal";
    if !need_success(test, "script of util-linux", Command::new("script").arg("--version")) {
        return;
    }
    let user = installed();
    let on_terminal = |variables: &[(&str, &str)], flags: &str| {
        let mut script = user.command("script");
        script.args([
            "-qec",
            &format!("{} status {flags}", crate::support::program().display()),
            "/dev/null",
        ]);
        answer(script.env("TERM", "xterm").envs(variables.iter().copied()).stdin(Stdio::null()))
            .exits(0)
            .stdout
    };
    assert!(on_terminal(&[], "").contains('\u{1b}'));
    assert!(!on_terminal(&[("NO_COLOR", "1")], "").contains('\u{1b}'));
    assert!(on_terminal(&[("NO_COLOR", "")], "").contains('\u{1b}'), "an empty variable asks for nothing");
    assert!(on_terminal(&[("NO_COLOR", "1")], "--color always").contains('\u{1b}'));
    assert!(!on_terminal(&[], "--color never").contains('\u{1b}'));
    assert!(!on_terminal(&[], "--format prometheus").contains('\u{1b}'));
    assert!(!on_terminal(&[], "--json").contains('\u{1b}'));
    assert!(user.run(["status", "--color", "always"]).stdout.contains('\u{1b}'));
}

#[test]
fn quiet_leaves_the_exit_code_and_the_data() {
    for (name, bytes, code) in stores() {
        let user = user_with(bytes.as_ref());
        let quiet = user.run(["status", "-q"]).exits(code);
        assert_eq!((quiet.stdout.is_empty(), quiet.stderr.as_str()), (code == 0, ""), "{name}");
    }
    let user = installed();
    for form in ["json", "prometheus", "nagios"] {
        assert_eq!(format(&user, form, &["-q"]).stdout, format(&user, form, &[]).stdout);
    }
    let failed = user.run(["status", "-q", "--set", "nosuch"]).exits(2);
    assert!(failed.stdout.is_empty() && failed.stderr.contains("fix: "), "{failed:?}");
}

#[test]
fn verbose_adds_fingerprints_and_what_is_merely_worth_knowing() {
    let user = installed();
    let usual = user.run(["status"]).exits(0).stdout;
    let verbose = user.run(["status", "-v"]).exits(0).stdout;
    let fingerprint = pgcerts::testing::Sha256::hash(&bundled("DigiCertGlobalRootG2.crt")).to_string();
    assert!(!usual.contains(&fingerprint) && verbose.contains(&fingerprint));
    assert!(!usual.contains("public-distrust") && verbose.contains("public-distrust"));
    assert!(usual.contains("-v shows 2 notes") && !verbose.contains("-v shows"), "{usual}");
    for part in ["libpq's default", "libpq loads 3 certificates", "azure-2026"] {
        assert!(usual.contains(part) && verbose.contains(part), "{part}: {usual}");
    }
    for part in ["azure-2020", "\n  require  ", "\n  prefer   "] {
        assert!(!usual.contains(part) && verbose.contains(part), "{part}: {usual}");
    }
    let path = user.root_crt();
    assert!(usual.starts_with(path.to_str().expect("UTF-8")), "the file comes first");
    let named = user.run(["status".as_ref(), "--dest".as_ref(), path.as_os_str()]).exits(0).stdout;
    assert!(named.contains("(named on the command line)"));
    assert!(Path::new(&path).exists());
}

#[test]
fn a_certificate_valid_for_centuries_fits_its_row() {
    let user = User::in_memory();
    user.write_root_crt(root("Centuries", FAR_AHEAD));
    let text = user.run(["status"]).stdout;
    let row = text.lines().find(|line| line.contains("Centuries")).expect("its row");
    assert!(row.ends_with(|c: char| c.is_ascii_digit()) && row.contains("2999-01-01"), "{row}");
}
