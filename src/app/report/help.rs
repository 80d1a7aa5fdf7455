//! Help: one line an option where it fits, and nothing said twice.

use std::fmt::Write as _;

use clap::builder::Styles;
use clap::{Arg, Command};

use super::layout::{Page, fill, wrap_to};
use crate::app::cli::notes::{CommandNotes, EVERYWHERE};
use crate::paste::escape::columns;

/// What is named, and what it is for.
type HelpRow = (String, String);

/// How much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HelpLength {
    /// For `-h`.
    Summary,
    /// For `--help`.
    Whole,
}

/// The help of a command.
pub(crate) fn help(command: &Command, notes: &CommandNotes, length: HelpLength, page: Page) -> String {
    let width = page.text();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut head = usage(command, width);
    head.extend(rows(&arguments(command), width));
    let mut blocks = vec![wrap_to(width, "", &about), head.join("\n")];
    blocks.extend(section("Commands", &commands(command), width));
    let (first, others) = options(command, notes);
    if length == HelpLength::Summary {
        blocks.extend(section("Options", &first, width));
        blocks.push(format!("`{} --help` shows everything.", notes.command));
        return blocks.join("\n\n") + "\n";
    }
    blocks.extend(section("Options", &[first, others].concat(), width));
    blocks.extend(examples(notes, width));
    let codes = format!("Exit codes: {}", exit_codes(notes));
    let remarks = [notes.remarks, &codes].map(|text| wrap_to(width, "", text));
    blocks.push(remarks.join("\n").trim_start().to_owned());
    blocks.extend(section("Everywhere", &everywhere(command), width));
    blocks.join("\n\n") + &format!("\nSee {}\n", notes.address())
}

/// As the parser writes it, without the flags of every command.
fn usage(command: &Command, width: usize) -> Vec<String> {
    let line = command.clone().render_usage().to_string();
    let words = line.trim_start_matches("Usage: ").split_whitespace().collect::<Vec<_>>().join(" ");
    vec![wrap_to(width, &format!("{} ", heading("Usage")), &words)]
}

fn heading(title: &str) -> String {
    let styles = Styles::styled();
    let style = styles.get_header();
    format!("{style}{title}:{style:#}")
}

/// Rows in two columns below a heading; none without rows.
fn section(title: &str, listed: &[HelpRow], width: usize) -> Option<String> {
    (!listed.is_empty()).then(|| format!("{}\n{}", heading(title), rows(listed, width).join("\n")))
}

fn rows(listed: &[HelpRow], width: usize) -> Vec<String> {
    let left = listed.iter().map(|(name, _)| columns(name)).max().unwrap_or_default();
    let row = |(name, text): &HelpRow| {
        wrap_to(width, &format!("  {}  ", fill(name, left)), text).trim_end().to_owned()
    };
    listed.iter().map(row).collect()
}

fn arguments(command: &Command) -> Vec<HelpRow> {
    command.get_positionals().map(|arg| (value_name(arg), described(arg))).collect()
}

fn commands(command: &Command) -> Vec<HelpRow> {
    let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
    let row = |inner: &Command| {
        (inner.get_name().to_owned(), inner.get_about().map(ToString::to_string).unwrap_or_default())
    };
    inner.map(row).collect()
}

/// The command's own flags: those that matter first, and the others in their order.
fn options(command: &Command, notes: &CommandNotes) -> (Vec<HelpRow>, Vec<HelpRow>) {
    let own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && !is_help(arg);
    let (mut first, others): (Vec<&Arg>, Vec<&Arg>) = flags(command).filter(own).partition(|arg| {
        notes.first.is_empty() || arg.get_long().is_some_and(|long| notes.first.contains(&long))
    });
    first.sort_by_key(|arg| notes.first.iter().position(|long| Some(*long) == arg.get_long()));
    let rows = |args: Vec<&Arg>| args.into_iter().map(|arg| (flag(arg), described(arg))).collect();
    (rows(first), rows(others))
}

fn is_help(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

/// A flag with its value as it is written.
fn flag(arg: &Arg) -> String {
    let name = match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (_, long) => format!("--{}", long.unwrap_or_default()),
    };
    if !arg.get_action().takes_values() {
        return name;
    }
    if arg.get_num_args().is_some_and(|number| number.min_values() == 0) {
        return format!("{name}[={}]", value_name(arg));
    }
    format!("{name} {}", value_name(arg))
}

fn value_name(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let name = names.first().map_or_else(|| arg.get_id().to_string().to_uppercase(), ToString::to_string);
    let is_many = arg.get_num_args().is_some_and(|number| number.max_values() > 1);
    if is_many { name + "..." } else { name }
}

/// What it is for, with its values and its default in brackets.
fn described(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = if arg.is_hide_possible_values_set() || !arg.get_action().takes_values() {
        Vec::new()
    } else {
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
    };
    if !values.is_empty() {
        let _ = write!(text, " [{}]", values.join(", "));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, " [default: {}]", defaults.join(", "));
    }
    text
}

/// Command lines as they are typed; what one does follows it, or stands below where both are too long for a line.
fn examples(notes: &CommandNotes, width: usize) -> Option<String> {
    let longest = notes.examples.iter().map(|(_, use_of)| columns(use_of)).max().unwrap_or_default();
    let beside =
        notes.examples.iter().filter(|(_, use_of)| !use_of.is_empty()).map(|(line, _)| columns(line));
    let left = beside.filter(|left| left + longest + 4 <= width).max().unwrap_or_default();
    let row = |(line, use_of): &(&str, &str)| {
        let row = format!("  {}  {use_of}", fill(line, left));
        let row = if columns(row.trim_end()) > width { format!("  {line}\n      {use_of}") } else { row };
        row.trim_end().to_owned()
    };
    let rows: Vec<String> = notes.examples.iter().map(row).collect();
    (!rows.is_empty()).then(|| format!("{}\n{}", heading("Examples"), rows.join("\n")))
}

/// The codes in one sentence.
fn exit_codes(notes: &CommandNotes) -> String {
    notes
        .exit_codes()
        .iter()
        .map(|(code, meaning)| format!("{code} {meaning}"))
        .collect::<Vec<_>>()
        .join(", ")
        + "."
}

/// The program's own help lists the common flags, that of a command names them.
fn everywhere(command: &Command) -> Vec<HelpRow> {
    if command.get_name() == "pgcerts" {
        let common = flags(command).filter(|arg| arg.is_global_set() || is_help(arg));
        return common.map(|arg| (flag(arg), described(arg))).collect();
    }
    EVERYWHERE.map(|(flags, text)| (flags.to_owned(), text.to_owned())).to_vec()
}

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_positional())
}
