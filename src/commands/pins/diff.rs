//! `pgcerts pins diff`: what differs between two manifests.

use crate::cli::{Global, PinsDiffArgs};
use crate::commands::read_named_pins;
use crate::effects::output::{Answer, Reply};
use crate::error::Result;
use crate::report::pins::diff as report;

pub(super) fn run(args: &PinsDiffArgs, global: Global) -> Result<Reply> {
    let old = read_named_pins(&args.old)?;
    let new = read_named_pins(&args.new)?;
    let differences = old.differences(&new);
    let answer = match (global.json, global.quiet) {
        (true, _) => Answer::Data(report::json(&differences)),
        (false, true) => Answer::Text(String::new()),
        (false, false) => Answer::Text(report::text(&differences, &old, &new)),
    };
    Ok(Reply { answer, afterwards: Vec::new(), code: u8::from(!differences.is_empty()) })
}
