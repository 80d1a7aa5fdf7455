//! The reasons of OpenSSL, as its versions have them: none is without a cause.

use std::process::Command;

use super::cause;
use crate::support::tools::{need, need_success, test_tools};
use crate::support::user::answer;

/// Every `X509_verify_cert_error_string` of a library.
const ASK: &str = "import ctypes, glob, sys
library = ctypes.CDLL(glob.glob(sys.argv[1])[0])
library.X509_verify_cert_error_string.restype = ctypes.c_char_p
for number in range(1, 120): print(library.X509_verify_cert_error_string(ctypes.c_long(number)).decode())";

/// What no verification of a server's chain by a client of PostgreSQL gives: it asks for neither DANE, OCSP, Suite B,
/// Certificate Transparency nor mail addresses, and the rest are failures of the program.
const OTHERS: [&str; 13] = [
    "unspecified",
    "unknown certificate verification error",
    "out of memory",
    "application verification",
    "path loop",
    "Suite B",
    "email address",
    "DANE",
    "verification context",
    "lookup error",
    "Transparency",
    "OCSP",
    "Raw public key",
];

fn reasons(library: &str) -> Vec<String> {
    let python = test_tools("python/bin/python");
    let said = answer(Command::new(python).args(["-c", ASK, library])).exits(0).stdout;
    said.lines().map(str::to_owned).collect()
}

#[test]
fn every_reason_to_refuse_a_chain_has_a_cause() {
    let test = "the reasons of OpenSSL";
    let mut python = Command::new(test_tools("python/bin/python"));
    if need(test, "openssl").is_none() || !need_success(test, "Python", python.args(["-c", "import psycopg"]))
    {
        return;
    }
    let wheel = test_tools("python/lib/python3*/site-packages/psycopg_binary.libs/libcrypto-*");
    for library in ["/usr/lib/*/libcrypto.so.3", wheel.to_str().expect("UTF-8")] {
        let reasons = reasons(library);
        let mut unknown = Vec::new();
        for reason in reasons.iter().filter(|reason| !OTHERS.iter().any(|other| reason.contains(other))) {
            for text in [
                format!("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {reason} (_ssl.c:1006)"),
                format!("error:0A000086:SSL routines::certificate verify failed: ({reason})"),
                format!("Error: {reason}\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1674:34)"),
            ] {
                // `missing-root` is the cause where the reason is not known.
                unknown.extend(cause(&text).is_none_or(|code| code == "missing-root").then_some(text));
            }
        }
        assert!(reasons.len() > 90 && unknown.is_empty(), "{}:\n{}", unknown.len(), unknown.join("\n"));
    }
}
