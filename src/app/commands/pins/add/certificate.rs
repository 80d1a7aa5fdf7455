//! The certificate, if it has the fingerprint and is a root that is worth pinning.

use time::OffsetDateTime;

use super::source::shown;
use crate::app::cli::PinsAddArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::gate;
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::digest::Sha256;
use crate::x509::signature::Signature;

/// How many fingerprints a message names.
const NAMED: usize = 5;

/// Lets it in.
pub(super) fn admit(
    args: &PinsAddArgs,
    bytes: &[u8],
    now: OffsetDateTime,
) -> Result<Certificate, Diagnostic> {
    let certificate =
        gate::with_fingerprint(args.sha256, bytes).map_err(|first| mismatch(args, first, bytes))?;
    let unfit = |why: &str, hint: &str| {
        Err(Diagnostic::failure(
            Code::UnfitRoot,
            format!("`{}` {why}", shown(args)),
            format!("nothing was written; {hint}"),
        ))
    };
    let anchors = "libpq anchors on self-signed authorities alone: pin the root above it";
    match (certificate.kind(), certificate.not_after()) {
        (None, _) | (_, None) => {
            unfit("is not a certificate that can be read", "give the root itself, DER or PEM")
        }
        (Some(CertificateKind::Root), Some(end)) if certificate.own_signature() != Signature::Invalid => {
            if end < now {
                return unfit(&format!("ended {}", end.date()), "ask for the root that followed it");
            }
            Ok(certificate)
        }
        (Some(CertificateKind::Root), _) => {
            unfit("is not self-signed: its own signature does not verify", anchors)
        }
        (Some(CertificateKind::Intermediate), _) => unfit("is an intermediate, not self-signed", anchors),
        (Some(CertificateKind::Leaf | CertificateKind::SelfSignedLeaf), _) => {
            unfit("is a server's or client's certificate, no authority", anchors)
        }
    }
}

/// Says which certificates came instead: of a bundle, the first alone would mislead.
fn mismatch(args: &PinsAddArgs, first: Sha256, bytes: &[u8]) -> Diagnostic {
    let (name, wanted, found) = (shown(args), args.sha256, gate::fingerprints(bytes));
    let message = match found.as_slice() {
        [actual] => format!("`{name}` has the SHA-256 {actual}, not {wanted}"),
        several => format!(
            "none of the {} certificates in `{name}` has the SHA-256 {wanted}: they have {}",
            several.len(),
            some_of(several)
        ),
    };
    let hint = "nothing was written; find out which SHA-256 is right before you go on";
    Diagnostic::failure(Code::PinMismatch, message, hint)
        .with_mismatch(wanted, found.first().copied().unwrap_or(first))
}

/// The first fingerprints, and the number of the others.
fn some_of(found: &[Sha256]) -> String {
    let named: Vec<String> = found.iter().take(NAMED).map(Sha256::to_string).collect();
    let more = found.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    named.join(", ") + &more
}
