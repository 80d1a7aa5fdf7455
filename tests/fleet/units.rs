//! What systemd runs again and again for `node_exporter`.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine::{INSTALLED, Machine, unit, values};
use crate::running::{Running, fetched, free_address, operators};
use crate::support::cluster::{Cluster, HOST, hand_over, unprivileged};
use crate::support::listener::Listener;
use crate::support::tools::{need, need_that, promtool};
use crate::support::user::answer;
use crate::support::{AZURE, bundled, names, pages, pem, repository};

/// The value of a metric for a target.
fn sample(metrics: &str, name: &str, label: &str) -> Option<String> {
    let line = metrics.lines().find(|line| line.starts_with(name) && line.contains(label))?;
    line.rsplit(' ').next().map(str::to_owned)
}

#[test]
fn systemd_takes_the_units() {
    let Some(analyze) = need("the units", "systemd-analyze") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let units = names(&repository("packaging/systemd"));
    let units: Vec<&String> = units.iter().filter(|name| !name.ends_with("-metrics")).collect();
    assert_eq!(units.len(), 4, "{units:?}");
    let script = repository("packaging/systemd/pgcerts-metrics");
    for name in &units {
        let text = unit(name).replace(INSTALLED, script.to_str().expect("UTF-8"));
        fs::write(folder.path().join(name), text).expect("a unit");
    }
    let mut command = Command::new(analyze);
    let verified = answer(command.args(["verify", "--man=no"]).args(&units).current_dir(folder.path()));
    assert_eq!((verified.code, verified.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_services_are_as_hardened_as_the_page_says() {
    let Some(analyze) = need("the hardening of the units", "systemd-analyze") else { return };
    let page = pages::text("docs/tasks/monitoring.md");
    for name in ["pgcerts-check.service", "pgcerts-status.service"] {
        let mut command = Command::new(&analyze);
        command.args(["security", "--offline=true", "--no-pager"]);
        let text = answer(command.arg(repository("packaging/systemd").join(name))).exits(0).stdout;
        let (_, level) = text.split_once("Overall exposure level for ").expect("a level");
        let level = level.split(' ').nth(1).expect("a number");
        assert!(page.contains(&format!("{level} for `{name}`")), "{name}: {level}");
    }
}

#[test]
fn what_the_service_finds_is_published_whatever_it_is() {
    let test = "the service that checks servers";
    let Some(cluster) = Cluster::shared(test) else { return };
    let machine = Machine::new();
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}", cluster.port);
    machine.has("etc/root.crt", &cluster.authority.pem());
    machine.has("credentials/servers.txt", &format!("# ours\n{target}\n127.0.0.1:1\n"));
    machine.start("pgcerts-check.service").exits(0);
    let metrics = machine.metrics("pgcerts-check.prom");
    assert_eq!(sample(&metrics, "pgcerts_check_ok{", HOST).as_deref(), Some("1"));
    assert_eq!(sample(&metrics, "pgcerts_check_reached{", "127.0.0.1:1").as_deref(), Some("0"));
    let mode = fs::metadata(machine.path("textfiles/pgcerts-check.prom")).expect("the file").permissions();
    assert_eq!(mode.mode() & 0o777, 0o644);

    // Exit code 1 is an answer too.
    machine.has("etc/root.crt", &pem("CERTIFICATE", &bundled(AZURE[0].1)));
    machine.has("credentials/servers.txt", &target);
    machine.start("pgcerts-check.service").exits(0);
    let metrics = machine.metrics("pgcerts-check.prom");
    assert_eq!(sample(&metrics, "pgcerts_check_ok{", HOST).as_deref(), Some("0"));
    assert!(!metrics.contains("127.0.0.1:1"), "replaced, not added to");

    // A run without an answer fails, and leaves the last one with its time.
    fs::remove_file(machine.path("credentials/servers.txt")).expect("its removal");
    let failed = machine.start("pgcerts-check.service").exits(2);
    assert!(failed.stderr.contains("servers.txt"), "{failed:?}");
    assert_eq!(machine.metrics("pgcerts-check.prom"), metrics);

    machine.start("pgcerts-status.service").exits(0);
    assert!(
        sample(&machine.metrics("pgcerts-status.prom"), "pgcerts_store_timestamp_seconds{", "").is_some()
    );
    assert_eq!(names(&machine.path("textfiles")), ["pgcerts-check.prom", "pgcerts-status.prom"]);
    let left = names(&machine.path("run"));
    assert_eq!(left, ["pgcerts-check.prom", "pgcerts-status.prom"], "no other file");
}

#[test]
fn an_alert_says_that_nothing_was_ever_published_or_that_a_file_cannot_be_read() {
    let Some(promtool) = promtool() else {
        need_that("the alerts on what is missing", "promtool", false);
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rules.yml"), pages::blocks("docs/tasks/monitoring.md", "yaml").remove(0))
        .expect("the rules");
    let fires = |alert: &str, labels: &str, summary: &str| {
        format!(
            "{{eval_time: 3h, alertname: {alert}, exp_alerts: [{{exp_labels: {{{labels}}}, exp_annotations: \
             {{summary: '{summary}'}}}}]}}"
        )
    };
    let tests = [
        fires("PostgresRootsNeverLookedAt", "", "no machine has published metrics of `pgcerts status`"),
        fires("TextfilesUnreadable", "instance: a", "node_exporter on a cannot read a file of metrics"),
        "{eval_time: 3h, alertname: PostgresServersNeverChecked, exp_alerts: []}".to_owned(),
    ];
    let series = [("node_textfile_scrape_error{instance=\"a\"}", 1), ("pgcerts_check_timestamp_seconds", 0)];
    let series = series.map(|(name, value)| format!("{{series: '{name}', values: '{value}+0x200'}}"));
    let text = format!(
        "rule_files: [rules.yml]\ntests:\n  - interval: 1m\n    input_series: [{}]\n    alert_rule_test: [{}]\n",
        series.join(", "),
        tests.join(", ")
    );
    fs::write(folder.path().join("test.yml"), text).expect("the tests");
    let mut command = Command::new(promtool);
    answer(command.current_dir(folder.path()).args(["test", "rules", "test.yml"])).exits(0);
}

#[test]
fn a_full_disk_publishes_no_part_of_an_answer() {
    let machine = Machine::new();
    machine.has("run/pgcerts-check.prom", "the last answer\n");
    hand_over(&machine.path("run/pgcerts-check.prom"), 0o644);
    let servers = (1..20).map(|port| format!("127.0.0.1:{port}")).collect::<Vec<_>>().join("\n");
    machine.has("credentials/servers.txt", &servers);
    let service = machine.service("pgcerts-check.service");
    let mut command = machine.command("/bin/sh");
    // Writing fails after a kibibyte or less.
    command.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"]).arg(service.get_program());
    command.args(service.get_args());
    unprivileged(&mut command);
    let ended = answer(&mut command);
    assert_ne!(ended.code, Some(0), "{ended:?}");
    assert_eq!(names(&machine.path("run")), ["pgcerts-check.prom"]);
    let there = fs::read_to_string(machine.path("run/pgcerts-check.prom")).expect("the file");
    assert_eq!(there, "the last answer\n");
}

#[test]
fn node_exporter_shows_what_is_published() {
    let test = "metrics on their way through node_exporter";
    let (Some(exporter), Some(cluster)) =
        (operators(test, "usr/bin/prometheus-node-exporter"), Cluster::shared(test))
    else {
        return;
    };
    let machine = Machine::new();
    machine.has("etc/root.crt", &cluster.authority.pem());
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}", cluster.port);
    machine.has("credentials/servers.txt", &target);
    for service in ["pgcerts-check.service", "pgcerts-status.service"] {
        machine.start(service).exits(0);
    }
    let address = free_address();
    let mut command = Command::new(exporter);
    command.args(["--collector.disable-defaults", "--collector.textfile"]);
    command.arg(format!("--web.listen-address={address}"));
    command.arg(format!("--collector.textfile.directory={}", machine.path("textfiles").display()));
    let _running = Running::start(&mut command);
    let metrics = fetched(&format!("http://{address}/metrics"));
    assert_eq!(sample(&metrics, "node_textfile_scrape_error", "").as_deref(), Some("0"), "{metrics}");
    for name in ["pgcerts_check_ok{", "pgcerts_check_timestamp_seconds{", "pgcerts_store_ok{"] {
        assert!(sample(&metrics, name, "").is_some(), "{name}: {metrics}");
    }
}

#[test]
fn a_run_that_is_stopped_leaves_nothing_and_the_last_answer_stays() {
    let machine = Machine::new();
    machine.has("run/pgcerts-check.prom", "the last answer\n");
    hand_over(&machine.path("run/pgcerts-check.prom"), 0o644);
    let silent = Listener::new(|stream| {
        let _ = std::io::Read::read(&mut { stream }, &mut [0; 64]);
        std::thread::sleep(Duration::from_secs(3));
    });
    machine.has("credentials/servers.txt", &silent.address().to_string());
    let mut command = machine.service("pgcerts-check.service");
    let mut child = command.process_group(0).stderr(Stdio::null()).spawn().expect("the service");
    let end = Instant::now() + Duration::from_secs(20);
    while silent.connections() == 0 {
        assert!(Instant::now() < end, "it asks the server");
        std::thread::sleep(Duration::from_millis(10));
    }
    // As systemd stops a service: every process of it.
    let group = format!("-{}", child.id());
    answer(Command::new("kill").args(["-TERM", "--", &group])).exits(0);
    assert!(!child.wait().expect("its end").success());
    assert_eq!(names(&machine.path("run")), ["pgcerts-check.prom"]);
    let there = fs::read_to_string(machine.path("run/pgcerts-check.prom")).expect("the file");
    assert_eq!(there, "the last answer\n");
}

#[test]
fn a_link_that_the_service_leaves_publishes_no_other_file() {
    let machine = Machine::new();
    machine.has("etc/secret", "a secret\n");
    symlink(machine.path("etc/secret"), machine.path("run/pgcerts-check.prom")).expect("a link");
    machine.publish("pgcerts-check.service");
    let published = machine.path("textfiles/pgcerts-check.prom");
    assert!(published.is_symlink(), "the link, which the reader's own rights decide about");
}

#[test]
fn the_services_make_no_system_call_that_their_filter_refuses() {
    let test = "the filter of system calls";
    let (Some(analyze), Some(strace), Some(cluster)) =
        (need(test, "systemd-analyze"), need(test, "strace"), Cluster::shared(test))
    else {
        return;
    };
    let unit = unit("pgcerts-check.service");
    let [allowed, refused] = values(&unit, "SystemCallFilter")[..] else { panic!("two filters") };
    let listed = |set: &str| answer(Command::new(&analyze).args(["syscall-filter", set])).exits(0).stdout;
    let expanded = |set: &str| expand(set, &listed);
    let (allowed, refused) = (expanded(allowed), expanded(refused.strip_prefix('~').expect("a negation")));
    let machine = Machine::new();
    machine.has("etc/root.crt", &cluster.authority.pem());
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}\n[::1]:1\nlocalhost:1\n", cluster.port);
    machine.has("credentials/servers.txt", &target);
    let log = machine.path("run/calls");
    for service in ["pgcerts-check.service", "pgcerts-status.service"] {
        let inner = machine.service(service);
        let mut command = machine.command(strace.to_str().expect("UTF-8"));
        command.args(["-f", "-qq", "-o"]).arg(&log).arg(inner.get_program()).args(inner.get_args());
        unprivileged(&mut command);
        answer(&mut command).exits(0);
        let made = fs::read_to_string(&log).expect("the calls");
        // "12345 openat(AT_FDCWD, …", and lines on signals, which name no call.
        let calls = made.lines().filter_map(|line| line.split_once(' ')?.1.trim().split_once('('));
        let calls: Vec<&str> =
            calls.map(|(name, _)| name).filter(|name| name.chars().all(is_in_name)).collect();
        assert!(calls.contains(&"execve") && calls.len() > 100, "{made}");
        let wrong: Vec<&&str> = calls
            .iter()
            .filter(|call| {
                refused.iter().any(|name| name == *call) || !allowed.iter().any(|name| name == *call)
            })
            .collect();
        assert!(wrong.is_empty(), "{service}: {wrong:?}");
        fs::remove_file(&log).expect("its removal");
    }
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
}

/// The system calls of a set, with those of the sets in it.
fn expand(set: &str, listed: &impl Fn(&str) -> String) -> Vec<String> {
    let text = listed(set);
    let lines = text.lines().skip(1).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut calls = Vec::new();
    for line in lines {
        if line.starts_with('@') { calls.extend(expand(line, listed)) } else { calls.push(line.to_owned()) }
    }
    calls
}
