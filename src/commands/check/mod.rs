//! `pgcerts check`: reach the servers, judge what they said, say so.

mod offline;
mod stores;

use time::OffsetDateTime;

use super::read_pins;
use crate::advice::Install;
use crate::check::{Answered, Checked, Outcome, Question, Roots, SYSTEM, Seen, StoreSummary};
use crate::cli::{CheckArgs, Format, Global};
use crate::effects::{
    self,
    output::{Answer, Output, Reply},
};
use crate::error::{Error, Result};
use crate::report::check as report;
use crate::sslmode::{Negotiation, SslMode, TlsVersion};
use crate::target::Target;

use stores::Stores;

pub(crate) fn run(args: &CheckArgs, global: Global, _output: &Output) -> Result<Reply> {
    let environment = effects::environment::read(true);
    let pins = read_pins(args.pins.as_deref())?;
    let roots = Roots::of(&pins);
    // OpenSSL counts whole seconds.
    let at = args.at.unwrap_or_else(effects::clock::now).truncate_to_second();
    let mut judge = Judge { args, roots: &roots, stores: Stores::new(&environment), at };
    let outcomes = match &args.chain {
        Some(path) => vec![judge.offline(path)?],
        None => Vec::new(),
    };
    reply(args, global, &outcomes, &roots, at)
}

fn reply(
    args: &CheckArgs,
    global: Global,
    outcomes: &[Outcome],
    roots: &Roots,
    at: OffsetDateTime,
) -> Result<Reply> {
    let code = outcomes.iter().map(Outcome::exit_code).max().unwrap_or_default();
    let answer = match global.format(args.format)? {
        Format::Text if global.quiet => Answer::Text(String::new()),
        Format::Text => Answer::Text(report::text::of(outcomes, roots, at, global.verbose)),
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
    fn offline(&mut self, path: &std::path::Path) -> Result<Outcome> {
        let chain = offline::read(path)?;
        let target = Target {
            label: path.to_string_lossy().into_owned(),
            host: self.args.host.clone(),
            hostaddr: None,
            port: crate::target::DEFAULT_PORT,
            sslmode: None,
            sslrootcert: self.args.sslrootcert.clone(),
            sslcrl: self.args.sslcrl.clone(),
            sslcrldir: self.args.sslcrldir.clone(),
            negotiation: Negotiation::Postgres,
            min_version: TlsVersion::V1_2,
            max_version: None,
            sni: true,
        };
        let result = self.judge(&target, Seen::Chain(&chain));
        Ok(self.outcome(target, result))
    }

    fn mode(&self, target: &Target) -> SslMode {
        self.args.sslmode.or(target.sslmode).unwrap_or(SslMode::VerifyFull)
    }

    fn outcome(&self, target: Target, result: Result<Answered>) -> Outcome {
        Outcome { label: target.label.clone(), mode: self.mode(&target), target: Some(target), result }
    }

    fn judge(&mut self, target: &Target, seen: Seen) -> Result<Answered> {
        let mode = self.mode(target);
        if target.sslrootcert.as_deref() == Some(SYSTEM) && mode != SslMode::VerifyFull {
            return Err(weak(mode, "sslrootcert=system", "use \"verify-full\""));
        }
        let loaded = self.stores.of(target)?;
        let view = loaded.for_chain(&crate::check::sent_links(seen))?;
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
            capture: match seen {
                Seen::Captured(capture) => Some(capture.clone()),
                _ => None,
            },
            is_offline: matches!(seen, Seen::Chain(_)),
            store: StoreSummary::of(&view),
            checked,
        })
    }
}

/// A mode that libpq refuses beside another setting, in its words.
fn weak(mode: SslMode, setting: &str, remedy: &str) -> Error {
    Error::usage(
        format!("weak sslmode \"{mode}\" may not be used with {setting} ({remedy})"),
        "name a stronger mode with `--sslmode`, or leave the other setting out",
    )
}
