//! `scan`: what is hidden in a tree or an archive is found, and nothing else is named.

mod archives;
mod decoys;
mod formats;
mod forms;
mod hostile;
mod hosts;
mod kit;
mod machine;
mod paths;
mod secrets;
mod settings;
mod stores;
mod surroundings;
