//! The intermediates of `--allow-intermediate`. OpenSSL ends a chain only at a self-signed certificate, unless
//! `X509_V_FLAG_PARTIAL_CHAIN` is set, and libpq does not set it.

use crate::diagnostic::{Code, Diagnostic};
use crate::pins::PinnedRoot;
use crate::pins::obtained::Obtained;
use crate::store::plan::Plan;
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::signature::Signature;

use super::request::Request;

/// The own certificates of a file for libpq that need a root which the file does not have.
pub(super) fn warnings(request: &Request, obtained: &[Obtained], plan: &Plan) -> Vec<Diagnostic> {
    if plan.keystore.is_some() {
        return Vec::new();
    }
    alone(request, obtained, &plan.kept)
}

/// The same for a file that holds nothing else.
pub(super) fn alone(request: &Request, obtained: &[Obtained], kept: &[Certificate]) -> Vec<Diagnostic> {
    let there = all(obtained, kept);
    let unanchored = intermediates(request).filter(|certificate| !is_anchored(certificate, &there));
    unanchored.map(warning).collect()
}

/// Whether libpq can verify any server with the file.
pub(super) fn has_anchor(request: &Request, obtained: &[Obtained], plan: &Plan) -> bool {
    let is_usual = plan.keystore.is_some() || intermediates(request).next().is_none();
    is_usual || all(obtained, &plan.kept).into_iter().any(is_root)
}

fn intermediates<'a>(request: &'a Request) -> impl Iterator<Item = &'a Certificate> {
    let is_intermediate = |one: &&Certificate| one.kind() == Some(CertificateKind::Intermediate);
    request.own.iter().map(PinnedRoot::certificate).filter(is_intermediate)
}

fn all<'a>(obtained: &'a [Obtained], kept: &'a [Certificate]) -> Vec<&'a Certificate> {
    obtained.iter().map(|one| one.root.certificate()).chain(kept).collect()
}

fn is_root(certificate: &Certificate) -> bool {
    certificate.kind() == Some(CertificateKind::Root) && certificate.own_signature() != Signature::Invalid
}

/// Whether a root is above a certificate, perhaps with other intermediates between them.
fn is_anchored(certificate: &Certificate, there: &[&Certificate]) -> bool {
    let mut below = vec![certificate];
    let mut others = there.to_vec();
    while let Some(certificate) = below.pop() {
        let (issuers, rest): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|issuer| certificate.is_issued_by(issuer));
        if issuers.iter().any(|issuer| is_root(issuer)) {
            return true;
        }
        below.extend(issuers);
        others = rest;
    }
    false
}

fn warning(certificate: &Certificate) -> Diagnostic {
    let message = format!(
        "libpq verifies no server with the intermediate `{}` alone: its self-signed root must be in the file too",
        certificate.subject()
    );
    let fix = "add its root with `--root` too; Java, Go and rustls need the intermediate alone";
    Diagnostic::warning(Code::PinnedIntermediate, message, fix).at_certificate(certificate.sha256())
}
