//! The answers of the `pins` commands, for people and for scripts.

pub(crate) mod diff;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod verify;

use serde::Serialize;

use crate::pins::{Pins, Role};

/// A root's part in a set.
#[derive(Serialize)]
struct Membership<'a> {
    set: &'a str,
    role: Role,
}

fn memberships<'a>(pins: &'a Pins, id: &str) -> Vec<Membership<'a>> {
    let sets = pins.manifest().sets.iter();
    let part = |set: &'a crate::pins::Set| {
        let member = set.member(id)?;
        Some(Membership { set: &set.id, role: member.role })
    };
    sets.filter_map(part).collect()
}

/// The word for a role.
fn word(role: Role) -> &'static str {
    match role {
        Role::Current => "current",
        Role::Legacy => "legacy",
    }
}
