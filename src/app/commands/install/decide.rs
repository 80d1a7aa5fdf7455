//! What the file becomes: a plan from its content and the roots, or why it is left alone.

use crate::app::failures::{refuse_oversized, refused};
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::gate::PinnedRoot;
use crate::pins::prune;
use crate::pins::{PinnedChain, Pins};
use crate::store::keystore::KeystoreFault;
use crate::store::keystore_plan;
use crate::store::loaded::fingerprints;
use crate::store::plan::{self, Plan};
use crate::store::refusal::Refusal;

use super::request::Request;

/// Plans the change of a file with this content, if it is there.
///
/// # Errors
/// A file that clients cannot read, a private key in it, a chain that servers send and that would lose its root.
pub(super) fn decide(
    request: &Request,
    roots: &[PinnedRoot],
    existing: Option<&[u8]>,
) -> Result<Plan, Diagnostic> {
    let gone = request.old_pins.as_ref().map(|old| prune::gone(old, &request.pins));
    let plan = match request.access.keystore(&request.location, existing)? {
        Some(access) => {
            refuse_print_env(request)?;
            let gone = gone.unwrap_or_default();
            keystore_plan::plan(existing, roots, request.mode, &gone, &access).map_err(Refusal::from)
        }
        None => plan::plan(existing, roots, request.mode).and_then(|plan| match &gone {
            Some(gone) => plan::prune(existing, plan, gone),
            None => Ok(plan),
        }),
    };
    let plan = plan.and_then(|plan| refuse_loss(plan, request));
    let plan = plan.map_err(|refusal| refused(&refusal, &request.location, existing.unwrap_or_default()))?;
    if plan.keystore.is_none() {
        request.access.refuse_password(&request.location.path)?;
    }
    if let Some(change) = &plan.change {
        refuse_oversized(&request.location.path, &change.bytes)?;
    }
    match lost_chain(request, existing, &plan).filter(|_| !request.force) {
        Some(chain) => Err(served(chain, request)),
        None => Ok(plan),
    }
}

/// What cannot be read may be a private key, of which the backup is the only copy.
fn refuse_loss(plan: Plan, request: &Request) -> Result<Plan, Refusal> {
    if plan.is_lost && !request.backup {
        return Err(KeystoreFault::LostWithoutBackup.into());
    }
    Ok(plan)
}

/// The variable is libpq's.
fn refuse_print_env(request: &Request) -> Result<(), Diagnostic> {
    if request.env_line.is_none() {
        return Ok(());
    }
    let message = "`--print-env` prints a variable of libpq, which cannot read a keystore";
    Err(Diagnostic::usage(message, "leave it out; the report shows how Java finds the file"))
}

/// A chain that servers send and that the file would no longer anchor.
fn lost_chain<'a>(request: &'a Request, existing: Option<&[u8]>, plan: &Plan) -> Option<&'a PinnedChain> {
    let old: &Pins = request.old_pins.as_ref()?;
    let after = plan.change.as_ref()?.bytes.as_slice();
    let [before, after] =
        [existing.unwrap_or_default(), after].map(|bytes| fingerprints(bytes, request.access.password()));
    prune::lost(old, &request.pins, &before, &after).first().copied()
}

fn served(chain: &PinnedChain, request: &Request) -> Diagnostic {
    Diagnostic::failure(
        Code::ServedChain,
        format!(
            "without `{}`, `{}` would no longer anchor the chain `{}`, which servers send; it was left alone",
            chain.anchor,
            request.location.path.display(),
            chain.id
        ),
        format!(
            "once no server sends it, say so in the manifest that names it with `pgcerts pins chain MANIFEST {} --served \
             no`; `--force` prunes all the same",
            chain.id
        ),
    )
}
