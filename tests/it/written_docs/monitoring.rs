//! The page of monitoring: its script, its rules, and the metrics that it names.

use std::collections::BTreeSet;
use std::fs::{metadata, read_to_string, remove_file, write};

use super::reader::Reader;
use super::{first_words, sources};
use crate::support::user::answer;
use crate::support::{pages, repository, tools};

pub(super) const PAGE: &str = "docs/tasks/monitoring.md";

#[test]
fn the_script_for_the_collector_replaces_the_metrics_and_keeps_the_old_ones_of_a_failed_run() {
    if tools::need("the script of the page of monitoring", "bash").is_none() {
        return;
    }
    let script = pages::blocks(PAGE, "sh").into_iter().find(|block| block.contains("--format prometheus"));
    let script = script.expect("the script");
    let reader = Reader::with_stores();
    let folder = reader.user.path("var/lib/prometheus/node-exporter");
    let ok = || {
        let text = read_to_string(folder.join("pgcerts.prom")).expect("the metrics");
        text.lines().find(|line| line.starts_with("pgcerts_store_ok{")).expect("the verdict").ends_with(" 1")
    };
    reader.run(&script).exits(0);
    assert!(ok());
    remove_file(reader.user.path("etc/postgresql-roots/root.crt")).expect("its removal");
    reader.run(&script).exits(0);
    assert!(!ok(), "exit code 1 is an answer");
    reader.run(&script.replace("--set azure", "--set nosuch")).exits(0);
    assert!(!ok(), "no answer leaves the last one");
    assert!(metadata(folder.join("pgcerts.prom.new")).expect("what failed").len() == 0);
}

#[test]
fn the_rules_for_prometheus_are_taken_by_its_own_tool() {
    let rules = pages::blocks(PAGE, "yaml").remove(0);
    let metrics = first_words(PAGE, "## Metrics of `status`");
    let source = sources("src/app/report/status");
    assert!(metrics.len() == 5 && metrics.iter().all(|metric| source.contains(&format!("\"{metric}\""))));
    let asked: Vec<&String> = metrics.iter().filter(|metric| rules.contains(*metric)).collect();
    assert_eq!(asked.len(), 4, "the rules ask for what there is: {asked:?}");
    if let Some(promtool) = tools::promtool() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("rules.yml");
        write(&path, rules).expect("the rules");
        answer(std::process::Command::new(promtool).args(["check", "rules"]).arg(path)).exits(0);
    }
}

#[test]
fn every_metric_of_check_stands_in_the_table() {
    let source = read_to_string(repository("src/app/report/check/prometheus.rs")).expect("a source");
    let printed: BTreeSet<String> =
        source.split('"').filter(|text| text.starts_with("pgcerts_")).map(str::to_owned).collect();
    assert_eq!(first_words(PAGE, "## Metrics of `check`"), printed);
}
