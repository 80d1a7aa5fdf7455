//! `pgcerts pins`, and `install --prune`.

mod bad_input;
mod copies;
mod edit;
mod faults;
mod keystores;
mod own;
mod pages;
mod prune;
mod rebuild;
mod rotation;
mod schema;
mod show;
mod verify;
mod wording;

use std::path::Path;

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::sha256;
use crate::support::user::User;

/// A user with a manifest that pins this authority as `first`.
fn user_with(authority: &Authority) -> User {
    let user = User::new();
    let pins = manifest(&[authority.pin("first", &[])]);
    write_manifest(user.home(), &pins, &[("first.crt", authority.der())]);
    user
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text file")
}
