//! Certificates as RFC 5280 defines them: their fields, names, fingerprints and signatures, and the DER they are written in.
//! Nothing of the program is imported here.
//! Whether a certificate is trusted is not decided here: that takes a chain (`openssl`) or a pin (`pins`).

pub(crate) mod certificate;
pub(crate) mod der;
pub(crate) mod digest;
pub(crate) mod name;
pub(crate) mod signature;
