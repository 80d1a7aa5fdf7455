//! What Kubernetes' manifests hold: in text, in base64, and several in a file.

use base64::Engine as _;

use super::kit::{ScanTree, codes, items, path, text};
use crate::support::authority::Authority;
use crate::support::store::azure;
use crate::support::{pem, user::Answer};

const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| " ".repeat(by) + line + "\n").collect()
}

/// A Secret with these variables in each of its forms: in text, then in base64.
fn forms(variables: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let lines = |form: &dyn Fn(&str, &str) -> String, between: &str| -> String {
        variables.iter().map(|(key, value)| form(key, value)).collect::<Vec<_>>().join(between)
    };
    let head = "apiVersion: v1\nkind: Secret\n";
    vec![
        (
            "text.yaml",
            format!("{head}stringData:\n{}", lines(&|key, value| format!("  {key}: {value}\n"), "")),
        ),
        (
            "plain.yaml",
            format!("{head}data:\n{}", lines(&|key, value| format!("  {key}: {}\n", base64(value)), "")),
        ),
        (
            "end.yaml",
            format!(
                "data:\n{}{head}",
                lines(&|key, value| format!("  {key}: \"{}\"\n", base64(&(value.to_owned() + "\n"))), "")
            ),
        ),
        (
            "flow.yaml",
            format!("{head}data: {{{}}}\n", lines(&|key, value| format!("{key}: {}", base64(value)), ", ")),
        ),
        (
            "block.yaml",
            format!(
                "{head}data:\n{}",
                lines(&|key, value| format!("  {key}: |-\n    {}\n", base64(value)), "")
            ),
        ),
        (
            "second.yaml",
            format!(
                "kind: ConfigMap\n---\n{head}data:\n{}",
                lines(&|key, value| format!("  {key}: {}\n", base64(value)), "")
            ),
        ),
        (
            "close.json",
            format!(
                "{{\"kind\":\"Secret\",\"data\":{{{}}}}}",
                lines(&|key, value| format!("\"{key}\":\"{}\"", base64(value)), ",")
            ),
        ),
        (
            "wide.json",
            format!(
                "{{\n \"kind\": \"Secret\",\n \"data\": {{\n{}\n }}\n}}\n",
                lines(&|key, value| format!("  \"{key}\": \"{}\"", base64(value)), ",\n")
            ),
        ),
    ]
}

/// What is said of each file, without its lines.
fn said(answer: &Answer) -> Vec<(String, String)> {
    let json = answer.json();
    let settings = |item: &serde_json::Value| {
        let list = item["settings"].as_array().expect("settings").iter();
        let shown = list.map(|one| format!("{} {}", text(&one["sslmode"]), text(&one["sslrootcert"])));
        format!("{} [{}]", shown.collect::<Vec<_>>().join(", "), codes(item).join(" "))
    };
    items(&json).iter().map(|item| (path(item), settings(item))).collect()
}

#[test]
fn variables_in_base64_are_as_the_same_in_text() {
    for mode in MODES {
        for key in ["PGSSLMODE", "sslmode"] {
            for roots in [&[][..], &[("PGSSLROOTCERT", "/etc/pg/root.crt")]] {
                let tree = ScanTree::new();
                let variables = [&[("PGHOST", "db.example.com"), (key, mode)][..], roots].concat();
                let forms = forms(&variables);
                for (name, manifest) in &forms {
                    tree.write(name, manifest);
                }
                let found = said(&tree.scan(&["--json"]));
                assert_eq!(found.len(), forms.len(), "{key} {mode}: {found:?}");
                let in_text = &found.iter().find(|(name, _)| name == "text.yaml").expect("it").1;
                assert!(in_text.starts_with(&format!("{mode} ")), "{in_text}");
                for (name, form) in &found {
                    assert_eq!(form, in_text, "{name}: {key} {mode}");
                }
            }
        }
    }
}

#[test]
fn each_store_in_manifests_is_found_once_in_its_line_and_of_its_kind() {
    let roots: String = azure().iter().map(|der| pem("CERTIFICATE", der)).collect();
    let own = Authority::new("Own Root").intermediate("Own CA").pem();
    let quoted = |text: &str| format!("\"{}\"", text.replace('\n', "\\n"));
    let mut expected = Vec::new();
    let tree = ScanTree::new();
    let stores =
        [("sound", roots.as_str(), vec![]), ("bad", own.as_str(), vec!["pinned-intermediate".to_owned()])];
    for (store, pem, codes) in stores {
        let values = [("block", format!("|\n{}", indented(pem, 4))), ("quoted", quoted(pem) + "\n")];
        for (form, value) in values {
            let map = format!("kind: ConfigMap\nmetadata: {{name: no-Secret}}\ndata:\n  root.crt: {value}");
            let secret = format!("kind: Secret\nstringData:\n  root.crt: {value}");
            let other = format!("# For the Secret\nca: {value}");
            let encoded = format!("kind: Secret\ndata:\n  root.crt: {}\n", base64(pem));
            let list = format!(
                "apiVersion: v1\nitems:\n{}{}kind: List\n",
                indented(&map, 2).replacen("  kind", "- kind", 1),
                indented(&secret, 2).replacen("  kind", "- kind", 1)
            );
            let files = [
                ("map", map.clone(), vec!["config-map"]),
                ("secret", secret.clone(), vec!["secret"]),
                ("other", other.clone(), vec!["embedded"]),
                (
                    "both",
                    format!("{map}---\n{secret}---\n{encoded}---\n{other}"),
                    vec!["config-map", "secret", "secret", "embedded"],
                ),
                ("list", list, vec!["config-map", "secret"]),
            ];
            for (name, content, kinds) in files {
                let file = format!("{store}-{form}-{name}.yaml");
                tree.write(&file, &content);
                // The line of the certificate, or of the value that holds it.
                let begins = content.lines().zip(1..).filter(|(line, _)| {
                    let line = line
                        .trim_start()
                        .trim_start_matches("root.crt: ")
                        .trim_start_matches("ca: ")
                        .trim_start_matches('"');
                    line.starts_with("-----BEGIN") || line.starts_with("LS0tLS1CRUdJTi")
                });
                let begins: Vec<u64> = begins.map(|(_, line)| line).collect();
                for kind in kinds {
                    expected.push((file.clone(), kind.to_owned(), codes.clone(), begins.clone()));
                }
            }
        }
    }
    let json = tree.scan(&["--json"]).json();
    let mut found: Vec<(String, String, Vec<String>)> = Vec::new();
    for item in items(&json) {
        let own = expected.iter().find(|(file, ..)| *file == path(item)).expect("a file of these");
        for certificate in item["certificates"].as_array().expect("certificates") {
            assert!(own.3.contains(&certificate["line"].as_u64().unwrap_or_default()), "{item}");
        }
        found.push((path(item), text(&item["kind"]), codes(item)));
    }
    let mut expected: Vec<_> =
        expected.into_iter().map(|(file, kind, codes, _)| (file, kind, codes)).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}
