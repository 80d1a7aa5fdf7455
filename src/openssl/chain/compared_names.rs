//! Name constraints, each applied once to a certificate, however many paths both are on.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::x509::digest::Sha256;

use super::link::Link;
use super::name_constraints::NamesPermitted;

/// The answers by certificate, authority, and whether the certificate is the leaf.
#[derive(Debug, Default)]
pub(super) struct ComparedNames(RefCell<HashMap<(Sha256, Sha256, bool), NamesPermitted>>);

impl ComparedNames {
    /// Whether the constraints of the authority `above` permit the names of `subject`.
    pub(super) fn permitted(&self, subject: &Link, above: &Link, is_leaf: bool) -> NamesPermitted {
        let Some(constraints) = &above.profile.extensions.name_constraints else {
            return NamesPermitted::Yes;
        };
        let key = (subject.certificate.sha256(), above.certificate.sha256(), is_leaf);
        let mut known = self.0.borrow_mut();
        *known.entry(key).or_insert_with(|| constraints.permit(subject.profile.names(), is_leaf))
    }
}
