//! What the removal breaks.

use super::UninstallRequest;
use crate::app::commands::hard_link;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::store::Existing;
use crate::pins::{PinnedChain, prune};
use crate::store::loaded::fingerprints;
use crate::store::removal::Cut;

pub(super) fn all(request: &UninstallRequest, existing: &Existing, cut: &Cut) -> Vec<Diagnostic> {
    let path = &request.location.path;
    let [before, after] =
        [&existing.bytes, &cut.bytes].map(|bytes| fingerprints(bytes, request.access.password()));
    let lost = prune::lost(&request.pins, &request.pins, &before, &after);
    let dry_run = request.args.change.dry_run;
    let mut warnings: Vec<Diagnostic> = lost.into_iter().map(|chain| served(chain, dry_run)).collect();
    let keeps_old_content = existing.has_other_names && !request.args.change.in_place && !cut.kept.is_empty();
    warnings.extend(keeps_old_content.then(|| hard_link(path)));
    warnings
}

fn served(chain: &PinnedChain, dry_run: bool) -> Diagnostic {
    let anchors = if dry_run { "would anchor" } else { "anchors" };
    let message =
        format!("servers send the chain `{}` today, and nothing in the trust store {anchors} it", chain.id);
    Diagnostic::warning(
        Code::ServedChain,
        message,
        "`pgcerts install` adds the roots again, if clients here need them",
    )
}
