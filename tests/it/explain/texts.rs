//! Error texts of clients, as they print them, and the one cause of each.

use std::collections::BTreeSet;

use pgcerts::testing::error_texts;

use super::{cause, explain, explain_piped};
use crate::support::user::User;

/// The client, its text, and the code that it leads to.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "libpq",
        "connection to server at \"db\", port 5432 failed: server accepted connection without a valid SSL certificate",
        "client-certificate-refused",
    ),
    (
        "PgBouncer",
        "2026-11-29 03:15:18.017 UTC [5831] WARNING TLS handshake error: name `127.0.0.1' not present in server certificate",
        "name-mismatch",
    ),
    (
        "PgBouncer",
        "2026-11-29 03:15:14.295 UTC [5508] WARNING TLS connect error: failed to load CA: (null)",
        "store-missing",
    ),
    (
        "PgBouncer",
        "2026-11-29 03:35:06.780 UTC [17670] WARNING TLS connect error: failed to load CA: no certificate or crl found",
        "store-unreadable",
    ),
    (
        "PgBouncer",
        "LOG S-0x559af8039900: postgres/postgres@127.0.0.1:5432 closing because: server refused SSL (age=0s)",
        "no-tls",
    ),
    ("node-postgres", "Error: self-signed certificate", "not-in-store"),
    ("node-postgres", "Error: Connection terminated unexpectedly", "no-answer"),
    (
        "node-postgres",
        "Error: getaddrinfo ENOTFOUND db.test\n    at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:109:26) { errno: -3008, code: 'ENOTFOUND' }",
        "name-resolution",
    ),
    ("pgjdbc", "java.security.cert.CertificateException: No name matching db.test found", "name-mismatch"),
    ("lib/pq", "dial tcp: lookup db.test on 127.0.0.53:53: no such host", "name-resolution"),
    ("Go", "x509: “*.db.test” certificate is not trusted", "no-issuer"),
    ("Npgsql", "Npgsql.NpgsqlException (0x80004005): Exception while performing SSL handshake", "tls-failed"),
    ("sqlx", "error occurred while attempting to establish a TLS connection: broken", "tls-failed"),
    ("tokio-postgres", "error connecting to server: Connection refused (os error 111)", "refused"),
    (
        "pgx",
        "failed to connect to `user=u database=d`: hostname resolving error: lookup db.tset: no such host",
        "name-resolution",
    ),
    ("Npgsql", "Npgsql.NpgsqlException (0x80004005): Failed to connect to [::1]:5433", "network"),
    ("the server", "FATAL:  SSL/TLS required", "login-refused"),
    (
        "libpq",
        "psql: error: connection to server at \"db.test\" (10.0.0.4), port 5432 failed: SSL error: certificate verify failed",
        "missing-root",
    ),
    ("libpq", "could not connect to server: SSL error: certificate verify failed", "missing-root"),
    (
        "libpq",
        "connection to server at \"db.test\" (10.0.0.4), port 5432 failed: server certificate for \"*.other.test\" (and 2 other names) does not match host name \"db.test\"",
        "name-mismatch",
    ),
    ("libpq", "server certificate for \"localhost\" does not match host name \"db\"", "name-mismatch"),
    ("libpq", "host name must be specified for a verified SSL connection", "name-mismatch"),
    ("libpq", "could not get server's host name from server certificate", "name-mismatch"),
    (
        "libpq",
        "root certificate file \"/home/u/.postgresql/root.crt\" does not exist\nEither provide the file, use the system's trusted roots with sslrootcert=system, or change sslmode to disable server certificate verification.",
        "store-missing",
    ),
    (
        "libpq",
        "could not read root certificate file \"/etc/ca.pem\": no certificate or crl found",
        "store-unreadable",
    ),
    (
        "libpq",
        "connection to server at \"db\", port 5432 failed: SSL error: unregistered scheme",
        "store-unreadable",
    ),
    (
        "libpq",
        "could not load private key file \"/home/u/.postgresql/postgresql.key\": key values mismatch",
        "client-certificate",
    ),
    (
        "libpq",
        "private key file \"/home/u/.postgresql/postgresql.key\" has group or world access; file must have permissions u=rw (0600) or less if owned by the current user, or permissions u=rw,g=r (0640) or less if owned by root",
        "client-certificate",
    ),
    ("libpq", "certificate present, but not private key file \"k\"", "client-certificate"),
    (
        "libpq",
        "connection to server at \"db\" (10.0.0.4), port 5432 failed: server does not support SSL, but SSL was required",
        "no-tls",
    ),
    ("libpq", "received invalid response to SSL negotiation: H", "not-postgresql"),
    ("libpq", "received unencrypted data after SSL response", "early-bytes"),
    (
        "libpq",
        "SSL error: unsupported protocol\nThis may indicate that the server does not support any SSL protocol version between TLSv1.2 and TLSv1.3.",
        "old-tls",
    ),
    ("libpq", "SSL error: tlsv1 alert protocol version", "old-tls"),
    ("libpq", "SSL error: tlsv1 alert unknown ca", "client-certificate-refused"),
    ("libpq", "SSL error: tlsv13 alert certificate required", "client-certificate-refused"),
    ("libpq", "SSL error: ssl/tls alert bad certificate", "client-certificate-refused"),
    ("libpq", "SSL error: sslv3 alert handshake failure", "tls-failed"),
    ("libpq", "SSL SYSCALL error: EOF detected", "tls-failed"),
    ("libpq", "SSL error: wrong version number", "tls-failed"),
    (
        "libpq",
        "direct SSL connection was established without ALPN protocol negotiation extension",
        "tls-failed",
    ),
    (
        "libpq",
        "weak sslmode \"require\" may not be used with sslrootcert=system (use \"verify-full\")",
        "usage",
    ),
    ("libpq", "invalid sslmode value: \"verify_full\"", "usage"),
    ("libpq", "channel binding required, but SSL not in use", "no-tls"),
    (
        "libpq",
        "could not translate host name \"db.tset\" to address: Name or service not known",
        "name-resolution",
    ),
    (
        "libpq",
        "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
        "refused",
    ),
    (
        "libpq",
        "connection to server at \"db.test\" (10.0.0.4), port 5432 failed: timeout expired",
        "time-limit",
    ),
    (
        "libpq",
        "connection to server at \"db.test\" (10.0.0.4), port 5432 failed: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
        "no-answer",
    ),
    (
        "libpq",
        "connection to server at \"db\" (10.0.0.4), port 5432 failed: FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"u\", database \"d\", no encryption",
        "login-refused",
    ),
    (
        "libpq",
        "FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"u\", database \"d\", SSL off",
        "login-refused",
    ),
    ("libpq", "FATAL:  password authentication failed for user \"u\"", "login-refused"),
    ("libpq", "FATAL:  database \"d\" does not exist", "login-refused"),
    (
        "psycopg",
        "psycopg2.OperationalError: connection to server at \"db.test\" (10.0.0.4), port 5432 failed: SSL error: certificate verify failed\nconnection to server at \"db.test\" (10.0.0.4), port 5432 failed: FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"u\", database \"d\", no encryption\n",
        "missing-root",
    ),
    (
        "psycopg",
        "psycopg.OperationalError: connection failed: connection to server at \"10.0.0.4\", port 5432 failed: root certificate file \"/r.crt\" does not exist",
        "store-missing",
    ),
    (
        "SQLAlchemy",
        "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at \"db.test\" (10.0.0.4), port 5432 failed: server does not support SSL, but SSL was required\n\n(Background on this error at: https://sqlalche.me/e/20/e3q8)",
        "no-tls",
    ),
    ("asyncpg", "ConnectionError: PostgreSQL server at \"db.test:5432\" rejected SSL upgrade", "no-tls"),
    (
        "asyncpg",
        "asyncpg.exceptions._base.ClientConfigurationError: root certificate file \"/r.crt\" does not exist or cannot be accessed",
        "store-missing",
    ),
    (
        "asyncpg",
        "asyncpg.exceptions.InvalidPasswordError: password authentication failed for user \"u\"",
        "login-refused",
    ),
    (
        "Python",
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)",
        "no-issuer",
    ),
    (
        "Python",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'db.test'. (_ssl.c:1006)",
        "name-mismatch",
    ),
    (
        "Python",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Missing Authority Key Identifier (_ssl.c:1028)",
        "malformed-extension",
    ),
    (
        "Python",
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain (_ssl.c:997)",
        "not-in-store",
    ),
    ("Python", "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "tls-failed"),
    (
        "Python",
        "ssl.SSLError: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1006)",
        "old-tls",
    ),
    ("pg8000", "pg8000.exceptions.InterfaceError: Server refuses SSL", "no-tls"),
    (
        "pg8000",
        "pg8000.exceptions.InterfaceError: Can't create a connection to host db.test and port 5432 (timeout is None and source_address is None).",
        "network",
    ),
    (
        "pgjdbc",
        "org.postgresql.util.PSQLException: SSL error: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target\n\tat org.postgresql.ssl.MakeSSL.convert(MakeSSL.java:43)\nCaused by: javax.net.ssl.SSLHandshakeException: PKIX path building failed",
        "no-issuer",
    ),
    (
        "pgjdbc",
        "Caused by: sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\nCaused by: java.security.cert.CertificateExpiredException: NotAfter: Sat Jan 01 00:00:00 UTC 2022",
        "expired",
    ),
    (
        "pgjdbc",
        "PKIX path validation failed: java.security.cert.CertPathValidatorException: Path does not chain with any of the trust anchors",
        "no-issuer",
    ),
    (
        "pgjdbc",
        "PKIX path validation failed: java.security.cert.CertPathValidatorException: Algorithm constraints check failed on signature algorithm: SHA1withRSA",
        "weak-signature",
    ),
    (
        "pgjdbc",
        "org.postgresql.util.PSQLException: The hostname db.test could not be verified by hostnameverifier PgjdbcHostnameVerifier.",
        "name-mismatch",
    ),
    ("pgjdbc", "org.postgresql.util.PSQLException: The server does not support SSL.", "no-tls"),
    (
        "pgjdbc",
        "org.postgresql.util.PSQLException: Could not open SSL root certificate file /home/u/.postgresql/root.crt.",
        "store-missing",
    ),
    (
        "pgjdbc",
        "org.postgresql.util.PSQLException: Connection to db.test:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
        "refused",
    ),
    (
        "pgjdbc",
        "java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty",
        "empty-file",
    ),
    (
        "Npgsql",
        "Npgsql.NpgsqlException (0x80004005): Exception while performing SSL handshake\n ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot\n   at System.Net.Security.SslStream.SendAuthResetSignal",
        "not-in-store",
    ),
    (
        "Npgsql",
        "System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain",
        "no-issuer",
    ),
    (
        "Npgsql",
        "AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid",
        "expired",
    ),
    (
        "Npgsql",
        "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
        "name-mismatch",
    ),
    ("Npgsql", "The remote certificate is invalid according to the validation procedure.", "missing-root"),
    (
        "Npgsql",
        "The remote certificate was rejected by the provided RemoteCertificateValidationCallback.",
        "missing-root",
    ),
    (
        "Npgsql",
        "Npgsql.NpgsqlException: SSL connection requested. No SSL enabled connection from this host is configured.",
        "no-tls",
    ),
    (
        "Npgsql",
        "Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user \"u\"",
        "login-refused",
    ),
    (
        "Npgsql",
        "Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.4:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused",
        "refused",
    ),
    (
        "node-postgres",
        "Error: self-signed certificate in certificate chain\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1674:34) {\n  code: 'SELF_SIGNED_CERT_IN_CHAIN'\n}",
        "not-in-store",
    ),
    (
        "node-postgres",
        "Error: unable to verify the first certificate\n    at TLSSocket.onConnectSecure { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }",
        "no-issuer",
    ),
    ("node-postgres", "code: 'DEPTH_ZERO_SELF_SIGNED_CERT'", "not-in-store"),
    ("node-postgres", "Error: certificate has expired { code: 'CERT_HAS_EXPIRED' }", "expired"),
    (
        "node-postgres",
        "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: db.test. is not in the cert's altnames: DNS:other.test",
        "name-mismatch",
    ),
    ("node-postgres", "Error: The server does not support SSL connections", "no-tls"),
    (
        "node-postgres",
        "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect",
        "refused",
    ),
    ("node-postgres", "Error: getaddrinfo ENOTFOUND db.test\n    at pg/lib/client.js:1", "name-resolution"),
    ("postgres.js", "Error: write CONNECT_TIMEOUT db.test:5432", "time-limit"),
    (
        "postgres.js",
        "Error: Client network socket disconnected before secure TLS connection was established",
        "tls-failed",
    ),
    ("lib/pq", "pq: SSL is not enabled on the server", "no-tls"),
    ("lib/pq", "x509: certificate signed by unknown authority", "no-issuer"),
    (
        "lib/pq",
        "pq: no pg_hba.conf entry for host \"10.0.0.9\", user \"u\", database \"d\", no encryption",
        "login-refused",
    ),
    (
        "pgx",
        "failed to connect to `host=db.test user=u database=d`: tls error (tls: failed to verify certificate: x509: certificate is valid for other.test, not db.test)",
        "name-mismatch",
    ),
    (
        "pgx",
        "failed to connect to `user=u database=d`: 10.0.0.4:5432 (db.test): tls error: x509: certificate has expired or is not yet valid: current time 2026-11-28T21:00:00Z is after 2025-01-01T00:00:00Z",
        "expired",
    ),
    (
        "pgx",
        "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2020-11-28T21:00:00Z is before 2025-01-01T00:00:00Z",
        "not-yet-valid",
    ),
    (
        "pgx",
        "failed to connect to `host=db.test user=u database=d`: server error (FATAL: password authentication failed for user \"u\" (SQLSTATE 28P01))",
        "login-refused",
    ),
    (
        "pgx",
        "x509: cannot validate certificate for 10.0.0.4 because it doesn't contain any IP SANs",
        "name-mismatch",
    ),
    ("pgx", "failed to connect to `host=db.test user=u database=d`: server refused TLS connection", "no-tls"),
    ("rustls", "invalid peer certificate: UnknownIssuer", "no-issuer"),
    (
        "rustls",
        "error occurred while attempting to establish a TLS connection: invalid peer certificate: certificate expired: verification time 1764364800 (UNIX), but certificate is not valid after 1735689600 (28675200 seconds ago)",
        "expired",
    ),
    (
        "rustls",
        "Custom { kind: InvalidData, error: InvalidCertificate(NotValidForNameContext { expected: DnsName(\"db.test\"), presented: [] }) }",
        "name-mismatch",
    ),
    ("rustls", "received fatal alert: HandshakeFailure", "tls-failed"),
    ("tokio-postgres", "error performing TLS handshake: server does not support TLS", "no-tls"),
    (
        "tokio-postgres",
        "error performing TLS handshake: error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889: (unable to get local issuer certificate)",
        "no-issuer",
    ),
    (
        "tokio-postgres",
        "error connecting to server: Connection refused (os error 111) at tokio-postgres",
        "refused",
    ),
    (
        "sqlx",
        "error occurred while attempting to establish a TLS connection: invalid peer certificate: BadSignature",
        "bad-signature",
    ),
    ("the server", "LOG:  could not accept SSL connection: tlsv1 alert unknown ca", "missing-root"),
    ("the server", "FATAL:  connection requires a valid client certificate", "client-certificate-refused"),
    ("the server", "FATAL:  sorry, too many clients already", "login-refused"),
];

/// What a text may come with.
fn surrounded(text: &str) -> Vec<String> {
    let json = serde_json::to_string(text).expect("JSON");
    let prefixed = "2026-11-28 21:00:00.123 UTC [4711] ERROR:  ".to_owned()
        + &text.replace('\n', "\n2026-11-28 21:00:00.123 UTC [4711] ERROR:  ");
    let quoted = format!("> {}\n", text.replace('\n', "\n> "));
    let wrapped: String = text
        .chars()
        .enumerate()
        .flat_map(|(at, c)| {
            let broken = if at % 61 == 60 { Some('\n') } else { None };
            broken.into_iter().chain([c])
        })
        .collect();
    vec![
        text.to_owned(),
        text.to_uppercase(),
        format!("{text}\r\n").replace('\n', "\r\n"),
        format!(
            "app_1  | Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\n{text}\n    at com.example.Main.main(Main.java:12)\n"
        ),
        format!(
            "Exception in thread \"main\" java.lang.RuntimeException: no database\n\tat a.b.C.d(C.java:1)\nCaused by: {text}"
        ),
        format!("{{\"level\":\"error\",\"msg\":{json},\"pid\":1}}"),
        format!("{{\"outer\":{}}}", serde_json::to_string(&format!("{{\"inner\":{json}}}")).expect("JSON")),
        text.replace('"', "”").replace('\'', "’"),
        text.replace('"', "`"),
        text.replace('"', "&quot;").replace('\'', "&#39;"),
        format!("\u{1b}[1;31m{text}\u{1b}[0m"),
        prefixed,
        quoted,
        wrapped,
    ]
}

#[test]
fn each_text_has_its_one_cause_whatever_surrounds_it() {
    let clients: BTreeSet<&str> = TEXTS.iter().map(|(client, ..)| *client).collect();
    assert!(TEXTS.len() >= 60 && clients.len() >= 9, "{} of {clients:?}", TEXTS.len());
    let mut wrong = Vec::new();
    for (number, (_, text, code)) in TEXTS.iter().enumerate() {
        // Each with a third of the surroundings, and each of these with a third of the texts.
        for text in surrounded(text).into_iter().skip(number % 3).step_by(3) {
            let found = cause(&text);
            if found.as_deref() != Some(*code) {
                wrong.push(format!("{code}, not {found:?}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_pattern_of_the_table_is_found_by_its_own_words() {
    let mut wrong = Vec::new();
    for row in error_texts() {
        let text = format!("psql: TLS handshake: {}", row.pattern.replace('…', "x"));
        if cause(&text).is_none() {
            wrong.push(row.pattern);
        }
    }
    assert!(error_texts().count() > 300 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_text_names_the_cause_the_fix_and_the_command() {
    let answer = explain("connection to server at \"db.test\" (10.0.0.4), port 6432 failed: server does not support SSL, but SSL was required").exits(0);
    let lines: Vec<&str> = answer.stdout.lines().map(str::trim).collect();
    assert!(lines.contains(&"pgcerts check 'db.test:6432'"), "{}", answer.stdout);
    for words in
        ["no-tls (an error text of libpq)", "does not offer TLS", "ssl = on", "pgcerts explain no-tls"]
    {
        assert!(answer.stdout.contains(words), "{words}: {}", answer.stdout);
    }
}

#[test]
fn a_fix_is_the_one_of_the_text_where_its_code_has_several() {
    for (text, words) in [
        ("FATAL: password authentication failed for user \"u\"", "`~/.pgpass`"),
        ("FATAL: sorry, too many clients already", "Try again later"),
        ("invalid sslmode value: \"verify_full\"", "Correct the setting"),
        ("x509: certificate has expired or is not yet valid", "clock"),
        ("server certificate for \"a\" does not match host name \"b\"", "Connect by a name"),
    ] {
        let json = User::new().run(["explain", "--json", text]).exits(0).json();
        let fix = json["matches"][0]["fix"].as_str().expect("a fix");
        assert!(fix.contains(words), "{text}: {fix}");
        let answer = explain(text).exits(0).stdout;
        assert!(answer.contains(words) && !answer.contains("Compare them"), "{answer}");
    }
}

#[test]
fn the_next_command_names_the_file_of_the_text() {
    let next = |text: &str| {
        let json = User::new().run(["explain", "--json", text]).exits(0).json();
        json["matches"][0]["next"].as_str().expect("a command").to_owned()
    };
    let missing = "root certificate file \"/srv/our roots/root.crt\" does not exist";
    assert_eq!(next(missing), "pgcerts install --dest '/srv/our roots/root.crt'");
    assert_eq!(
        next("could not read root certificate file \"/r.pem\": bad end line"),
        "pgcerts status /r.pem"
    );
    assert_eq!(next("FATAL: password authentication failed for user \"u\""), "pgcerts check --auth HOST");
}

#[test]
fn words_of_the_command_line_are_one_text() {
    let user = User::new();
    let answer = user
        .run(["explain", "psql:", "error:", "SSL error: certificate", "verify", "failed", "--json"])
        .exits(0);
    assert_eq!(answer.json()["matches"][0]["code"], "missing-root");
}

#[test]
fn no_secret_and_nothing_that_a_terminal_obeys_is_shown() {
    let hostile = "x\u{1b}]0;y\u{7}\u{202e}";
    let texts = [
        "postgresql://u:hunter2@db.test/d: SSL error: certificate verify failed".to_owned(),
        "could not translate host name \"hunter2@db.test\" to address: Name or service not known".to_owned(),
        "host=db.test password=hunter2 sslmode=require: server does not support SSL, but SSL was required"
            .to_owned(),
        "PGPASSWORD=hunter2 psql: error: connection to server at \"db\", port 5432 failed: timeout expired"
            .to_owned(),
        "Host=db;Username=u;Password=hunter2: The remote certificate is invalid".to_owned(),
        "jdbc:postgresql://db/d?user=u&password=hunter2 PKIX path building failed".to_owned(),
        "root certificate file \"postgresql://u:hunter2@db/d\" does not exist".to_owned(),
        format!("connection to server at \"{hostile}\", port 5432 failed: timeout expired"),
        format!("root certificate file \"/{hostile}\" does not exist"),
        "##vso[task.setvariable]: ::error::hunter2@ nothing that is known".to_owned(),
        "hunter2@db.test".to_owned(),
    ];
    for text in &texts {
        for arguments in [&[][..], &["--json"], &["-v"], &["-q"]] {
            let answer = explain_piped(text, arguments);
            let shown = format!("{}{}", answer.stdout, answer.stderr);
            assert!(!shown.is_empty());
            for wrong in ["hunter2", "\u{1b}", "\u{7}", "\u{202e}", "##vso", "::error"] {
                assert!(!shown.contains(wrong), "{wrong:?} of {text:?}: {shown}");
            }
        }
    }
}

#[test]
fn a_long_log_is_searched_in_time_and_a_longer_one_refused() {
    let start = std::time::Instant::now();
    let log = "2026-11-28 ERROR: root certificate file \"x\" PKIX no pg_hba.conf entry for SSL error: tls\n"
        .repeat(11_000);
    let text = format!(
        "{log}\nconnection to server at \"db\", port 5432 failed: SSL error: certificate verify failed\n"
    );
    explain_piped(&text, &[]).exits(0);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert_eq!(explain_piped(&text.repeat(2), &["--json"]).exits(2).error_code(), "usage");
}
