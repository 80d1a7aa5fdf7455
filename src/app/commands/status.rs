//! `pgcerts status`: read the store, judge it, say so.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::read_pins;
use super::store_access::StoreAccess;
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Format, Global, StatusArgs};
use crate::app::failures::unread;
use crate::app::location::{read_root_crt, refuse_word};
use crate::app::report::layout::Page;
use crate::app::report::status::{self as report, JudgedStore};
use crate::client::{self, ClientCertificate};
use crate::diagnostic::{Diagnostic, Severity};
use crate::io::output::Output;
use crate::io::{self, client_certificate, files, store, surroundings};
use crate::libpq::client_files::ClientFiles;
use crate::libpq::conninfo::ClientSettings;
use crate::libpq::environment::Environment;
use crate::libpq::location::{Location, PathSource};
use crate::paste::command_line::is_stream;
use crate::pins::Pins;
use crate::store::content::FileContent;
use crate::store::keystore::Keystore;
use crate::store::status::{SetRequest, Status, StatusQuestion};
use crate::store::surroundings::Surroundings;

/// The name that asks for no root.
const NO_SET: &str = "none";

pub(crate) fn run(
    args: &StatusArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let format = global.format(args.format)?;
    let locations = locations(args, environment)?;
    let pins = read_pins(args.pins.as_deref())?;
    let request = request(args, &pins)?;
    let is_piped = locations.iter().any(|location| is_stream(&location.path));
    let access = StoreAccess::read(&args.keystore, environment, is_piped)?;
    let asked = Asked { args, environment, pins: &pins, request, access, now: io::clock::now() };
    let stores =
        locations.into_iter().map(|location| asked.judge(location)).collect::<Result<Vec<_>, _>>()?;
    let failed = |store: &JudgedStore| {
        !store.status.is_ok() || (args.strict && store.status.count(Severity::Warning) > 0)
    };
    let code = u8::from(stores.iter().any(failed));
    let page = Page::for_answer(output);
    let answer = match format {
        Format::Text if global.quiet => Answer::Text(report::text::problems(&stores, args.strict, page)),
        Format::Text => Answer::Text(report::text::render(&stores, asked.now, global.verbose, page)),
        Format::Json | Format::JsonLines | Format::Csv | Format::Markdown => {
            Answer::Data(report::json::render(&stores))
        }
        Format::Prometheus => {
            let metrics = report::prometheus::render(&stores, &pins, args.pins.as_deref(), asked.now);
            Answer::Data(metrics)
        }
        Format::Nagios => {
            let (line, code) = report::nagios::render(&stores, asked.now);
            return Ok(Reply::new(Answer::Data(line), code));
        }
    };
    Ok(Reply::new(answer, code))
}

/// The set that every file must hold.
fn request<'a>(args: &StatusArgs, pins: &'a Pins) -> Result<SetRequest<'a>, Diagnostic> {
    if args.set.set.as_deref() == Some(NO_SET) {
        return Ok(SetRequest::Nothing);
    }
    let otherwise =
        "without `--for`, the file is judged by the sets that it holds; `pgcerts pins list` shows all sets";
    if let Some(set) = args.set.named(pins, otherwise)? {
        return Ok(SetRequest::Named(set));
    }
    // A manifest without a set has nothing to ask of any store.
    pins.set(None).map(|_| SetRequest::ByContent)
}

/// The files that are named, or the one that libpq would read.
fn locations(args: &StatusArgs, environment: &Environment) -> Result<Vec<Location>, Diagnostic> {
    let named: Vec<&Path> = args.files.iter().chain(&args.dest).map(PathBuf::as_path).collect();
    let is_piped = |path: &&&Path| is_stream(path);
    if named.iter().filter(is_piped).count() > 1 {
        return Err(Diagnostic::usage("standard input can be read only once", "name `-` once"));
    }
    args.files.iter().filter(|file| !is_stream(file)).try_for_each(|file| refuse_word(file))?;
    if named.is_empty() {
        return Ok(vec![read_root_crt(None, environment)?]);
    }
    named.into_iter().map(|path| read_root_crt(Some(path), environment)).collect()
}

fn piped_content() -> Result<FileContent, Diagnostic> {
    let bytes = files::read_stdin(files::SIZE_LIMIT).map_err(unread("the store"))?;
    Ok(FileContent::Bytes(bytes))
}

/// What every file is judged by.
struct Asked<'a> {
    args: &'a StatusArgs,
    environment: &'a Environment,
    pins: &'a Pins,
    request: SetRequest<'a>,
    access: StoreAccess,
    now: OffsetDateTime,
}

impl Asked<'_> {
    fn judge(&self, location: Location) -> Result<JudgedStore, Diagnostic> {
        let piped = is_stream(&location.path);
        let content = if piped { piped_content()? } else { store::look(&location.path)? };
        let keystore = match &content {
            FileContent::Bytes(bytes) => self.access.open(&location, bytes)?,
            _ => None,
        };
        let is_open = keystore.as_ref().is_some_and(Keystore::is_open);
        let surroundings = match location.source {
            _ if piped => Surroundings::default(),
            PathSource::Flag => surroundings::around_named(self.environment, &location.path),
            _ => surroundings::around_default(self.environment, &location.path),
        };
        let client = own_client(&location, self.environment);
        let status = Status::judge(&StatusQuestion {
            location: &location,
            content: &content,
            keystore: keystore.as_ref(),
            needless_password: is_open && self.access.password().is_some(),
            surroundings: &surroundings,
            client: client.as_ref(),
            pins: self.pins,
            pins_file: self.args.pins.as_deref(),
            request: self.request,
            now: self.now,
            expiring_within: self.args.expiring_within,
        });
        Ok(JudgedStore { location, status })
    }
}

/// The client certificate that libpq would load besides its own root.crt.
fn own_client(location: &Location, environment: &Environment) -> Option<ClientCertificate> {
    if location.source == PathSource::Flag {
        return None;
    }
    let files = ClientFiles::from_settings(&ClientSettings::from_environment(environment)?, environment)?;
    client::load(&client_certificate::read(&files))
}
