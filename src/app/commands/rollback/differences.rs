//! Which certificates a backup brings and takes away.

use std::collections::HashSet;

use crate::app::commands::look_alike;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::Pins;
use crate::pins::pinned_roots::PinnedRoots;
use crate::store::keystore::KeystoreFault;
use crate::store::loaded;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// The certificates that libpq would load from one of two files only.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub(super) added: Vec<Certificate>,
    pub(super) removed: Vec<Certificate>,
}

impl Differences {
    /// # Errors
    /// A keystore cannot be read, so its certificates are not known.
    pub(super) fn find(
        old: Option<&[u8]>,
        new: &[u8],
        password: Option<&str>,
    ) -> Result<Self, KeystoreFault> {
        let old = certificates(old.unwrap_or_default(), password)?;
        let new = certificates(new, password)?;
        Ok(Self { added: missing_in(&old, &new), removed: missing_in(&new, &old) })
    }

    /// Warnings of what comes and is not a pinned root: whoever can write next to root.crt could have put it there.
    pub(super) fn doubtful(&self) -> Vec<Diagnostic> {
        let pins = Pins::built_in();
        let roots = PinnedRoots::new(&pins, &self.added.iter().collect::<Vec<_>>());
        let unpinned = self.added.iter().filter(|added| pins.manifest().by_sha256(added.sha256()).is_none());
        unpinned.map(|certificate| warning(certificate, &roots)).collect()
    }
}

fn warning(certificate: &Certificate, roots: &PinnedRoots) -> Diagnostic {
    let (code, message) = look_alike::describe(certificate, roots).unwrap_or_else(|| {
        let (subject, sha256) = (certificate.subject(), certificate.sha256());
        let message = format!("the backup adds `{subject}` (SHA-256 {sha256}), which is not a pinned root");
        (Code::ForeignRoot, message)
    });
    let fix = "confirm its fingerprint with its authority, or keep the file as it was before this rollback";
    Diagnostic::warning(code, message, fix).at_certificate(certificate.sha256())
}

fn certificates(bytes: &[u8], password: Option<&str>) -> Result<Vec<Certificate>, KeystoreFault> {
    let mut known: HashSet<Sha256> = HashSet::new();
    let all = loaded::certificates(bytes, password)?.into_iter().map(|placed| placed.certificate);
    Ok(all.filter(|certificate| known.insert(certificate.sha256())).collect())
}

fn missing_in(there: &[Certificate], all: &[Certificate]) -> Vec<Certificate> {
    let there: HashSet<Sha256> = there.iter().map(Certificate::sha256).collect();
    all.iter().filter(|certificate| !there.contains(&certificate.sha256())).cloned().collect()
}
