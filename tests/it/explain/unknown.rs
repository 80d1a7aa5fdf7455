//! What is no error of a client's connection is not explained: no guess.

use serde_json::Value;

use super::{cause, explain_piped};

/// Errors of SQL, of other programs, and what is no error.
const UNKNOWN: &[&str] = &[
    "ERROR:  syntax error at or near \"certificate\"\nLINE 1: select certificate from ssl;",
    "ERROR:  relation \"ssl_certificates\" does not exist",
    "ERROR:  column \"root_certificate\" does not exist",
    "ERROR:  permission denied for table certificates",
    "ERROR:  database \"d\" does not exist",
    "ERROR:  role \"u\" does not exist",
    "ERROR:  duplicate key value violates unique constraint \"certificates_pkey\"",
    "ERROR:  deadlock detected",
    "ERROR:  canceling statement due to statement timeout",
    "ERROR:  could not serialize access due to concurrent update",
    "ERROR:  value too long for type character varying(20)",
    "ERROR:  invalid input syntax for type integer: \"abc\"",
    "ERROR:  division by zero",
    "ERROR:  out of shared memory",
    "ERROR:  invalid byte sequence for encoding \"UTF8\": 0x00",
    "ERROR:  function pgp_sym_encrypt(text, unknown) does not exist",
    "ERROR:  extension \"sslinfo\" is not available",
    "ERROR:  current transaction is aborted, commands ignored until end of transaction block",
    "FATAL:  terminating connection due to administrator command",
    "PANIC:  could not write to file \"pg_wal/xlogtemp.1\": No space left on device",
    "pg_dump: error: query failed: ERROR:  permission denied for schema private",
    "pg_ctl: could not start server",
    "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    "curl: (7) Failed to connect to example.com port 443: Connection refused",
    "fatal: unable to access 'https://example.com/x.git/': SSL certificate problem: self-signed certificate in certificate chain",
    "npm ERR! code SELF_SIGNED_CERT_IN_CHAIN\nnpm ERR! errno SELF_SIGNED_CERT_IN_CHAIN",
    "pip._vendor.urllib3.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
    "requests.exceptions.SSLError: HTTPSConnectionPool(host='example.com', port=443): certificate verify failed",
    "Error response from daemon: Get \"https://registry.example.com/v2/\": x509: certificate signed by unknown authority",
    "Unable to connect to the server: x509: certificate signed by unknown authority",
    "ERROR 2026 (HY000): SSL connection error: error:0A000086:SSL routines::certificate verify failed",
    "MongoServerSelectionError: unable to get local issuer certificate",
    "Error: connect ECONNREFUSED 127.0.0.1:6379",
    "Error: connect ECONNREFUSED 127.0.0.1:3000",
    "ssh: connect to host example.com port 22: Connection refused",
    "ssh: Could not resolve hostname example.com: Name or service not known",
    "ping: example.com: Temporary failure in name resolution",
    "npm error code ENOTFOUND\nnpm error getaddrinfo ENOTFOUND registry.example.com",
    "FetchError: request to https://api.example.com/ failed, reason: getaddrinfo ENOTFOUND api.example.com",
    "AxiosError: unable to verify the first certificate { url: 'https://api.example.com/v1' }",
    "bash: psqll: command not found",
    "ls: cannot access '/etc/ssl/certs/x.pem': No such file or directory",
    "cat: root.pem: Permission denied",
    "nginx: [emerg] cannot load certificate \"/etc/nginx/x.pem\": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory)",
    "ENOENT: no such file or directory, open '/app/package.json'",
    "TypeError: Cannot read properties of undefined (reading 'certificate')",
    "KeyError: 'sslmode'",
    "ModuleNotFoundError: No module named 'ssl_helpers'",
    "java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"x\" is null",
    "java.lang.ClassNotFoundException: org.example.Certificates",
    "panic: runtime error: index out of range [3] with length 3",
    "thread 'main' panicked at src/main.rs:4:5: called `Option::unwrap()` on a `None` value",
    "error[E0432]: unresolved import `rustls::Certificates`",
    "System.NullReferenceException: Object reference not set to an instance of an object.",
    "Segmentation fault (core dumped)",
    "make: *** [Makefile:2: all] Error 1",
    "Out of memory: Killed process 4711 (postgres)",
    "sudo: 3 incorrect password attempts",
    "Permission denied (publickey,password).",
    "HTTP/1.1 502 Bad Gateway",
    "HTTP 401: the token has expired",
    "The trial period of your certificate course has expired",
    "We create a self-signed certificate in this chapter",
    "all is well",
    "certificate",
    "SSL",
    "error",
    "\u{0}\u{1}\u{2}",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "SELECT * FROM pg_stat_ssl;",
];

#[test]
fn an_unknown_text_is_exit_1_and_no_guess() {
    assert!(UNKNOWN.len() >= 50);
    let wrong: Vec<String> =
        UNKNOWN.iter().filter_map(|text| cause(text).map(|code| format!("{code}: {text}"))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for text in UNKNOWN {
        let json = explain_piped(text, &["--json"]).exits(1).json();
        assert_eq!(json["matches"], Value::Array(Vec::new()), "{text}");
        let answer = explain_piped(text, &["-q"]).exits(1);
        assert!(answer.stdout.contains("does not guess") && answer.stderr.is_empty(), "{answer:?}");
    }
}
