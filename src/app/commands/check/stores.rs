//! The stores that targets name, each read once.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::TrustStore;
use crate::diagnostic::Diagnostic;
use crate::io::trust_store;
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::trust_files::TrustFiles;

pub(super) struct Stores<'a> {
    environment: &'a Environment,
    read: HashMap<TrustFiles, Result<Rc<TrustStore>, Diagnostic>>,
}

impl<'a> Stores<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, read: HashMap::new() }
    }

    /// The store that libpq would use for this target.
    pub(super) fn for_target(&mut self, target: &Target) -> Result<Rc<TrustStore>, Diagnostic> {
        let environment = self.environment;
        let files = TrustFiles::for_target(target, environment);
        let load = |files: &TrustFiles| {
            let content = trust_store::read(files, environment)?;
            Ok(Rc::new(TrustStore::from_content(content)))
        };
        self.read.entry(files.clone()).or_insert_with(|| load(&files)).clone()
    }
}
