//! Plans how to take certificates out of a root.crt. Nothing is written here.

use crate::openssl::pem::{self, Bundle, PemEntry};
use crate::store::placed::Placed;
use crate::store::refusal::{Refusal, refuse_unreadable};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// A file without some of its certificates.
#[derive(Debug)]
pub(crate) struct Cut {
    /// All bytes of the new file.
    pub(crate) bytes: Vec<u8>,
    /// The certificates that are gone.
    pub(crate) removed: Vec<Placed>,
    /// The certificates that clients still load.
    pub(crate) kept: Vec<Placed>,
    /// Only blanks and comments are left.
    pub(super) is_blank: bool,
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
    let entangled = Refusal::Entangled { line: first.line };
    let Some(bytes) = pem::without(text, &removed.iter().collect::<Vec<_>>()) else { return Err(entangled) };
    let after = Bundle::read(&bytes);
    if !certificates(&stays).eq(certificates(&after.certificates)) {
        return Err(entangled);
    }
    let is_blank = after.is_blank();
    let placed = |entries: &[PemEntry]| entries.iter().map(Placed::from).collect();
    let (removed, kept) = (placed(&removed), placed(&after.certificates));
    Ok(Some(Cut { bytes, removed, kept, is_blank }))
}

/// The same for a file that clients read. Without any certificate it is of no use to them (`initialize_SSL` fails) and can
/// go, if nothing but comments is left in it.
///
/// # Errors
/// As [`cut`], a file that holds a private key or that clients cannot read, and one that has other blocks left.
pub(crate) fn uninstall(text: &[u8], gone: &[Sha256]) -> Result<Option<Cut>, Refusal> {
    refuse_unreadable(&Bundle::read(text))?;
    let cut = cut(text, gone)?;
    let leaves_others = |cut: &Cut| cut.kept.is_empty() && !cut.is_blank;
    if cut.as_ref().is_some_and(leaves_others) { Err(Refusal::OthersLeft) } else { Ok(cut) }
}

fn certificates(entries: &[PemEntry]) -> impl Iterator<Item = &Certificate> {
    entries.iter().map(|entry| &entry.certificate)
}
