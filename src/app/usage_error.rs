//! What is wrong with arguments that the parser refuses. The parser quotes them, and any of them may be a target with a
//! password, so they are named by their position instead.

use std::error::Error as _;
use std::ffi::OsString;

use clap::builder::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diagnostic::Diagnostic;

/// The complaint, and what may have been meant.
struct UsageComplaint {
    message: String,
    tips: Vec<String>,
}

/// The complaint as a failure.
pub(super) fn diagnostic(error: &clap::Error, arguments: &[OsString]) -> Diagnostic {
    let UsageComplaint { message, tips } = complaint(error, arguments);
    let fix = if tips.is_empty() {
        "`pgcerts --help` lists the commands and their flags".to_owned()
    } else {
        tips.join("; ")
    };
    Diagnostic::usage(message, fix)
}

/// The complaint as text with styles, with the usage that the parser adds.
pub(super) fn text(error: &clap::Error, arguments: &[OsString]) -> String {
    let rendered = error.render().ansi().to_string();
    let Some(UsageComplaint { message, tips }) = own_words(error, arguments) else { return rendered };
    let plain = |part: &str| anstream::adapter::strip_str(part).to_string();
    let usage = rendered.split("\n\n").filter(|part| {
        let part = plain(part);
        part.starts_with("Usage:") || part.starts_with("For more information")
    });
    let styles = Styles::styled();
    let style = styles.get_error();
    let tips = tips.iter().map(|tip| format!("  {tip}"));
    let parts: Vec<String> = std::iter::once(format!("{style}error:{style:#} {message}"))
        .chain(tips)
        .chain(usage.map(str::to_owned))
        .collect();
    parts.join("\n\n")
}

fn complaint(error: &clap::Error, arguments: &[OsString]) -> UsageComplaint {
    own_words(error, arguments).unwrap_or_else(|| words_of_parser(error))
}

/// The parser's own words, where they quote no argument: the first line says what is wrong, the tips what to do.
fn words_of_parser(error: &clap::Error) -> UsageComplaint {
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim);
    let mut message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    // The lines below name what is missing.
    if message.ends_with(':') {
        let missing: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        message = format!("{message} {}", missing.join(", "));
    }
    let tips = lines.filter_map(|line| line.strip_prefix("tip: ")).map(str::to_owned).collect();
    UsageComplaint { message, tips }
}

/// Words of our own, where the parser's quote an argument.
fn own_words(error: &clap::Error, arguments: &[OsString]) -> Option<UsageComplaint> {
    let quoted = |kind| text_of(error, kind).filter(|quoted| !quoted.is_empty());
    let flag = text_of(error, ContextKind::InvalidArg).unwrap_or_default();
    let at = |quoted: &str| position(quoted, arguments);
    let message = match error.kind() {
        ErrorKind::InvalidValue => {
            format!("invalid value for '{flag}' ({})", at(quoted(ContextKind::InvalidValue)?))
        }
        ErrorKind::ValueValidation => {
            let quoted = quoted(ContextKind::InvalidValue).unwrap_or_default();
            format!("invalid value for '{flag}' ({}){}", at(quoted), reason(error, quoted))
        }
        ErrorKind::TooManyValues => {
            format!("unexpected value for '{flag}' ({})", at(quoted(ContextKind::InvalidValue)?))
        }
        ErrorKind::UnknownArgument => format!("unexpected {}", at(flag)),
        ErrorKind::InvalidSubcommand => {
            format!("unrecognized subcommand ({})", at(quoted(ContextKind::InvalidSubcommand)?))
        }
        _ => return None,
    };
    Some(UsageComplaint { message, tips: tips(error) })
}

/// What the value should have been. The parser of numbers quotes the value too.
fn reason(error: &clap::Error, quoted: &str) -> String {
    let reason = error.source().map(ToString::to_string).unwrap_or_default();
    match reason.split_once(" is not in ") {
        _ if reason.is_empty() => String::new(),
        Some((_, range)) => format!(": not in {range}"),
        None if !quoted.is_empty() && reason.contains(quoted) => String::new(),
        None => format!(": {reason}"),
    }
}

/// Names that the parser knows and that look like what was given.
fn tips(error: &clap::Error) -> Vec<String> {
    let tip = |(kind, words): (ContextKind, &str)| {
        let names = match error.get(kind)? {
            ContextValue::String(name) => format!("'{name}'"),
            ContextValue::Strings(names) if !names.is_empty() => names.join(", "),
            _ => return None,
        };
        Some(format!("{words}: {names}"))
    };
    let kinds = [
        (ContextKind::SuggestedArg, "a similar argument exists"),
        (ContextKind::SuggestedSubcommand, "similar subcommands exist"),
        (ContextKind::SuggestedValue, "a similar value exists"),
        (ContextKind::ValidValue, "possible values"),
    ];
    kinds.into_iter().filter_map(tip).collect()
}

fn text_of(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

/// The number of the argument that holds the text, counted behind the program's name.
fn position(quoted: &str, arguments: &[OsString]) -> String {
    let texts = || arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
    let is_flag =
        |text: &str| text.split_once('=').is_some_and(|(flag, value)| flag == quoted || value == quoted);
    let found = texts()
        .position(|text| text == quoted)
        .or_else(|| texts().position(|text| is_flag(&text)))
        .or_else(|| texts().position(|text| text.contains(quoted)));
    found.map_or_else(|| "argument".to_owned(), |place| format!("argument {}", place + 1))
}
