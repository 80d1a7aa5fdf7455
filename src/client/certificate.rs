//! The certificate file: `SSL_CTX_use_certificate_chain_file` in `ssl/ssl_rsa.c`.

use crate::openssl::d2i::{self, TrustFields};
use crate::openssl::pem::{PemBlocks, PemFault};

/// The certificates of the file, the client's own first.
///
/// # Errors
/// OpenSSL's reason, which libpq prints.
pub(super) fn chain(bytes: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    let mut blocks = PemBlocks::new(bytes);
    let own = certificate(&mut blocks, &["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"])?;
    let (own, behind) = own.ok_or("no start line")?;
    // `PEM_read_bio_X509_AUX` reads trust settings behind the first certificate, whatever its label.
    if TrustFields::read(&behind).is_err() {
        return Err("");
    }
    let mut chain = vec![own];
    while let Some((next, _)) = certificate(&mut blocks, &["CERTIFICATE", "X509 CERTIFICATE"])? {
        chain.push(next);
    }
    Ok(chain)
}

/// A certificate, and the bytes behind it in its block.
type WithRest = (Vec<u8>, Vec<u8>);

/// The next block with one of these labels. OpenSSL skips blocks with other labels.
fn certificate(blocks: &mut PemBlocks, labels: &[&str]) -> Result<Option<WithRest>, &'static str> {
    let block = match blocks.next(|label| labels.iter().any(|wanted| wanted.as_bytes() == label)) {
        Ok(block) => block,
        Err(PemFault::NoStartLine) => return Ok(None),
        Err(PemFault::Spoiled(reason)) => return Err(reason),
    };
    if !block.header.is_empty() {
        return Err("not proc type");
    }
    let mut own = block.der;
    let behind = own.split_off(d2i::certificate(&own).map_err(|_| "")?);
    Ok(Some((own, behind)))
}
