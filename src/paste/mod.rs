//! Text to be pasted or printed: shell lines, client snippets, commands in a fix, each quoted for its reader; foreign text made harmless.
//! Imports `libpq` for the platform and the environment.
//! It does not lay out answers for people: columns, colours and wrapping are in `app/report`.

pub(crate) mod command_line;
pub(crate) mod escape;
pub(crate) mod shell;
pub(crate) mod snippets;
