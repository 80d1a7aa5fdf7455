//! The roots in a file, for which their owner vouches with fingerprints.

use time::OffsetDateTime;

use crate::diagnostic::{Code, Diagnostic};
use crate::store::vouched::{VouchFault, vouched};
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::digest::Sha256;
use crate::x509::signature::Signature;

/// How many fingerprints a message names.
const NAMED: usize = 5;

/// Which certificates may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Self-signed authorities.
    Roots,
    /// Authorities, self-signed or not.
    Authorities,
}

/// Takes the roots that the fingerprints name. `name` is the file's name in messages.
///
/// # Errors
/// `pin-mismatch`, or `unfit-root` for the first certificate that cannot be a root.
pub(crate) fn read(
    name: &str,
    bytes: &[u8],
    fingerprints: &[Sha256],
    fit: Fit,
    now: OffsetDateTime,
) -> Result<Vec<Certificate>, Diagnostic> {
    let certificates = vouched(bytes, fingerprints).map_err(|fault| refused(name, fault))?;
    let several = certificates.len() > 1 || fingerprints.iter().any(|one| *one == Sha256::hash(bytes));
    for certificate in &certificates {
        if let Some((why, fix)) = unfit(certificate, fit, now) {
            let subject = if several { format!("`{}` in ", certificate.subject()) } else { String::new() };
            let others = if certificates.len() > 1 {
                ", or give the fingerprint of each root that you want"
            } else {
                ""
            };
            return Err(unfit_root(format!("{subject}`{name}` {why}"), &format!("{fix}{others}")));
        }
    }
    Ok(certificates)
}

/// Why a certificate cannot be a root that clients trust, and what to do instead.
fn unfit(certificate: &Certificate, fit: Fit, now: OffsetDateTime) -> Option<(String, &'static str)> {
    let anchors = "libpq trusts only self-signed authorities: take the root above it";
    let why = match (certificate.kind(), certificate.not_after()) {
        (None, _) | (_, None) => {
            let fix = "give the root itself, in PEM or DER";
            return Some(("is not a certificate that can be read".into(), fix));
        }
        (Some(kind), Some(end)) if is_fit(certificate, kind, fit) => {
            let ended = format!("ended {}", end.date());
            return (end < now).then_some((ended, "ask for the root that followed it"));
        }
        (Some(CertificateKind::Root), _) => "is not self-signed: its own signature does not verify",
        (Some(CertificateKind::Intermediate), _) => "is an intermediate, not self-signed",
        (Some(CertificateKind::Leaf | CertificateKind::SelfSignedLeaf), _) => {
            "is a server's or client's certificate, no authority"
        }
    };
    Some((why.into(), anchors))
}

fn is_fit(certificate: &Certificate, kind: CertificateKind, fit: Fit) -> bool {
    match kind {
        CertificateKind::Root => certificate.own_signature() != Signature::Invalid,
        CertificateKind::Intermediate => fit == Fit::Authorities,
        CertificateKind::Leaf | CertificateKind::SelfSignedLeaf => false,
    }
}

fn refused(name: &str, fault: VouchFault) -> Diagnostic {
    match fault {
        VouchFault::Mismatch { wanted, found } => mismatch(name, wanted, &found),
        VouchFault::Damaged { line, reason } => {
            let message =
                format!("line {line} of `{name}` begins a certificate that cannot be read: {reason}");
            let fix =
                "get the file again, or give the fingerprint of each root that you want with `--sha256`";
            unfit_root(message, fix).at_line(line)
        }
        VouchFault::Nothing(why) => {
            unfit_root(format!("`{name}` is not a certificate that can be read: it {}", why.what), why.fix)
        }
    }
}

/// Says which certificates came instead: of a bundle, the first alone would mislead.
fn mismatch(name: &str, wanted: Sha256, found: &[Sha256]) -> Diagnostic {
    let message = match found {
        [actual] => format!("`{name}` has the SHA-256 {actual}, not {wanted}"),
        several => format!(
            "none of the {} certificates in `{name}` has the SHA-256 {wanted}: they have {}",
            several.len(),
            some_of(several)
        ),
    };
    let hint = "nothing was written; find out which SHA-256 is right before you go on";
    let mismatch = Diagnostic::failure(Code::PinMismatch, message, hint);
    found.first().map_or(mismatch.clone(), |first| mismatch.with_mismatch(wanted, *first))
}

/// The first fingerprints, and the number of the others.
fn some_of(found: &[Sha256]) -> String {
    let named: Vec<String> = found.iter().take(NAMED).map(Sha256::to_string).collect();
    let more = found.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    named.join(", ") + &more
}

fn unfit_root(message: String, fix: &str) -> Diagnostic {
    Diagnostic::failure(Code::UnfitRoot, message, format!("nothing was written; {fix}"))
}
