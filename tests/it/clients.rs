//! The merged file in the hands of clients of other languages: each counts what it loads and connects with it.
#![cfg(unix)]

use std::path::{Path, PathBuf};

use crate::support::authority::Authority;
use crate::support::cluster::{Cluster, HOST};
use crate::support::repository;
use crate::support::tools::{PGJDBC, need, need_success, need_that, test_tools};
use crate::support::user::{User, answer};

/// Two files: foreign certificate and Azure's, and the same with the server's root.
struct Files {
    without: PathBuf,
    with: PathBuf,
}

/// A foreign root with comments in CRLF and no newline at its end, then what pgcerts adds in two runs.
fn merged(user: &User, cluster: &Cluster) -> Files {
    let foreign = Authority::new("Foreign Root 證書").pem();
    let text = format!("# our own root: größe\n\n# -----BEGIN CERTIFICATE-----\n{}", foreign.trim_end());
    user.write_root_crt(text.replace('\n', "\r\n"));
    user.run(["install", "--offline"]).exits(0);
    let without = user.path("without.crt");
    std::fs::copy(user.root_crt(), &without).expect("a copy");
    let pins = cluster.pins(user);
    user.run(["install", "--offline", "--pins", pins.to_str().expect("UTF-8")]).exits(0);
    Files { without, with: user.root_crt() }
}

fn script(name: &str) -> PathBuf {
    repository("tests/it/clients").join(name)
}

#[test]
fn psql_connects_with_the_merged_file() {
    let Some(cluster) = Cluster::shared("psql with a merged file") else { return };
    let user = User::new();
    let files = merged(&user, &cluster);
    let ask = |file: &Path| {
        cluster.ask(&user, HOST, &format!("sslmode=verify-full sslrootcert={}", file.display()))
    };
    assert_eq!(ask(&files.with).exits(0).stdout, "t\n");
    assert!(ask(&files.without).exits(2).stderr.contains("certificate verify failed"));
}

#[test]
fn python_and_both_psycopgs_load_the_merged_file() {
    let test = "Python with a merged file";
    let python = test_tools("python/bin/python");
    let mut import = std::process::Command::new(&python);
    if !need_success(
        test,
        "psycopg and psycopg2 of tests/tools",
        import.args(["-c", "import psycopg, psycopg2"]),
    ) {
        return;
    }
    let Some(cluster) = Cluster::shared(test) else { return };
    let user = User::new();
    let files = merged(&user, &cluster);
    let connection = cluster.connection(HOST, "");
    let run = |file: &Path| {
        answer(user.command(&python).arg(script("libpq.py")).arg(file).arg(&connection)).exits(0).stdout
    };
    assert_eq!(
        run(&files.with),
        "certificates 5\npsycopg libpq 18 encrypted True\npsycopg2 libpq 17 encrypted True\n"
    );
    assert_eq!(
        run(&files.without),
        "certificates 4\npsycopg libpq 18 refused True\npsycopg2 libpq 17 refused True\n"
    );
}

#[test]
fn node_and_node_postgres_load_the_merged_file() {
    let test = "Node with a merged file";
    let Some(node) = need(test, "node") else { return };
    let packages = test_tools("node/node_modules");
    if !need_that(test, "node-postgres of tests/tools", packages.join("pg").is_dir()) {
        return;
    }
    let Some(cluster) = Cluster::shared(test) else { return };
    let user = User::new();
    let files = merged(&user, &cluster);
    let run = |file: &Path| {
        let mut command = user.command(&node);
        command.env("NODE_PATH", &packages).arg(script("node.js")).arg(file).arg(cluster.port.to_string());
        answer(&mut command).exits(0).stdout
    };
    assert_eq!(run(&files.with), "certificates 5\nencrypted true\n");
    assert_eq!(run(&files.without), "certificates 4\nrefused UNABLE_TO_VERIFY_LEAF_SIGNATURE\n");
}

#[test]
fn java_and_pgjdbc_load_the_merged_file() {
    let test = "Java with a merged file";
    let Some(java) = need(test, "java") else { return };
    if need(test, "javac").is_none() || !need_that(test, "pgjdbc", Path::new(PGJDBC).is_file()) {
        return;
    }
    let Some(cluster) = Cluster::shared(test) else { return };
    let user = User::new();
    let files = merged(&user, &cluster);
    let run = |file: &Path| {
        let mut command = user.command(&java);
        command.args(["-XX:TieredStopAtLevel=1", "-cp", PGJDBC]).arg(script("Jdbc.java"));
        answer(command.arg(file).arg(cluster.port.to_string())).exits(0).stdout
    };
    assert_eq!(run(&files.with), "certificates 5\nencrypted true\n");
    assert_eq!(run(&files.without), "certificates 4\nrefused true\n");
}
