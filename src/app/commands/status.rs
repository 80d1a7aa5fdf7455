//! `pgcerts status`: read the store, judge it, say so.

use super::read_pins;
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Format, Global, StatusArgs};
use crate::app::location::root_crt;
use crate::app::report::status as report;
use crate::client::{self, ClientCertificate};
use crate::diagnostic::{Diagnostic, Severity};
use crate::io::{self, client_certificate, store, surroundings};
use crate::libpq::client_files::ClientFiles;
use crate::libpq::conninfo::ClientSettings;
use crate::libpq::environment::Environment;
use crate::libpq::location::{Location, PathSource};
use crate::store::status::{Status, StatusQuestion};

pub(crate) fn run(args: &StatusArgs, global: Global, environment: &Environment) -> Result<Reply, Diagnostic> {
    let format = global.format(args.format)?;
    let location = root_crt(args.dest.as_deref(), environment)?;
    let pins = read_pins(args.pins.as_deref())?;
    let set = pins.set(args.set.as_deref())?;
    let content = store::look(&location.path)?;
    let surroundings = match location.source {
        PathSource::Default => surroundings::around_default(environment, &location.path),
        PathSource::Flag => surroundings::around_named(environment, &location.path),
    };
    let client = own_client(&location, environment);
    let now = io::clock::now();
    let status = Status::judge(&StatusQuestion {
        location: &location,
        content: &content,
        surroundings: &surroundings,
        client: client.as_ref(),
        pins: &pins,
        pins_file: args.pins.as_deref(),
        set,
        now,
        expiring_within: args.expiring_within,
    });
    let failed = !status.is_ok() || (args.strict && status.count(Severity::Warning) > 0);
    let answer = match format {
        Format::Text if global.quiet => Answer::Text(String::new()),
        Format::Text => Answer::Text(report::text::render(&status, &location, &set.id, now, global.verbose)),
        Format::Json => Answer::Data(report::json::render(&status, location.source)),
        Format::Prometheus => Answer::Data(report::prometheus::render(&status)),
        Format::Nagios => {
            let (line, code) = report::nagios::render(&status, now);
            return Ok(Reply::new(Answer::Data(line), code));
        }
    };
    Ok(Reply::new(answer, u8::from(failed)))
}

/// The client certificate that libpq would load besides its own root.crt.
fn own_client(location: &Location, environment: &Environment) -> Option<ClientCertificate> {
    if location.source == PathSource::Flag {
        return None;
    }
    let files = ClientFiles::from_settings(&ClientSettings::from_environment(environment), environment)?;
    client::load(&client_certificate::read(&files))
}
