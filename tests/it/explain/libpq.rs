//! The messages of libpq, read from its libraries: none about TLS or the login is without a cause.

use std::collections::BTreeSet;
use std::process::Command;

use super::cause;
use crate::support::tools::{need_success, test_tools};
use crate::support::user::answer;

/// Every message in the libraries that match. What `printf` fills in is an `x`.
const ASK: &str = r#"import glob, re, sys
for name in [name for pattern in sys.argv[1:] for name in glob.glob(pattern)]:
    print("library", name)
    for text in re.findall(rb"[\x20-\x7e\n\t]{12,}\0", open(name, "rb").read()):
        text = text[:-1].decode().strip().replace("\n", " ")
        print(re.sub(r"%[-.0-9]*l?z?[a-z]", "x", text))"#;

/// What messages about connections have.
const WORDS: [&str; 9] = [
    "SSL",
    "certificate",
    "private key",
    "host name",
    "sslmode",
    "SCRAM",
    "SASL",
    "channel binding",
    "GSSAPI",
];

/// No failure to connect: warnings, what GSSAPI says of a connection that works, and what only a broken library says.
const OTHERS: [&str; 17] = [
    "WARNING:",
    "out of memory",
    "invalid SCRAM client key",
    "invalid SCRAM server key",
    "GSSAPI packet",
    "GSSAPI wrap",
    "GSSAPI unwrap",
    "GSSAPI size",
    "GSSAPI name",
    "GSSAPI message",
    "GSSAPI caller",
    "host names to",
    "authentication request",
    "server requested",
    "OpenSSL failure",
    "OpenSSL reports",
    "did not provide error information",
];

fn is_failure(text: &&str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    text.contains(' ') && has(&WORDS) && !has(&OTHERS)
}

#[test]
fn every_message_of_libpq_about_tls_has_a_cause() {
    let python = test_tools("python/bin/python");
    if !need_success("libpq's messages", "Python", Command::new(&python).args(["-c", "import psycopg"])) {
        return;
    }
    let wheels = test_tools("python/lib/python3*/site-packages/psycopg*.libs/libpq-*");
    let mut ask = Command::new(python);
    ask.args(["-c", ASK, "/usr/lib/*/libpq.so.5"]).arg(wheels);
    let said = answer(&mut ask).exits(0).stdout;
    let (libraries, texts): (Vec<&str>, Vec<&str>) =
        said.lines().partition(|line| line.starts_with("library "));
    let texts: BTreeSet<&str> = texts.into_iter().filter(is_failure).collect();
    let is_unknown =
        |text: &&&str| cause(&format!("connection to server at \"h\", port 5432 failed: {text}")).is_none();
    let unknown: Vec<&&str> = texts.iter().filter(is_unknown).collect();
    assert!(libraries.len() >= 2 && texts.len() > 70, "{} of {libraries:?}", texts.len());
    assert!(unknown.is_empty(), "{}: {unknown:#?}", unknown.len());
}
