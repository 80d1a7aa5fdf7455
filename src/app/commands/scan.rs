//! `pgcerts scan`: look for stores, keys and settings, judge them, say so. It changes nothing.

use std::path::{Path, PathBuf};

use super::read_pins;
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Format, Global, ScanArgs};
use crate::app::location::refuse_word;
use crate::app::report::layout::Page;
use crate::app::report::scan as report;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::io::scan::{self, ScanFault, ScanWalk};
use crate::io::{clock, store};
use crate::libpq::environment::Environment;
use crate::libpq::location::{default_root_crt, service_files};
use crate::libpq::sslmode::SYSTEM;
use crate::scan::piece::{ScanIntake as _, ScanPiece};
use crate::scan::place::ScanPlace;
use crate::scan::{ScanQuestion, Scanner};

pub(crate) fn run(
    args: &ScanArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let format = global.format(args.format)?;
    let pins = read_pins(args.pins.as_deref())?;
    let now = clock::now();
    let (pins_file, expiring_within) = (args.pins.as_deref(), args.expiring_within);
    let directory = &environment.absolute(Path::new(""));
    let question = ScanQuestion { pins: &pins, pins_file, now, expiring_within, directory };
    let mut scanner = Scanner::new(question);
    if args.paths.is_empty() {
        machine(&mut scanner, environment);
    } else {
        args.paths.iter().try_for_each(|path| refuse_word(path))?;
        let mut walk = ScanWalk::new(&mut scanner);
        args.paths.iter().try_for_each(|path| walk.path(path)).map_err(|fault| unread(&fault))?;
    }
    let result = scanner.finish(&store::is_there);
    let code = u8::from(!result.is_ok());
    let page = Page::for_answer(output);
    let answer = match format {
        Format::Csv => Answer::Data(report::csv::render(&result)),
        Format::Markdown => Answer::Data(report::markdown::render(&result)),
        Format::Json | Format::JsonLines => Answer::Data(report::json::render(&result)),
        _ if global.quiet => Answer::Text(report::text::problems(&result, page)),
        _ => Answer::Text(report::text::render(&result, global.verbose, page)),
    };
    Ok(Reply::new(answer, code))
}

fn unread(fault: &ScanFault) -> Diagnostic {
    let message = format!("cannot look at `{}`: {}", fault.path.display(), fault.error);
    Diagnostic::failure(Code::Io, message, "name files, folders or archives that this user can read")
}

/// The usual places of this machine, and what they name.
fn machine(scanner: &mut Scanner<'_>, environment: &Environment) {
    own_variables(scanner, environment);
    let mut walk = ScanWalk::new(scanner);
    for home in scan::homes(environment) {
        walk.path_if_there(&home.join(".postgresql"));
        walk.path_if_there(&home.join(".pg_service.conf"));
    }
    let own = default_root_crt(environment).and_then(|file| Some(file.parent()?.to_owned()));
    let named = ["PGSSLROOTCERT", "SSL_CERT_FILE"].iter().filter_map(|name| environment.variable(name));
    let named = named.filter(|value| *value != SYSTEM).map(PathBuf::from);
    let places = own.into_iter().chain(service_files(environment)).chain(named);
    let places = places.chain(scan::usual_folders()).chain(scan::java_stores(environment));
    places.for_each(|place| walk.path_if_there(&place));
    let references = scanner.unseen_references();
    let mut walk = ScanWalk::new(scanner);
    for reference in references {
        let there = reference.candidates.iter().find(|path| store::is_file(path));
        if let Some(path) = there {
            walk.path_if_there(path);
        }
    }
}

/// The settings that libpq takes from this environment, as a text of their own.
fn own_variables(scanner: &mut Scanner<'_>, environment: &Environment) {
    const NAMES: [&str; 3] = ["PGSSLMODE", "PGSSLROOTCERT", "PGSSLKEY"];
    let line = |name: &&str| Some(format!("{name}={}\n", environment.variable(name)?.to_str()?));
    let text: String = NAMES.iter().filter_map(line).collect();
    let place = ScanPlace::on_disk(environment.absolute(Path::new("this-environment.env")));
    scanner.piece(&ScanPiece { place: &place, bytes: text.as_bytes(), rights: None });
}
