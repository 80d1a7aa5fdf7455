//! What the verdicts depend on.

use crate::client::{ClientCertificate, LoadOutcome};
use crate::libpq::capture::{AuthCapture, ClientExchange};
use crate::libpq::login_requirement::LoginRequirement;
use crate::libpq::sslmode::Negotiation;

use super::connection::Connection;
use super::host_name::NameCheck;
use super::store_view::StoreView;

/// What the verdicts depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) negotiation: Negotiation,
    /// libpq's error where `requirepeer` names another user than runs the server.
    pub(crate) peer_refusal: Option<&'a str>,
    /// Whether the server sent bytes in plaintext before TLS.
    pub(crate) early_bytes: bool,
    pub(crate) store: &'a StoreView,
    pub(crate) client: ClientEvidence<'a>,
    /// The answers to startup messages, where some were sent.
    pub(crate) auth: Option<&'a AuthCapture>,
    /// What a login must have.
    pub(crate) requirement: &'a LoginRequirement,
    /// Whether OpenSSL accepts the chain. None if that is unknown.
    pub(crate) chain: Option<bool>,
    /// The reason that OpenSSL gives first where it does not.
    pub(crate) chain_reason: &'static str,
    /// Why that is unknown.
    pub(crate) chain_doubt: Option<&'a str>,
    /// The comparison of names. None if no host is known.
    pub(crate) name: Option<&'a NameCheck>,
    pub(crate) host: &'a str,
    /// Why it is unknown whether the server takes plaintext, where it did not answer as PostgreSQL does.
    pub(crate) stranger: Option<&'static str>,
}

/// What is known of the client's own certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientEvidence<'a> {
    /// The certificate, if there is one to send.
    pub(crate) certificate: Option<&'a ClientCertificate>,
    /// The handshake's messages about it. None for a chain from a file.
    pub(crate) exchange: Option<&'a ClientExchange>,
    /// `sslcertmode=require`
    pub(crate) is_required: bool,
}

impl ClientEvidence<'_> {
    /// libpq's error if it cannot load the certificate or its key.
    pub(super) fn refusal(&self) -> Option<&str> {
        match &self.certificate?.outcome {
            LoadOutcome::Refused(error) => Some(error),
            LoadOutcome::Unclear(_) | LoadOutcome::Ready(..) => None,
        }
    }

    /// Why the certificate or its key cannot be loaded here, where libpq may load them.
    pub(super) fn unread(&self) -> Option<&str> {
        match &self.certificate?.outcome {
            LoadOutcome::Unclear(why) => Some(why),
            LoadOutcome::Refused(_) | LoadOutcome::Ready(..) => None,
        }
    }

    /// Why some versions of OpenSSL refuse a certificate that the server may take.
    pub(super) fn doubt(&self) -> Option<&str> {
        let is_refused = self.exchange.is_some_and(|exchange| exchange.accepted == Some(false));
        match &self.certificate?.outcome {
            LoadOutcome::Ready(_, doubt) if !is_refused => *doubt,
            _ => None,
        }
    }
}
