//! Which certificates go.

use std::path::Path;

use time::OffsetDateTime;

use crate::app::cli::UninstallArgs;
use crate::app::commands::certificates;
use crate::diagnostic::Diagnostic;
use crate::io::store;
use crate::pins::Pins;
use crate::store::certificate_file;
use crate::store::placed::Placed;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// What the arguments name.
pub(super) enum RemovalChoice {
    Set(Vec<Sha256>),
    Named(Vec<Name>),
    Expired,
}

/// The certificates of a file that go, and the names that fit none of them.
pub(super) struct Chosen {
    pub(super) gone: Vec<Sha256>,
    pub(super) not_found: Vec<String>,
}

/// A name as the argument has it, and the certificates that it means.
pub(super) struct Name {
    text: String,
    what: NameMeaning,
}

enum NameMeaning {
    Fingerprints(Vec<Sha256>),
    Subject,
}

impl RemovalChoice {
    /// # Errors
    /// A set that the manifest does not have, or a file that cannot be read.
    pub(super) fn read(args: &UninstallArgs, pins: &Pins) -> Result<Self, Diagnostic> {
        if args.expired {
            return Ok(Self::Expired);
        }
        if args.root.is_empty() {
            let otherwise = "name what to remove with `--root FILE|FINGERPRINT|SUBJECT`; `pgcerts pins list` shows the sets";
            let set = args.set.or_default(pins, otherwise)?;
            return Ok(Self::Set(pins.roots_of(set).into_iter().map(|pin| pin.sha256).collect()));
        }
        args.root.iter().map(|root| Name::read(root)).collect::<Result<_, _>>().map(Self::Named)
    }

    /// Those of the certificates in the file that go.
    ///
    /// # Errors
    /// A subject that several certificates have.
    pub(super) fn find(&self, there: &[Placed], now: OffsetDateTime) -> Result<Chosen, Diagnostic> {
        let there: Vec<Certificate> = there.iter().map(|placed| placed.certificate.clone()).collect();
        let mut chosen = Chosen { gone: Vec::new(), not_found: Vec::new() };
        match self {
            Self::Set(roots) => chosen.gone.clone_from(roots),
            Self::Expired => {
                let has_expired = |one: &&Certificate| one.not_after().is_some_and(|end| end < now);
                chosen.gone = there.iter().filter(has_expired).map(Certificate::sha256).collect();
            }
            Self::Named(names) => {
                for name in names {
                    let found = name.find(&there)?;
                    if found.is_empty() {
                        chosen.not_found.push(name.text.clone());
                    }
                    chosen.gone.extend(found);
                }
            }
        }
        Ok(chosen)
    }
}

impl Name {
    /// A file's certificates, a fingerprint or a subject.
    fn read(root: &str) -> Result<Self, Diagnostic> {
        let path = Path::new(root);
        let what = if store::is_file(path) {
            let placed = certificates(path, certificate_file::read_any)?;
            NameMeaning::Fingerprints(placed.iter().map(|placed| placed.certificate.sha256()).collect())
        } else if let Ok(sha256) = root.parse() {
            NameMeaning::Fingerprints(vec![sha256])
        } else if is_no_subject(root) {
            let fix = "give a file that exists, a SHA-256 of 64 hex digits, or the subject that `pgcerts status` shows";
            return Err(Diagnostic::usage("`--root` names neither a file nor a certificate", fix));
        } else {
            NameMeaning::Subject
        };
        Ok(Self { text: root.to_owned(), what })
    }

    fn find(&self, there: &[Certificate]) -> Result<Vec<Sha256>, Diagnostic> {
        match &self.what {
            NameMeaning::Fingerprints(all) => {
                let is_there = |one: &&Sha256| there.iter().any(|other| other.sha256() == **one);
                Ok(all.iter().filter(is_there).copied().collect())
            }
            NameMeaning::Subject => self.with_this_subject(there),
        }
    }

    fn with_this_subject(&self, there: &[Certificate]) -> Result<Vec<Sha256>, Diagnostic> {
        let has_subject = |one: &&Certificate| one.subject().eq_ignore_ascii_case(&self.text);
        let mut found: Vec<Sha256> = there.iter().filter(has_subject).map(Certificate::sha256).collect();
        found.sort_by_key(ToString::to_string);
        found.dedup();
        if found.len() > 1 {
            let all: Vec<String> = found.iter().map(ToString::to_string).collect();
            let message = format!("{} certificates have the subject `{}`", found.len(), self.text);
            return Err(Diagnostic::usage(message, format!("name one by its SHA-256: {}", all.join(", "))));
        }
        Ok(found)
    }
}

/// Whether the text is rather a path or a mistyped fingerprint.
fn is_no_subject(text: &str) -> bool {
    const ENDINGS: [&str; 5] = [".pem", ".crt", ".cer", ".der", ".p7b"];
    let lower = text.to_ascii_lowercase();
    let digits = text.chars().filter(|c| !matches!(c, ':' | ' '));
    let is_hex = digits.clone().count() >= 32 && digits.clone().all(|c| c.is_ascii_hexdigit());
    text.trim().is_empty()
        || text.starts_with(['.', '-'])
        || text.contains(['/', '\\', '='])
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
        || is_hex
}
