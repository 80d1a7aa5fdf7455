//! What help and the manual say of a command besides its flags. Each fact is written once, here.

use super::manual_facts::NamedFact;

/// The notes of one command.
#[derive(Debug)]
pub(crate) struct CommandNotes {
    /// As it is called: `pgcerts pins list`.
    pub command: &'static str,
    /// The flags that matter most, listed first.
    pub first: &'static [&'static str],
    /// A command line, and what it does where that does not show.
    pub examples: &'static [(&'static str, &'static str)],
    /// What else a user needs to know.
    pub remarks: &'static str,
    /// The exit codes, if they are not those of every command.
    pub exit: &'static [ExitMeaning],
    /// The variables that count, for the manual.
    pub variables: &'static [NamedFact],
    /// The files that it reads or writes, for the manual.
    pub files: &'static [NamedFact],
    /// The page with more, below the repository.
    pub page: &'static str,
}

impl CommandNotes {
    /// The exit codes.
    pub(crate) fn exit_codes(&self) -> &'static [ExitMeaning] {
        const USUAL: &[ExitMeaning] = &[("0", "success"), ("1", "problems found"), ("2", "failed to run")];
        if self.exit.is_empty() { USUAL } else { self.exit }
    }

    /// The address of the page with more.
    pub(crate) fn address(&self) -> String {
        format!("{}/blob/main/{}", env!("CARGO_PKG_REPOSITORY"), self.page)
    }
}

/// An exit code and what it means.
pub(crate) type ExitMeaning = (&'static str, &'static str);

/// Those of `--format nagios`.
pub(crate) const NAGIOS: &str = "With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.";

/// The flags of every command, in three lines.
pub(crate) const EVERYWHERE: [(&str, &str); 3] = [
    ("-q, --quiet / -v, --verbose", "print less, or more"),
    ("--json / --color WHEN", "one JSON object; auto, always or never"),
    ("-h / --help", "print a summary, or this help"),
];
