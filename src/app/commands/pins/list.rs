//! `pgcerts pins list`: what a manifest says.

use super::read_pins;
use crate::app::cli::{Global, PinsListArgs};
use crate::app::report::pins::list as report;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::{Answer, Reply};

pub(super) fn run(args: &PinsListArgs, global: Global) -> Result<Reply, Diagnostic> {
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
