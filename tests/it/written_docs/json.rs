//! The fields of JSON: every one is on the page, and no other.

use std::collections::BTreeSet;
use std::fs::write;

use serde_json::Value;

use super::example::Example;
use super::reader::Reader;
use crate::support::authority::Authority;
use crate::support::forge::certificate::Party;
use crate::support::pages;

const PAGE: &str = "docs/reference/json.md";

#[test]
fn every_field_of_status_uninstall_and_rollback_is_on_the_page() {
    let page = pages::text(PAGE);
    let section = |heading: &str| {
        let (_, section) = page.split_once(&format!("\n## `{heading}`\n")).expect(heading);
        section.split("\n## ").next().unwrap_or(section).to_owned()
    };
    let reader = Reader::with_stores();
    let named = |section: &str, list: &str, name: &str| {
        let list = if list.is_empty() { String::new() } else { format!("{list}.") };
        section.lines().filter(|line| line.starts_with(&format!("| `{list}"))).any(|line| {
            let fields = line.split('|').nth(1).unwrap_or_default();
            fields.contains(&format!("`{name}`")) || fields.contains(&format!("`{list}{name}`"))
        })
    };
    for (command, json) in [
        ("status", reader.user.run(["status", "--json"]).json()),
        ("rollback", reader.user.run(["rollback", "--list", "--json"]).json()),
        ("uninstall", reader.user.run(["uninstall", "--dry-run", "--json"]).json()),
    ] {
        let section = section(command);
        let head = ["schema", "command", "version"];
        for (name, value) in json.as_object().expect("an object") {
            let list = value.get(0).map_or_else(|| name.clone(), |_| format!("{name}[]"));
            let inner = value.get(0).unwrap_or(value).as_object();
            assert!(
                head.contains(&name.as_str()) || inner.is_some() || named(&section, "", name),
                "{command}: {name}"
            );
            for field in inner.into_iter().flat_map(serde_json::Map::keys) {
                assert!(named(&section, &list, field), "{command}: {list}.{field}");
            }
        }
    }
}

/// The paths of a value's fields: `a.b`, `a[].b`.
fn fields(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                // Each mode has the same fields.
                let name = if path == "verdicts" { "MODE" } else { name };
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                fields(value, &path, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields(value, &format!("{path}[]"), found)),
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// The fields that a table of `docs/reference/json.md` names: the first of a row with its path, the others beside it.
fn documented(head: &str) -> BTreeSet<String> {
    let text = pages::text(PAGE);
    let (_, section) = text.split_once("\n## `check`\n").expect("the section");
    let (_, rows) = section.split_once(head).expect(head);
    let mut names = BTreeSet::new();
    for row in rows.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cell = super::quoted(row.split('|').nth(1).unwrap_or_default());
        let beside = cell[0].rsplit_once('.').map_or("", |(parent, _)| parent);
        names.insert(cell[0].clone());
        let others = cell[1..].iter();
        names.extend(
            others.map(|name| if beside.is_empty() { name.clone() } else { format!("{beside}.{name}") }),
        );
    }
    names
}

#[test]
fn every_field_of_check_is_on_the_page_and_no_other() {
    let example = Example::new([2060, 2060]);
    let Some(cluster) = example.served("the fields of JSON") else { return };
    cluster.asks_for_certificates(&example.old.pem(), "local all all trust\nhost all all all trust\n");
    let reader = example.reader(&[&example.old], cluster.port, "");
    let foreign = Authority::new("Another Root").pem();
    write(reader.user.path("foreign.crt"), foreign).expect("a store");
    let whole = [&example.server, &example.issuing, &example.new].map(Party::pem).concat();
    write(reader.user.path("whole.pem"), whole).expect("a chain");
    let runs = [
        "pgcerts check db.example.com --set azure --json",
        "pgcerts check --chain chain.pem --sslrootcert foreign.crt --json",
        "command pgcerts check 127.0.0.1:1 --json",
        "pgcerts check db.example.com --sslmode prefer --sslrootcert foreign.crt --json",
        "pgcerts check --chain chain.pem --host db3.example.com --sslrootcert nowhere --json",
        "pgcerts check --chain whole.pem --sslrootcert foreign.crt --json",
        "pgcerts check db.example.com --auth --sslcert chain.pem --json",
        "pgcerts check db.example.com --probe --min-version TLSv1.3 --json",
        "pgcerts check db.example.com --probe --json",
    ];
    let (mut whole, mut target) = (BTreeSet::new(), BTreeSet::new());
    for run in runs {
        let mut json = reader.run(&format!("{run} || true")).json();
        fields(&json["targets"][0], "", &mut target);
        json["targets"] = Value::Array(vec![Value::Null]);
        fields(&json, "", &mut whole);
    }
    // They stand at the top of the page, and below "Errors".
    let elsewhere = |name: &String| {
        ["schema", "command", "version"].contains(&name.as_str()) || name.starts_with("error.")
    };
    whole.retain(|name| !elsewhere(name));
    target.retain(|name| !elsewhere(name));
    assert_eq!(documented("| field | meaning |"), whole);
    let objects = |names: &BTreeSet<String>| -> BTreeSet<String> {
        let inner = |name: &String| {
            let below = [format!("{name}."), format!("{}.", name.trim_end_matches("[]"))];
            names.iter().any(|other| below.iter().any(|below| other.starts_with(below.as_str())))
        };
        names.iter().filter(|name| !inner(name)).cloned().collect()
    };
    assert_eq!(objects(&documented("| field of `targets[]` | meaning |")), objects(&target));
}
