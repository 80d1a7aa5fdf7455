//! Why a file must not be changed.

use crate::openssl::pem::Bundle;
use crate::store::keystore::KeystoreFault;

/// Why a file must not be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It holds a private key, in this line.
    PrivateKey {
        /// The line, counted from 1.
        line: usize,
    },
    /// Clients cannot read it.
    Unreadable {
        /// The line that is wrong, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A certificate cannot be removed without a change to something else.
    Entangled {
        /// The line of its BEGIN, counted from 1.
        line: usize,
    },
    /// Without the certificates, only blocks of other kinds would be left, or hidden certificates.
    OthersLeft,
    /// It is a keystore of Java that must not be changed.
    Keystore(KeystoreFault),
    /// It holds certificates that only another program can take out.
    Sealed {
        /// The line where the container starts, counted from 1.
        line: usize,
        /// What the container is called.
        container: &'static str,
        /// How to take them out.
        way_out: &'static str,
    },
}

impl From<KeystoreFault> for Refusal {
    fn from(fault: KeystoreFault) -> Self {
        Self::Keystore(fault)
    }
}

/// Refuses a file that clients cannot read, or that holds a private key. An empty one may be filled.
pub(super) fn refuse_unreadable(bundle: &Bundle) -> Result<(), Refusal> {
    refuse_private_key(bundle)?;
    if bundle.loads() || bundle.is_blank() {
        return Ok(());
    }
    refuse_sealed(bundle)?;
    Err(unreadable(bundle))
}

/// Refuses a file of which a repair would lose certificates.
pub(super) fn refuse_sealed(bundle: &Bundle) -> Result<(), Refusal> {
    let sealed = bundle.sealed();
    sealed.map_or(Ok(()), |(line, container, way_out)| Err(Refusal::Sealed { line, container, way_out }))
}

/// Refuses a file with a private key: somebody may need the key, and a backup that others can read must not have it.
pub(super) fn refuse_private_key(bundle: &Bundle) -> Result<(), Refusal> {
    bundle.private_key().map_or(Ok(()), |line| Err(Refusal::PrivateKey { line }))
}

/// The first line that keeps clients from reading the file.
fn unreadable(bundle: &Bundle) -> Refusal {
    let (line, reason) = match (&bundle.spoiled, bundle.problems.first()) {
        (Some(spoiled), _) if spoiled.begin == spoiled.line => {
            (spoiled.line, format!("the block that begins there: {}", spoiled.reason))
        }
        (Some(spoiled), _) => {
            (spoiled.line, format!("the block that begins in line {}: {}", spoiled.begin, spoiled.reason))
        }
        (None, Some(problem)) => (problem.line, problem.reason.to_string()),
        (None, None) => (1, "there is no certificate in it".to_owned()),
    };
    Refusal::Unreadable { line, reason }
}
