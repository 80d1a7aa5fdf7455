//! What the file becomes: a plan from its content and the roots, or why it is left alone.

use crate::app::failures::refuse_oversized;
use crate::diagnostic::{Code, Diagnostic};
use crate::openssl::pem::Bundle;
use crate::paste::command_line::NO_STORE;
use crate::pins::gate::PinnedRoot;
use crate::pins::prune;
use crate::pins::{PinnedChain, Pins};
use crate::store::plan::{self, Plan, Refusal};

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
    let plan = plan::plan(existing, roots, request.mode)
        .and_then(|plan| match &request.old_pins {
            Some(old) => plan::prune(existing, plan, &prune::gone(old, &request.pins)),
            None => Ok(plan),
        })
        .map_err(|refusal| refused(&refusal, request, existing.unwrap_or_default()))?;
    if let Some(change) = &plan.change {
        refuse_oversized(&request.location.path, &change.bytes)?;
    }
    match lost_chain(request, existing, &plan).filter(|_| !request.force) {
        Some(chain) => Err(served(chain, request)),
        None => Ok(plan),
    }
}

/// A chain that servers send and that the file would no longer anchor.
fn lost_chain<'a>(request: &'a Request, existing: Option<&[u8]>, plan: &Plan) -> Option<&'a PinnedChain> {
    let old: &Pins = request.old_pins.as_ref()?;
    let after = plan.change.as_ref()?.bytes.as_slice();
    prune::lost(old, &request.pins, existing.unwrap_or_default(), after)
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
        "once no server sends it, set its `served` to false in the manifest that names it; `--force` prunes all the \
         same",
    )
}

fn refused(refusal: &Refusal, request: &Request, content: &[u8]) -> Diagnostic {
    let path = request.location.path.display();
    let error = match refusal {
        Refusal::PrivateKey { line } => Diagnostic::failure(
            Code::PrivateKey,
            format!("`{path}` holds a private key in line {line}; it was left alone"),
            "move the key to a file of its own; `--repair` drops it from this one and keeps the certificates",
        )
        .at_line(*line),
        Refusal::Unreadable { line, reason } => Diagnostic::failure(
            Code::UnreadableStore,
            format!("clients cannot read `{path}`: line {line}: {reason}; it was left alone"),
            "`--repair` keeps every certificate that decodes, `--replace` keeps none; either makes a backup first",
        )
        .at_line(*line),
        Refusal::Sealed { line, container, way_out } => {
            let message = format!("clients cannot read `{path}`: it is {container}; it was left alone");
            Diagnostic::failure(Code::UnreadableStore, message, *way_out).at_line(*line)
        }
    };
    if Bundle::read(content).has_certificates() { error } else { error.with_fix(NO_STORE) }
}
