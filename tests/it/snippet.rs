//! `pgcerts snippet`: names, languages, and what is filled in. Whether clients connect with it is the table of clients.
#![cfg(unix)]

mod values;

use crate::support::user::{Answer, User};

#[track_caller]
fn is_usage_error(answer: Answer) -> String {
    let json = answer.exits(2).json();
    assert_eq!(json["error"]["code"], "usage");
    json["error"]["message"].as_str().expect("a message").to_owned()
}

#[test]
fn a_snippet_comes_alone_or_with_its_client_and_values() {
    let user = User::new();
    let snippet = "jdbc:postgresql://YOUR_HOST:5432/YOUR_DATABASE?user=YOUR_USER&sslmode=verify-full\
                   &sslrootcert=/a%20b/root.crt";
    let asked = ["snippet", "jdbc", "--dest", "/a b/root.crt"];
    assert_eq!(user.run(asked).exits(0).stdout, format!("{snippet}\n"));
    let json = user.run(asked.iter().chain(&["--json"])).exits(0).json();
    assert_eq!((&json["command"], &json["client"]), (&"snippet".into(), &"jdbc".into()));
    assert_eq!((&json["path"], &json["snippet"]), (&"/a b/root.crt".into(), &snippet.into()));
    assert_eq!((&json["host"], &json["port"]), (&"YOUR_HOST".into(), &5432.into()));
}

#[test]
fn what_is_given_is_filled_in_and_an_address_gets_brackets_before_its_port() {
    let user = User::new();
    let printed = |client: &str, host: &str| {
        let server =
            ["--host", host, "--port", "6432", "--user", "app", "--dbname", "shop", "--dest", "/r.crt"];
        user.run(["snippet", "-q", client].iter().chain(&server)).exits(0).stdout
    };
    for (client, host, part) in [
        ("uri", "db.test", "postgresql://app@db.test:6432/shop?"),
        ("uri", "2001:db8::1", "postgresql://app@[2001:db8::1]:6432/shop?"),
        ("uri", "[::1]", "postgresql://app@[::1]:6432/shop?"),
        ("uri", "fe80::1%eth0", "postgresql://app@[fe80::1%25eth0]:6432/shop?"),
        ("jdbc", "::1", "jdbc:postgresql://[::1]:6432/shop?user=app&"),
        ("jdbc", "fe80::1%eth0", "jdbc:postgresql://[fe80::1%eth0]:6432/shop?user=app&"),
        ("pgx", "::1", "postgresql://app@[::1]:6432/shop?"),
        ("debezium", "::1", "database.hostname=[::1]\n"),
        // A build server would obey two colons as they are.
        ("psql", "[::1]", "host=:'\":\"'1 port=6432 dbname=shop user=app "),
        ("npgsql", "::1", "Host=::1;Port=6432;Database=shop;Username=app;"),
        ("psycopg", "[::1]", "host=\"::1\",\n    port=6432,\n    dbname=\"shop\",\n    user=\"app\","),
        ("sqlx", "::1", ".host(\"::1\")\n    .port(6432)\n    .database(\"shop\")\n    .username(\"app\")"),
        ("pgbouncer", "::1", "shop = host=::1 port=6432 dbname=shop user=app\n"),
        (
            "spring",
            "db.test",
            "/shop?sslmode=verify-full&sslrootcert=/r.crt\nspring.datasource.username=app\n",
        ),
    ] {
        let snippet = printed(client, host);
        assert!(snippet.contains(part), "{client}: {snippet}");
        assert!(!snippet.contains("YOUR_HOST") && !snippet.contains("YOUR_USER"), "{client}: {snippet}");
    }
}

#[test]
fn a_language_prints_its_usual_client_and_lists_the_others() {
    let user = User::new();
    for (name, client, other) in [
        ("java", "jdbc", Some("`spring`, `r2dbc`, `java-trust-store`")),
        ("python", "psycopg", Some("`asyncpg`")),
        ("go", "pgx", Some("`lib-pq`")),
        ("node", "node-postgres", Some("`prisma`")),
        ("rust", "sqlx", Some("`tokio-postgres-rustls`")),
        ("ruby", "ruby-pg", Some("`rails`")),
        ("dotnet", "npgsql", None),
        ("C#", "npgsql", None),
        ("php", "pdo", Some("`php-pgsql`")),
        ("perl", "dbd-pg", None),
        ("DBD::Pg", "dbd-pg", None),
        ("pg_connect", "php-pgsql", None),
        ("pg-service", "service", None),
        ("libpq", "uri", None),
        ("lib/pq", "lib-pq", None),
        ("Rails", "rails", None),
        ("prisma", "prisma", None),
        ("pgbouncer", "pgbouncer", None),
        ("odbc", "odbc", None),
        ("debezium", "debezium", None),
        ("airflow", "airflow", None),
        ("r2dbc", "r2dbc", None),
    ] {
        let json = user.run(["snippet", name, "--json", "--dest", "/r.crt"]).exits(0).json();
        assert_eq!(json["client"], client, "{name}");
        assert_eq!(json["others"].as_array().is_some_and(|others| !others.is_empty()), other.is_some());
        let answer = user.run(["snippet", name, "--dest", "/r.crt"]).exits(0);
        let note = answer.stderr.lines().find(|line| line.starts_with("note: ")).unwrap_or_default();
        assert_eq!(other.is_some_and(|other| note.contains(other)), other.is_some(), "{answer:?}");
        assert_eq!(note.is_empty(), other.is_none(), "{answer:?}");
    }
}

#[test]
fn without_a_name_every_client_has_its_line() {
    let user = User::new();
    let listed = user.run(["snippet"]).exits(0).stdout;
    let json = user.run(["snippet", "--json"]).exits(0).json();
    let clients = json["clients"].as_array().expect("clients");
    assert_eq!(clients.len(), 33);
    for client in clients {
        let (name, summary) = (client["name"].as_str().expect("a name"), &client["summary"]);
        let line = listed.lines().find(|line| line.split_whitespace().next() == Some(name));
        assert!(line.is_some_and(|line| line.ends_with(summary.as_str().expect("a summary"))), "{name}");
        let snippet = user.run(["snippet", "-q", name, "--dest", "/r.crt"]).exits(0).stdout;
        let is_marked = snippet.contains("pgcerts' tests do not run this client");
        let is_tested = client["tested"] == true;
        // A connection string has no place for a comment.
        assert!(is_marked != is_tested || name == "npgsql", "{name}: {snippet}");
    }
    for language in ["java", "python", "go", "dotnet", "node", "rust", "ruby", "php", "perl"] {
        assert!(listed.lines().any(|line| line.starts_with(&format!("{language} "))), "{language}");
    }
}

#[test]
fn an_unknown_name_is_a_usage_error_with_the_nearest_ones() {
    let user = User::new();
    for (name, near) in [("psycop", "psycopg"), ("postgresjs2", "postgres-js"), ("npgsqll", "npgsql")] {
        let answer = user.run(["snippet", name]).exits(2);
        assert!(answer.stderr.contains(near), "{name}: {answer:?}");
        assert!(answer.stdout.is_empty(), "{answer:?}");
    }
    is_usage_error(user.run(["snippet", "secret-word", "--json"]));
    assert!(!user.run(["snippet", "secret-word"]).exits(2).stderr.contains("secret-word"));
}

#[test]
fn what_is_no_host_or_has_no_place_is_refused() {
    let user = User::new();
    for host in ["db:5432", "me@db", "postgresql://me:pw@db/x", "/var/run/postgresql", "a,b", "", "[::1]:5"] {
        let message = is_usage_error(user.run(["snippet", "psql", "--json", "--host", host]));
        assert!(message.contains("expected") && !message.contains("pw"), "{message}");
    }
    let too_long = format!("/{}", "a".repeat(1000));
    for (client, flag, value) in [
        ("psql", "--user", "a\nb"),
        ("psql", "--dest", "/a\nb"),
        ("jdbc", "--host", "a b"),
        ("pgx", "--host", "it's"),
        ("pdo", "--dbname", "a;b"),
        ("npgsql", "--user", "a\u{202e}"),
        ("pgbouncer", "--dest", "/root.crt "),
        ("odbc", "--user", " a"),
        ("dbd-pg", "--dbname", "a;b"),
        ("debezium", "--dbname", "a/b"),
        ("debezium", "--dbname", "a?b"),
        ("debezium", "--dbname", "a%b"),
        ("debezium", "--dbname", "a+b"),
        ("service", "--user", "a "),
        ("service", "--dest", &too_long),
        ("psql", "--user", ""),
        ("psql", "--port", "0"),
    ] {
        is_usage_error(user.run(["snippet", client, "--json", flag, value]));
    }
}

#[test]
fn a_hint_on_a_missing_file_speaks_of_the_client() {
    let user = User::new();
    let client = "without it this client does not connect\n  fix: pgcerts install\n";
    assert!(user.run(["snippet", "sqlx"]).exits(0).stderr.ends_with(client));
}

#[test]
fn no_snippet_shows_a_control_character_raw() {
    let user = User::new();
    let path = "/a\u{9b}\u{202e}\u{7f}\u{3164}\u{feff}b";
    for client in [
        "psql",
        "psycopg",
        "node-postgres",
        "sqlx",
        "jdbc",
        "tokio-postgres-rustls",
        "ruby-pg",
        "pdo",
        "php-pgsql",
        "dbd-pg",
    ] {
        for flag in ["--dest", "--user", "--dbname"] {
            let said = user.run(["snippet", client, flag, path]).exits(0);
            assert!(said.stdout.is_ascii(), "{client}: {said:?}");
        }
    }
    for client in ["npgsql", "pgbouncer", "service"] {
        is_usage_error(user.run(["snippet", client, "--json", "--dest", path]));
    }
}
