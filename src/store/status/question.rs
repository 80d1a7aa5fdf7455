//! What is asked about a store.

use std::path::Path;

use time::OffsetDateTime;

use crate::client::ClientCertificate;
use crate::libpq::location::Location;
use crate::paste::command_line::Install;
use crate::pins::{Pins, Set};
use crate::store::content::FileContent;
use crate::store::keystore::Keystore;
use crate::store::surroundings::Surroundings;

/// What the command line says about sets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SetRequest<'a> {
    /// Nothing.
    ByContent,
    /// No root is asked for.
    Nothing,
    /// This set.
    Named(&'a Set),
}

/// What to judge, and what to judge it by.
#[derive(Debug)]
pub(crate) struct StatusQuestion<'a> {
    /// The file.
    pub location: &'a Location,
    /// What is there.
    pub content: &'a FileContent,
    /// The same as a keystore, if it is one that Java reads.
    pub keystore: Option<&'a Keystore>,
    /// A password is given, and the keystore has none.
    pub needless_password: bool,
    /// What is around it.
    pub surroundings: &'a Surroundings<'a>,
    /// The client certificate that libpq would load too, where the file is libpq's own.
    pub client: Option<&'a ClientCertificate>,
    /// The pinned roots.
    pub pins: &'a Pins,
    /// The file of the manifest, unless it is the built-in one.
    pub pins_file: Option<&'a Path>,
    /// Which roots the file must hold.
    pub request: SetRequest<'a>,
    /// The time that validity is judged at.
    pub now: OffsetDateTime,
    /// A certificate that expires within so many days gets a warning.
    pub expiring_within: u32,
}

impl StatusQuestion<'_> {
    /// Whether Java reads the file, and not libpq.
    pub(super) fn is_keystore(&self) -> bool {
        self.keystore.is_some()
    }

    /// Who reads the file.
    pub(super) fn reader(&self) -> &'static str {
        if self.is_keystore() { "Java" } else { "libpq" }
    }

    /// The command that adds a set to this file, or the default set.
    pub(super) fn install(&self, set: Option<&Set>, flag: &str) -> String {
        let other = set.filter(|set| set.id != self.pins.written().default_set);
        let install = Install {
            pins_file: self.pins_file,
            set: other.map(|set| set.id.as_str()),
            ..Install::into_file(self.location)
        };
        install.command(flag)
    }
}
