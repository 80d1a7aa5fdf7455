//! `pgcerts pins list`: what a manifest says.

use super::read_pins;
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsListArgs};
use crate::app::report::layout::Page;
use crate::app::report::pins::list as report;
use crate::diagnostic::Diagnostic;
use crate::io::clock;

pub(super) fn run(args: &PinsListArgs, global: Global, page: Page) -> Result<Reply, Diagnostic> {
    let pins = read_pins(args.pins.as_deref())?;
    let now = clock::now();
    Ok(global.answer(|| report::json(&pins, now), || report::text(&pins, now, global.verbose, page)).into())
}
