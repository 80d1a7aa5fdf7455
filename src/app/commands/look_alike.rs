//! What a certificate looks like and is not.

use crate::diagnostic::Code;
use crate::pins::look_alike::Likeness;
use crate::pins::pinned_roots::PinnedRoots;
use crate::x509::certificate::Certificate;

/// The pinned root that it resembles, under a stable code. Another edition of a root may stay.
pub(super) fn describe(certificate: &Certificate, roots: &PinnedRoots) -> Option<(Code, String)> {
    let (likeness, pin) = roots.look_alike(certificate)?;
    (likeness != Likeness::Variant).then(|| {
        let what = likeness.describe_trusted(&pin.subject);
        let message = format!("a certificate in the file (SHA-256 {}) is {what}", certificate.sha256());
        (likeness.code(), message)
    })
}
