//! One target and what came of it.

use crate::diagnostic::Diagnostic;
use crate::libpq::capture::Capture;
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::SslMode;

use super::{Checked, StoreView};

/// One target and what came of it.
pub(crate) struct Outcome {
    /// As it was given.
    pub(crate) label: String,
    /// What it means, where it can be read.
    pub(crate) target: Option<Target>,
    /// The mode that decides.
    pub(crate) mode: SslMode,
    pub(crate) result: Result<Answered, Diagnostic>,
}

/// A server that was reached, or a chain that was read.
pub(crate) struct Answered {
    /// What the server said; none for a chain from a file and for a Unix socket.
    pub(crate) capture: Option<Capture>,
    /// It is a chain from a file.
    pub(crate) is_offline: bool,
    pub(crate) store: StoreSummary,
    pub(crate) checked: Checked,
}

/// The store, its content aside.
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

impl Outcome {
    /// Whether the mode that decides would go on; none where that is not known.
    pub(crate) fn is_ok(&self) -> Option<bool> {
        self.result.as_ref().ok().and_then(|answered| answered.checked.is_ok())
    }

    /// Whether it is a Unix socket that was reached.
    pub(crate) fn is_socket(&self) -> bool {
        self.result.as_ref().is_ok_and(|answered| answered.checked.socket.is_some())
    }

    /// 0 it would, 1 it would not, 2 the server could not be reached.
    pub(crate) fn exit_code(&self) -> u8 {
        match (&self.result, self.is_ok()) {
            (Err(_), _) => 2,
            (Ok(answered), Some(true)) if answered.checked.is_anchored() => 0,
            (Ok(_), _) => 1,
        }
    }
}
