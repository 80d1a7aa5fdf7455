//! `pgcerts pins diff`: what differs between two manifests.

use crate::app::cli::{Global, PinsDiffArgs};
use crate::app::commands::read_named_pins;
use crate::app::report::pins::diff as report;
use crate::diagnostic::Diagnostic;
use crate::io::output::{Answer, Reply};

pub(super) fn run(args: &PinsDiffArgs, global: Global) -> Result<Reply, Diagnostic> {
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
