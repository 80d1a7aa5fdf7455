//! What OpenSSL refuses besides with `X509_V_FLAG_X509_STRICT`: `check_extensions` in `crypto/x509/x509_vfy.c` of OpenSSL 3.
//! Python sets the flag since version 3.13; libpq does not.

use crate::openssl::d2i::CertificateFields;
use crate::x509::oid;

use super::key_usage::KeyUsage;
use super::link::{Link, Shared};
use super::profile::Authority;

/// The first reason to refuse a chain, in words that follow a certificate's name, and that certificate's place. A
/// certificate alone is not looked at.
pub(crate) fn strict_problem(chain: &[Shared]) -> Option<(usize, &'static str)> {
    let last = chain.len().checked_sub(1).filter(|last| *last > 0)?;
    let of_link = |(at, link): (usize, &Shared)| {
        let tolerated = at > 0 && link.profile.authority() != Authority::Proper;
        let own = || extensions(link, at < last);
        Some((at, if tolerated { "is an authority by no basic constraints" } else { own()? }))
    };
    chain.iter().enumerate().find_map(of_link)
}

fn extensions(link: &Link, has_issuer: bool) -> Option<&'static str> {
    let (fields, _) = CertificateFields::read(link.certificate.der()).ok()?;
    let extensions = &link.profile.extensions;
    let constraints = extensions.basic_constraints;
    let is_authority = constraints.is_some_and(|constraints| constraints.authority);
    let signs = extensions.key_usage.is_some_and(KeyUsage::signs_certificates);
    let is_critical = |oid: &[u8]| fields.extensions.iter().any(|one| one.oid == oid && one.critical);
    let has = |oid: &[u8]| fields.extensions.iter().any(|one| one.oid == oid);
    let is_limited = constraints.is_some_and(|constraints| constraints.path_length.is_some());
    let is_nameless = fields.subject.is_empty();
    let must_be_named = is_authority
        || extensions.key_usage.is_some_and(KeyUsage::signs_lists)
        || !has(oid::SUBJECT_ALT_NAME);
    let no_key_of_issuer = extensions.authority_key.as_ref().is_none_or(|key| key.key.is_none());
    let rules = [
        (is_limited && !is_authority, "limits the path and is no authority"),
        (is_limited && !signs, "limits the path and may not sign certificates"),
        (is_authority && !is_critical(oid::BASIC_CONSTRAINTS), "has basic constraints that are not critical"),
        (is_authority && extensions.key_usage.is_none(), "has no key usage"),
        (!is_authority && signs, "may sign certificates and is no authority"),
        (fields.issuer.is_empty(), "names no issuer"),
        (must_be_named && is_nameless, "has no subject"),
        (
            is_nameless && !is_critical(oid::SUBJECT_ALT_NAME),
            "has a subjectAltName that is not critical, and no subject",
        ),
        (
            has(oid::SUBJECT_ALT_NAME) && extensions.alternative_names.is_empty(),
            "has an empty subjectAltName",
        ),
        (!fields.is_version1 && has_issuer && no_key_of_issuer, "has no authority key identifier"),
        (
            !fields.is_version1 && is_authority && extensions.subject_key.is_none(),
            "has no subject key identifier",
        ),
        (fields.is_version1 && !fields.extensions.is_empty(), "has extensions, and is of version 1"),
    ];
    rules.into_iter().find_map(|(is_broken, text)| is_broken.then_some(text))
}
