//! The stores that targets name, each read once.

use std::collections::HashMap;
use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::io::trust_store::{self, Loaded};
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::trust_files::TrustFiles;

pub(super) struct Stores<'a> {
    environment: &'a Environment,
    read: HashMap<TrustFiles, Result<Rc<Loaded>, Diagnostic>>,
}

impl<'a> Stores<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, read: HashMap::new() }
    }

    /// The store that libpq would use for this target.
    pub(super) fn for_target(&mut self, target: &Target) -> Result<Rc<Loaded>, Diagnostic> {
        let environment = self.environment;
        let files = TrustFiles::for_target(target, environment);
        let load = |files: &TrustFiles| trust_store::load(files, environment).map(Rc::new);
        self.read.entry(files.clone()).or_insert_with(|| load(&files)).clone()
    }
}
