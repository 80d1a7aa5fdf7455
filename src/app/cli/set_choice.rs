//! The flags that name a set of roots.

use clap::Args;

use super::set_name::SetName;
use super::values::server_name;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::{Pins, Set, has_separate_roots};

/// Which set is meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct SetChoice {
    /// A set of roots; `pgcerts pins list` shows them
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// The set for this server, by its name
    #[arg(long = "for", value_name = "HOST", value_parser = server_name, conflicts_with = "set")]
    pub host: Option<String>,
}

impl SetChoice {
    /// Whether a flag names a set.
    pub(crate) fn is_named(&self) -> bool {
        self.set.is_some() || self.host.is_some()
    }

    /// The set that is named; none if no flag names one. `otherwise` says what to do for a host without a set.
    ///
    /// # Errors
    /// `unknown-set` if the manifest has none of this name or for this host.
    pub(crate) fn named<'a>(&self, pins: &'a Pins, otherwise: &str) -> Result<Option<&'a Set>, Diagnostic> {
        match (&self.set, &self.host) {
            (Some(id), _) => pins.set(Some(id)).map(Some),
            (None, Some(host)) => match pins.set_for_host(host)? {
                None => Err(no_set_for(host, otherwise)),
                set => Ok(set),
            },
            (None, None) => Ok(None),
        }
    }

    /// The set that is named, or the default one.
    ///
    /// # Errors
    /// As [`Self::named`].
    pub(crate) fn or_default<'a>(&self, pins: &'a Pins, otherwise: &str) -> Result<&'a Set, Diagnostic> {
        self.named(pins, otherwise)?.map_or_else(|| pins.set(None), Ok)
    }
}

fn no_set_for(host: &str, otherwise: &str) -> Diagnostic {
    let message = format!("no set of the manifest is for the host `{host}`");
    let separate = if has_separate_roots(host) {
        "AWS has separate roots in GovCloud and China, which pgcerts does not pin: get them and their fingerprints from \
         AWS for `pgcerts install --root FILE --sha256 HEX`; "
    } else {
        ""
    };
    Diagnostic::failure(Code::UnknownSet, message, format!("{separate}{otherwise}"))
}
