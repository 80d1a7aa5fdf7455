//! What `status --json` found.

use serde_json::Value;

use super::user::Answer;

/// The findings with this code.
#[track_caller]
pub(crate) fn found(answer: &Answer, code: &str) -> Vec<Value> {
    let json = answer.json();
    let findings = json["findings"].as_array().expect("findings");
    findings.iter().filter(|finding| finding["code"] == code).cloned().collect()
}

/// The messages of the findings with this code.
#[track_caller]
pub(crate) fn messages(answer: &Answer, code: &str) -> Vec<String> {
    found(answer, code)
        .iter()
        .map(|finding| finding["message"].as_str().expect("a message").to_owned())
        .collect()
}

/// The finding with this code.
#[track_caller]
pub(crate) fn finding<'a>(target: &'a Value, code: &str) -> &'a Value {
    let findings = target["findings"].as_array().unwrap_or_else(|| panic!("{target}"));
    let found: Vec<&Value> = findings.iter().filter(|finding| finding["code"] == code).collect();
    assert_eq!(found.len(), 1, "{code} in {findings:?}");
    found[0]
}
