//! Commands in hints, quoted so that they can be pasted.

use std::path::Path;

use crate::libpq::location::{Location, PathSource};
use crate::paste::quote::posix_path;

/// The fix for a file in which there is nothing to repair, such as a key or a program.
pub(crate) const NO_STORE: &str = "it has no certificate, so it is not a root.crt: name another file with `--dest`, or move \
                                   it away and install again";

/// Whether an argument is `-`: standard input in place of a file that is read, standard output of one that is written.
pub(crate) fn is_stream(path: impl AsRef<Path>) -> bool {
    path.as_ref() == Path::new("-")
}

/// The `pgcerts install` that puts a set into a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Install<'a> {
    /// The file, if it is not libpq's default.
    pub(crate) dest: Option<&'a Path>,
    /// The manifest, if it is not the built-in one.
    pub(crate) pins_file: Option<&'a Path>,
    /// The set, if it is not the manifest's default.
    pub(crate) set: Option<&'a str>,
}

impl<'a> Install<'a> {
    /// Of the default set, into this file.
    pub(crate) fn into_file(location: &'a Location) -> Self {
        // What was piped has a place that only its owner knows.
        let path = if is_stream(&location.path) { Path::new("FILE") } else { &location.path };
        let dest = (location.source != PathSource::Default).then_some(path);
        Self { dest, pins_file: None, set: None }
    }

    /// The command; `flag` may be empty.
    pub(crate) fn command(self, flag: &str) -> String {
        let words = [
            "pgcerts install".to_owned(),
            self.dest.map_or_else(String::new, |path| format!("--dest {}", posix_path(path))),
            self.pins_file.map_or_else(String::new, |file| format!("--pins {}", posix_path(file))),
            self.set.map_or_else(String::new, |set| format!("--set {set}")),
            flag.to_owned(),
        ];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }
}
