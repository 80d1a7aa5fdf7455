//! OpenSSL's rules: what its PEM reader loads, what `d2i_X509` decodes, which chain it builds and accepts, what its `ClientHello` offers.
//! Imports `x509`, `libpq` and the escaping of `paste`.
//! It has no opinion of its own: where OpenSSL is lax or strict, so is this, function by function.

pub(crate) mod chain;
pub(crate) mod d2i;
pub(crate) mod hello;
pub(crate) mod pem;
