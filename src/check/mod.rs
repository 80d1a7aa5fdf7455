//! What libpq would do with a server: a pure judgment of what the server said, the store, the pins and a time.

pub(crate) mod cipher;
mod connection;
mod findings;
mod host_name;
mod outcome;
mod roots;
mod store_view;
mod trust_store;
mod verdict;

use time::OffsetDateTime;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::capture::{Capture, Handshake, HandshakeFailure, SslReply, Tls};
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::SslMode;
use crate::openssl::chain::{Judgment, Link, Path, Shared, X509StoreContext};
use crate::paste::command_line::Install;
use crate::x509::certificate::{Certificate, days_between};

pub(crate) use connection::Connection;
pub(crate) use host_name::{NameCheck, NameOutcome};
pub(crate) use outcome::{Answered, Outcome, StoreSummary};
pub(crate) use roots::Roots;
pub(crate) use store_view::{Defect, StoreView};
pub(crate) use trust_store::TrustStore;
pub(crate) use verdict::{Verdict, Verified};

use verdict::Evidence;

/// What was seen of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seen<'a> {
    /// This Unix socket, which took a connection.
    Socket(&'a str),
    /// A connection.
    Captured(&'a Capture),
    /// A chain from a file: the server is taken to speak TLS and to have the key.
    Chain(&'a [Vec<u8>]),
}

/// What to judge, and by what.
pub(crate) struct CheckQuestion<'a> {
    pub(crate) target: &'a Target,
    /// The mode that decides.
    pub(crate) mode: SslMode,
    pub(crate) seen: Seen<'a>,
    pub(crate) store: &'a StoreView,
    pub(crate) roots: &'a Roots<'a>,
    /// How hints name the command that fills the store.
    pub(crate) install: Install<'a>,
    pub(crate) at: OffsetDateTime,
    /// How many days ahead an end is worth a warning.
    pub(crate) expiring_within: u32,
}

/// The judgment of one server.
pub(crate) struct Checked {
    pub(crate) mode: SslMode,
    /// The Unix socket that was reached, where there is no TLS.
    pub(crate) socket: Option<String>,
    pub(crate) sent: Vec<Certificate>,
    /// The comparison of names; none where there is nothing to compare.
    pub(crate) name: Option<NameCheck>,
    /// The chain that OpenSSL looks at, and what it says of it.
    pub(crate) judgment: Option<Judgment>,
    pub(crate) paths: Vec<Path>,
    pub(crate) paths_complete: bool,
    /// In the order of the modes.
    pub(crate) verdicts: Vec<(SslMode, Verdict)>,
    /// The worst first.
    pub(crate) findings: Vec<Diagnostic>,
    /// When the answer to the chain changes by itself.
    pub(crate) until: Option<OffsetDateTime>,
    /// The set that was asked for, and whether OpenSSL accepts the chain with that set alone as its store.
    pub(crate) set: Option<(String, Option<bool>)>,
}

impl Checked {
    /// Judges a server.
    pub(crate) fn judge(question: &CheckQuestion) -> Self {
        let connection = connection_of(question);
        let sent: Vec<Certificate> = sent(question.seen).iter().cloned().map(Certificate::new).collect();
        let case = X509StoreContext::new(&sent, &question.store.store);
        let judgment = case.judge(question.at);
        let host = question.target.host.as_deref();
        let offline_without_name = matches!(question.seen, Seen::Chain(_)) && host.is_none();
        let name =
            case.leaf().filter(|_| !offline_without_name).map(|leaf| NameCheck::of_host(host, &leaf.profile));
        let doubt = judgment.as_ref().and_then(doubt);
        let evidence = Evidence {
            connection: &connection,
            negotiation: question.target.negotiation,
            store: question.store,
            chain: judgment.as_ref().and_then(Judgment::accepted),
            chain_doubt: doubt.as_deref(),
            name: name.as_ref(),
            host: host.unwrap_or_default(),
            stranger: matches!(question.seen, Seen::Captured(capture) if capture.other_protocol.is_some()),
        };
        let verdicts = SslMode::ALL.map(|mode| (mode, evidence.verdict(mode))).to_vec();
        let (paths, paths_complete) = case.paths(&question.roots.above(case.links()), question.at);
        let anchored = question.roots.demanded.as_ref().filter(|_| !sent.is_empty()).map(|(set, store)| {
            let judged = X509StoreContext::new(&sent, store).judge(question.at);
            (set.id.clone(), judged.and_then(|judgment| judgment.accepted()))
        });
        let until = if question.store.loads() { case.changes(question.at) } else { None };
        let socket = match question.seen {
            Seen::Socket(path) => Some(path.to_owned()),
            Seen::Captured(_) | Seen::Chain(_) => None,
        };
        let mut checked = Self {
            mode: question.mode,
            socket,
            sent,
            name,
            judgment,
            paths,
            paths_complete,
            verdicts,
            findings: Vec::new(),
            until,
            set: anchored,
        };
        checked.findings = findings::find(question, &connection, &checked);
        checked
    }

    /// The verdict of a mode.
    pub(crate) fn verdict(&self, mode: SslMode) -> &Verdict {
        // There is one for each mode, in their order.
        &self.verdicts[mode as usize].1
    }

    /// Whether the mode that decides would go on under TLS; none where it would not go on or that is not known.
    pub(crate) fn is_encrypted(&self) -> Option<bool> {
        let verdict = self.verdict(self.mode);
        verdict.encrypted.filter(|_| verdict.ok == Some(true))
    }

    /// Whether the mode that decides would go on without encryption, and over a network.
    pub(crate) fn is_plaintext(&self) -> bool {
        self.socket.is_none() && self.is_encrypted() == Some(false)
    }

    /// The worst finding, unless it is merely worth knowing; of a connection in plaintext, what makes it one.
    pub(crate) fn worst(&self) -> Option<&Diagnostic> {
        let is_known = |finding: &&Diagnostic| self.is_plaintext() && finding.code == Code::PlaintextFallback;
        let worst = self.findings.iter().find(|finding| !is_known(finding));
        worst.filter(|finding| finding.severity != Severity::Info)
    }

    /// Whether the mode that decides would go on.
    pub(crate) fn is_ok(&self) -> Option<bool> {
        self.verdict(self.mode).ok
    }

    /// Whether the set that was asked for anchors the chain; so it does where none was.
    pub(crate) fn is_anchored(&self) -> bool {
        self.set.as_ref().is_none_or(|(_, anchored)| *anchored == Some(true))
    }

    /// The days until the chain's answer changes by itself.
    pub(crate) fn days_left(&self, at: OffsetDateTime) -> Option<i64> {
        self.until.map(|until| days_between(at, until))
    }
}

fn connection_of(question: &CheckQuestion) -> Connection {
    match question.seen {
        Seen::Socket(_) => Connection::Socket,
        Seen::Captured(capture) => Connection::from_capture(capture, question.target),
        Seen::Chain(_) => Connection::Established,
    }
}

/// The certificates as they were sent.
pub(crate) fn sent(seen: Seen<'_>) -> &[Vec<u8>] {
    match seen {
        Seen::Socket(_) => &[],
        Seen::Chain(chain) => chain,
        Seen::Captured(capture) => match &capture.tls {
            Tls::Established(handshake) => &handshake.chain,
            Tls::Failed(HandshakeFailure::OnlyOpenssl { chain, .. }) => chain,
            _ => &[],
        },
    }
}

/// The certificates of a connection as links, for which a store may have to look into its folders.
pub(crate) fn sent_links(seen: Seen<'_>) -> Vec<Shared> {
    sent(seen).iter().filter_map(|der| Link::new(Certificate::new(der.clone()), &[])).collect()
}

/// What it is that cannot be verified here.
fn doubt(judgment: &Judgment) -> Option<String> {
    let problem = judgment.problems.iter().find(|problem| !problem.kind.is_certain())?;
    let subject = judgment.selection.links[problem.at].certificate.subject();
    Some(format!("{subject} {problem}"))
}

/// The handshake of a capture that came to its end.
pub(crate) fn handshake(capture: &Capture) -> Option<&Handshake> {
    match &capture.tls {
        Tls::Established(handshake) => Some(handshake),
        _ => None,
    }
}

/// The reply as JSON and text have it: the byte, or nothing.
pub(crate) fn reply_letter(reply: &SslReply) -> Option<char> {
    match reply {
        SslReply::Willing => Some('S'),
        SslReply::Unwilling => Some('N'),
        SslReply::Error(_) => Some('E'),
        SslReply::Other(byte) => Some(char::from(*byte)),
        SslReply::Closed | SslReply::Broken(_) => None,
    }
}
