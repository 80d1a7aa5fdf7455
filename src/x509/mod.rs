//! Certificates as RFC 5280 defines them: their fields, names, fingerprints and signatures, and the DER they are written in.
//! It imports no other room.
//! It does not decide whether a certificate is trusted: that takes a chain (`openssl`) or a pin (`pins`).

pub(crate) mod certificate;
pub(crate) mod curve;
pub(crate) mod der;
pub(crate) mod digest;
pub(crate) mod name;
pub(crate) mod oid;
pub(crate) mod signature;
pub(crate) mod tbs;
