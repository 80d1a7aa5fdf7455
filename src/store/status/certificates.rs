//! Findings about the certificates that libpq loads, and about missing roots.

use std::collections::{HashMap, HashSet};

use crate::openssl::pem::Bundle;
use crate::pins::look_alike::Likeness;
use crate::pins::pinned_roots::PinnedRoots;
use crate::pins::{Pin, Pins, Role, Set};
use crate::store::placed::{CertificatePlace, Placed};
use crate::x509::certificate::{Certificate, CertificateKind, days_between};
use crate::x509::digest::Sha1;

use super::question::StatusQuestion;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, SummedDiagnostics};

/// A certificate that libpq loads.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// Where it is.
    pub place: CertificatePlace,
    /// The certificate.
    pub certificate: Certificate,
    /// The pinned root that it is.
    pub pin: Option<String>,
    /// Whether `install --root` added it, by its comment.
    pub own: bool,
}

/// Lists each distinct certificate at its first place.
pub(super) fn list(loaded: &[Placed], own: &[bool], pins: &Pins) -> Vec<Listed> {
    let mut seen = HashSet::new();
    let first = loaded.iter().zip(own).filter(|(entry, _)| seen.insert(entry.certificate.sha256()));
    let listed = |(entry, own): (&Placed, &bool)| Listed {
        place: entry.place.clone(),
        pin: pin_of(&entry.certificate, pins).map(|pin| pin.id.clone()),
        certificate: entry.certificate.clone(),
        own: *own,
    };
    first.map(listed).collect()
}

fn pin_of<'a>(certificate: &Certificate, pins: &'a Pins) -> Option<&'a Pin> {
    pins.by_sha256(certificate.sha256())
}

/// Adds the findings about the certificates that are `loaded` from `file`. `file` is none for a keystore, and if it cannot be read.
pub(super) fn add_findings(
    findings: &mut SummedDiagnostics,
    question: &StatusQuestion,
    asked: &[&Set],
    loaded: &[Placed],
    own: &[bool],
    file: Option<&Bundle>,
) {
    let certificates: Vec<&Certificate> = loaded.iter().map(|entry| &entry.certificate).collect();
    let roots = PinnedRoots::new(question.pins, &certificates);
    findings.extend(missing_roots(question, asked, loaded, file));
    let mut places: HashMap<_, &CertificatePlace> = HashMap::new();
    for (entry, own) in loaded.iter().zip(own) {
        let sha256 = entry.certificate.sha256();
        if let Some(first) = places.get(&sha256) {
            findings.extend([duplicate(entry, first)]);
            continue;
        }
        places.insert(sha256, &entry.place);
        let judged = Judged {
            entry,
            own: *own,
            question,
            asked,
            pin: pin_of(&entry.certificate, question.pins),
            roots: &roots,
        };
        let about = judged.identity().into_iter().chain(judged.validity());
        findings.extend(about.map(|finding| entry.place.mark(finding).at_certificate(sha256)));
    }
}

/// The certificate is at the `first` place too.
fn duplicate(entry: &Placed, first: &CertificatePlace) -> Diagnostic {
    let subject = entry.certificate.subject();
    let message = match (&entry.place, first) {
        (CertificatePlace::Line(line), CertificatePlace::Line(first)) => {
            format!("line {line} starts {subject} again, as line {first} does")
        }
        (place, first) => format!("{subject} is {} again, as it is {}", place.within(), first.within()),
    };
    let hint = "it does no harm; remove one of the two if you like";
    let finding = Diagnostic::new(Code::Duplicate, Severity::Info, message, hint);
    entry.place.mark(finding).at_certificate(entry.certificate.sha256())
}

/// Finds the roots that are not in the file. What is wrong with the file itself has its own finding, so a file without
/// certificates, or a root that a broken line hides, has no second one here.
fn missing_roots(
    question: &StatusQuestion,
    asked: &[&Set],
    loaded: &[Placed],
    file: Option<&Bundle>,
) -> Vec<Diagnostic> {
    let hidden = match file {
        None if loaded.is_empty() => return Vec::new(),
        None => HashSet::new(),
        // Each of them may be what is in a container or in a damaged block.
        Some(file)
            if !file.has_certificates() || file.sealed().is_some() || file.first_damaged().is_some() =>
        {
            return Vec::new();
        }
        Some(file) => file.hidden().map(|entry| entry.certificate.sha256()).collect(),
    };
    let flag = if file.is_some_and(Bundle::refuses_more) { "--repair" } else { "" };
    let there: HashSet<_> = loaded.iter().map(|entry| entry.certificate.sha256()).chain(hidden).collect();
    let missing = |set: &Set| -> Vec<Diagnostic> {
        let pins = question.pins.roots_of(set).into_iter().zip(set.roots.iter().map(|member| member.role));
        let missing = pins.filter(|(pin, _)| !there.contains(&pin.sha256));
        missing.map(|(pin, role)| missing_root(question, set, pin, role, flag)).collect()
    };
    asked.iter().flat_map(|set| missing(set)).collect()
}

fn missing_root(question: &StatusQuestion, set: &Set, pin: &Pin, role: Role, flag: &str) -> Diagnostic {
    let (severity, need) = match role {
        Role::Current => (Severity::Error, "servers need it"),
        Role::Legacy => (Severity::Warning, "only servers that have not been rotated yet need it"),
    };
    let message = format!("{} of the set {} is not loaded; {need}", pin.subject, set.id);
    let fix = Fix::run(question.install(Some(set), flag), "adds it");
    Diagnostic::new(Code::MissingRoot, severity, message, fix).at_pin(&pin.id)
}

/// A certificate, and what it is judged by.
struct Judged<'a> {
    entry: &'a Placed,
    /// Whether `install --root` added it.
    own: bool,
    question: &'a StatusQuestion<'a>,
    asked: &'a [&'a Set],
    pin: Option<&'a Pin>,
    roots: &'a PinnedRoots<'a>,
}

impl Judged<'_> {
    /// What the certificate is, if it is not simply a pinned root.
    fn identity(&self) -> Option<Diagnostic> {
        let certificate = &self.entry.certificate;
        let subject = certificate.subject();
        if let Some(pin) = self.pin {
            return public_distrust(pin);
        }
        if let Some((likeness, pin)) = self.roots.look_alike(certificate) {
            return Some(self.look_alike(likeness, pin));
        }
        let note = self.known_note();
        // Java anchors on any certificate that it trusts.
        let no_anchor = if self.question.is_keystore() { "" } else { ": libpq cannot anchor on it" };
        let Some(kind) = certificate.kind() else { return Some(self.unreadable()) };
        match kind {
            CertificateKind::Root if self.own => {
                let message = format!("{subject} is your own root: `install --root` added it{note}");
                let hint = "keep it while servers need it; `pgcerts uninstall --root` removes it";
                Some(Diagnostic::new(Code::ForeignRoot, Severity::Info, message, hint))
            }
            CertificateKind::Root => {
                let message = format!("{subject} is not a pinned root{note}");
                let hint = "keep it if you connect to servers under it; clients that use this file trust it";
                Some(Diagnostic::new(Code::ForeignRoot, Severity::Info, message, hint))
            }
            CertificateKind::Intermediate => {
                let message = format!("{subject} is an intermediate{note}{no_anchor}");
                let hint = "remove it once the roots are there; servers send it themselves, and clients that anchor on it break at its next rotation";
                Some(Diagnostic::new(Code::PinnedIntermediate, Severity::Warning, message, hint))
            }
            CertificateKind::Leaf => {
                let message = format!("{subject} is a server's own certificate{note}{no_anchor}");
                let hint =
                    "add the root of its chain instead; a server's certificate changes with each renewal";
                Some(Diagnostic::new(Code::PinnedLeaf, Severity::Warning, message, hint))
            }
            CertificateKind::SelfSignedLeaf => {
                let message = format!(
                    "{subject} is a server's self-signed certificate{note}: it breaks when the server gets a new one"
                );
                let hint =
                    "create a root of your own, add it here, and let it sign the server's certificates";
                Some(Diagnostic::new(Code::PinnedLeaf, Severity::Warning, message, hint))
            }
        }
    }

    /// OpenSSL trusts the certificate, but this program cannot read its fields.
    fn unreadable(&self) -> Diagnostic {
        let message = format!(
            "{} loads the certificate {}, but its fields cannot be read here, so it cannot be judged",
            self.question.reader(),
            self.entry.place.within()
        );
        let hint = "look at it with `openssl x509 -text`; remove it unless you know it";
        Diagnostic::new(Code::UnreadableCertificate, Severity::Error, message, hint)
    }

    fn look_alike(&self, likeness: Likeness, pin: &Pin) -> Diagnostic {
        let description = likeness.describe_trusted(&pin.subject);
        let message = format!("the certificate {} is {description}", self.entry.place.within());
        Diagnostic::new(likeness.code(), likeness.severity(), message, self.remedy(pin)).at_pin(&pin.id)
    }

    /// How to remove a look-alike and get the pinned root.
    fn remedy(&self, pin: &Pin) -> String {
        let remove = match &self.entry.place {
            CertificatePlace::Line(line) => format!("remove the block in line {line}"),
            place => format!("remove the entry {}", place.within()),
        };
        let Some(set) = self.asked.iter().find(|set| set.member(&pin.id).is_some()) else {
            let sets: Vec<&str> = self.asked.iter().map(|set| set.id.as_str()).collect();
            return format!("{remove}; the set {} does not need that root", sets.join(", "));
        };
        let install = self.question.install(Some(set), "");
        format!("{remove}, then `{install}` puts the pinned one there unless it is there already")
    }

    /// The manifest's note about a certificate that is not pinned.
    fn known_note(&self) -> String {
        let sha1 = Sha1::hash(self.entry.certificate.der());
        let known = self.question.pins.written().known_by_sha1(sha1);
        known.map_or_else(String::new, |known| format!(" ({})", known.note))
    }

    fn validity(&self) -> Option<Diagnostic> {
        let certificate = &self.entry.certificate;
        let (start, end) = (certificate.not_before()?, certificate.not_after()?);
        let now = self.question.now;
        let subject = certificate.subject();
        let severity = if self.pin.is_some() { Severity::Error } else { Severity::Warning };
        let pinned = |finding: Diagnostic| match self.pin {
            Some(pin) => finding.at_pin(&pin.id),
            None => finding,
        };
        if end < now {
            let message = format!("{subject} expired on {}; no chain under it is valid", end.date());
            let hint = "remove it once nothing needs it";
            return Some(pinned(Diagnostic::new(Code::Expired, severity, message, hint)));
        }
        if start > now {
            let message = format!("{subject} is not valid before {}", start.date());
            let hint = "check this machine's clock; if it is right, wait until that day";
            return Some(pinned(Diagnostic::new(Code::NotYetValid, severity, message, hint)));
        }
        let days = days_between(now, end);
        (days <= i64::from(self.question.expiring_within)).then(|| {
            let message = format!("{subject} expires in {days} days ({})", end.date());
            let hint = "add its successor to the file before that day";
            pinned(Diagnostic::new(Code::Expiring, Severity::Warning, message, hint))
        })
    }
}

fn public_distrust(pin: &Pin) -> Option<Diagnostic> {
    let since = pin.public_distrust?;
    let message = format!(
        "{} left the public stores on {}: `sslrootcert=system` no longer finds it there",
        pin.subject,
        since.date()
    );
    let hint = "nothing to do while servers need it; it stays trusted through this file";
    Some(Diagnostic::new(Code::PublicDistrust, Severity::Info, message, hint).at_pin(&pin.id))
}
