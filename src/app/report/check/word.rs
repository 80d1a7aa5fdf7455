//! The word for an outcome, and its color.

use anstyle::Style;

use crate::app::report::style::{GREEN, RED, YELLOW};
use crate::check::Outcome;

pub(super) fn word(outcome: &Outcome) -> (&'static str, Style) {
    match (&outcome.result, outcome.is_ok()) {
        (Err(_), _) => ("error", RED),
        (Ok(answered), Some(true)) if answered.checked.is_plaintext() => ("PLAINTEXT", RED),
        (_, Some(true)) => ("ok", GREEN),
        (_, Some(false)) => ("not ok", RED),
        (_, None) => ("unknown", YELLOW),
    }
}
