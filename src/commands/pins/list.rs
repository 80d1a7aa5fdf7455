//! `pgcerts pins list`: what a manifest says.

use super::read_pins;
use crate::cli::{Global, PinsListArgs};
use crate::effects::clock;
use crate::effects::output::{Answer, Reply};
use crate::error::Result;
use crate::report::pins::list as report;

pub(super) fn run(args: &PinsListArgs, global: Global) -> Result<Reply> {
    let pins = read_pins(args.pins.as_deref())?;
    let now = clock::now();
    Ok(if global.json {
        Answer::Data(report::json(&pins, now))
    } else if global.quiet {
        Answer::Text(String::new())
    } else {
        Answer::Text(report::text(&pins, now, global.verbose))
    }
    .into())
}
