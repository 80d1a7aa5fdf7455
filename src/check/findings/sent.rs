//! The certificates that the server sends, and their order.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::openssl::chain::Link;
use crate::x509::certificate::Certificate;

use super::Report;

impl Report<'_> {
    /// Certificates that are in the wrong order or not needed.
    pub(super) fn sent(&self) -> Vec<Diagnostic> {
        let Some(judgment) = &self.checked.judgment else { return Vec::new() };
        let mut findings = Vec::new();
        let sent = &self.checked.sent;
        let place = |link: &Link| sent.iter().position(|certificate| *certificate == link.certificate);
        let best = self.checked.paths.first().map_or(&judgment.selection.links, |path| &path.links);
        let places: Vec<usize> = best.iter().filter_map(|link| place(link)).collect();
        let authority_first = self.authority_first();
        if authority_first.is_none() && !places.is_sorted() {
            let message = "the server sends its certificates in the wrong order";
            let hint = "put each certificate's issuer right after it in the server's certificate file; libpq does not mind, other clients do";
            findings.push(Diagnostic::new(Code::WrongOrder, Severity::Warning, message, hint));
        }
        findings.extend(authority_first);
        let is_anchor = |index: usize| {
            self.checked
                .paths
                .iter()
                .any(|path| path.links.len() > 1 && path.anchor().certificate == sent[index])
        };
        for (index, certificate) in sent.iter().enumerate().skip(1) {
            let used = self
                .checked
                .paths
                .iter()
                .any(|path| path.links.iter().any(|link| link.certificate == *certificate));
            if is_anchor(index) {
                let message = format!(
                    "the server also sends the root {}, which no client takes from it",
                    certificate.subject()
                );
                let hint = "leave it out of the server's certificate file; it does no harm";
                findings.push(Diagnostic::new(Code::RootSent, Severity::Info, message, hint));
            } else if !used && !self.checked.paths.is_empty() && self.checked.paths_complete {
                let message = format!("the server sends {}, which is on no path", certificate.subject());
                let hint = "leave it out of the server's certificate file; it does no harm";
                findings.push(Diagnostic::new(Code::SuperfluousCertificate, Severity::Info, message, hint));
            }
        }
        findings
    }

    /// The first certificate is an authority's. The server's own must be there.
    fn authority_first(&self) -> Option<Diagnostic> {
        let is_authority = |certificate: &Certificate| {
            Link::new(certificate.clone(), &[]).is_some_and(|link| link.is_authority())
        };
        let (first, others) = self.checked.sent.split_first().filter(|(first, _)| is_authority(first))?;
        let own = others.iter().find(|certificate| !is_authority(certificate))?;
        let message = format!(
            "the server sends {}, an authority, before {}; clients take the first certificate for the server's own",
            first.subject(),
            own.subject()
        );
        let hint = "put the server's own certificate first, and after each certificate its issuer's";
        Some(Diagnostic::new(Code::WrongOrder, self.gravity(), message, hint))
    }
}
