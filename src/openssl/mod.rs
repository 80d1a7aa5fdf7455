//! OpenSSL's rules: what its PEM reader loads, what `d2i_X509` decodes, which chain it builds and accepts, what its
//! `ClientHello` offers.
//! It imports `x509`, the codes of `diagnostic`, the TLS versions of `libpq` and the escaping of `paste`.
//! It has no opinion of its own: it is as lax or strict as OpenSSL, function by function.

pub(crate) mod chain;
pub(crate) mod d2i;
pub(crate) mod hello;
pub(crate) mod pem;
