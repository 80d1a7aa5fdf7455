//! The page of monitoring: its rules, and the metrics that it names.

use std::collections::BTreeSet;
use std::fs::{read_to_string, write};

use super::{first_words, sources};
use crate::support::user::answer;
use crate::support::{pages, repository, tools};

pub(super) const PAGE: &str = "docs/tasks/monitoring.md";

#[test]
fn the_rules_for_prometheus_are_taken_by_its_own_tool() {
    let rules = pages::blocks(PAGE, "yaml").remove(0);
    let metrics = first_words(PAGE, "## Metrics of `status`");
    let source = sources("src/app/report/status");
    assert!(metrics.len() == 6 && metrics.iter().all(|metric| source.contains(&format!("\"{metric}\""))));
    let asked: Vec<&String> = metrics.iter().filter(|metric| rules.contains(*metric)).collect();
    assert_eq!(asked.len(), 5, "the rules ask for what there is: {asked:?}");
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
