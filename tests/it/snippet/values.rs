//! Hosts, users, databases and paths with what languages, URLs and formats treat in their own ways: the real language
//! reads each of them back.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use pgcerts::testing::Client;
use serde_json::Value;

use crate::support::mutants::Random;
use crate::support::repository;
use crate::support::tools::{PGJDBC, need, need_success, need_that, test_tools};
use crate::support::user::{User, answer};

/// What a value is made of.
const PARTS: [&str; 38] = [
    "a",
    "Z",
    "7",
    "'",
    "\"",
    "\\",
    "`",
    "$",
    "${",
    "}",
    "#{",
    "#",
    "%",
    "%41",
    "%>",
    "<%",
    "<%=",
    "=",
    "&",
    "|",
    "?",
    "!",
    "*",
    " ",
    "\t",
    "+",
    "~",
    "(",
    ")",
    "[",
    "]",
    "\u{1b}",
    "\u{202e}",
    "\u{1f511}",
    "é",
    "證",
    "\\n",
    "\\u0041",
];

/// Of a host's name these stand for other things: a port, a path, a user, another host.
const HOST_PARTS: [&str; 4] = ["x", "-", ".", "_"];

/// How many of each client.
const CASES: usize = 24;

/// A host, a user, a database and a path.
type Values = [String; 4];

fn text(random: &mut Random, parts: &[&str]) -> String {
    let length = 1 + random.below(9);
    let text: String = (0..length).map(|_| parts[random.below(parts.len())]).collect();
    // A sequence that build servers obey is written in another way, which has its own test.
    if text.contains("##") { text.replace('#', "h") } else { text }
}

/// The values of one run of the program, and what it printed.
fn case(user: &User, client: &str, random: &mut Random, has_odd_host: bool) -> (Values, String) {
    let parts: Vec<&str> = PARTS.iter().copied().filter(|part| has_place(client, part)).collect();
    let host = if has_odd_host { text(random, &parts) } else { text(random, &HOST_PARTS) };
    let path = format!("/{}", text(random, &parts));
    let end = if ["pgbouncer", "service"].contains(&client) { "." } else { "" };
    let values = [host, text(random, &parts), text(random, &parts), path].map(|value| value + end);
    let flags = ["--host", "--user", "--dbname", "--dest"];
    let flags = flags.iter().zip(&values).map(|(flag, value)| format!("{flag}={value}"));
    let arguments =
        ["snippet".to_owned(), client.to_owned(), "--port=6543".to_owned()].into_iter().chain(flags);
    let snippet = user.run(arguments).exits(0).stdout;
    (values, snippet)
}

/// Whether the client's snippet takes it; `snippet` refuses the others.
fn has_place(client: &str, part: &str) -> bool {
    match client {
        "pgbouncer" | "service" => !matches!(part, "\u{1b}" | "\u{202e}" | "\t"),
        "debezium" => !part.contains(['?', '%', '+']),
        _ => true,
    }
}

/// `read` gives back the values of each snippet of these clients.
fn come_back(clients: &[&str], has_odd_host: bool, read: impl Fn(&User, &Value) -> Vec<Values>) {
    let user = User::new();
    let mut random = Random(0x5eed_0f5a_1b2c_3d4e);
    let (mut wanted, mut snippets) = (Vec::new(), Vec::new());
    for client in clients {
        for _ in 0..CASES {
            let (values, snippet) = case(&user, client, &mut random, has_odd_host);
            wanted.push(values);
            snippets.push(serde_json::json!([client, snippet]));
        }
    }
    let found = read(&user, &snippets.clone().into());
    assert_eq!(found.len(), wanted.len());
    for ((found, wanted), snippet) in found.iter().zip(&wanted).zip(&snippets) {
        assert_eq!(found, wanted, "{}\n{}", snippet[0], snippet[1].as_str().expect("a snippet"));
    }
}

/// Runs a program with the snippets in a file, and reads the lists that it prints.
fn by(user: &User, mut command: Command, script: &str, snippets: &Value) -> Vec<Values> {
    let file = user.path("snippets.json");
    std::fs::write(&file, snippets.to_string()).expect("the snippets");
    command.env("LC_ALL", "C.UTF-8").arg(repository("tests/it/snippet").join(script)).arg(&file);
    let printed = answer(command.stdin(Stdio::null())).exits(0).stdout;
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

#[test]
fn python_shells_and_libpq_read_the_values_back() {
    let python = test_tools("python/bin/python");
    let test = "the values of snippets in Python";
    if !need_success(
        test,
        "psycopg",
        Command::new(&python).args(["-c", "import psycopg, psycopg2, sqlalchemy"]),
    ) {
        return;
    }
    let clients = [
        "psql",
        "uri",
        "service",
        "psycopg",
        "psycopg2",
        "asyncpg",
        "pg8000",
        "sqlalchemy",
        "django",
        "airflow",
    ];
    come_back(&clients, true, |user, snippets| by(user, user.command(&python), "values.py", snippets));
}

#[test]
fn node_reads_the_values_back() {
    let Some(node) = need("the values of snippets in Node", "node") else { return };
    let clients = ["node-postgres", "postgres-js", "prisma"];
    come_back(&clients, true, |user, snippets| by(user, user.command(&node), "values.js", snippets));
}

#[test]
fn ruby_erb_and_yaml_read_the_values_back() {
    let Some(ruby) = need("the values of snippets in Ruby", "ruby") else { return };
    let clients = ["ruby-pg", "rails"];
    come_back(&clients, true, |user, snippets| by(user, user.command(&ruby), "values.rb", snippets));
}

#[test]
fn php_reads_the_values_back() {
    let Some(php) = need("the values of snippets in PHP", "php") else { return };
    let clients = ["pdo", "php-pgsql"];
    come_back(&clients, true, |user, snippets| by(user, user.command(&php), "values.php", snippets));
}

#[test]
fn perl_and_its_driver_read_the_values_back() {
    let test = "the values of snippets in Perl";
    let Some(perl) = need(test, "perl") else { return };
    if !need_success(test, "DBD::Pg", Command::new(&perl).args(["-MDBD::Pg", "-e", ""])) {
        return;
    }
    come_back(&["dbd-pg"], true, |user, snippets| by(user, user.command(&perl), "values.pl", snippets));
}

#[test]
fn java_its_properties_and_pgjdbc_read_the_values_back() {
    let test = "the values of snippets in Java";
    let Some(java) = need(test, "java") else { return };
    if need(test, "javac").is_none() || !need_that(test, "pgjdbc", std::path::Path::new(PGJDBC).is_file()) {
        return;
    }
    come_back(&["r2dbc"], true, |user, snippets| by_java(user, user.command(&java), snippets));
    let others = ["jdbc", "spring", "debezium"];
    come_back(&others, false, |user, snippets| by_java(user, user.command(&java), snippets));
}

/// Java has no JSON of its own: a class with each snippet, as code or in a file, prints the values in hex.
fn by_java(user: &User, mut java: Command, snippets: &Value) -> Vec<Values> {
    let mut calls = String::new();
    for (index, snippet) in snippets.as_array().expect("snippets").iter().enumerate() {
        let (client, text) =
            (snippet[0].as_str().expect("a client"), snippet[1].as_str().expect("a snippet"));
        let file = user.path(&format!("snippet-{index}"));
        std::fs::write(&file, text).expect("a snippet");
        let _ = match client {
            "r2dbc" => writeln!(calls, "{{ {text}\nprint(configuration.values); }}"),
            _ => writeln!(calls, "{client}(\"{}\");", file.display()),
        };
    }
    let template = std::fs::read_to_string(repository("tests/it/snippet/Values.java")).expect("the class");
    let source = user.path("Values.java");
    std::fs::write(&source, template.replace("// CALLS", &calls)).expect("the class");
    let stubs = repository("tests/it/snippet/stubs");
    let mut javac = user.command("javac");
    javac
        .args(["-encoding", "UTF-8", "-cp", PGJDBC, "-sourcepath"])
        .arg(stubs)
        .arg("-d")
        .arg(user.path("classes"));
    answer(javac.arg(&source)).exits(0);
    java.env("LC_ALL", "C.UTF-8").arg("-cp").arg(format!("{}:{PGJDBC}", user.path("classes").display()));
    let printed = answer(java.arg("Values")).exits(0).stdout;
    let hex = |word: &str| {
        let bytes =
            (0..word.len()).step_by(2).map(|at| u8::from_str_radix(&word[at..at + 2], 16).expect("hex"));
        String::from_utf8(bytes.collect()).expect("UTF-8")
    };
    let values = |line: &str| line.split(' ').map(hex).collect::<Vec<_>>().try_into().expect("four values");
    printed.lines().map(values).collect()
}

#[test]
fn the_rules_of_pgbouncers_file_give_the_values_back() {
    come_back(&["pgbouncer"], true, |_, snippets| {
        let snippets = snippets.as_array().expect("snippets").iter();
        snippets.map(|snippet| pgbouncer(snippet[1].as_str().expect("a snippet"))).collect()
    });
}

/// As `cf_load_file` and `cstr_get_pair` read: a value ends at a blank, or in quotes at a quote that has no twin.
fn pgbouncer(text: &str) -> Values {
    let line = |start: &str| text.lines().find_map(|line| line.split_once(start)).expect(start).1.trim();
    let mut rest = line(" = host=");
    let mut values = Vec::new();
    loop {
        let quoted = rest.strip_prefix('\'');
        let (mut value, mut chars) = (String::new(), quoted.unwrap_or(rest).chars());
        while let Some(c) = chars.next() {
            match c {
                '\'' if quoted.is_some() => match chars.as_str().strip_prefix('\'') {
                    Some(after) => chars = after.chars(),
                    None => break,
                },
                ' ' if quoted.is_none() => break,
                _ => {}
            }
            value.push(c);
        }
        values.push(value);
        rest = chars.as_str().trim_start();
        let Some((_, after)) = rest.split_once('=') else { break };
        rest = after;
    }
    let [host, _, database, user] = values.try_into().expect("four keywords");
    [host, user, database, line("server_tls_ca_file = ").to_owned()]
}

/// A client whose snippet holds values has a test of them: here, in the table of clients, in that of Npgsql or among the Java stores.
#[test]
fn every_client_has_its_values_read_back() {
    use clap::ValueEnum as _;
    let elsewhere = [
        "npgsql",
        "pgx",
        "lib-pq",
        "sqlx",
        "tokio-postgres-native-tls",
        "tokio-postgres-rustls",
        "odbc",
        "java-trust-store",
        "keycloak",
        "kafka-connect",
    ];
    let source = std::fs::read_to_string(repository("tests/it/snippet/values.rs")).expect("this file");
    let (source, _) = source.split_once("let elsewhere").expect("this test");
    for client in Client::value_variants() {
        let name = client.name();
        assert!(elsewhere.contains(&name.as_str()) || source.contains(&format!("\"{name}\"")), "{name}");
    }
}
