//! The chain: why OpenSSL refuses it, and what to know about a chain that works.

use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::openssl::chain::{ChainProblem, ChainProblemKind, End, Link, Path};
use crate::pins::Pin;
use crate::x509::certificate::days_between;

use super::Report;

impl Report<'_> {
    /// Why OpenSSL refuses the chain, and which root it needs.
    pub(super) fn chain(&self) -> Vec<Diagnostic> {
        let Some(judgment) = &self.checked.judgment else { return Vec::new() };
        let mut findings = Vec::new();
        let selection = &judgment.selection;
        let last = &selection.links[selection.links.len() - 1];
        let valid = self.checked.paths.iter().find(|path| path.is_valid() == Some(true));
        let accepted = judgment.accepted();
        if self.question.store.loads() && accepted != Some(true) {
            for problem in &judgment.problems {
                if !matches!(problem.kind, ChainProblemKind::NotInStore | ChainProblemKind::NoIssuer) {
                    findings.push(self.problem(&selection.links[problem.at], problem));
                }
            }
            if let (Some(path), Some(false)) = (valid, accepted) {
                findings.push(self.path_not_taken(path));
            }
        }
        let is_open = matches!(selection.end, End::SelfSigned | End::NoIssuer) && valid.is_none();
        // A store that libpq cannot use is one fact, and what it lacks follows from it.
        if is_open && self.question.store.loads() {
            findings.push(self.anchor_needed(last));
        } else if self.is_foreign_to_azure() {
            findings.push(self.not_azures(last));
        }
        findings.extend(self.good_path(valid.filter(|_| accepted == Some(true))));
        findings.extend(self.distrusted());
        if !self.checked.paths_complete {
            let message = "the server's certificates have more paths than this list";
            let hint = "its administrator should send the leaf and the intermediates of one path";
            findings.push(Diagnostic::new(Code::ManyPaths, Severity::Warning, message, hint));
        }
        findings
    }

    pub(super) fn problem(&self, link: &Link, problem: &ChainProblem) -> Diagnostic {
        let message = format!("{} {problem}", link.certificate.subject());
        let hint = match problem.kind {
            ChainProblemKind::Expired if problem.at == 0 => {
                "the server's administrator must renew its certificate"
            }
            ChainProblemKind::Expired | ChainProblemKind::NotYetValid => {
                "check this machine's clock; if it is right, the server must send another chain"
            }
            ChainProblemKind::Revoked => "the server needs another certificate",
            ChainProblemKind::CrlMissing
            | ChainProblemKind::CrlExpired
            | ChainProblemKind::CrlNotYetValid
            | ChainProblemKind::CrlSignature
            | ChainProblemKind::CrlScope
            | ChainProblemKind::CrlKeyUsage
            | ChainProblemKind::CrlExtension => {
                "give every authority a current list, or remove the list file (root.crl next to root.crt, or sslcrl)"
            }
            ChainProblemKind::WeakKey | ChainProblemKind::WeakSignature => {
                "get a new certificate, with at least RSA 2048 or P-256, and SHA-256"
            }
            ChainProblemKind::Purpose => {
                "get a server certificate, with serverAuth in its extended key usage and digitalSignature in its key usage"
            }
            ChainProblemKind::BadSignature | ChainProblemKind::IssuerMismatch => {
                "replace the issuer in the server's file or in the trust store; it has the right name and another key"
            }
            ChainProblemKind::Unverifiable => "test the connection with psql; this program cannot decide",
            _ => "get a new certificate, or let the server send another chain",
        };
        let severity = if problem.kind.is_certain() { self.gravity() } else { Severity::Warning };
        Diagnostic::new(problem.kind.code(), severity, message, hint)
    }

    /// What to know about a path that works.
    fn good_path(&self, valid: Option<&Path>) -> Vec<Diagnostic> {
        let Some(judgment) = self.checked.judgment.as_ref().filter(|_| valid.is_some()) else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        let links = &judgment.selection.links;
        let first = links.iter().min_by_key(|link| link.certificate.not_after());
        if let Some((link, end)) = first.and_then(|link| Some((link, link.certificate.not_after()?))) {
            let days = days_between(self.question.at, end);
            if days <= i64::from(self.question.expiring_within) {
                let whose = if Rc::ptr_eq(link, &links[0]) {
                    "the server's certificate"
                } else {
                    "a certificate of its chain"
                };
                let plural = if days == 1 { "" } else { "s" };
                let message = format!(
                    "{}, {whose}, expires in {days} day{plural} ({})",
                    link.certificate.subject(),
                    end.date()
                );
                let hint = "ask the server's administrator to renew it before that day";
                findings.push(Diagnostic::new(Code::Expiring, Severity::Warning, message, hint));
            }
        }
        let from_store = &links[judgment.selection.untrusted..];
        if from_store.len() > 1 {
            let message = format!(
                "{} comes from the store: the server does not send it, or the store's copy goes first",
                from_store[0].certificate.subject()
            );
            let hint = "put intermediates into the server's certificate file; in the store they break at the next rotation";
            findings.push(Diagnostic::new(Code::StoredIntermediate, Severity::Warning, message, hint));
        }
        let signed = &links[..links.len() - 1];
        if signed.iter().any(|link| link.is_sha1()) {
            let message = "a signature on the path is made with SHA-1, which Go, rustls and Node refuse";
            let hint = "get a new certificate, signed with SHA-256";
            findings.push(Diagnostic::new(Code::Sha1Signature, Severity::Warning, message, hint));
        } else if links.last().is_some_and(|link| link.is_sha1()) {
            let message = "the root's own signature is made with SHA-1, which clients do not verify: pgjdbc takes it even where Java's settings disable SHA-1";
            let hint = "nothing to do; policies that forbid SHA-1 altogether need a chain under a newer root";
            findings.push(Diagnostic::new(Code::Sha1Signature, Severity::Info, message, hint));
        }
        findings
    }

    /// All usable paths end at roots that public stores have dropped.
    fn distrusted(&self) -> Option<Diagnostic> {
        let usable =
            |path: &&Path| path.problems.iter().all(|problem| problem.kind == ChainProblemKind::NotInStore);
        let anchors: Option<Vec<&Pin>> = self
            .checked
            .paths
            .iter()
            .filter(usable)
            .map(|path| self.question.roots.pin_of(&path.anchor().certificate))
            .collect();
        let anchors = anchors
            .filter(|pins| !pins.is_empty() && pins.iter().all(|pin| pin.public_distrust.is_some()))?;
        let day = anchors[0].public_distrust?.date();
        let message = format!(
            "the chain goes only through {}, which public stores dropped on {day}: sslrootcert=system and clients with their system's store refuse it",
            anchors[0].subject
        );
        let hint = "verify with a root.crt that holds it, and have the server moved to a newer chain";
        Some(Diagnostic::new(Code::PublicDistrust, Severity::Warning, message, hint))
    }
}
