//! `pgcerts pins list`: what a manifest says.

use super::read_pins;
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsListArgs};
use crate::app::report::layout::Page;
use crate::app::report::pins::list::PinsList;
use crate::diagnostic::Diagnostic;
use crate::io::clock;

pub(super) fn run(args: &PinsListArgs, global: Global, page: Page) -> Result<Reply, Diagnostic> {
    let pins = read_pins(args.pins.as_deref())?;
    let set = args.set.named(&pins, "without `--for`, `pgcerts pins list` shows all sets")?;
    let now = clock::now();
    let roots = set.map_or_else(|| pins.written_roots().iter().collect(), |set| pins.roots_of(set));
    let list = PinsList { pins: &pins, set, roots, now };
    Ok(global.answer(|| list.json(), || list.text(global.verbose, page)).into())
}
