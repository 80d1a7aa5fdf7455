//! The chain, by the rules of each client.

use crate::check::{CheckQuestion, Checked};
use crate::openssl::chain::{ChainProblem, ChainProblemKind, Shared, strict_problem};

use super::{Decided, DeviationReason, OtherClient};

/// What the client makes of the chain.
pub(super) fn decide(client: OtherClient, question: &CheckQuestion, checked: &Checked) -> Decided {
    let Some(judgment) = &checked.judgment else { return Decided::Open };
    let chain = &judgment.selection.links;
    match judgment.accepted() {
        Some(true) => objection(client, chain).map_or(Decided::Accepts(None), Decided::Refuses),
        Some(false) => {
            leniency(client, question, checked).map_or(Decided::Open, |reason| Decided::Accepts(Some(reason)))
        }
        None => Decided::Open,
    }
}

/// Why the client refuses a chain that OpenSSL accepts.
fn objection(client: OtherClient, chain: &[Shared]) -> Option<DeviationReason> {
    let (leaf, authorities) = chain.split_first()?;
    let is_lax = |link: &Shared| !link.is_version1() && !link.is_called_authority();
    match client {
        OtherClient::Rustls if leaf.is_version1() => Some(DeviationReason::Version1),
        OtherClient::Rustls if leaf.is_called_authority() => Some(DeviationReason::AuthorityAsServer),
        OtherClient::Go | OtherClient::Pgjdbc if authorities.iter().any(is_lax) => {
            Some(DeviationReason::NoBasicConstraints)
        }
        OtherClient::Python => strict_problem(chain).map(|(at, problem)| {
            DeviationReason::Strict(chain[at].certificate.subject().to_owned(), problem)
        }),
        _ => None,
    }
}

/// Why the client accepts a chain that OpenSSL refuses.
fn leniency(client: OtherClient, question: &CheckQuestion, checked: &Checked) -> Option<DeviationReason> {
    use OtherClient::{Go, Node, Pgjdbc, Python, Rustls};
    if client == Node {
        return None;
    }
    if let Some(chain) = partial_chain(question, checked) {
        let is_taken = client != Rustls || chain.len() > 1;
        return (is_taken && objection(client, &chain).is_none())
            .then_some(DeviationReason::IntermediateAsAnchor);
    }
    // Python takes the one path that OpenSSL takes.
    if client == Python {
        return None;
    }
    let in_store =
        checked.paths.iter().filter(|path| path.in_store && objection(client, &path.links).is_none());
    let mut reasons = in_store.filter_map(|path| {
        let [problem] = path.problems.as_slice() else {
            return path.problems.is_empty().then_some(DeviationReason::OtherPath);
        };
        let (at, last) = (problem.at, path.links.len() - 1);
        match (problem.kind, client) {
            (ChainProblemKind::Expired | ChainProblemKind::NotYetValid, Rustls | Pgjdbc)
                if at == last && at > 0 =>
            {
                Some(DeviationReason::AnchorOutOfDate)
            }
            (ChainProblemKind::IssuerMismatch, Go | Rustls | Pgjdbc) => Some(DeviationReason::KeyIdentifier),
            (ChainProblemKind::Purpose, Go | Pgjdbc) if at == 0 && path.links[0].has_any_purpose() => {
                Some(DeviationReason::AnyPurpose)
            }
            (ChainProblemKind::WeakSignature, Pgjdbc) if path.links[at].is_sha1() => {
                Some(DeviationReason::Sha1)
            }
            (ChainProblemKind::NotAnAuthority | ChainProblemKind::KeyUsage, Rustls)
                if at == last && at > 0 =>
            {
                Some(DeviationReason::UnfitRoot)
            }
            _ => None,
        }
    });
    reasons.next()
}

/// The chain up to the first certificate of the store, where that is no root and the chain has no other fault.
fn partial_chain(question: &CheckQuestion, checked: &Checked) -> Option<Vec<Shared>> {
    let judgment = checked.judgment.as_ref()?;
    let links = &judgment.selection.links;
    let stored = question.store.store.links();
    let is_stored = |link: &Shared| stored.iter().any(|one| one.certificate == link.certificate);
    let end = links.iter().position(is_stored).filter(|end| !links[*end].ends_paths())?;
    let counts = |problem: &ChainProblem| {
        let is_end = matches!(problem.kind, ChainProblemKind::NotInStore | ChainProblemKind::NoIssuer);
        problem.at <= end && !is_end
    };
    (!judgment.problems.iter().any(counts)).then(|| links[..=end].to_vec())
}
