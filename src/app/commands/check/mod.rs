//! `pgcerts check`: asks the servers, judges their answers and reports the result.

mod clients;
mod collected;
mod earlier;
mod entries;
mod fleet;
mod form;
mod judge;
mod lines;
mod merge;
mod offline;
mod reply;
mod saved;
mod stores;

use super::read_pins;
use crate::app::answer::Reply;
use crate::app::cli::{CheckArgs, Format, Global};
use crate::app::report::check as report;
use crate::check::Roots;
use crate::check::fleet::RunSize;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::postgres::FleetEnd;
use crate::libpq::conninfo::PastedForm;
use crate::libpq::environment::Environment;
use crate::pins::Pins;

use collected::Collected;
use earlier::RunComparison;
use form::ReportForm;
use lines::Lines;
use saved::Saved;

pub(super) use entries::{TargetEntry, names_server, read as read_entries};
pub(super) use judge::{Judge, login_names};

pub(crate) fn run(
    args: &CheckArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let form = ReportForm::new(args, global)?;
    let mut comparison = RunComparison::read(args, output)?;
    if !args.merge.is_empty() {
        return merge::run(&args.merge, &form, &comparison, output);
    }
    let pins = read_pins(args.pins.as_deref())?;
    let roots = demanded_roots(args, &pins)?;
    // OpenSSL counts whole seconds.
    let at = args.at.unwrap_or_else(clock::now).truncate_to_second();
    let saved = Saved { args, environment, output, roots: &roots, at };
    saved.refuse_meaningless(form.format)?;
    let mut judge = Judge::new(args, environment, &roots, at);
    let mut collected = if let Some(path) = &args.chain {
        Collected::one(judge.offline(path)?, &roots, at)
    } else {
        let listed = read_entries(args, environment)?;
        comparison.list(&listed);
        let entries = shard(listed, args);
        saved.refuse_many(entries.len())?;
        for note in pasted_notes(&entries) {
            output.talk(&note);
        }
        if form.format == Format::JsonLines {
            return stream(entries, &mut judge, &form, &comparison, output);
        }
        collect(entries, &mut judge, &form, output)?
    };
    if let Some(check) = &collected.only {
        saved.write(check)?;
    }
    let page = saved.page();
    let (run, targets) = collected.run(&form, &comparison);
    let Some(check) = &collected.only else { return Ok(reply::many(&form, page, &run, &targets, output)) };
    let is_text = form.format == Format::Text && !form.failed_only && run.changes.is_none();
    let reply = if is_text {
        reply::one(&form, page, check, &roots, &run)?
    } else {
        reply::many(&form, page, &run, &targets, output)
    };
    Ok(saved.finish(check, reply))
}

/// The part of the list that this run is for. The names are those of the whole list.
fn shard(listed: Vec<TargetEntry>, args: &CheckArgs) -> Vec<TargetEntry> {
    let Some(shard) = args.shard else { return listed };
    let numbered = listed.into_iter().enumerate();
    numbered.filter(|(index, _)| shard.holds(*index)).map(|(_, entry)| entry).collect()
}

/// One note a form, however many targets are in it.
fn pasted_notes(entries: &[TargetEntry]) -> Vec<String> {
    let mut forms: Vec<(PastedForm, &str, usize)> = Vec::new();
    for entry in entries {
        let Some(form) = entry.target.as_ref().ok().and_then(|target| target.pasted) else { continue };
        match forms.iter_mut().find(|(known, ..)| *known == form) {
            Some((.., others)) => *others += 1,
            None => forms.push((form, &entry.label, 0)),
        }
    }
    let note = |(form, label, others): (PastedForm, &str, usize)| {
        let others = if others > 0 { format!(" and {others} more") } else { String::new() };
        format!(
            "note: {label}{others}: host, port and sslmode were taken from {form}; libpq does not read it"
        )
    };
    forms.into_iter().map(note).collect()
}

fn demanded_roots<'a>(args: &CheckArgs, pins: &'a Pins) -> Result<Roots<'a>, Diagnostic> {
    let roots = Roots::from_pins(pins);
    Ok(match (&args.pins, &args.set) {
        (None, None) => roots,
        (_, set) => roots.demanding(pins.set(set.as_deref())?),
    })
}

/// All checks in the order of the entries. If there are several, a progress bar is shown.
fn collect(
    entries: Vec<TargetEntry>,
    judge: &mut Judge,
    form: &ReportForm,
    output: &Output,
) -> Result<Collected, Diagnostic> {
    let (roots, at, total) = (judge.roots, judge.at, entries.len());
    let mut collected = Collected::new(at, total);
    let mut done = 0;
    let result = fleet::run(entries, judge, |place, check| {
        collected.add(place, check, form.needs_json().then_some(roots));
        done += 1;
        if total > 1 {
            output.progress(&report::progress(done, total));
        }
        Ok(true)
    });
    output.progress("");
    collected.is_complete = result? == FleetEnd::Done;
    Ok(collected)
}

/// Prints one object per line as the servers answer. Little of them is kept in memory.
fn stream(
    entries: Vec<TargetEntry>,
    judge: &mut Judge,
    form: &ReportForm,
    comparison: &RunComparison,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let (roots, at, total) = (judge.roots, judge.at, entries.len());
    let size = RunSize { total, shard: judge.args.shard };
    let mut lines = Lines::new(form, comparison);
    let result = fleet::run(entries, judge, |_, check| {
        output.progress("");
        let goes_on = lines.check(&check, roots, at, size)?;
        output.progress(&report::progress(lines.total(), total));
        Ok(goes_on)
    });
    output.progress("");
    let is_complete = result? == FleetEnd::Done;
    Ok(lines.end(at, total, is_complete))
}
