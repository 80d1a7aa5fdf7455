//! `pgcerts explain`: what a code or the error text of a client means, and what to do.

use crate::app::answer::Reply;
use crate::app::cli::{ExplainArgs, Global};
use crate::app::failures::unread_or_piped;
use crate::app::report::explain::{ExplainReport, list};
use crate::app::report::layout::Page;
use crate::diagnostic::Diagnostic;
use crate::explain::Lookup;
use crate::io::files;
use crate::io::output::Output;
use crate::libpq::secret::Secret;

/// More than any error, and as much of a log as is searched in a moment.
const LONGEST: usize = 1 << 20;

pub(crate) fn run(args: &ExplainArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let page = Page::for_answer(output);
    if args.text.is_empty() {
        return Ok(list(global, page).into());
    }
    let text = text(args)?;
    if text.trim().is_empty() {
        return Err(Diagnostic::usage(
            "the text is empty",
            "name a code, or paste the error text between quotes; `pgcerts explain` lists all codes",
        ));
    }
    if text.len() > LONGEST {
        return Err(Diagnostic::usage("the text is longer than 1 MiB", "give the lines of the error alone"));
    }
    Ok(ExplainReport { text: &text, lookup: Lookup::find(&text) }.present(global, page))
}

/// The words of the command line, or standard input.
fn text(args: &ExplainArgs) -> Result<String, Diagnostic> {
    let words: Vec<&str> = args.text.iter().map(Secret::expose).collect();
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let bytes = files::read_stdin(files::SIZE_LIMIT).map_err(unread_or_piped("the text"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
