//! A page of the manual: what the parser knows of a command, and the notes of its help.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use crate::app::cli::notes::CommandNotes;

/// The file of the page, and its text. `others` are the pages to see too.
pub(crate) fn page(command: Command, notes: &CommandNotes, others: &[String]) -> (String, Vec<u8>) {
    let is_parent = command.get_subcommands().next().is_some();
    let page = Man::new(command).source(concat!("pgcerts ", env!("CARGO_PKG_VERSION"))).manual("pgcerts");
    let mut text = Vec::new();
    write(&page, is_parent, &own_sections(notes, others), &mut text).expect("memory takes every byte");
    (page.get_filename(), text)
}

fn write(page: &Man, is_parent: bool, own: &Roff, text: &mut Vec<u8>) -> io::Result<()> {
    page.render_title(text)?;
    page.render_name_section(text)?;
    page.render_synopsis_section(text)?;
    page.render_description_section(text)?;
    page.render_options_section(text)?;
    if is_parent {
        page.render_subcommands_section(text)?;
    }
    own.to_writer(text)
}

fn own_sections(notes: &CommandNotes, others: &[String]) -> Roff {
    let mut roff = Roff::new();
    definitions(&mut roff, "EXIT STATUS", notes.exit_codes());
    definitions(&mut roff, "ENVIRONMENT", notes.variables);
    definitions(&mut roff, "FILES", notes.files);
    examples(&mut roff, notes);
    if !notes.remarks.is_empty() {
        roff.control("SH", ["NOTES"]).text([roman(notes.remarks)]);
    }
    see_also(&mut roff, notes, others);
    roff
}

fn definitions(roff: &mut Roff, title: &str, listed: &[(&str, &str)]) {
    if listed.is_empty() {
        return;
    }
    roff.control("SH", [title]);
    for (name, text) in listed {
        roff.control("TP", []).text([bold(*name)]).text([roman(*text)]);
    }
}

/// Each line stays as it is, so that it can be pasted.
fn examples(roff: &mut Roff, notes: &CommandNotes) {
    if notes.examples.is_empty() {
        return;
    }
    roff.control("SH", ["EXAMPLES"]);
    for (line, purpose) in notes.examples {
        if !purpose.is_empty() {
            roff.control("PP", []).text([roman(sentence(purpose))]);
        }
        roff.control("RS", ["4"]).control("nf", []);
        roff.text([roman(*line)]).control("fi", []).control("RE", []);
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>() + ":")
}

fn see_also(roff: &mut Roff, notes: &CommandNotes, others: &[String]) {
    roff.control("SH", ["SEE ALSO"]);
    let mut text: Vec<Inline> = Vec::new();
    for other in others {
        text.extend([bold(other.as_str()), roman("(1), ")]);
    }
    text.extend([bold("psql"), roman("(1)")]);
    roff.text(text);
    roff.control("PP", []).text([roman(notes.address())]);
}
