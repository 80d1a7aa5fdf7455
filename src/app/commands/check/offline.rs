//! A chain from a file: PEM, DER, or the output of `openssl s_client -showcerts`.

use std::path::Path;

use crate::app::failures::{input_name, unread_or_piped};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::openssl::pem::Bundle;

/// The certificates of the file in their order.
///
/// # Errors
/// `io` if the file cannot be read or holds no certificate.
pub(super) fn read(path: &Path) -> Result<Vec<Vec<u8>>, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread_or_piped("the chain"))?;
    let (entries, _) = Bundle::read(&bytes).salvage();
    if entries.is_empty() {
        let message = format!("there is no certificate in {}", input_name(path));
        let hint = "give a PEM file with the server's certificate first, or the output of `openssl s_client -showcerts`";
        return Err(Diagnostic::failure(Code::Io, message, hint));
    }
    Ok(entries.into_iter().map(|entry| entry.certificate.der().to_vec()).collect())
}
