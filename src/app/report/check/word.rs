//! The word for the verdict on a server, and its color.

use anstyle::Style;

use crate::app::report::style::{GREEN, RED, YELLOW};
use crate::check::TargetCheck;
use crate::check::fleet::ServerVerdict;

pub(super) fn word(check: &TargetCheck) -> (&'static str, Style) {
    match (&check.result, check.is_ok()) {
        (Err(_), _) => ("error", RED),
        (Ok(answered), Some(true)) if answered.checked.is_plaintext() => ("PLAINTEXT", RED),
        (_, Some(true)) => ("ok", GREEN),
        (_, Some(false)) => ("not ok", RED),
        (_, None) => ("unknown", YELLOW),
    }
}

/// The same for one server of many.
pub(super) fn verdict_word(verdict: ServerVerdict) -> (&'static str, Style) {
    match verdict {
        ServerVerdict::NotOk | ServerVerdict::NotReached => (verdict.word(), RED),
        ServerVerdict::Unknown => (verdict.word(), YELLOW),
        ServerVerdict::Plaintext => ("PLAINTEXT", RED),
        ServerVerdict::Ok => (verdict.word(), GREEN),
    }
}
