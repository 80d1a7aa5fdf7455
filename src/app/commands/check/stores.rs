//! The stores that targets name, each read once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::io::trust_store::{self, Loaded, Places, Root};
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::location;

pub(super) struct Stores<'a> {
    environment: &'a Environment,
    read: HashMap<Places, Result<Rc<Loaded>, Diagnostic>>,
}

impl<'a> Stores<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, read: HashMap::new() }
    }

    /// The store that libpq would use for this target.
    pub(super) fn of(&mut self, target: &Target) -> Result<Rc<Loaded>, Diagnostic> {
        let places = self.places(target);
        let environment = self.environment;
        let load = |places: &Places| trust_store::load(places, environment).map(Rc::new);
        self.read.entry(places.clone()).or_insert_with(|| load(&places)).clone()
    }

    /// `initialize_SSL`: the default list counts only where neither list nor folder is named.
    fn places(&self, target: &Target) -> Places {
        let named =
            |value: &Option<String>| value.as_deref().filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = match target.sslrootcert.as_deref() {
            Some(crate::check::SYSTEM) => Root::System,
            Some(path) if !path.is_empty() => Root::File(path.into()),
            _ => location::root_crt(None, self.environment)
                .map_or(Root::Homeless, |location| Root::File(location.path)),
        };
        let (crl, crl_folder) = (named(&target.sslcrl), named(&target.sslcrldir));
        let default = || location::root_crl(self.environment);
        Places {
            root,
            crl: crl.clone().or_else(|| if crl_folder.is_none() { default() } else { None }),
            crl_folder,
        }
    }
}
