//! `pgcerts pins diff`: what differs between two manifests.

use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsDiffArgs};
use crate::app::commands::read_named_pins;
use crate::app::report::layout::Page;
use crate::app::report::pins::diff as report;
use crate::diagnostic::Diagnostic;

pub(super) fn run(args: &PinsDiffArgs, global: Global, page: Page) -> Result<Reply, Diagnostic> {
    let old = read_named_pins(&args.old)?;
    let new = read_named_pins(&args.new)?;
    let differences = old.differences(&new);
    let answer =
        global.answer(|| report::json(&differences), || report::text(&differences, &old, &new, page));
    Ok(Reply::new(answer, u8::from(!differences.is_empty())))
}
