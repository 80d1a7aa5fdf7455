//! What may be wrong, or merely odd, with one certificate of a graph.

use super::random::Random;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{
    ANY_PURPOSE, BASIC, CERT_SIGN, CLIENT_AUTH, CRL_SIGN, DIGITAL_SIGNATURE, KEY_USAGE, MICROSOFT_SGC,
    SERVER_AUTH, authority_key, authority_serial, basic, constraints, dns, extended_usage, key_usage,
    netscape_type, unknown,
};
use crate::support::forge::key::{Hash, Kind, RSA_1024, RSA_2048};

/// An oddity of any certificate.
pub(super) fn of_any(random: &mut Random, draft: Draft, issuer: &Party) -> Draft {
    match random.below(16) {
        0 | 1 => draft.expired(),
        2 => draft.future(),
        3 => draft.with(unknown().critical()),
        4 => draft.with(extended_usage(&[CLIENT_AUTH])),
        5 => draft.with(extended_usage(&[ANY_PURPOSE])),
        6 => draft.with(extended_usage(&[MICROSOFT_SGC])),
        7 => draft.with(extended_usage(&[CLIENT_AUTH, SERVER_AUTH])),
        8 => draft.with(authority_key(&[9; 20])),
        9 => draft.with(authority_serial(&issuer.issuer, &issuer.serial)),
        10 => draft.with(authority_serial(&issuer.subject, &[9])),
        11 => draft.v1(),
        12 => draft.broken(),
        13 => draft.hash(Hash::Sha1),
        14 if issuer.key.kind == Kind::Rsa => draft.hash(Hash::Md5),
        14 => draft.hash(Hash::Sha512),
        _ => draft.anonymous(),
    }
}

/// An oddity that only an authority can have.
pub(super) fn of_authority(random: &mut Random, draft: Draft) -> Draft {
    match random.below(12) {
        0 => draft.with(basic(false, None)),
        1 => draft.without(BASIC),
        2 => draft.without(BASIC).without(KEY_USAGE),
        3 => draft.without(KEY_USAGE),
        4 => draft.with(key_usage(&[CRL_SIGN])),
        5 => draft.with(key_usage(&[CERT_SIGN])),
        6 | 7 => draft.with(basic(true, Some(0))),
        8 => draft.with(basic(true, Some(1))),
        9 => draft.with(constraints(&[dns("kit.test")], &[])),
        10 => draft.with(constraints(&[], &[dns("kit.test")])),
        _ => draft.with(netscape_type(&[6])),
    }
}

/// An oddity that only a server can have.
pub(super) fn of_server(random: &mut Random, draft: Draft) -> Draft {
    match random.below(6) {
        0 => draft.with(key_usage(&[CRL_SIGN])),
        1 => draft.with(key_usage(&[DIGITAL_SIGNATURE])),
        2 => draft.with(basic(true, None)),
        3 => draft.with(netscape_type(&[0])),
        4 => draft.key(&RSA_1024),
        _ => draft.key(&RSA_2048),
    }
}
