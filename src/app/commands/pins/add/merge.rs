//! The root in the manifest: the sets that it joins, and the text that says so.

use super::pin;
use crate::app::cli::PinsAddArgs;
use crate::diagnostic::Diagnostic;
use crate::pins::{self, Addition, Manifest, Member, Pin, Pins, Set};

/// The text with the root in it, if it can be edited in place, and what it must say then.
pub(super) fn edited(
    args: &PinsAddArgs,
    pin: &Pin,
    old: &str,
    pins: &Pins,
) -> Result<(Option<String>, Manifest), Diagnostic> {
    let expected = merged(args, pin, pins)?;
    let addition = Addition {
        pin: Some(pin).filter(|pin| !pins.manifest().roots.contains(pin)),
        id: &pin.id,
        sets: open_sets(args, pins)?,
        role: args.role,
    };
    Ok((pins::add(old, &addition), expected))
}

/// The sets of the arguments in which the root is not yet.
pub(super) fn open_sets<'a>(args: &PinsAddArgs, pins: &'a Pins) -> Result<Vec<&'a str>, Diagnostic> {
    let mut open = Vec::new();
    for id in &args.set {
        let set = pins.manifest().set(id).ok_or_else(|| unknown_set(args, pins, id))?;
        match set.member(&args.id) {
            Some(member) if member.role != args.role => {
                let message = format!("`{}` is in the set `{id}` already, with another role", args.id);
                return Err(Diagnostic::usage(message, "change the role in the manifest itself"));
            }
            Some(_) => {}
            None if open.contains(&set.id.as_str()) => {}
            None => open.push(set.id.as_str()),
        }
    }
    Ok(open)
}

/// The manifest as it is to be.
pub(super) fn merged(args: &PinsAddArgs, pin: &Pin, pins: &Pins) -> Result<Manifest, Diagnostic> {
    pin::existing(pins, args)?;
    let mut manifest = pins.manifest().clone();
    let is_new = !manifest.roots.contains(pin);
    if is_new {
        let same_file = manifest.roots.iter().find(|root| root.file == pin.file);
        if let Some((root, file)) = same_file.zip(pin.file.as_ref()) {
            let message = format!("the root `{}` has the file `{file}` already", root.id);
            return Err(Diagnostic::usage(
                message,
                "name the certificate otherwise, or give it another `--url`",
            ));
        }
        manifest.roots.push(pin.clone());
    }
    let open = open_sets(args, pins)?;
    let joins = |set: &&mut Set| open.contains(&set.id.as_str());
    for set in manifest.sets.iter_mut().filter(joins) {
        set.roots.push(Member { id: pin.id.clone(), role: args.role });
    }
    Ok(manifest)
}

/// A set cannot be empty, so a new one is written once its root is there.
fn unknown_set(args: &PinsAddArgs, pins: &Pins, id: &str) -> Diagnostic {
    let unknown = pins.unknown_set(id);
    let fix = format!(
        "{}; to make it, add the root to one of them, then write {{ \"id\": \"{id}\", \"roots\": [{{ \"id\": \"{}\", \
         \"role\": \"current\" }}] }} into `sets` of `{}`",
        pins.known_sets(),
        args.id,
        args.file.display()
    );
    unknown.with_fix(fix)
}
