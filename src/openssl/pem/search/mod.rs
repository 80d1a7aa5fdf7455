//! The certificates that a person would find in a file, whatever OpenSSL reads from it: in armor that is not exact, in
//! UTF-16, in strings, in markup, in base64 or hex, in DER, and in containers.
//!
//! It decides nothing. From its finds others conclude which certificates libpq skips, and what `--repair` can keep.

mod armor;
mod cleaning;
mod der_scan;
mod digits;
mod disguise;
mod entity;
mod find;
mod gaps;
mod line_layout;
mod outline;
mod part;

pub(super) use disguise::{Disguise, SealedContainer};
pub(super) use find::{Find, FindKind};

use super::block::{Block, BlockContent};
use gaps::gaps;
use part::PartSearch;

const TOO_MUCH: &str = "too much that begins like a certificate and is none precedes it";

/// Everything in `bytes` that was meant to be a block, by line, except certificates in the blocks that are `known`.
pub(super) fn search(bytes: &[u8], known: &[Block]) -> Vec<Find> {
    let mut search = PartSearch::new(bytes.len());
    for gap in gaps(bytes, known) {
        search.whole(gap.bytes, gap.line);
    }
    for block in known {
        if let BlockContent::Certificate(found) = &block.content {
            search.behind(found, block.line);
        }
    }
    let mut finds = search.finds;
    if let Some(line) = search.budget.ended_at {
        finds.push(Find { line, kind: FindKind::Broken(TOO_MUCH, true) });
    }
    finds.sort_by_key(|find| find.line);
    finds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test measures how long the search takes")]
    fn a_long_line_full_of_armor_takes_linear_time() {
        let start = std::time::Instant::now();
        for lead in [0, 300_000] {
            let line = [b" ".repeat(lead), b"-----BEGIN A-----".repeat(20_000)].concat();
            assert_eq!(search(&line, &[]).len(), 20_000);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(30));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test measures how long the search takes")]
    fn many_beginnings_of_certificates_take_linear_time() {
        // 30 82 ff ff 30 82 ff f0 a0 in base64 and in hex.
        for begin in ["MIL//zCC//Cg ", "3082ffff3082fff0a0 ", "MIL//zCC//CgAAAA"] {
            let start = std::time::Instant::now();
            let _ = search(begin.repeat(20_000).as_bytes(), &[]);
            assert!(start.elapsed() < std::time::Duration::from_secs(20), "{begin}");
        }
    }

    #[test]
    fn glued_armor_is_cut_between_its_dashes() {
        let text = b"-----BEGIN A-----\nAAAA\n-----END A----------BEGIN B-----\nAAAA\n-----END B-----\n# -----BEGIN C-----\n";
        let finds = search(text, &[]);
        let lines: Vec<usize> = finds.iter().map(|find| find.line).collect();
        assert_eq!(lines, [1, 3], "the comment is none");
    }

    #[test]
    fn a_comment_ends_with_a_newline_that_is_written_out() {
        assert_eq!(search(br"# a\n-----BEGIN A-----\nAAAA\n-----END A-----\n", &[]).len(), 1);
        assert_eq!(search(b"# a -----BEGIN A-----\nAAAA\n-----END A-----\n", &[]).len(), 0);
    }
}
