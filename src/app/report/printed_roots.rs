//! What `install --dest -` says on stderr.

use super::layout::count;
use super::style::GREEN;
use crate::paste::escape::escape;
use crate::pins::obtained::Obtained;

/// The report.
pub(crate) fn text(obtained: &[Obtained], set: Option<&str>, dry_run: bool) -> String {
    let verb = if dry_run { "would print" } else { "printed" };
    let roots = count(obtained.len(), "root");
    let of = set.map_or_else(String::new, |set| format!(" of the set {}", escape(set)));
    let head = format!("{GREEN}{verb} {roots}{of}{GREEN:#}\n");
    obtained.iter().fold(head, |text, obtained| {
        let pin = obtained.root.pin();
        let subject = escape(&pin.subject);
        let from = super::install::origin_words(obtained.origin);
        text + &format!("  {subject}, until {}, {from}\n", pin.not_after.date())
    })
}
