//! The lines of `Cargo.toml` that the page shows are those with which the Rust clients were built.

use std::fs;

use super::page;
use crate::support::repository;

/// What each snippet needs.
const NEEDS: [(&str, &[&str]); 3] = [
    ("sqlx", &["sqlx", "tokio"]),
    ("tokio-postgres-native-tls", &["native-tls", "postgres-native-tls", "tokio", "tokio-postgres"]),
    ("tokio-postgres-rustls", &["rustls", "tokio", "tokio-postgres", "tokio-postgres-rustls"]),
];

/// A version that is pinned to the last digit, as its users write it.
fn unpinned(line: &str) -> String {
    let Some((before, (version, after))) =
        line.split_once("\"=").and_then(|(before, rest)| Some((before, rest.split_once('"')?)))
    else {
        return line.to_owned();
    };
    let version: Vec<&str> = version.split('.').take(2).collect();
    format!("{before}\"{}\"{after}", version.join("."))
}

#[test]
fn the_page_shows_the_dependencies_of_each_rust_snippet() {
    let text = fs::read_to_string(repository("tests/clients/rust/Cargo.toml")).expect("Cargo.toml");
    let line = |package: &str| {
        let start = format!("{package} = ");
        unpinned(text.lines().find(|line| line.starts_with(&start)).expect(package))
    };
    for (client, packages) in NEEDS {
        let lines: Vec<String> = packages.iter().map(|package| line(package)).collect();
        page::is(&format!("dependencies {client}"), &format!("```toml\n{}\n```\n", lines.join("\n")));
    }
}
