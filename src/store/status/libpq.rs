//! What libpq makes of the file: whether it loads (`initialize_SSL` in `fe-secure-openssl.c`), and what that does
//! to connections whose sslmode asks for no verification.

use std::path::Path;

use serde::Serialize;

use crate::openssl::pem::Bundle;

use crate::store::content::FileContent;

/// libpq's view.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Libpq {
    /// Whether libpq would read the file at all.
    pub loads: bool,
    /// What it would say instead.
    pub error: Option<String>,
    /// How many distinct certificates it would load.
    pub certificates: usize,
    /// What becomes of connections with `sslmode=require`.
    pub require: &'static str,
    /// What becomes of connections with `sslmode=prefer`, the default.
    pub prefer: &'static str,
}

impl Libpq {
    /// The view of a file with this content, of which libpq loads so many certificates.
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
                    "verifies nothing, since libpq takes the file for absent; it may go on WITHOUT encryption",
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
                prefer: "verifies the chain too, and goes on WITHOUT encryption where that fails",
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
            prefer: "goes on WITHOUT encryption, since libpq cannot read the file",
        }
    }

    /// Where a variable points elsewhere, the file decides nothing.
    pub(super) fn unless_overridden(self, overridden: bool) -> Self {
        if !overridden {
            return self;
        }
        let elsewhere = "is not decided by this file: see env-override";
        Self { require: elsewhere, prefer: elsewhere, ..self }
    }
}

/// OpenSSL's reason behind a colon, where it is known.
fn reason(content: &FileContent, bundle: Option<&Bundle>) -> String {
    if matches!(content, FileContent::Unreadable(_)) {
        // libpq 15 to 18 have no reason to give, and print the colon all the same.
        return ": ".into();
    }
    let reason = match (content, bundle.and_then(|bundle| bundle.spoiled.as_ref())) {
        (_, Some(spoiled)) => spoiled.openssl,
        (FileContent::Folder | FileContent::Bytes(_), None) => "no certificate or crl found",
        (FileContent::Absent(_) | FileContent::Unreadable(_), None) => "",
    };
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}
