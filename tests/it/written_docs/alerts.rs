//! The page's alert rules, tested by Prometheus' own tool on real metrics of stores.

use std::fmt::Write as _;
use std::fs::write;
use std::process::Command;

use time::OffsetDateTime;

use crate::support::forge::certificate::Draft;
use crate::support::user::{User, answer};
use crate::support::{pages, tools};

use super::monitoring::PAGE;

/// A root that expires in so many days, or expired before.
fn root(name: &str, days: i64) -> String {
    Draft::ca(name).days(-1000, days).self_signed().pem()
}

/// The samples of a store as series of a host's, with now as the second 0, where the tool begins.
fn series(host: &str, metrics: &str) -> String {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let mut series = String::new();
    for sample in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = sample.rsplit_once(' ').expect("a value");
        let value: i64 = value.parse().expect("a number");
        let value = if name.contains("_timestamp_seconds{") { value - now } else { value };
        let name = name.replacen('{', &format!("{{instance=\"{host}\","), 1);
        let _ = writeln!(series, "      - series: '{name}'\n        values: '{value}+0x200'");
    }
    series
}

/// The labels of the one alert that is expected, as YAML in one line.
fn expected(labels: &[(&str, &str)], summary: &str) -> String {
    let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}: '{value}'")).collect();
    format!(
        "          - exp_labels: {{{}}}\n            exp_annotations: {{summary: '{summary}'}}\n",
        labels.join(", ")
    )
}

fn test(alert: &str, expected: &str) -> String {
    let list = if expected.is_empty() { " []\n".to_owned() } else { format!("\n{expected}") };
    format!("      - eval_time: 3h\n        alertname: {alert}\n        exp_alerts:{list}")
}

#[test]
fn the_rules_fire_for_what_they_say_and_for_nothing_else() {
    let Some(promtool) = tools::promtool() else {
        tools::need_that("the alert rules", "promtool", false);
        return;
    };
    let (sound, aging, broken) = (User::new(), User::new(), User::new());
    for user in [&sound, &aging] {
        user.run(["install", "--offline"]).exits(0);
    }
    let roots = std::fs::read_to_string(aging.root_crt()).expect("a store");
    aging.write_root_crt(roots + &root("Gone Root", -900) + &root("Aging Root", 30));
    broken.write_root_crt(root("Other Root", 3000));
    let metrics = |user: &User| user.run(["status", "--set", "azure", "--format", "prometheus"]).stdout;
    let path = |user: &User| user.root_crt().to_str().expect("UTF-8").to_owned();
    let all = [("sound", &sound), ("aging", &aging), ("broken", &broken)];
    let all: String = all.map(|(host, user)| series(host, &metrics(user))).concat();
    let old = "      - series: 'pgcerts_pins_updated_timestamp_seconds{instance=\"old\",manifest=\"built-in\"}'\n        \
               values: '-34560001+0x200'\n";
    // Checked and examined last a day before; and a server that is down.
    let past = "      - series: 'pgcerts_store_timestamp_seconds{instance=\"past\",path=\"/x\"}'\n        values: \
                '-80000+0x200'\n      - series: 'pgcerts_check_timestamp_seconds{instance=\"past\",target=\"a\"}'\n        \
                values: '-80000+0x200'\n      - series: 'pgcerts_check_ok{instance=\"past\",target=\"b\"}'\n        values: \
                '0+0x200'\n      - series: 'pgcerts_check_reached{instance=\"past\",target=\"c\"}'\n        values: \
                '0+0x200'\n      - series: 'pgcerts_check_ok{instance=\"past\",target=\"d\"}'\n        values: '1+0x200'\n";
    let refused = |target: &str| {
        expected(
            &[("instance", "past"), ("target", target)],
            &format!("`pgcerts check` says what is wrong with {target}"),
        )
    };
    let (aging, broken) = (path(&aging), path(&broken));
    let sha256 = metrics_label(&all, "Aging Root", "sha256");
    let tests = [
        test(
            "PostgresRootsBroken",
            &expected(
                &[("instance", "broken"), ("path", &broken)],
                &format!("{broken} on broken: `pgcerts status` says what is wrong"),
            ),
        ),
        test(
            "PostgresRootsEndSoon",
            &expected(
                &[("instance", "aging"), ("path", &aging), ("subject", "Aging Root"), ("sha256", &sha256)],
                &format!("Aging Root in {aging} expires within 90 days"),
            ),
        ),
        test(
            "PostgresChainNotCovered",
            &expected(
                &[("instance", "broken"), ("path", &broken), ("chain", "azure-2026"), ("served", "true")],
                &format!("{broken} on broken does not cover azure-2026, which servers send"),
            ),
        ),
        test(
            "PgcertsPinsOld",
            &expected(
                &[("instance", "old"), ("manifest", "built-in")],
                "pgcerts on old is more than 400 days old",
            ),
        ),
        test(
            "PostgresRootsNotLookedAt",
            &expected(&[("instance", "past"), ("path", "/x")], "/x on past was not examined for a day"),
        ),
        test(
            "PostgresServersNotChecked",
            &expected(&[("instance", "past"), ("target", "a")], "a was not checked for a day on past"),
        ),
        test("PostgresServerRefused", &(refused("b") + &refused("c"))),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path().join("rules.yml"), pages::blocks(PAGE, "yaml").remove(0)).expect("the rules");
    let text = format!(
        "rule_files: [rules.yml]\ntests:\n  - interval: 1m\n    input_series:\n{all}{old}{past}    alert_rule_test:\n{}",
        tests.concat()
    );
    write(folder.path().join("test.yml"), text).expect("the tests");
    let mut command = Command::new(promtool);
    answer(command.current_dir(folder.path()).args(["test", "rules", "test.yml"])).exits(0);
}

/// A label of the sample with this subject.
fn metrics_label(series: &str, subject: &str, label: &str) -> String {
    let sample = series.lines().find(|line| line.contains(subject)).expect("a sample");
    let (_, rest) = sample.split_once(&format!("{label}=\"")).expect("a label");
    rest.split('"').next().expect("a value").to_owned()
}
