//! `--merge`: the reports of earlier runs as one. Nobody is asked, and nothing is judged again.

use std::path::PathBuf;

use time::OffsetDateTime;

use super::collected::Collected;
use super::earlier::{self, RunComparison};
use super::form::ReportForm;
use super::lines::Lines;
use super::reply;
use crate::app::answer::Reply;
use crate::app::cli::Format;
use crate::app::report::check as report;
use crate::app::report::layout::Page;
use crate::check::fleet::RunFacts;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::paste::command_line::is_stream;

pub(super) fn run(
    paths: &[PathBuf],
    form: &ReportForm,
    comparison: &RunComparison,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    if paths.iter().filter(|path| is_stream(path)).count() > 1 {
        return Err(Diagnostic::usage("standard input cannot be read twice", "name `-` once"));
    }
    if form.format == Format::JsonLines {
        return stream(paths, form, comparison, output);
    }
    let mut collected = Collected::new(OffsetDateTime::UNIX_EPOCH, 0);
    let mut facts = None;
    for path in paths {
        let read = earlier::read(path, output, |report, target, _| {
            let json = form.needs_json().then(|| report::json::target_again(target));
            collected.push(report, json);
            true
        })?;
        facts = Some(and(facts, read));
    }
    if let Some(RunFacts { at, is_complete }) = facts {
        (collected.at, collected.is_complete) = (at, is_complete);
    }
    let (run, targets) = collected.run(form, comparison);
    Ok(reply::many(form, Page::for_answer(output), &run, &targets, output))
}

/// Prints the servers as they are read. Little of them is kept in memory.
fn stream(
    paths: &[PathBuf],
    form: &ReportForm,
    comparison: &RunComparison,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let mut lines = Lines::new(form, comparison);
    let (mut facts, mut printed) = (None, Ok(true));
    for path in paths {
        let read = earlier::read(path, output, |report, target, size| {
            printed = lines.again(&report, target, size);
            matches!(printed, Ok(true))
        })?;
        facts = Some(and(facts, read));
        if !std::mem::replace(&mut printed, Ok(true))? {
            break;
        }
    }
    let RunFacts { at, is_complete } =
        facts.unwrap_or(RunFacts { at: OffsetDateTime::UNIX_EPOCH, is_complete: true });
    let total = lines.total();
    Ok(lines.end(at, total, is_complete))
}

fn and(facts: Option<RunFacts>, other: RunFacts) -> RunFacts {
    facts.map_or(other, |facts| facts.and(other))
}
