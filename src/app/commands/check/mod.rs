//! `pgcerts check`: asks the servers, judges their answers and reports the result.

mod clients;
mod entries;
mod fleet;
mod judge;
mod offline;
mod reply;
mod saved;
mod stores;

use super::read_pins;
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{CheckArgs, Format, Global};
use crate::app::report::check as report;
use crate::check::{Roots, TargetCheck};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::libpq::conninfo::PastedForm;
use crate::libpq::environment::Environment;
use crate::pins::Pins;

use saved::Saved;

pub(super) use entries::{TargetEntry, names_server, read as read_entries};
pub(super) use judge::{Judge, login_names};

pub(crate) fn run(
    args: &CheckArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let format = global.format(args.format)?;
    let pins = read_pins(args.pins.as_deref())?;
    let roots = demanded_roots(args, &pins)?;
    // OpenSSL counts whole seconds.
    let at = args.at.unwrap_or_else(clock::now).truncate_to_second();
    let saved = Saved { args, environment, output, roots: &roots, at };
    saved.refuse_meaningless(format)?;
    let mut judge = Judge::new(args, environment, &roots, at);
    let checks = if let Some(path) = &args.chain {
        vec![judge.offline(path)?]
    } else {
        let entries = read_entries(args, environment)?;
        saved.refuse_many(entries.len())?;
        for note in pasted_notes(&entries) {
            output.talk(&note);
        }
        if format == Format::JsonLines {
            return stream(entries, &mut judge, output);
        }
        collect(entries, &mut judge, output)?
    };
    for check in checks.iter().filter(|_| checks.len() == 1) {
        saved.write(check)?;
    }
    let page = saved.page();
    let reply = reply::reply(format, global, page, &checks, &roots, (at, args.at.is_some()))?;
    Ok(match checks.as_slice() {
        [check] => saved.finish(check, reply),
        _ => reply,
    })
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
    output: &Output,
) -> Result<Vec<TargetCheck>, Diagnostic> {
    let mut checks: Vec<Option<TargetCheck>> = entries.iter().map(|_| None).collect();
    let mut done = 0;
    let result = fleet::run(entries, judge, |place, check| {
        checks[place] = Some(check);
        done += 1;
        if checks.len() > 1 {
            output.progress(&report::progress(done, checks.len()));
        }
        Ok(true)
    });
    output.progress("");
    result.map(|()| checks.into_iter().flatten().collect())
}

/// Prints one object per line as the servers answer. Nothing is kept in memory.
fn stream(entries: Vec<TargetEntry>, judge: &mut Judge, output: &Output) -> Result<Reply, Diagnostic> {
    let (roots, at) = (judge.roots, judge.at);
    let (total, mut done, mut code) = (entries.len(), 0, 0);
    let result = fleet::run(entries, judge, |_, check| {
        code = code.max(check.exit_code());
        done += 1;
        output.progress("");
        let line = report::json::render(&[check], roots, at);
        let goes_on = Output::line(&line).map_err(|error| unwritable(&error))?;
        output.progress(&report::progress(done, total));
        Ok(goes_on)
    });
    output.progress("");
    result.map(|()| Reply::new(Answer::Data(String::new()), code))
}

fn unwritable(error: &std::io::Error) -> Diagnostic {
    let hint = "the output so far is complete; make room and run again";
    Diagnostic::failure(Code::Io, format!("standard output cannot take the answer: {error}"), hint)
}
