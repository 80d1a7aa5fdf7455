//! What libpq does with the file: whether it loads (`initialize_SSL` in `fe-secure-openssl.c`), and what that means for
//! connections whose sslmode does not ask for verification.

use std::path::Path;

use serde::Serialize;

use crate::openssl::pem::Bundle;

use crate::store::content::FileContent;

/// libpq's view of a file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Libpq {
    /// Whether the file loads.
    pub loads: bool,
    /// libpq's error, if the file does not load.
    pub error: Option<String>,
    /// The number of distinct certificates that it loads.
    pub certificates: usize,
    /// What happens to connections with `sslmode=require`.
    pub require: &'static str,
    /// What happens to connections with `sslmode=prefer`, the default.
    pub prefer: &'static str,
}

impl Libpq {
    /// The view of a file with this content, from which libpq loads so many certificates.
    pub(crate) fn with_store(
        path: &Path,
        content: &FileContent,
        bundle: Option<&Bundle>,
        certificates: usize,
    ) -> Self {
        if let FileContent::Absent(hidden) = content {
            let (require, prefer) = match hidden {
                None => (
                    "connects under TLS and verifies nothing, since there is no file",
                    "connects under TLS where the server offers it and verifies nothing",
                ),
                Some(_) => (
                    "verifies nothing, since libpq takes the file for absent, or fails where it cannot look for a client certificate either",
                    "verifies nothing, since libpq takes the file for absent; it may connect WITHOUT encryption",
                ),
            };
            return Self {
                loads: false,
                error: Some(format!("root certificate file \"{}\" does not exist", path.display())),
                certificates,
                require,
                prefer,
            };
        }
        if bundle.is_some_and(Bundle::loads) {
            return Self {
                loads: true,
                error: None,
                certificates,
                require: "verifies the server's chain like verify-ca, since the file exists; fails under another root",
                prefer: "verifies the chain too, and connects WITHOUT encryption where that fails",
            };
        }
        Self {
            loads: false,
            error: Some(format!(
                "could not read root certificate file \"{}\"{}",
                path.display(),
                reason(content, bundle)
            )),
            certificates,
            require: "fails, since libpq cannot read the file",
            prefer: "connects WITHOUT encryption, since libpq cannot read the file",
        }
    }

    /// The same, unless a variable names another file: then this one has no effect.
    pub(super) fn unless_overridden(self, overridden: bool) -> Self {
        if !overridden {
            return self;
        }
        let elsewhere = "is not decided by this file: see env-override";
        Self { require: elsewhere, prefer: elsewhere, ..self }
    }
}

/// OpenSSL's reason after a colon, if it is known.
fn reason(content: &FileContent, bundle: Option<&Bundle>) -> String {
    if matches!(content, FileContent::Unreadable(_)) {
        // libpq 15 to 18 print the colon even without a reason.
        return ": ".into();
    }
    let reason = match (content, bundle.and_then(|bundle| bundle.spoiled.as_ref())) {
        (_, Some(spoiled)) => spoiled.openssl,
        (FileContent::Folder | FileContent::Bytes(_), None) => "no certificate or crl found",
        (FileContent::Absent(_) | FileContent::Unreadable(_), None) => "",
    };
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}
