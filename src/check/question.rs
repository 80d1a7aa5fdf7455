//! What is asked about one server.

use time::OffsetDateTime;

use crate::client::ClientCertificate;
use crate::libpq::capture::{AuthCapture, Capture, HandshakeFailure, SocketCapture, Tls};
use crate::libpq::conninfo::Target;
use crate::libpq::required_peer;
use crate::libpq::sslmode::SslMode;
use crate::openssl::chain::{Link, Shared};
use crate::paste::command_line::Install;
use crate::x509::certificate::Certificate;

use super::roots::Roots;
use super::store_view::StoreView;

/// What to judge, and what to judge it by.
pub(crate) struct CheckQuestion<'a> {
    pub(crate) target: &'a Target,
    /// The mode that decides.
    pub(crate) mode: SslMode,
    pub(crate) observation: Observation<'a>,
    pub(crate) store: &'a StoreView,
    /// The client's own certificate, if there is one to send.
    pub(crate) client: Option<&'a ClientCertificate>,
    pub(crate) roots: &'a Roots<'a>,
    /// The command that fills the store, for hints.
    pub(crate) install: Install<'a>,
    pub(crate) at: OffsetDateTime,
    /// A certificate that expires within so many days gets a warning.
    pub(crate) expiring_within: u32,
}

impl CheckQuestion<'_> {
    /// libpq's error where `requirepeer` names another user than runs the server behind the socket.
    pub(super) fn peer_refusal(&self) -> Option<String> {
        let Observation::Socket(socket) = self.observation else { return None };
        let required = self.target.login.required_peer.as_deref()?;
        required_peer::refusal(required, socket.peer.as_ref())
    }
}

/// What was observed of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Observation<'a> {
    /// This Unix socket accepts connections.
    Socket(&'a SocketCapture),
    /// A connection over TCP.
    Captured(&'a Capture),
    /// A chain from a file. The server is assumed to speak TLS and to have the key.
    Chain(&'a [Vec<u8>]),
}

impl<'a> Observation<'a> {
    /// The certificates, in the order in which they were sent.
    pub(crate) fn chain(self) -> &'a [Vec<u8>] {
        match self {
            Self::Socket(_) => &[],
            Self::Chain(chain) => chain,
            Self::Captured(capture) => match &capture.tls {
                Tls::Established(handshake) => &handshake.chain,
                Tls::Failed(
                    HandshakeFailure::OnlyOpenssl { chain, .. }
                    | HandshakeFailure::ProofRefused { chain, .. }
                    | HandshakeFailure::ClientCertificate { chain, .. },
                ) => chain,
                _ => &[],
            },
        }
    }

    /// The answers to startup messages.
    pub(crate) fn auth(self) -> Option<&'a AuthCapture> {
        match self {
            Self::Captured(capture) => Some(&capture.auth),
            Self::Socket(socket) => Some(&socket.auth),
            Self::Chain(_) => None,
        }
    }

    /// What was captured of a server over TCP.
    pub(crate) fn capture(self) -> Option<&'a Capture> {
        match self {
            Self::Captured(capture) => Some(capture),
            Self::Socket(_) | Self::Chain(_) => None,
        }
    }

    /// The certificates as links of a chain. The folders of a store are searched for the issuers of these.
    pub(crate) fn links(self) -> Vec<Shared> {
        self.chain().iter().filter_map(|der| Link::new(Certificate::new(der.clone()), &[])).collect()
    }
}
