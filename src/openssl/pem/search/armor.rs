//! BEGIN and END lines as a person would recognize them.

use std::ops::Range;

use memchr::memmem;

/// BEGIN or END between dashes, and the label after it.
pub(super) struct Armor<'a> {
    pub(super) begin: bool,
    pub(super) label: &'a [u8],
    /// From the first dash before it up to the last one after it.
    pub(super) span: Range<usize>,
}

/// Every BEGIN and END between at least four dashes on either side, found one by one: a large file may hold nothing else.
pub(super) fn armor(bytes: &[u8]) -> impl Iterator<Item = Armor<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memmem::find(&bytes[at..], b"----")?;
            let after = start + dashes(&bytes[start..]);
            let armor = armor_at(bytes, start, after);
            at = armor.as_ref().map_or(after, |armor| armor.span.end);
            if armor.is_some() {
                return armor;
            }
        }
    })
}

/// What the dashes from `start` to `after` introduce, if it is BEGIN or END.
fn armor_at(bytes: &[u8], start: usize, after: usize) -> Option<Armor<'_>> {
    let rest = &bytes[after..];
    let begin = rest.strip_prefix(b"BEGIN ");
    let text = begin.or_else(|| rest.strip_prefix(b"END "))?;
    let length = text.iter().take_while(|byte| **byte != b'-' && !byte.is_ascii_control()).count();
    let (label, closing) = text.split_at(length);
    let dashes = dashes(closing);
    if dashes < 4 {
        return None;
    }
    // Two lines that were glued together share their dashes: of ten, five belong to this one.
    let own = if dashes > 8 { dashes / 2 } else { dashes };
    let end = bytes.len() - closing.len() + own;
    Some(Armor { begin: begin.is_some(), label: label.trim_ascii(), span: start..end })
}

fn dashes(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b'-').count()
}
