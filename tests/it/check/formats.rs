//! The forms in which `check` answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kit::{HOST, Site, answering, only, server, shown, target};
use crate::status_formats::{EVIL, has, lint_but, nagios_line, samples, without_color};
use crate::support::forge::certificate::{Draft, Party, in_days};
use crate::support::responder::Responder;
use crate::support::user::Answer;

/// Servers of every kind of outcome: fine, failing, not to be told, without TLS; and a port without one.
struct Fleet {
    site: Site,
    fine: Responder,
    failing: Responder,
    plain: crate::support::listener::Listener,
}

impl Fleet {
    fn new() -> Self {
        let site = Site::new();
        let (fine, failing) = (site.server(), server(&[&site.leaf]));
        Self { site, fine, failing, plain: answering(b"N") }
    }

    fn targets(&self) -> [(&'static str, String); 4] {
        [
            ("ok", target(self.fine.port())),
            ("not ok", target(self.failing.port())),
            ("not ok", target(self.plain.address().port())),
            ("error", target(1)),
        ]
    }

    fn run(&self, targets: &[&str], arguments: &[&str]) -> Answer {
        self.site.user.run([&["check"], targets, arguments].concat())
    }
}

const FORMATS: [&str; 6] = ["text", "json", "csv", "markdown", "prometheus", "nagios"];

#[test]
fn every_answer_ends_with_one_newline() {
    let fleet = Fleet::new();
    let targets = fleet.targets();
    let all: Vec<&str> = targets.iter().map(|(_, target)| target.as_str()).collect();
    for targets in all.iter().map(std::slice::from_ref).chain([all.as_slice()]) {
        for form in FORMATS {
            let said = fleet.run(targets, &["--format", form]);
            let text = if said.stdout.is_empty() { &said.stderr } else { &said.stdout };
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{form}: {said:?}");
            assert!(said.stdout.is_empty() || said.stderr.is_empty(), "{form}: {said:?}");
        }
    }
}

#[test]
fn one_server_in_text_begins_with_the_verdict_and_fits_a_page() {
    let fleet = Fleet::new();
    let [fine, failing, plain, dead] = fleet.targets().map(|(_, target)| target);
    let text = fleet.run(&[&fine], &[]).exits(0).stdout;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("{}  127.0.0.1", shown(&fine)));
    assert_eq!(lines[1], "ok: sslmode=verify-full connects under TLS, chain and name verified");
    for words in [HOST, "└ Kit Middle", "└ Kit Root", "store", "fits", "TLSv1.3"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("key exchange") && !text.contains("sslmode  "), "{text}");
    let verbose = fleet.run(&[&fine], &["-v"]).exits(0).stdout;
    for words in ["sslmode  ", "verify-ca", "<", "key exchange"] {
        assert!(verbose.contains(words), "{words} in {verbose}");
    }
    let text = fleet.run(&[&failing], &[]).exits(1).stdout;
    assert!(
        text.contains("not ok: sslmode=verify-full fails\n  SSL error: certificate verify failed"),
        "{text}"
    );
    assert!(text.contains("error missing-intermediate") && text.contains("sslmode  "), "{text}");
    assert_eq!(
        (text.matches("fix: ").count(), text.lines().rev().any(|line| line.starts_with("  fix: "))),
        (1, true)
    );
    let text = fleet.run(&[&plain], &["--sslmode", "prefer"]).exits(1).stdout;
    assert!(text.contains("\nnot ok: sslmode=prefer connects WITHOUT encryption"), "{text}");
    let text = fleet.run(&[&plain], &["--sslmode", "disable"]).exits(0).stdout;
    assert!(text.contains("\nPLAINTEXT: sslmode=disable connects WITHOUT encryption"), "{text}");
    let said = fleet.run(&[&dead], &[]).exits(2);
    assert!(said.stdout.is_empty() && said.stderr.contains("error") && said.stderr.contains("fix: "));
    for one in [&fine, &failing, &plain] {
        for arguments in [&[][..], &["-v"]] {
            let text = fleet.run(&[one], arguments).stdout;
            let long = text.lines().skip(1).filter(|line| line.chars().count() > 80 && line.contains(' '));
            let long: Vec<&str> =
                long.filter(|line| !line.contains("SHA-256") && !line.contains('/')).collect();
            assert!(long.is_empty(), "{long:?}");
        }
    }
}

#[test]
fn what_cannot_be_told_is_said_so() {
    let site = Site::new();
    std::fs::write(site.user.path("chain"), site.chain().map(Party::pem).concat()).expect("a chain");
    let text = site.user.run(["check", "--chain", "chain"]).exits(1).stdout;
    assert!(
        text.contains("unknown: what sslmode=verify-full does is unknown\n  no host name is known"),
        "{text}"
    );
    let said = site.user.run(["check", "--chain", "chain", "--format", "nagios"]).exits(3);
    nagios_line(&said, "UNKNOWN");
}

#[test]
fn verbose_takes_the_cipher_suite_apart() {
    let fleet = Fleet::new();
    let fine = &fleet.targets()[0].1;
    let text = fleet.run(&[fine], &["-v"]).exits(0).stdout;
    for words in
        ["key exchange", "forward secrecy", "authentication", "ecdsa", "cipher", "MAC", "AEAD", "SHA-256 "]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    let older = format!("{fine} ssl_max_protocol_version=TLSv1.2");
    let text = fleet.run(&[&older], &["-v"]).exits(0).stdout;
    assert!(text.contains("ECDHE") && text.contains("ECDSA"), "{text}");
    assert!(!text.contains("NO forward secrecy"), "{text}");
}

#[test]
fn quiet_leaves_the_exit_code_the_data_and_what_is_not_ok() {
    let fleet = Fleet::new();
    let [fine, failing, _, dead] = fleet.targets().map(|(_, target)| target);
    let said = fleet.run(&[&fine], &["-q"]).exits(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    let said = fleet.run(&[&failing], &["-q"]).exits(1);
    assert!(said.stdout.contains("not ok: sslmode=verify-full fails") && said.stderr.is_empty(), "{said:?}");
    assert!(fleet.run(&[&dead], &["-q"]).exits(2).stderr.contains("refused"));
    assert_eq!(only(&fleet.run(&[&fine], &["-q", "--json"]).exits(0))["ok"], true);
}

#[test]
fn color_is_for_those_who_ask_and_changes_no_word() {
    let fleet = Fleet::new();
    let targets = fleet.targets();
    let all: Vec<&str> = targets.iter().map(|(_, target)| target.as_str()).collect();
    let at = in_days(9).date().to_string();
    for targets in [&all[..1], &all[1..2], &all[..]] {
        let plain = fleet.run(targets, &["--at", &at, "--color", "never"]).stdout;
        let colored = fleet.run(targets, &["--at", &at, "--color", "always"]).stdout;
        assert!(!plain.contains('\u{1b}') && colored.contains('\u{1b}'));
        assert_eq!(without_color(&colored), plain);
        for form in &FORMATS[1..] {
            assert!(!fleet.run(targets, &["--color", "always", "--format", form]).stdout.contains('\u{1b}'));
        }
    }
}

#[test]
fn many_servers_are_grouped_by_cause_and_root_the_worst_first() {
    let fleet = Fleet::new();
    let targets = fleet.targets();
    let all: Vec<&str> = targets.iter().map(|(_, target)| target.as_str()).collect();
    let soon = Site::with(Draft::server(HOST).days(-9, 5));
    fleet.site.user.write_root_crt(fleet.site.root.pem() + &soon.root.pem());
    let ending = soon.server();
    let ending = target(ending.port());
    let text = fleet.run(&[&all[..], &[ending.as_str()]].concat(), &[]).exits(2).stdout;
    let headings: Vec<&str> =
        text.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    let expected = [
        "not ok: 1 server, missing-intermediate",
        "not ok: 1 server, no-tls",
        "not reached: 1 server, refused",
        "ok with a warning: 1 server, expiring",
        "ok: 1 server under Kit Root",
        "roots",
        "5 servers: 2 ok, 1 of them with a warning, 2 not ok, 1 not reached",
    ];
    assert_eq!(headings, expected, "{text}");
    // A slow machine has less than five days left.
    assert!(text.contains("(5 days); ") || text.contains("(4 days); "), "{text}");
    assert!(text.contains("is neither in the trust store nor sent"), "{text}");
}

// JSON.

fn fields(list: &str) -> Vec<(&str, &str)> {
    list.split(',').map(|field| field.trim().split_once(' ').expect("a form")).collect()
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

#[track_caller]
fn is_whole(target: &Value) {
    const ALWAYS: &str = "target said, host said?, port number?, address said?, \
        sslmode disable|allow|prefer|require|verify-ca|verify-full, environment list, ok bool?, error object?";
    const ANSWERED: &str = "reply text?, tls object?, client_certificate object?, auth object?, probe object?, chain list, store object, name object?, openssl object?, \
        paths list, paths_complete bool, set object?, until time?, verdicts object, findings list";
    if target["error"].is_object() {
        has(target, &fields(ALWAYS));
        assert_eq!(target["ok"], Value::Null);
        return has(&target["error"], &fields("code said, message said, hint said"));
    }
    has(target, &[fields(ALWAYS), fields(ANSWERED)].concat());
    if target["tls"].is_object() {
        let form = "version TLSv1.2|TLSv1.3, cipher_suite said, group said?, signature_scheme said?, alpn said?, \
            client_certificate_requested bool";
        has(&target["tls"], &fields(form));
    }
    for sent in list(&target["chain"]) {
        let form = "subject text, issuer text, sha256 sha256, sha1 sha1, not_before time?, not_after time?, \
            names list, pin said?";
        has(sent, &fields(form));
    }
    has(&target["store"], &fields("path text, exists bool, loads bool, error said?"));
    if target["name"].is_object() {
        has(&target["name"], &fields("matches bool?, matched said?, tried list"));
    }
    let problems = |list_of: &Value| {
        for problem in list(list_of) {
            has(problem, &fields("code said, sha256 sha256, message said"));
        }
    };
    if target["openssl"].is_object() {
        has(&target["openssl"], &fields("accepted bool?, certificates list, problems list"));
        problems(&target["openssl"]["problems"]);
    }
    for path in list(&target["paths"]) {
        let form =
            "anchor object, certificates list, valid bool?, problems list, ends time, sha1_signature bool";
        has(path, &fields(form));
        has(&path["anchor"], &fields("subject text, sha256 sha256, pin said?, in_store bool"));
        assert_eq!(path["certificates"].as_array().expect("a list").last(), Some(&path["anchor"]["sha256"]));
        problems(&path["problems"]);
    }
    let modes =
        "disable object, allow object, prefer object, require object, verify-ca object, verify-full object";
    has(&target["verdicts"], &fields(modes));
    for verdict in target["verdicts"].as_object().expect("an object").values() {
        has(verdict, &fields("ok bool?, encrypted bool?, verified none|chain|full, message said?"));
        assert!(!(verdict["ok"].is_null() && verdict["message"].is_null()), "{verdict}");
    }
    for finding in list(&target["findings"]) {
        has(finding, &fields("code said, severity error|warning|info, message said, hint said"));
    }
}

#[test]
fn the_json_has_every_field_of_the_contract_in_its_form() {
    let fleet = Fleet::new();
    let pins = fleet.site.pins();
    let targets = fleet.targets();
    let mut all: Vec<&str> = targets.iter().map(|(_, target)| target.as_str()).collect();
    all.push("host=/tmp");
    for arguments in [&["--json"][..], &["--json", "--pins", &pins, "--sslmode", "require"]] {
        let answer = fleet.run(&all, arguments).exits(2);
        let json = answer.json();
        let top = "schema number, command check, version said, ok bool?, at time, complete bool, counts object, targets list";
        has(&json, &fields(top));
        assert_eq!(list(&json["targets"]).len(), all.len());
        list(&json["targets"]).iter().for_each(is_whole);
    }
    let one = fleet.run(&all[..1], &["--json", "--pins", &pins]).exits(0);
    let said = only(&one);
    assert_eq!(said["paths"][0]["anchor"]["pin"], "kit-root");
    assert_eq!((&said["port"], &said["address"]), (&fleet.fine.port().into(), &"127.0.0.1".into()));
    assert_eq!(said["name"], serde_json::json!({"matches": true, "matched": HOST, "tried": [HOST]}));
    assert_eq!(said["paths"][0]["ends"], said["until"]);
    assert_eq!(one.json(), {
        let other = fleet.run(&all[..1], &["--format", "json", "--pins", &pins]).json();
        let mut other = other;
        other["at"] = one.json()["at"].clone();
        other
    });
}

#[test]
fn the_worst_finding_comes_first() {
    let fleet = Fleet::new();
    let said = only(&fleet.run(&[&fleet.targets()[1].1], &["--json"]).exits(1));
    let severities: Vec<&str> =
        list(&said["findings"]).iter().map(|one| one["severity"].as_str().expect("a word")).collect();
    let rank = |word: &&str| ["error", "warning", "info"].iter().position(|one| one == word);
    assert!(severities.iter().map(rank).is_sorted() && severities[0] == "error", "{severities:?}");
}

// Prometheus.

#[test]
fn prometheus_reads_every_outcome_and_odd_labels() {
    let fleet = Fleet::new();
    let targets = fleet.targets();
    let mut all: Vec<&str> = targets.iter().map(|(_, target)| target.as_str()).collect();
    let odd = format!("{} options='{}'", all[0], EVIL.replace('\n', "\\n").replace('\'', ""));
    let odd_too = format!("{} options='\"}} 1 \\\\ #'", all[0]);
    // The same settings twice are one series, whatever options there are for the server; other settings are another one.
    let required = format!("{} sslmode=require", all[0]);
    let (direct, slow) = (format!("{} sslcrl=none", all[0]), format!("{} sslsni=0", all[0]));
    all.extend([all[0], odd.as_str(), odd_too.as_str(), required.as_str(), direct.as_str(), slow.as_str()]);
    let text = fleet.run(&all, &["--format", "prometheus"]).exits(2).stdout;
    // Days are what people set limits in; the linter would have seconds.
    lint_but(&text, "pgcerts_check_days_left use base unit \"seconds\" instead of \"days\"\n");
    let Some(samples) = samples(&text) else { return };
    let reached = &samples["pgcerts_check_reached"];
    let labels: BTreeSet<&str> =
        reached.iter().map(|(labels, _)| labels["target"].as_str().expect("text")).collect();
    let numbered = (2..=4).map(|number| format!("{} #{number}", shown(all[0])));
    let expected: BTreeSet<String> = all[..4].iter().map(|target| shown(target)).chain(numbered).collect();
    assert_eq!((reached.len(), labels), (7, expected.iter().map(String::as_str).collect()));
    let of = |name: &str, target: &str| -> Option<String> {
        let found = samples.get(name)?.iter().find(|(labels, _)| labels["target"] == shown(target))?;
        Some(format!("{}", found.1))
    };
    assert_eq!(of("pgcerts_check_reached", all[3]).as_deref(), Some("0"));
    assert_eq!(of("pgcerts_check_ok", all[0]).as_deref(), Some("1"));
    assert_eq!(of("pgcerts_check_ok", all[1]).as_deref(), Some("0"));
    assert_eq!(of("pgcerts_check_ok", all[3]), None);
    assert_eq!(of("pgcerts_check_tls_info", all[0]).as_deref(), Some("1"));
    assert_eq!(of("pgcerts_check_tls_info", all[2]), None);
    let days: i64 = of("pgcerts_check_days_left", all[0]).expect("days").parse().expect("a number");
    assert!((298..=300).contains(&days), "{days}");
    let end: i64 =
        of("pgcerts_check_leaf_expiry_timestamp_seconds", all[0]).expect("an end").parse().expect("a number");
    assert!((end - in_days(300).unix_timestamp()).abs() < 600, "{end}");
    for target in &all[..4] {
        let judged: i64 =
            of("pgcerts_check_timestamp_seconds", target).expect("a time").parse().expect("a number");
        assert!((in_days(0).unix_timestamp() - judged).abs() < 600, "{target}: {judged}");
    }
    let info = &samples["pgcerts_check_tls_info"][0].0;
    assert!(
        info["version"] == "TLSv1.3"
            && info["cipher_suite"].as_str().is_some_and(|name| name.starts_with("TLS_"))
    );
    let alone = fleet.run(&[all[3]], &["--format", "prometheus"]).exits(2);
    assert!(alone.stdout.contains("pgcerts_check_reached{"), "{alone:?}");
}

// Nagios.

#[test]
fn nagios_gets_one_line_with_data_and_its_own_exit_codes() {
    let fleet = Fleet::new();
    let [fine, failing, plain, dead] = fleet.targets().map(|(_, target)| target);
    let run = |targets: &[&str], more: &[&str]| fleet.run(targets, &[&["--format", "nagios"], more].concat());
    let case = |targets: &[&str], more: &[&str], word: &str, code: i32, counts: [&str; 4]| {
        let answer = run(targets, more).exits(code);
        let (said, data) = nagios_line(&answer, word);
        let told = ["ok", "warning", "critical", "unknown"].map(|name| data[name]);
        assert_eq!(told, counts, "{said}");
        assert!(said.chars().count() < 200 && answer.stderr.is_empty());
        said.to_owned()
    };
    case(&[&fine], &[], "OK", 0, ["1", "0", "0", "0"]);
    case(&[&fine], &["--expiring-within", "1000"], "WARNING", 1, ["0", "1", "0", "0"]);
    case(&[&failing], &[], "CRITICAL", 2, ["0", "0", "1", "0"]);
    let said = case(&[&dead], &[], "CRITICAL", 2, ["0", "0", "1", "0"]);
    assert!(said.contains("refused"), "{said}");
    case(&[&fine, &fine, &plain], &[], "CRITICAL", 2, ["2", "0", "1", "0"]);
    let said = case(&[&fine, &fine], &[], "OK", 0, ["2", "0", "0", "0"]);
    assert!(said.contains("2 servers ok"), "{said}");
    let twice = format!("{fine} sslrootcert=/nowhere sslmode=require");
    case(&[&twice, &fine], &[], "WARNING", 1, ["1", "1", "0", "0"]);
    let answer = run(&[&fine], &[]);
    let (_, data) = nagios_line(&answer, "OK");
    assert!((298..=300).contains(&data["days"].parse::<i64>().expect("days")), "{data:?}");
    nagios_line(&run(&["host=x sslmode=bogus"], &[]).exits(3), "UNKNOWN");
    nagios_line(&run(&[&fine], &["--pins", "missing"]).exits(3), "UNKNOWN");
    let targets = fleet.site.user.path("targets");
    std::fs::write(&targets, format!("{fine}\nhost=x sslmode=bogus\n")).expect("a file");
    let answer = run(&[], &["--targets", "targets"]).exits(3);
    nagios_line(&answer, "UNKNOWN");
    std::fs::write(&targets, format!("{fine}\nhost=x sslmode=bogus\n{dead}\n")).expect("a file");
    nagios_line(&run(&[], &["--targets", "targets"]).exits(2), "CRITICAL");
}
