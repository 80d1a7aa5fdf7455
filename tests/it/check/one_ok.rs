//! One `ok`: text, JSON, Prometheus, Nagios, `--quiet` and the exit code say the same of each target.

use serde_json::Value;

use super::kit::{Site, answering, server, shown, target};
use crate::status_formats::samples;
use crate::support::user::Answer;

/// A target with flags, and whether it is ok.
struct Scene<'a>(String, &'a [&'a str], Option<bool>);

fn run(site: &Site, Scene(target, flags, _): &Scene, more: &[&str]) -> Answer {
    site.user.run([&["check", target.as_str()], *flags, more].concat())
}

#[test]
fn every_form_and_the_exit_code_agree() {
    let site = Site::new();
    let (fine, failing, plain) = (site.server(), server(&[&site.leaf]), answering(b"N"));
    let (closing, stranger) = (answering(b""), answering(b"\0"));
    let [fine, failing, plain] = [fine.port(), failing.port(), plain.address().port()].map(target);
    let [closing, stranger] = [closing.address().port(), stranger.address().port()].map(target);
    std::fs::write(site.user.path("chain"), site.chain_pem()).expect("a chain");
    let scenes = [
        Scene(fine.clone(), &[], Some(true)),
        Scene(fine.clone(), &["--set", "azure"], Some(false)),
        Scene(fine.clone(), &["--sslmode", "disable"], Some(true)),
        Scene(failing.clone(), &[], Some(false)),
        Scene(failing, &["--sslmode", "prefer"], Some(false)),
        Scene(plain.clone(), &["--sslmode", "prefer"], Some(false)),
        Scene(plain.clone(), &["--sslmode", "disable"], Some(true)),
        Scene(plain, &["--sslmode", "allow"], Some(true)),
        Scene(fine, &["--sslcert", "chain"], Some(false)),
        Scene(closing.clone(), &[], Some(false)),
        Scene(closing.clone(), &["--sslmode", "disable"], Some(false)),
        Scene(closing, &["--sslmode", "prefer"], Some(false)),
        Scene(stranger, &["--sslmode", "allow"], Some(false)),
    ];
    for scene in &scenes {
        let Scene(target, flags, ok) = scene;
        let code = u8::from(*ok != Some(true)).into();
        let told = format!("{target} {flags:?}");
        let json = run(&site, scene, &["--json"]).exits(code).json();
        let expected = ok.map_or(Value::Null, Value::from);
        assert_eq!((&json["ok"], &json["targets"][0]["ok"]), (&expected, &expected), "{told}: {json}");
        let errors = json["targets"][0]["findings"].as_array().expect("findings").iter();
        let errors = errors.filter(|finding| finding["severity"] == "error").count();
        assert!(*ok != Some(true) || errors == 0, "{told}");
        let text = run(&site, scene, &[]).exits(code).stdout;
        let word = text.lines().nth(1).and_then(|line| line.split(':').next()).expect("a verdict").to_owned();
        assert_eq!(word == "ok" || word == "PLAINTEXT", *ok == Some(true), "{told}: {text}");
        let prometheus = run(&site, scene, &["--format", "prometheus"]).exits(code).stdout;
        if let Some(samples) = samples(&prometheus) {
            let value = samples["pgcerts_check_ok"][0].1;
            assert_eq!(
                (samples["pgcerts_check_ok"].len(), value.to_string()),
                (1, f64::from(u8::from(*ok == Some(true))).to_string())
            );
        }
        let csv = run(&site, scene, &["--format", "csv"]).exits(code).stdout;
        let markdown = run(&site, scene, &["--format", "markdown"]).exits(code).stdout;
        let cell = csv.lines().nth(1).and_then(|row| row.split(',').nth(1)).expect("a verdict");
        assert_eq!(matches!(cell, "ok" | "plaintext"), *ok == Some(true), "{told}: {csv}");
        assert!(markdown.contains(&format!("| `{cell}` |")), "{told}: {markdown}");
        let failed = run(&site, scene, &["--format", "csv", "--failed"]).exits(code).stdout;
        assert!(*ok == Some(true) || failed.lines().count() == 2, "{told}: {failed}");
        let nagios = run(&site, scene, &["--format", "nagios"]);
        assert_eq!(
            nagios.stdout.contains("CRITICAL - ") || nagios.stdout.contains("UNKNOWN - "),
            *ok != Some(true),
            "{told}: {nagios:?}"
        );
        let quiet = run(&site, scene, &["-q"]).exits(code);
        assert_eq!(quiet.stdout.is_empty(), *ok == Some(true), "{told}: {quiet:?}");
        assert!(*ok == Some(true) || quiet.stdout.starts_with(&shown(target)), "{told}: {quiet:?}");
    }
}

#[test]
fn quiet_keeps_a_warning_of_lost_encryption_and_an_unknown_verdict() {
    let site = Site::new();
    std::fs::write(site.user.path("chain"), site.chain_pem()).expect("a chain");
    let unknown = site.user.run(["check", "--chain", "chain", "-q"]).exits(1);
    assert!(unknown.stdout.contains("unknown: "), "{unknown:?}");
    std::fs::remove_file(site.user.root_crt()).expect("a store");
    let failing = server(&[&site.leaf]);
    let required = site.check(failing.port(), &["--sslmode", "require", "-q"]).exits(0);
    assert_eq!(required.stdout, "", "{required:?}");
    let foreign = site.user.path("foreign.crt");
    std::fs::write(&foreign, crate::support::authority::Authority::new("Other").pem()).expect("a store");
    let flags = ["--sslrootcert", "foreign.crt", "--sslmode", "disable", "-q"];
    let kept = site.check(failing.port(), &flags).exits(0);
    assert!(kept.stdout.contains("plaintext-fallback"), "{kept:?}");
}
