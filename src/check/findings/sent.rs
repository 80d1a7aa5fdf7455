//! How the server sends its certificates.

use crate::check::finding::{Code, Finding};
use crate::status::Severity;
use crate::trust::Link;

use super::Report;

impl Report<'_> {
    /// How the server sends its certificates.
    pub(super) fn sent(&self) -> Vec<Finding> {
        let Some(judgement) = &self.checked.judgement else { return Vec::new() };
        let mut findings = Vec::new();
        let sent = &self.checked.sent;
        let place = |link: &Link| sent.iter().position(|one| *one == link.certificate);
        let best = self.checked.paths.first().map_or(&judgement.selection.links, |path| &path.links);
        let places: Vec<usize> = best.iter().filter_map(|link| place(link)).collect();
        if !places.is_sorted() {
            let message = "the server sends its certificates in the wrong order";
            let hint = "each must be followed by its issuer's in the server's certificate file; libpq does not mind, others do";
            findings.push(Finding::new(Code::WrongOrder, Severity::Warning, message, hint));
        }
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
                    "the server sends the root {} too, which no client takes from it",
                    certificate.subject()
                );
                let hint = "leave it out of the server's certificate file; it does no harm";
                findings.push(Finding::new(Code::RootSent, Severity::Info, message, hint));
            } else if !used && !self.checked.paths.is_empty() && self.checked.paths_complete {
                let message = format!("the server sends {}, which is on no path", certificate.subject());
                let hint = "leave it out of the server's certificate file; it does no harm";
                findings.push(Finding::new(Code::SuperfluousCertificate, Severity::Info, message, hint));
            }
        }
        findings
    }
}
