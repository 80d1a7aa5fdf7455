//! `pgcerts export`: gather the certificates, write them in another form, deliver that.

mod deliver;
mod gather;
mod leftover;
mod render;
mod request;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{ExportArgs, ExportForm, Global};
use crate::app::report::export::ExportReport;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;

use render::Rendered;

pub(crate) fn run(
    args: &ExportArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let request = request::read(args, global)?;
    let gathered = gather::gather(args, environment)?;
    for note in &gathered.notes {
        output.talk(note);
    }
    let rendered = render::render(&request, &gathered)?;
    let Some(path) = request.path else { return print(rendered, output) };
    let files = deliver::write(path, &rendered, args, output)?;
    let leftover = if request.form == ExportForm::Der { leftover::warning(path, &files) } else { None };
    let report = ExportReport { path, form: request.form.id(), files, origin: &gathered.origin, leftover };
    Ok(report.present(&gathered.certificates, request.reports_json(global)))
}

fn print(rendered: Rendered, output: &Output) -> Result<Reply, Diagnostic> {
    let bytes = match rendered {
        Rendered::File(bytes) => bytes,
        Rendered::Folder(_) => return Err(request::needs_folder()),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Answer::Data(text).into()),
        Err(_) if output.columns().is_some() => Err(Diagnostic::usage(
            "this form is not text, and standard output is a terminal",
            "name a file with `--output FILE`, or write into a pipe",
        )),
        Err(binary) => Ok(Answer::Binary(binary.into_bytes()).into()),
    }
}
