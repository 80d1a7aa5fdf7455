//! The first line: the verdict and libpq's message.

use crate::app::report::layout::{wrap_all_to, wrap_to};
use crate::check::{Checked, Verified};
use crate::paste::escape::{columns, escape_lines};

/// The first word, the sentence and libpq's message.
pub(in crate::app::report::check) fn headline(checked: &Checked, word: &str, width: usize) -> String {
    let (sentence, message) = verdict_sentence(checked);
    let line = wrap_to(width, word, &format!(": {sentence}"));
    let line = line.replace(&format!("\n{}", " ".repeat(columns(word))), "\n  ");
    // If the mode fails, the message is libpq's own and keeps its lines.
    let message: Vec<String> = match checked.connects() {
        Some(true) => {
            message.map(|text| wrap_all_to(width, "  ", &text.replace('\n', " "))).into_iter().collect()
        }
        _ => message.iter().flat_map(|text| text.split('\n')).map(|line| format!("  {line}")).collect(),
    };
    std::iter::once(line).chain(message).collect::<Vec<_>>().join("\n")
}

/// The verdict, and libpq's message or a remark.
fn verdict_sentence(checked: &Checked) -> (String, Option<String>) {
    let verdict = checked.verdict(checked.mode);
    let mode = checked.mode;
    // libpq indents the following lines with a tab.
    let message = verdict.message.as_deref().map(|text| escape_lines(&text.replace("\n\t", "\n")));
    let sentence = match (verdict.ok, verdict.encrypted, verdict.verified) {
        (Some(true), Some(false), _) if checked.socket.is_some() => {
            let sentence = "the Unix socket takes connections; there is no TLS on it, whatever the sslmode";
            return (sentence.into(), None);
        }
        (Some(true), Some(true), Verified::Full) => {
            format!("sslmode={mode} connects under TLS, chain and name verified")
        }
        (Some(true), Some(true), Verified::Chain) => {
            format!("sslmode={mode} connects under TLS, the chain verified, the name not")
        }
        (Some(true), Some(true), Verified::None) => {
            format!("sslmode={mode} connects under TLS, nothing verified")
        }
        (Some(true), Some(false), _) => format!("sslmode={mode} connects WITHOUT encryption"),
        (Some(true), None, _) => format!("sslmode={mode} connects, but whether it uses TLS is unknown"),
        (Some(false), ..) => format!("sslmode={mode} fails"),
        (None, ..) => format!("what sslmode={mode} does is unknown"),
    };
    (sentence, message)
}
