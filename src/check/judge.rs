//! Judges one server: the connection, the chain and the name give the verdict of each mode and the findings.

use crate::libpq::capture::{Capture, HandshakeFailure, Tls};
use crate::libpq::sslcertmode::SslCertMode;
use crate::libpq::sslmode::SslMode;
use crate::openssl::chain::{ChainProblem, ChainProblemKind, Judgment, X509StoreContext};
use crate::x509::certificate::Certificate;
use crate::x509::signature::{KeyInfo, PublicKey};

use super::checked::Checked;
use super::connection::Connection;
use super::evidence::{ClientEvidence, Evidence};
use super::findings;
use super::host_name::NameCheck;
use super::question::{CheckQuestion, Observation};
use super::verdict::Verdict;

/// Judges a server.
pub(crate) fn judge(question: &CheckQuestion) -> Checked {
    let connection = connection(question);
    let chain = question.observation.chain().iter();
    let sent: Vec<Certificate> = chain.cloned().map(Certificate::new).collect();
    let context = X509StoreContext::new(&sent, &question.store.store);
    let judgment = context.judge(question.at);
    let name = name(question, &context);
    let (paths, paths_complete) = context.paths(&question.roots.above(context.links()), question.at);
    let mut checked = Checked {
        mode: question.mode,
        socket: socket(question.observation),
        verdicts: verdicts(question, &connection, judgment.as_ref(), name.as_ref()),
        name,
        judgment,
        paths,
        paths_complete,
        findings: Vec::new(),
        until: question.store.loads().then(|| context.changes(question.at)).flatten(),
        set: demanded_set(question, &sent),
        sent,
    };
    if is_unproven(question.observation) {
        checked.forget_chain();
    }
    checked.findings = findings::find(question, &connection, &checked);
    checked
}

/// Whether somebody else may have sent the certificates.
fn is_unproven(observation: Observation) -> bool {
    let tls = observation.capture().map(|capture| &capture.tls);
    matches!(tls, Some(Tls::Failed(HandshakeFailure::ProofRefused { .. })))
}

fn connection(question: &CheckQuestion) -> Connection {
    match question.observation {
        Observation::Socket(_) => Connection::Socket,
        Observation::Captured(capture) => Connection::from_capture(capture, question.target),
        Observation::Chain(chain) => Connection::from_chain(chain),
    }
}

fn socket(observation: Observation) -> Option<String> {
    match observation {
        Observation::Socket(socket) => Some(socket.path.clone()),
        Observation::Captured(_) | Observation::Chain(_) => None,
    }
}

/// The comparison of the host with the certificate's names. For a chain from a file, a host need not be known.
fn name(question: &CheckQuestion, context: &X509StoreContext) -> Option<NameCheck> {
    let host = question.target.host.as_deref();
    if matches!(question.observation, Observation::Chain(_)) && host.is_none() {
        return None;
    }
    context.leaf().map(|leaf| NameCheck::compare(host, &leaf.profile))
}

fn verdicts(
    question: &CheckQuestion,
    connection: &Connection,
    judgment: Option<&Judgment>,
    name: Option<&NameCheck>,
) -> Vec<(SslMode, Verdict)> {
    let doubt = judgment.and_then(doubt);
    let capture = question.observation.capture();
    let peer_refusal = question.peer_refusal();
    let evidence = Evidence {
        connection,
        peer_refusal: peer_refusal.as_deref(),
        negotiation: question.target.negotiation,
        early_bytes: capture.is_some_and(|capture| capture.early_bytes),
        store: question.store,
        client: ClientEvidence {
            certificate: question.client,
            exchange: capture.map(|capture| &capture.client),
            is_required: question.target.client.mode == SslCertMode::Require,
        },
        auth: question.observation.auth(),
        requirement: &question.target.login.requirement,
        chain: judgment.and_then(Judgment::accepted),
        chain_reason: judgment.map_or(VERIFY_FAILED, chain_reason),
        chain_doubt: doubt.as_deref(),
        name,
        host: question.target.host.as_deref().unwrap_or_default(),
        stranger: capture.and_then(Capture::stranger),
    };
    SslMode::ALL.map(|mode| (mode, evidence.verdict(mode))).to_vec()
}

const VERIFY_FAILED: &str = "certificate verify failed";

/// libpq prints the first reason in OpenSSL's queue: that of a wrong signature by an EC key comes before the verdict on the
/// chain (`ASN1_item_verify_ctx` in `crypto/asn1/a_verify.c`). What is wrong besides may be found before the signature.
fn chain_reason(judgment: &Judgment) -> &'static str {
    let links = &judgment.selection.links;
    let is_by_ec = |problem: &ChainProblem| {
        let issuer = links.get(problem.at + 1).filter(|_| problem.kind == ChainProblemKind::BadSignature);
        let key = issuer.and_then(|link| KeyInfo::in_certificate(link.certificate.der()).ok());
        key.is_some_and(|key| matches!(key.decode(), Ok(PublicKey::Ec(..))))
    };
    let all = !judgment.problems.is_empty() && judgment.problems.iter().all(is_by_ec);
    if all { "EVP lib" } else { VERIFY_FAILED }
}

/// The part of the chain that cannot be verified here.
fn doubt(judgment: &Judgment) -> Option<String> {
    let problem = judgment.problems.iter().find(|problem| !problem.kind.is_certain())?;
    let subject = judgment.selection.links[problem.at].certificate.subject();
    Some(format!("{subject} {problem}"))
}

/// The set that must anchor the chain, and whether OpenSSL accepts the chain with that set alone.
fn demanded_set(question: &CheckQuestion, sent: &[Certificate]) -> Option<(String, Option<bool>)> {
    let (demanded, store) = question.roots.demanded.as_ref().filter(|_| !sent.is_empty())?;
    let judgment = X509StoreContext::new(sent, store).judge(question.at);
    Some((demanded.id.clone(), judgment.and_then(|judgment| judgment.accepted())))
}
