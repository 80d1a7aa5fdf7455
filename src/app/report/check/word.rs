//! The word for the check of a target, and its color.

use anstyle::Style;

use crate::app::report::style::{GREEN, RED, YELLOW};
use crate::check::TargetCheck;

pub(super) fn word(check: &TargetCheck) -> (&'static str, Style) {
    match (&check.result, check.is_ok()) {
        (Err(_), _) => ("error", RED),
        (Ok(answered), Some(true)) if answered.checked.is_plaintext() => ("PLAINTEXT", RED),
        (_, Some(true)) => ("ok", GREEN),
        (_, Some(false)) => ("not ok", RED),
        (_, None) => ("unknown", YELLOW),
    }
}
