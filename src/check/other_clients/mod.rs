//! Where clients that are not libpq decide otherwise on a chain and a name: who, and why. The rules are those that the real
//! clients follow in the tests (lib/pq of Go, tokio-postgres over rustls, node-postgres, pgjdbc, Python with what
//! `ssl.create_default_context` sets since 3.13). Where none of the rules decides, nothing is said of a client.

mod chains;
mod names;
mod reason;

use crate::libpq::sslmode::SslMode;

use super::{CheckQuestion, Checked};

pub(crate) use reason::DeviationReason;

/// A client that is not libpq.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherClient {
    Go,
    Rustls,
    Node,
    Pgjdbc,
    Python,
}

impl OtherClient {
    const ALL: [Self; 5] = [Self::Go, Self::Rustls, Self::Node, Self::Pgjdbc, Self::Python];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Go => "Go",
            Self::Rustls => "rustls",
            Self::Node => "Node",
            Self::Pgjdbc => "pgjdbc",
            Self::Python => "Python 3.13",
        }
    }
}

/// The clients that decide otherwise than libpq, for one reason.
#[derive(Debug)]
pub(crate) struct Deviation {
    pub(crate) clients: Vec<OtherClient>,
    pub(crate) reason: DeviationReason,
    /// Whether these clients accept what libpq refuses, and not the other way round.
    pub(crate) accepts: bool,
}

/// The deviations from verify-full, where libpq's verdict is known.
pub(super) fn deviations(question: &CheckQuestion, checked: &Checked) -> Vec<Deviation> {
    let Some(libpq) = checked.verdict(SslMode::VerifyFull).ok.filter(|_| question.store.loads()) else {
        return Vec::new();
    };
    let mut found: Vec<Deviation> = Vec::new();
    for client in OtherClient::ALL {
        let Some(reason) = reason(client, libpq, question, checked) else { continue };
        match found.iter_mut().find(|one| one.reason == reason) {
            Some(deviation) => deviation.clients.push(client),
            None => found.push(Deviation { clients: vec![client], reason, accepts: !libpq }),
        }
    }
    found
}

/// Why the client decides otherwise than libpq.
fn reason(
    client: OtherClient,
    libpq: bool,
    question: &CheckQuestion,
    checked: &Checked,
) -> Option<DeviationReason> {
    let name = names::decide(client, question, checked);
    let chain = chains::decide(client, question, checked);
    match (libpq, chain, name) {
        // A client that refuses both says why it refuses the chain.
        (true, Decided::Refuses(reason), _) | (true, _, Decided::Refuses(reason)) => Some(reason),
        (false, Decided::Accepts(of_chain), Decided::Accepts(of_name)) => of_chain.or(of_name),
        _ => None,
    }
}

/// What a client makes of a chain or a name.
enum Decided {
    /// It accepts it; a reason where libpq does not.
    Accepts(Option<DeviationReason>),
    /// It refuses it where libpq does not.
    Refuses(DeviationReason),
    /// The rules do not say, or it refuses as libpq does.
    Open,
}
