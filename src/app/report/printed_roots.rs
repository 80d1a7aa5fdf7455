//! What `install --dest -` says on stderr.

use super::layout::count;
use super::style::GREEN;
use crate::paste::escape::escape;
use crate::pins::obtained::Obtained;

/// The report.
pub(crate) fn text(obtained: &[Obtained], set: &str, dry_run: bool) -> String {
    let verb = if dry_run { "would print" } else { "printed" };
    let roots = count(obtained.len(), "root");
    let head = format!("{GREEN}{verb} {roots} of the set {}{GREEN:#}\n", escape(set));
    obtained.iter().fold(head, |text, obtained| {
        let pin = obtained.root.pin();
        let subject = escape(&pin.subject);
        let from = super::install::origin_words(obtained.origin);
        text + &format!("  {subject}, until {}, {from}\n", pin.not_after.date())
    })
}
