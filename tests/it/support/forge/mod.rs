//! A forge for certificates, keys and revocation lists with any content, right or wrong.

pub(crate) mod certificate;
pub(crate) mod crl;
pub(crate) mod der;
pub(crate) mod extension;
pub(crate) mod key;
pub(crate) mod name;
