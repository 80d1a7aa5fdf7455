//! The client certificates that targets name, each loaded once.

use std::collections::HashMap;
use std::rc::Rc;

use crate::client::identity::ClientIdentity;
use crate::client::{self, ClientCertificate, LoadOutcome};
use crate::io::client_certificate;
use crate::libpq::client_files::ClientFiles;
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;

pub(super) struct Clients<'a> {
    environment: &'a Environment,
    loaded: HashMap<ClientFiles, Option<Rc<ClientCertificate>>>,
}

impl<'a> Clients<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, loaded: HashMap::new() }
    }

    /// The certificate that libpq would load for this target.
    pub(super) fn for_target(&mut self, target: &Target) -> Option<Rc<ClientCertificate>> {
        let files = ClientFiles::from_settings(&target.client, self.environment)?;
        let load = |files: &ClientFiles| client::load(&client_certificate::read(files)).map(Rc::new);
        self.loaded.entry(files.clone()).or_insert_with(|| load(&files)).clone()
    }

    /// The certificate to present to this target.
    pub(super) fn identity(&mut self, target: &Target) -> Option<ClientIdentity> {
        match &self.for_target(target)?.outcome {
            LoadOutcome::Ready(identity, _) => Some(identity.clone()),
            LoadOutcome::Refused(_) | LoadOutcome::Unclear(_) => None,
        }
    }
}
