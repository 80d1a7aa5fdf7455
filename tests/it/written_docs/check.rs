//! The page of `check`: its commands run against a real PostgreSQL with an example's certificates, its answers are
//! the real ones, and its tables have every code, metric and field, and no other.

use std::collections::BTreeSet;
use std::fs::{create_dir_all, read_to_string, write};

use serde_json::Value;
use time::{Date, Month};

use pgcerts::testing::Speaker;

use super::{Reader, blocks, every_command_runs};
use crate::support::authority::{Authority, manifest, pin, write_manifest};
use crate::support::cluster::Cluster;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::der::date;
use crate::support::forge::extension::{alt_names, dns};
use crate::support::forge::key::SERVER;
use crate::support::tools::need;
use crate::support::{codes_of, repository};

const PAGE: &str = "docs/reference/check.md";

/// The day on which the answers on the pages were printed.
const DAY: &str = "2026-12-01";

/// An authority on its way from one root to the next, and a server below both.
struct Example {
    old: Party,
    /// The new root as the old one signed it.
    cross: Party,
    new: Party,
    issuing: Party,
    server: Party,
}

impl Example {
    /// With these last days of the server's certificate and of its authorities.
    fn new(ends: [i32; 2]) -> Self {
        let lasting = |draft: Draft, year: i32| {
            let day = |year| Date::from_calendar_date(year, Month::June, 15).expect("a day").midnight();
            draft.dates(date(day(2025).assume_utc()), date(day(year).assume_utc()))
        };
        let [leaf, above] = ends;
        let old = lasting(Draft::ca("Example Root 2015"), above).self_signed();
        let new = lasting(Draft::ca("Example Root 2025"), above + 10).self_signed();
        let cross = old.issue(lasting(Draft::again(&new), above));
        let issuing = new.issue(lasting(Draft::ca("Example Issuing CA 1"), above));
        let names = ["db.example.com", "db2.example.com"].map(dns);
        let server = Draft::server("db.example.com").with(alt_names(&names));
        let server = issuing.issue(lasting(server, leaf));
        Self { old, cross, new, issuing, server }
    }

    /// What its server sends.
    fn chain(&self) -> String {
        [&self.server, &self.issuing, &self.cross].map(Party::pem).concat()
    }

    /// A user who trusts these roots and has what the page assumes. Each server of the page is the one at this
    /// port.
    fn reader(&self, roots: &[&Party], port: u16, more: &str) -> Reader {
        let mut reader = Reader::new();
        let store: String = roots.iter().map(|root| root.pem()).collect();
        for path in [".postgresql/root.crt", "etc/postgresql-roots/root.crt"] {
            let path = reader.user.path(path);
            create_dir_all(path.parent().expect("a folder")).expect("a folder");
            write(path, &store).expect("a store");
        }
        for name in ["chain.pem", "new-chain.pem"] {
            write(reader.user.path(name), self.chain()).expect("a chain");
        }
        let pin = pin("example-root-2025", "Example Root 2025", &self.new.der, &[]);
        let file = ("example-root-2025.crt", self.new.der.as_slice());
        write_manifest(reader.user.home(), &manifest(&[pin]), &[file]);
        std::fs::rename(reader.user.path("pins.json"), reader.user.path("our-pins.json"))
            .expect("a manifest");
        write(reader.user.path("servers.txt"), "# ours\ndb.example.com\n\ndb2.example.com\n")
            .expect("a file");
        reader.prelude = format!(
            r#"pgcerts() {{
                case " $* " in
                    *" --chain "*) command pgcerts "$@" {more} ;;
                    " check "*) command pgcerts "$@" --hostaddr 127.0.0.1 --port {port} {more} ;;
                    *) command pgcerts "$@" ;;
                esac
            }}"#
        );
        reader
    }
}

/// A PostgreSQL with the example's chain.
fn served(test: &str, example: &Example) -> Option<Cluster> {
    let cluster = Cluster::own(test)?;
    assert!(cluster.goes_on_with(&example.chain(), &SERVER.pem()), "PostgreSQL takes the chain");
    Some(cluster)
}

#[test]
fn every_command_of_the_page_runs() {
    let test = "the commands of docs/reference/check.md";
    if need(test, "bash").is_none() || need(test, "jq").is_none() {
        return;
    }
    let example = Example::new([2060, 2060]);
    let Some(cluster) = served(test, &example) else { return };
    every_command_runs(PAGE, 9, || example.reader(&[&example.old, &example.new], cluster.port, ""));
}

#[test]
fn the_pages_show_what_is_printed() {
    let test = "the answers of docs/reference/check.md";
    if need(test, "bash").is_none() {
        return;
    }
    let example = Example::new([2027, 2035]);
    let Some(cluster) = served(test, &example) else { return };
    let at = format!("--at {DAY}");
    let both = example.reader(&[&example.old, &example.new], cluster.port, &at);
    let fleet =
        "db.example.com\ndb2.example.com\ndb3.example.com\nhost=db4.example.com sslmode=verify_full\n";
    write(both.user.path("servers.txt"), fleet).expect("the targets");
    // Another authority's root, as where the store was made for another service.
    let other = example.reader(&[&Party::root("Another Root")], cluster.port, &at);
    let pages = [(&both, blocks(PAGE, "console")), (&other, blocks("README.md", "console").split_off(1))];
    for (reader, block) in
        pages.iter().flat_map(|(reader, blocks)| blocks.iter().map(move |block| (reader, block)))
    {
        let (command, shown) = block.split_once('\n').expect("a command and its answer");
        let answer = reader.run(&format!("{} || true", command.strip_prefix("$ ").expect("a command")));
        let printed = answer.stdout + &answer.stderr;
        let home = reader.user.home().to_str().expect("UTF-8");
        let printed = printed.replace(home, "/home/you").replace("127.0.0.1", "192.0.2.10");
        // The day is the test's own.
        let printed = printed.replace(&format!("as of {DAY} 00:00 UTC; days count from then\n"), "");
        // The usual port in place of the server's, which has a digit more: a column is narrower by one.
        let printed = printed.replace(&format!(":{}", cluster.port), ":5432");
        assert_eq!(printed.replace("error    line 4  ", "error    line 4 "), shown, "{command}");
    }
}

/// All words in back quotes in the first cells of the table with this head.
fn listed(page: &str, head: &str) -> BTreeSet<String> {
    let text = read_to_string(repository(page)).expect(page);
    let (_, rows) = text.split_once(head).expect(head);
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| quoted(row.split('|').nth(1).unwrap_or_default())).collect()
}

fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_problem_but_the_unverifiable_has_its_source() {
    let mut kinds = codes_of(Speaker::Chain).into_iter().collect::<BTreeSet<_>>();
    assert!(kinds.len() >= 29 && kinds.remove("unverifiable"));
    assert_eq!(listed(PAGE, "| problem | source |"), kinds);
}

#[test]
fn every_metric_stands_in_the_table_with_its_labels() {
    let source = read_to_string(repository("src/app/report/check/prometheus.rs")).expect("a source");
    let printed = source.split('"').filter(|text| text.starts_with("pgcerts_")).map(str::to_owned).collect();
    assert_eq!(listed(PAGE, "| metric | labels | value |"), printed);
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
    let text = read_to_string(repository("docs/reference/json.md")).expect("a page");
    let (_, section) = text.split_once("\n## `check`\n").expect("the section");
    let (_, rows) = section.split_once(head).expect(head);
    let mut names = BTreeSet::new();
    for row in rows.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cell = quoted(row.split('|').nth(1).unwrap_or_default());
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
fn every_field_is_on_the_page_and_no_other() {
    let example = Example::new([2060, 2060]);
    let Some(cluster) = served("the fields of docs/reference/json.md", &example) else { return };
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
