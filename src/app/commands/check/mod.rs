//! `pgcerts check`: reach the servers, judge what they said, say so.

mod entries;
mod fleet;
mod offline;
mod stores;

use time::OffsetDateTime;

use super::read_pins;
use crate::app::cli::{CheckArgs, Format, Global};
use crate::app::report::{Page, check as report};
use crate::check::{Answered, Checked, Outcome, Question, Roots, Seen, StoreSummary};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::{
    self,
    output::{Answer, Output, Reply},
};
use crate::libpq::capture::Capture;
use crate::libpq::conninfo::Target;
use crate::libpq::sslmode::{Negotiation, SYSTEM, SslMode, TlsVersion};
use crate::libpq::weak_sslmode::WeakSslMode;
use crate::paste::command_line::Install;

use stores::Stores;

pub(crate) fn run(args: &CheckArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    global.format(args.format)?;
    let environment = io::environment::read_lean();
    let pins = read_pins(args.pins.as_deref())?;
    let roots = Roots::of(&pins);
    let roots = match (&args.pins, &args.set) {
        (None, None) => roots,
        (_, set) => roots.demanding(pins.set(set.as_deref())?),
    };
    // OpenSSL counts whole seconds.
    let at = args.at.unwrap_or_else(io::clock::now).truncate_to_second();
    let mut judge = Judge { args, roots: &roots, stores: Stores::new(&environment), at };
    if let Some(path) = &args.chain {
        let outcome = judge.offline(path)?;
        return reply(args, global, output, &[outcome], &judge);
    }
    let entries = entries::read(args, &environment)?;
    if args.json_lines {
        return stream(entries, &mut judge, output);
    }
    let mut outcomes: Vec<Option<Outcome>> = entries.iter().map(|_| None).collect();
    let mut done = 0;
    fleet::run(entries, &mut judge, |place, outcome| {
        outcomes[place] = Some(outcome);
        done += 1;
        if outcomes.len() > 1 {
            output.progress(&report::progress(done, outcomes.len()));
        }
        Ok(true)
    })
    .inspect_err(|_| output.progress(""))?;
    output.progress("");
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    reply(args, global, output, &outcomes, &judge)
}

/// One object a line as the servers answer; nothing is kept.
fn stream(entries: Vec<fleet::Entry>, judge: &mut Judge, output: &Output) -> Result<Reply, Diagnostic> {
    let (roots, at) = (judge.roots, judge.at);
    let (total, mut done, mut code) = (entries.len(), 0, 0);
    let result = fleet::run(entries, judge, |_, outcome| {
        code = code.max(outcome.exit_code());
        done += 1;
        output.progress("");
        let line = report::json::of(&[outcome], roots, at);
        let goes_on = Output::line(&line).map_err(|error| unwritable(&error))?;
        output.progress(&report::progress(done, total));
        Ok(goes_on)
    });
    output.progress("");
    result.map(|()| Reply { answer: Answer::Data(String::new()), afterwards: Vec::new(), code })
}

fn unwritable(error: &std::io::Error) -> Diagnostic {
    let hint = "what stands on standard output so far is whole; make room and run again";
    Diagnostic::failure(Code::Io, format!("standard output cannot take the answer: {error}"), hint)
}

fn reply(
    args: &CheckArgs,
    global: Global,
    output: &Output,
    outcomes: &[Outcome],
    judge: &Judge,
) -> Result<Reply, Diagnostic> {
    let (roots, at) = (judge.roots, judge.at);
    let code = outcomes.iter().map(Outcome::exit_code).max().unwrap_or_default();
    let format = global.format(args.format)?;
    if let ([Outcome { result: Err(error), .. }], Format::Text) = (outcomes, format) {
        return Err(error.clone());
    }
    let answer = match format {
        Format::Text if global.quiet => Answer::Text(String::new()),
        Format::Text => {
            let page = Page::of(output.columns());
            Answer::Text(report::text::of(outcomes, roots, at, global.verbose, page))
        }
        Format::Json => Answer::Data(report::json::of(outcomes, roots, at)),
        Format::Prometheus => Answer::Data(report::prometheus::of(outcomes, at)),
        Format::Nagios => {
            let (line, code) = report::nagios::of(outcomes, at);
            return Ok(Reply { answer: Answer::Data(line), afterwards: Vec::new(), code });
        }
    };
    Ok(Reply { answer, afterwards: Vec::new(), code })
}

/// What every target is judged by.
struct Judge<'a> {
    args: &'a CheckArgs,
    roots: &'a Roots<'a>,
    stores: Stores<'a>,
    at: OffsetDateTime,
}

impl Judge<'_> {
    fn offline(&mut self, path: &std::path::Path) -> Result<Outcome, Diagnostic> {
        let chain = offline::read(path)?;
        let target = Target {
            label: if path == std::path::Path::new("-") {
                "standard input".into()
            } else {
                path.to_string_lossy().into_owned()
            },
            host: self.args.host.clone(),
            hostaddr: None,
            port: crate::libpq::conninfo::DEFAULT_PORT,
            sslmode: None,
            sslrootcert: self.args.sslrootcert.clone(),
            sslcrl: self.args.sslcrl.clone(),
            sslcrldir: self.args.sslcrldir.clone(),
            negotiation: Negotiation::Postgres,
            min_version: TlsVersion::V1_2,
            max_version: None,
            sni: true,
        };
        if let Some(error) = self.refused_settings(&target) {
            return Err(error);
        }
        Ok(self.outcome(target, Seen::Chain(&chain)))
    }

    fn mode(&self, target: &Target) -> SslMode {
        self.args.sslmode.or(target.sslmode).unwrap_or(SslMode::VerifyFull)
    }

    fn outcome(&mut self, target: Target, seen: Seen) -> Outcome {
        let result = self.judge(&target, seen);
        Outcome { label: target.label.clone(), mode: self.mode(&target), target: Some(target), result }
    }

    fn captured(&mut self, target: Target, capture: Capture) -> Outcome {
        let mut outcome = self.outcome(target, Seen::Captured(&capture));
        if let Ok(answered) = &mut outcome.result {
            answered.capture = Some(capture);
        }
        outcome
    }

    fn failed(&self, label: String, target: Option<Target>, error: Diagnostic) -> Outcome {
        let named = target.as_ref().and_then(|target| target.sslmode);
        let mode = self.args.sslmode.or(named).unwrap_or(SslMode::VerifyFull);
        Outcome { label, mode, target, result: Err(error) }
    }

    /// Settings that libpq refuses together, with the mode that decides.
    fn refused_settings(&self, target: &Target) -> Option<Diagnostic> {
        let mode = self.mode(target);
        let is_system = target.sslrootcert.as_deref() == Some(SYSTEM);
        let weak = WeakSslMode::find(mode, target.negotiation, is_system)?;
        let hint = "name a stronger mode with `--sslmode`, or leave the other setting out";
        Some(Diagnostic::usage(weak.to_string(), hint))
    }

    fn judge(&mut self, target: &Target, seen: Seen) -> Result<Answered, Diagnostic> {
        let mode = self.mode(target);
        let loaded = self.stores.of(target)?;
        let view = loaded.for_chain(|| crate::check::sent_links(seen))?;
        let question = Question {
            target,
            mode,
            seen,
            store: &view,
            roots: self.roots,
            install: Install {
                dest: target.sslrootcert.as_deref().filter(|path| *path != SYSTEM).map(std::path::Path::new),
                pins_file: self.args.pins.as_deref(),
                set: None,
            },
            at: self.at,
            expiring_within: self.args.expiring_within,
        };
        let checked = Checked::of(&question);
        Ok(Answered {
            capture: None,
            is_offline: matches!(seen, Seen::Chain(_)),
            store: StoreSummary::of(&view),
            checked,
        })
    }
}
