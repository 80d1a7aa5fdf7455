//! `pgcerts sessions`: logs in to a server that passes the check, and reports which of its sessions are encrypted.

mod credentials;
mod passage;
mod pasted;
mod sample;
mod server;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Format, Global, SessionsArgs};
use crate::app::report::layout::Page;
use crate::app::report::sessions as report;
use crate::check::sessions::{JudgedSessions, QUERY, SessionTally};
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;

/// What was seen of a server.
struct Observed {
    /// The server as it is shown.
    label: String,
    tally: SessionTally,
    /// The number of its own process that the server announced.
    announced: Option<i32>,
    is_complete: bool,
}

pub(crate) fn run(
    args: &SessionsArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let format = global.format(args.format)?;
    if args.print_sql {
        let is_json = format == Format::Json;
        return Ok(
            Answer::Data(if is_json { report::json::query(QUERY) } else { format!("{QUERY};") }).into()
        );
    }
    let observed =
        if args.reads_stdin() { pasted::read(args)? } else { server::observe(args, environment, output)? };
    let Observed { label, tally, announced, is_complete } = observed;
    let judged = JudgedSessions::new(tally, args.min_version, announced, is_complete);
    Ok(reply(format, global, output, &label, &judged))
}

fn reply(format: Format, global: Global, output: &Output, label: &str, judged: &JudgedSessions) -> Reply {
    let code = match (judged.is_complete, judged.is_ok()) {
        (false, _) => 2,
        (true, ok) => u8::from(!ok),
    };
    let page = Page::for_answer(output);
    match format {
        Format::Text if global.quiet => Reply::new(Answer::Text(report::text::problems(judged, page)), code),
        Format::Text => {
            Reply::new(Answer::Text(report::text::render(label, judged, global.verbose, page)), code)
        }
        Format::Json | Format::JsonLines | Format::Markdown => {
            Reply::new(Answer::Data(report::json::render(label, judged)), code)
        }
        Format::Csv => Reply::new(Answer::Data(report::csv::render(judged)), code),
        Format::Prometheus => Reply::new(Answer::Data(report::prometheus::render(label, judged)), code),
        Format::Nagios => {
            let (line, code) = report::nagios::render(judged);
            Reply::new(Answer::Data(line), code)
        }
    }
}
