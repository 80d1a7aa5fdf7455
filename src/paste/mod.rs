//! Text to be pasted or printed: shell lines, client snippets, files for other tools and commands in hints, each quoted for its reader; foreign text made harmless.
//! Imports `libpq` for the platform and the environment.
//! It does not lay out answers for people: columns, colors and wrapping are in `app/report`.

pub(crate) mod cells;
pub(crate) mod command_line;
pub(crate) mod escape;
pub(crate) mod invisible;
pub(crate) mod log_commands;
pub(crate) mod manifests;
pub(crate) mod markdown;
pub(crate) mod quote;
pub(crate) mod shell;
pub(crate) mod snippets;
