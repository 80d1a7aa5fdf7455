//! The words for a trust store that is left alone because of its content.

use super::keystore_fault;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::libpq::location::Location;
use crate::openssl::pem::Bundle;
use crate::paste::command_line::{Install, NO_STORE};
use crate::store::refusal::Refusal;

/// Why the file at this place, with this content, is not changed.
pub(crate) fn refused(refusal: &Refusal, location: &Location, content: &[u8]) -> Diagnostic {
    let path = location.path.display();
    let repair = Install::into_file(location).command("--repair");
    let error = match refusal {
        Refusal::PrivateKey { line } => Diagnostic::failure(
            Code::PrivateKey,
            format!("`{path}` holds a private key in line {line}; it was left alone"),
            format!("move the key to a file of its own; `{repair}` drops it from this one and keeps the certificates"),
        )
        .at_line(*line),
        Refusal::Unreadable { line, reason } => Diagnostic::failure(
            Code::UnreadableStore,
            format!("clients cannot read `{path}`: line {line}: {reason}; it was left alone"),
            Fix::run(repair, "keeps every certificate that decodes, and `--replace` keeps none; both make a backup"),
        )
        .at_line(*line),
        Refusal::Entangled { line } => Diagnostic::failure(
            Code::UnreadableStore,
            format!("the certificate in line {line} of `{path}` shares a line with something else; nothing was removed"),
            "put its BEGIN and END on lines of their own, and run the command again",
        )
        .at_line(*line),
        Refusal::OthersLeft => Diagnostic::failure(
            Code::UnreadableStore,
            format!("without these certificates, `{path}` has no certificate for libpq, only other content"),
            "`pgcerts status` shows what else is in it; move that to another file, and run the command again",
        ),
        Refusal::Keystore(fault) => keystore_fault(fault, &location.path),
        Refusal::Sealed { line, container, way_out } => {
            let message = format!("clients cannot read `{path}`: it is {container}; it was left alone");
            Diagnostic::failure(Code::UnreadableStore, message, *way_out).at_line(*line)
        }
    };
    if matches!(refusal, Refusal::Keystore(_)) || Bundle::read(content).has_certificates() {
        error
    } else {
        error.with_fix(NO_STORE)
    }
}
