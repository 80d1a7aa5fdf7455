//! Plans how to take certificates out of a root.crt. Nothing is written here.

use crate::openssl::pem::{self, Bundle, PemEntry};
use crate::store::refusal::{Refusal, refuse_private_key, refuse_sealed, unreadable};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// A file without some of its certificates.
#[derive(Debug)]
pub(crate) struct Cut {
    /// All bytes of the new file.
    pub(crate) bytes: Vec<u8>,
    /// The blocks that are gone.
    pub(crate) removed: Vec<PemEntry>,
    /// The blocks that libpq still loads.
    pub(crate) kept: Vec<PemEntry>,
}

/// Cuts the certificates with these fingerprints out: their blocks, and the comments that pgcerts wrote above them. Every
/// other byte stays. None if there are none.
///
/// # Errors
/// They cannot be cut out without a change to the other certificates that libpq loads.
pub(crate) fn cut(text: &[u8], gone: &[Sha256]) -> Result<Option<Cut>, Refusal> {
    let is_gone = |entry: &PemEntry| gone.contains(&entry.certificate.sha256());
    let (removed, stays): (Vec<_>, Vec<_>) = Bundle::read(text).certificates.into_iter().partition(is_gone);
    let Some(first) = removed.first() else { return Ok(None) };
    let bytes = pem::without(text, &removed.iter().collect::<Vec<_>>());
    let kept = Bundle::read(&bytes).certificates;
    if !certificates(&stays).eq(certificates(&kept)) {
        let reason = "the block that begins there cannot be taken out without touching others".into();
        return Err(Refusal::Unreadable { line: first.line, reason });
    }
    Ok(Some(Cut { bytes, removed, kept }))
}

/// The same for a file that clients read. Without any certificate it is of no use to them (`initialize_SSL` fails), so
/// the new file is then empty and can go.
///
/// # Errors
/// As [`cut`], and a file that holds a private key or that clients cannot read.
pub(crate) fn uninstall(text: &[u8], gone: &[Sha256]) -> Result<Option<Cut>, Refusal> {
    let bundle = Bundle::read(text);
    refuse_private_key(&bundle)?;
    if !bundle.loads() && !bundle.is_blank() {
        refuse_sealed(&bundle)?;
        return Err(unreadable(&bundle));
    }
    cut(text, gone)
}

fn certificates(entries: &[PemEntry]) -> impl Iterator<Item = &Certificate> {
    entries.iter().map(|entry| &entry.certificate)
}
