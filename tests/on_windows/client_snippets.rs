//! What `snippet` prints, each by the rules of its own language. The clients themselves are not run.

use std::path::Path;

use crate::support::run;

/// Backslashes, a quote and a space, which Windows allows in a path and each language writes in its own way.
const PATH: &str = r"C:\Users\O'Brien x\root.crt";

#[track_caller]
fn prints(client: &str, snippet: &str) {
    let answer = run(&format!("snippet {client}"), Path::new(PATH)).exits(0);
    assert_eq!(answer.stdout, format!("{snippet}\n"));
}

/// Two layers: libpq wants a backslash before a quote and a backslash, PowerShell every quote twice.
#[test]
fn psql_is_called_from_powershell() {
    prints(
        "psql",
        concat!(
            "psql 'host=YOUR_HOST port=5432 dbname=YOUR_DATABASE user=YOUR_USER sslmode=verify-full ",
            r"sslrootcert=''C:\\Users\\O\''Brien x\\root.crt'''",
        ),
    );
}

#[test]
fn a_uri_has_the_path_percent_encoded() {
    prints(
        "uri",
        concat!(
            "postgresql://YOUR_USER@YOUR_HOST:5432/YOUR_DATABASE?sslmode=verify-full",
            "&sslrootcert=C%3A%5CUsers%5CO%27Brien%20x%5Croot.crt",
        ),
    );
}

/// Python reads `\U` and `\r` as escapes; it is psycopg that quotes the value for libpq.
#[test]
fn psycopg_has_a_string_of_python() {
    prints(
        "psycopg",
        r#"import psycopg

connection = psycopg.connect(
    host="YOUR_HOST",
    port=5432,
    dbname="YOUR_DATABASE",
    user="YOUR_USER",
    sslmode="verify-full",
    sslrootcert="C:\\Users\\O'Brien x\\root.crt",
)"#,
    );
}

/// A connection string of .NET has no backslash escapes: the backslashes and the single quote stand as they are.
#[test]
fn npgsql_has_a_value_in_double_quotes() {
    prints(
        "npgsql",
        concat!(
            "Host=YOUR_HOST;Port=5432;Database=YOUR_DATABASE;Username=YOUR_USER;SSL Mode=VerifyFull;",
            r#"Root Certificate="C:\Users\O'Brien x\root.crt""#,
        ),
    );
}
