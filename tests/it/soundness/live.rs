//! Generated chains of a running server: `check` says of them what libpq 17 and 18 do, whose wheels bring OpenSSL 3.5.
//! `PGCERTS_LIVE` is how many, and `PGCERTS_CHAINS_SEED` the first one's seed.

use std::path::Path;

use serde_json::Value;
use time::OffsetDateTime;

use super::chain::{Chain, HOST};
use super::compared::{generated, number_from, python_for};
use super::oracle::Oracle;
use crate::support::responder::{Reply, Responder};
use crate::support::tools::{need_success, test_tools};
use crate::support::user::{User, answer};
use crate::support::{pem, program};

/// One line for each version: whether it came as far as a login, or its error. The responder answers every query with a
/// row, which psycopg2 does not expect of its first one.
const SCRIPT: &str = "import importlib, sys\n\
    for name in 'psycopg2', 'psycopg':\n \
    try:\n  importlib.import_module(name).connect(sys.argv[1]); print('ok')\n \
    except Exception as error: print('ok' if 'PGRES_TUPLES_OK' in str(error) else str(error).strip().replace('\\n', ' '))";

/// The answers of libpq 17 and 18, and that of `check`.
fn answers(chain: &Chain, user: &User) -> (Vec<String>, Value) {
    let home = user.home();
    write(home, "store.pem", &chain.store_pem());
    let reply = Reply::Tls { chain: chain.sent.clone(), key: chain.key.clone() };
    let responder = Responder::new(reply);
    let lists = chain.lists.as_ref().map_or("", |lists| {
        write(home, "lists.pem", &lists.iter().map(|der| pem("X509 CRL", der)).collect::<String>());
        "sslcrl=lists.pem"
    });
    let target = format!(
        "host={HOST} hostaddr=127.0.0.1 port={} user=kit dbname=kit connect_timeout=20 sslmode=verify-ca \
         sslrootcert=store.pem {lists}",
        responder.port()
    );
    let mut python = user.command(test_tools("python/bin/python"));
    let theirs = answer(python.current_dir(home).args(["-c", SCRIPT, &target]));
    let ours = answer(user.command(program()).current_dir(home).args(["check", "--json", &target]));
    let json: Value = serde_json::from_str(&ours.stdout).unwrap_or_else(|_| panic!("{ours:?}"));
    (theirs.stdout.lines().map(str::to_owned).collect(), json["targets"][0]["verdicts"]["verify-ca"].clone())
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file");
}

#[test]
fn check_says_of_a_generated_server_what_libpq_17_and_18_do() {
    let mut import = std::process::Command::new(test_tools("python/bin/python"));
    import.args(["-c", "import psycopg, psycopg2"]);
    if !need_success("generated servers", "psycopg and psycopg2 of tests/tools", &mut import) {
        return;
    }
    let (count, first) = (number_from("PGCERTS_LIVE", 24), number_from("PGCERTS_CHAINS_SEED", 1));
    let Some(python) = python_for("generated servers") else { return };
    let mut debian = Oracle::new(&python, Path::new("libcrypto.so.3"));
    let at = OffsetDateTime::now_utc().unix_timestamp();
    let user = User::in_memory();
    let (mut accepted, mut open, mut complaints) = (0, 0, Vec::new());
    for seed in first..first + count {
        let chain = generated(seed);
        let (theirs, ours) = answers(&chain, &user);
        let connects = theirs.iter().filter(|answer| *answer == "ok").count();
        accepted += usize::from(connects == 2);
        open += usize::from(ours["ok"].is_null());
        // What OpenSSL 3.0 alone refuses, `check` refuses too.
        let agrees = ours["ok"] == (connects == 2) || (ours["ok"] == false && !debian.ask(&chain, at).0);
        if theirs.len() != 2 || !(agrees || ours["ok"].is_null()) {
            complaints.push(format!("seed {seed}: check {ours}, libpq {theirs:?}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(open * 20 <= count, "{open} of {count} have no verdict");
    assert!((count / 8..count).contains(&accepted), "libpq accepts {accepted} of {count}");
}
