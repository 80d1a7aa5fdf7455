//! The certificate file: `SSL_CTX_use_certificate_chain_file` in `ssl/ssl_rsa.c`.

use crate::openssl::d2i;
use crate::openssl::pem::{PemBlocks, PemFault};

/// The certificates of the file, the client's own first.
///
/// # Errors
/// OpenSSL's reason, which libpq prints.
pub(super) fn chain(bytes: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    let mut blocks = PemBlocks::new(bytes);
    let own = certificate(&mut blocks, &["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"])?;
    let mut chain = vec![own.ok_or("no start line")?];
    while let Some(next) = certificate(&mut blocks, &["CERTIFICATE", "X509 CERTIFICATE"])? {
        chain.push(next);
    }
    Ok(chain)
}

/// The next block with one of these labels. OpenSSL skips blocks with other labels.
fn certificate(blocks: &mut PemBlocks, labels: &[&str]) -> Result<Option<Vec<u8>>, &'static str> {
    let block = match blocks.next(|label| labels.iter().any(|wanted| wanted.as_bytes() == label)) {
        Ok(block) => block,
        Err(PemFault::NoStartLine) => return Ok(None),
        Err(PemFault::Spoiled(reason)) => return Err(reason),
    };
    if !block.header.is_empty() {
        return Err("not proc type");
    }
    let length = d2i::certificate(&block.der).map_err(|_| "")?;
    Ok(Some(block.der[..length].to_vec()))
}
