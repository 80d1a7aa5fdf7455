//! The check of one target: its verdict, or why there is none.

use std::rc::Rc;

use crate::client::ClientCertificate;
use crate::diagnostic::Diagnostic;
use crate::libpq::capture::{AuthCapture, Capture};
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::SslMode;

use super::{Checked, Compatibility, StoreView};

/// The check of one target.
pub(crate) struct TargetCheck {
    /// The target as it was given, without its password.
    pub(crate) label: String,
    /// The target, if it can be read.
    pub(crate) target: Option<Target>,
    /// The mode that decides.
    pub(crate) mode: SslMode,
    pub(crate) result: Result<Answered, Diagnostic>,
}

/// A server that answered, or a chain that was read.
pub(crate) struct Answered {
    /// What the server sent. A chain from a file and a Unix socket have none.
    pub(crate) capture: Option<Capture>,
    /// Whether it is a chain from a file.
    pub(crate) is_offline: bool,
    pub(crate) store: StoreSummary,
    /// The answers to startup messages.
    pub(crate) auth: AuthCapture,
    /// The client's own certificate, if there is one to send.
    pub(crate) client: Option<Rc<ClientCertificate>>,
    pub(crate) checked: Checked,
    /// Which well-known clients could connect, where the server was asked what it takes.
    pub(crate) compatibility: Option<Compatibility>,
}

/// The store without its content.
pub(crate) struct StoreSummary {
    pub(crate) path: String,
    pub(crate) exists: bool,
    pub(crate) loads: bool,
    pub(crate) error: Option<String>,
}

impl StoreSummary {
    pub(crate) fn from_view(view: &StoreView) -> Self {
        Self { path: view.path.clone(), exists: view.exists, loads: view.loads(), error: view.error.clone() }
    }
}

impl TargetCheck {
    /// Whether the deciding mode would connect and no finding is an error. None if that is unknown.
    pub(crate) fn is_ok(&self) -> Option<bool> {
        self.result.as_ref().ok().and_then(|answered| answered.checked.is_ok())
    }

    /// Whether it is a Unix socket that was reached.
    pub(crate) fn is_socket(&self) -> bool {
        self.result.as_ref().is_ok_and(|answered| answered.checked.socket.is_some())
    }
}
