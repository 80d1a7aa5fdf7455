//! Which certificates go.

use std::path::Path;

use time::OffsetDateTime;

use crate::app::cli::UninstallArgs;
use crate::app::commands::certificates;
use crate::diagnostic::Diagnostic;
use crate::io::store;
use crate::openssl::pem::Bundle;
use crate::pins::Pins;
use crate::store::certificate_file;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// What the arguments name.
pub(super) enum RemovalChoice {
    Named(Vec<Name>),
    Expired,
}

/// A certificate's name in an argument.
pub(super) enum Name {
    Sha256(Sha256),
    Subject(String),
}

impl RemovalChoice {
    /// # Errors
    /// A set that the manifest does not have, or a file that cannot be read.
    pub(super) fn read(args: &UninstallArgs, pins: &Pins) -> Result<Self, Diagnostic> {
        if args.expired {
            return Ok(Self::Expired);
        }
        if args.root.is_empty() {
            let set = pins.set(args.set.as_deref())?;
            let roots = pins.roots_of(set).into_iter().map(|pin| Name::Sha256(pin.sha256));
            return Ok(Self::Named(roots.collect()));
        }
        let names: Result<Vec<Vec<Name>>, Diagnostic> = args.root.iter().map(|root| names(root)).collect();
        Ok(Self::Named(names?.into_iter().flatten().collect()))
    }

    /// The fingerprints of the certificates that go, if they are in the file.
    ///
    /// # Errors
    /// A subject that two certificates have.
    pub(super) fn fingerprints(&self, text: &[u8], now: OffsetDateTime) -> Result<Vec<Sha256>, Diagnostic> {
        let there: Vec<Certificate> =
            Bundle::read(text).certificates.into_iter().map(|entry| entry.certificate).collect();
        match self {
            Self::Expired => {
                let has_expired = |one: &&Certificate| one.not_after().is_some_and(|end| end < now);
                Ok(there.iter().filter(has_expired).map(Certificate::sha256).collect())
            }
            Self::Named(names) => {
                let found: Result<Vec<Option<Sha256>>, _> =
                    names.iter().map(|name| name.find(&there)).collect();
                Ok(found?.into_iter().flatten().collect())
            }
        }
    }
}

/// A file's certificates, a fingerprint or a subject.
fn names(root: &str) -> Result<Vec<Name>, Diagnostic> {
    if store::is_file(Path::new(root)) {
        let placed = certificates(Path::new(root), certificate_file::read_any)?;
        return Ok(placed.into_iter().map(|placed| Name::Sha256(placed.certificate.sha256())).collect());
    }
    let name = root.parse().map_or_else(|_| Name::Subject(root.to_owned()), Name::Sha256);
    Ok(vec![name])
}

impl Name {
    fn find(&self, there: &[Certificate]) -> Result<Option<Sha256>, Diagnostic> {
        let subject = match self {
            Self::Sha256(sha256) => return Ok(Some(*sha256)),
            Self::Subject(subject) => subject,
        };
        let has_subject = |one: &&Certificate| one.subject().eq_ignore_ascii_case(subject);
        let mut found: Vec<Sha256> = there.iter().filter(has_subject).map(Certificate::sha256).collect();
        found.sort_by_key(ToString::to_string);
        found.dedup();
        if found.len() > 1 {
            let all: Vec<String> = found.iter().map(ToString::to_string).collect();
            let message = format!("{} certificates have the subject `{subject}`", found.len());
            return Err(Diagnostic::usage(message, format!("name one by its SHA-256: {}", all.join(", "))));
        }
        Ok(found.first().copied())
    }
}
