//! The answers of `check`.

mod changes;
mod client;
pub(crate) mod json;
mod many;
pub(crate) mod nagios;
mod one;
mod probe;
pub(crate) mod prometheus;
mod quiet;
mod root_name;
mod summary;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod ticket;
mod why;
mod word;

pub(crate) use summary::summary;

/// The progress of a run over many servers: a bar of a fixed width.
pub(crate) fn progress(done: usize, total: usize) -> String {
    const WIDTH: usize = 30;
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH);
    format!("[{}{}] {done} of {total} servers", "#".repeat(filled), "-".repeat(WIDTH - filled))
}
