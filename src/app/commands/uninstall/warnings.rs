//! What the removal breaks.

use super::UninstallRequest;
use crate::app::commands::hard_link;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::store::Existing;
use crate::pins::{PinnedChain, prune};
use crate::store::removal::Cut;

pub(super) fn all(request: &UninstallRequest, existing: &Existing, cut: &Cut) -> Vec<Diagnostic> {
    let path = &request.location.path;
    let lost = prune::lost(&request.pins, &request.pins, &existing.bytes, &cut.bytes);
    let mut warnings: Vec<Diagnostic> = lost.into_iter().map(served).collect();
    warnings.extend((existing.has_other_names && !request.args.in_place).then(|| hard_link(path)));
    warnings
}

fn served(chain: &PinnedChain) -> Diagnostic {
    let message = format!(
        "servers send the chain `{}` today, and no root in the file anchors it any more: verify-ca and verify-full \
         fail there",
        chain.id
    );
    Diagnostic::warning(Code::ServedChain, message, "`pgcerts rollback` brings the roots back")
}
