//! The end of the chain: the root that it needs, and a valid path that OpenSSL does not take.

use crate::check::azure_hosts;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::openssl::chain::{ChainProblem, ChainProblemKind, Link, Path};
use crate::pins::{KnownKind, Pin, Role, Set};
use crate::x509::certificate::{Certificate, CertificateKind};

use super::Report;

impl Report<'_> {
    /// There is a valid path, and OpenSSL does not take it.
    pub(super) fn path_not_taken(&self, path: &Path) -> Diagnostic {
        let through: Vec<&str> = path.links.iter().skip(1).map(|link| link.certificate.subject()).collect();
        let taken = self.checked.judgment.as_ref().map(|judgment| &judgment.selection);
        let ends = taken.and_then(|selection| selection.links.last());
        let ends = ends.map_or_else(String::new, |link| link.certificate.subject().to_owned());
        let message = format!(
            "there is a valid path through {}, but OpenSSL follows another one, which ends at {ends}, and tries no second one",
            through.join(", ")
        );
        let root = ends_in_pin(
            taken.and_then(|selection| selection.links.last().map(std::convert::AsRef::as_ref)),
            self,
        );
        let hint = match root {
            Some(command) => Fix::run(command, "adds the root of the path that it takes; or the server sends the certificates of the valid path first"),
            None => "let the server send the certificates of the valid path first, or add the intermediate of that path to the trust store".into(),
        };
        Diagnostic::new(Code::PathNotTaken, self.gravity(), message, hint)
    }

    /// A certificate has the name of the missing issuer, but another key or serial number.
    fn issuer_mismatch(&self, last: &Link) -> Option<Diagnostic> {
        let is_mismatch = |path: &Path, problem: &ChainProblem| {
            problem.kind == ChainProblemKind::IssuerMismatch
                && path.links[problem.at].certificate == last.certificate
        };
        let found = self
            .checked
            .paths
            .iter()
            .find_map(|path| path.problems.iter().find(|problem| is_mismatch(path, problem)));
        found.map(|problem| self.problem(last, problem))
    }

    /// No path ends in the store.
    pub(super) fn anchor_needed(&self, last: &Link) -> Diagnostic {
        if let Some(mismatch) = self.issuer_mismatch(last) {
            return mismatch;
        }
        if let Some(bridge) = self.bridge_not_sent(last) {
            return bridge;
        }
        let wanting = |path: &&Path| {
            !path.in_store && path.problems.iter().all(|problem| problem.kind == ChainProblemKind::NotInStore)
        };
        let mut paths = self.checked.paths.iter().filter(wanting);
        let pinned = paths
            .clone()
            .find_map(|path| self.question.roots.pin_of(&path.anchor().certificate).map(|pin| (path, pin)));
        let gravity = self.gravity();
        if let Some((_, pin)) = pinned {
            let message =
                format!("the server's chain needs {}, which is not in the trust store", pin.subject);
            let hint = Fix::run(self.install(pin), "adds it");
            return Diagnostic::new(Code::MissingRoot, gravity, message, hint);
        }
        if self.is_foreign_to_azure() {
            return self.not_azures(last);
        }
        if let Some(path) = paths.next() {
            let anchor = &path.anchor().certificate;
            let alone = path.links.len() == 1;
            let what = if alone {
                "which is its own self-signed certificate"
            } else {
                "a root that is not in the trust store"
            };
            let message = format!(
                "the server's chain ends at {}, {what}; the server sent it: {}",
                anchor.subject(),
                described(anchor)
            );
            let is_authority = anchor.kind() == Some(CertificateKind::Root);
            let hint = if is_authority { self.own_root() } else { OWN_AUTHORITY.into() };
            return Diagnostic::new(Code::UnknownRoot, gravity, message, hint);
        }
        let is_leaf = self.checked.sent.first() == Some(&last.certificate);
        if !is_leaf {
            let message = format!(
                "the server's chain ends at {}, whose issuer {} is neither in the trust store nor pinned",
                last.certificate.subject(),
                last.certificate.issuer()
            );
            return Diagnostic::new(Code::UnknownRoot, gravity, message, self.root_or_intermediate(last));
        }
        let sent_alone = self.checked.sent.len() == 1;
        let sends = if sent_alone { ", which sends only its own certificate" } else { "" };
        let (leaf, issuer) = (last.certificate.subject(), last.certificate.issuer());
        let message = format!(
            "`{issuer}` issued `{leaf}`, and is neither in the trust store nor sent by the server{sends}"
        );
        Diagnostic::new(Code::MissingIntermediate, gravity, message, self.root_or_intermediate(last))
    }

    /// How to trust a root that is not pinned. What the server sends proves nothing about itself.
    fn own_root(&self) -> String {
        let install = self.question.install.command("--root FILE --sha256 HEX");
        let expected = self.set_of_host().map_or_else(String::new, |set| {
            format!("servers of this name have roots of the set {}, so ask why this one does not; ", set.id)
        });
        format!(
            "{expected}get the root's file and its SHA-256 from its owner, not the server, then run `{install}`"
        )
    }

    /// The set that the host's name belongs to.
    fn set_of_host(&self) -> Option<&Set> {
        self.question.roots.pins.set_for_host(self.question.target.host.as_deref()?).ok()?
    }

    /// The certificate below a missing issuer does not show whether that issuer is a root or an intermediate.
    fn root_or_intermediate(&self, below: &Link) -> String {
        format!(
            "if {} is an intermediate, the server must send it (`ssl_cert_file`); if it is a root, {}",
            below.certificate.issuer(),
            self.own_root()
        )
    }

    /// The server leaves out an intermediate that the manifest knows.
    fn bridge_not_sent(&self, last: &Link) -> Option<Diagnostic> {
        let manifest = self.question.roots.pins.written();
        let issuer = last.certificate.issuer();
        let named =
            |kind| manifest.known.iter().find(move |known| known.kind == kind && known.subject == issuer);
        let bridge = named(KnownKind::Intermediate)?;
        let message = format!(
            "the server does not send the intermediate {issuer}, which issued {}",
            last.certificate.subject()
        );
        let note = if bridge.note.is_empty() { String::new() } else { format!(" ({})", bridge.note) };
        let other = named(KnownKind::Root)
            .map_or_else(String::new, |root| format!("; or trust the root of that name: {}", root.note));
        let hint =
            format!("the server must send the certificate with the SHA-1 {}{note}{other}", bridge.sha1);
        Some(Diagnostic::new(Code::BridgeNotSent, self.gravity(), message, hint))
    }

    /// A server with a name of Azure's, and no path from its certificate to a pinned root.
    pub(super) fn is_foreign_to_azure(&self) -> bool {
        let host = self.question.target.host.as_deref().unwrap_or_default();
        let is_pinned = |path: &Path| self.question.roots.pin_of(&path.anchor().certificate).is_some();
        !self.checked.sent.is_empty()
            && !self.checked.paths.iter().any(is_pinned)
            && azure_hosts::is_azure(host)
    }

    /// Nobody else has servers with such a name.
    pub(super) fn not_azures(&self, last: &Link) -> Diagnostic {
        let message = format!(
            "Azure does not serve a chain that ends at {}: somebody intercepts TLS, or this is another server",
            last.certificate.issuer()
        );
        let hint = "ask your network's administrators whether a proxy or a firewall inspects TLS to this host; do not add its root to the store";
        Diagnostic::new(Code::NotAzuresChain, self.gravity(), message, hint)
    }

    /// The command that adds a pin to the store.
    fn install(&self, pin: &Pin) -> String {
        let manifest = self.question.roots.pins.manifest();
        let holds = |set: &&Set| set.member(&pin.id).is_some();
        let current = |set: &Set| set.roots.iter().filter(|member| member.role == Role::Current).count();
        let own = self.set_of_host().filter(holds);
        let default = || manifest.sets.iter().filter(|set| set.id == manifest.default_set).find(holds);
        let set = own
            .or_else(default)
            .or_else(|| manifest.sets.iter().filter(holds).min_by_key(|set| current(set)));
        let set = set.map(|set| set.id.as_str()).filter(|id| *id != manifest.default_set);
        crate::paste::command_line::Install { set, ..self.question.install }.command("")
    }
}

/// The fix for a server's certificate that is its own issuer.
const OWN_AUTHORITY: &str = "let an authority of your own sign the server's certificate, and trust that authority's root; this one \
                             changes with each renewal";

/// What its owner can compare.
fn described(root: &Certificate) -> String {
    let day =
        |time: Option<time::OffsetDateTime>| time.map_or("unknown".into(), |time| time.date().to_string());
    let (start, end) = (day(root.not_before()), day(root.not_after()));
    format!("valid from {start} until {end}, SHA-256 {}", root.sha256())
}

fn ends_in_pin(last: Option<&Link>, report: &Report) -> Option<String> {
    let last = last?;
    let reaches = |path: &&Path| {
        path.links.iter().any(|link| link.certificate == last.certificate)
            && path.problems.iter().all(|problem| problem.kind == ChainProblemKind::NotInStore)
    };
    let path = report.checked.paths.iter().filter(|path| !path.in_store).find(reaches)?;
    report.question.roots.pin_of(&path.anchor().certificate).map(|pin| report.install(pin))
}
