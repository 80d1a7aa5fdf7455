//! A chain from a file: PEM, DER, or the output of `openssl s_client -showcerts`.

use std::path::Path;

use crate::app::failures::{input_name, unread_or_piped};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::openssl::pem::{Bundle, PemBlock, PemBlocks, PemFault};

/// The certificates of the file in their order.
///
/// # Errors
/// `io` if the file cannot be read or holds no certificate.
pub(super) fn read(path: &Path) -> Result<Vec<Vec<u8>>, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread_or_piped("the chain"))?;
    if let Some(sent) = plain_chain(&bytes) {
        return Ok(sent);
    }
    let (entries, _) = Bundle::read(&bytes).salvage();
    let listed = certificates_listed(&bytes);
    if entries.is_empty() {
        let message = format!("there is no certificate in {}", input_name(path));
        let hint =
            format!("give a PEM file with the server's certificate first, or the output of `{S_CLIENT}`");
        return Err(Diagnostic::failure(Code::Io, message, hint));
    }
    if listed > entries.len() {
        let message = format!(
            "{} has {} of the {listed} certificates that the server sent",
            input_name(path),
            entries.len()
        );
        let hint = format!("run it again with `-showcerts`, which prints them all: `{S_CLIENT}`");
        return Err(Diagnostic::failure(Code::Io, message, hint));
    }
    Ok(entries.into_iter().map(|entry| entry.certificate.der().to_vec()).collect())
}

/// The certificates of a file in plain PEM as they are, whether or not they decode and with repetitions: a server may have
/// sent them so. None for any other file.
fn plain_chain(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let is_printed = certificates_listed(bytes) > 0;
    let (mut blocks, mut sent) = (PemBlocks::new(bytes), Vec::new());
    loop {
        match blocks.next(|label| label.ends_with(b"CERTIFICATE")) {
            Ok(PemBlock { label, header, der }) if label == b"CERTIFICATE" && header.is_empty() => {
                sent.push(der);
            }
            Err(PemFault::NoStartLine) if !sent.is_empty() && !is_printed => return Some(sent),
            _ => return None,
        }
    }
}

/// Without `-starttls postgres` a PostgreSQL server sends no certificate, without `-showcerts` only its own is printed.
const S_CLIENT: &str = "openssl s_client -starttls postgres -showcerts -connect HOST:5432";

/// How many certificates `openssl s_client` lists as the server's, in lines such as ` 0 s:CN = db.example.com`.
fn certificates_listed(bytes: &[u8]) -> usize {
    let is_listed = |line: &&[u8]| {
        let number =
            line.iter().skip_while(|byte| **byte == b' ').take_while(|byte| byte.is_ascii_digit()).count();
        let digits = line.iter().position(u8::is_ascii_digit).filter(|_| number > 0);
        digits.is_some_and(|at| line[at + number..].starts_with(b" s:"))
    };
    bytes.split(|byte| *byte == b'\n').filter(is_listed).count()
}
