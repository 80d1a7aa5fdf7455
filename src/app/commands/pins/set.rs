//! `pgcerts pins set`: what a set of one's own is for, and which part its roots have.

use super::write;
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsSetArgs};
use crate::app::report::pins::edit::EditedEntry;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::pins::{Manifest, Pins, Role, Set, host_pattern, some_of};

pub(super) fn run(args: &PinsSetArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let is_asked = args.title.is_some() || args.hosts.is_some() || args.no_hosts || args.default;
    if !is_asked && args.current.is_empty() && args.legacy.is_empty() {
        let fix = "give `--title`, `--hosts`, `--default`, `--current` or `--legacy`";
        return Err(Diagnostic::usage(format!("nothing to change in the set `{}`", args.id), fix));
    }
    let (manifest, changed) = write::change(&args.file, args.folder, output, |pins| planned(args, pins))?;
    let is_default = manifest.default_set == args.id;
    let set = manifest.sets.into_iter().find(|set| set.id == args.id);
    let set = set.ok_or_else(|| Diagnostic::failure(Code::UnknownSet, "the set is gone", "run it again"))?;
    Ok(EditedEntry { path: args.file.clone(), changed, entry: set }.present(is_default, global))
}

fn planned(args: &PinsSetArgs, pins: &Pins) -> Result<Manifest, Diagnostic> {
    let unknown = pins.unknown_set(&args.id);
    let mut manifest = pins.manifest().clone();
    if args.default {
        manifest.default_set.clone_from(&args.id);
    }
    let set = manifest.sets.iter_mut().find(|set| set.id == args.id).ok_or_else(|| {
        let fix = format!("{}; `pgcerts pins add --new-set` makes a set with its first root", unknown.fix);
        unknown.with_fix(fix)
    })?;
    if let Some(title) = &args.title {
        set.title.clone_from(title);
    }
    if args.no_hosts {
        set.hosts.clear();
    } else if let Some(hosts) = &args.hosts {
        set.hosts = patterns(hosts)?;
    }
    args.current.iter().try_for_each(|root| give(set, root, Role::Current))?;
    args.legacy.iter().try_for_each(|root| give(set, root, Role::Legacy))?;
    match shared_pattern(&manifest, &args.id) {
        Some((pattern, other)) => Err(Diagnostic::failure(
            Code::BadManifest,
            format!("`--hosts`: the set `{}` has the pattern `{pattern}` already", other.id),
            "nothing was written; give another pattern, or take that one from the other set with `pgcerts pins set` first",
        )),
        None => Ok(manifest),
    }
}

/// A pattern of this set that another one has too, so that neither is right for its hosts.
fn shared_pattern<'a>(manifest: &'a Manifest, id: &str) -> Option<(&'a str, &'a Set)> {
    let patterns = manifest.set(id).into_iter().flat_map(|set| &set.hosts);
    let mut others = patterns.flat_map(|pattern| {
        let has_it = move |set: &&Set| set.id != id && set.hosts.contains(pattern);
        manifest.sets.iter().filter(has_it).map(move |set| (pattern.as_str(), set))
    });
    others.next()
}

/// The patterns in lower case, each once.
fn patterns(given: &[String]) -> Result<Vec<String>, Diagnostic> {
    let mut patterns: Vec<String> = Vec::new();
    for pattern in given.iter().map(|pattern| pattern.to_ascii_lowercase()) {
        if let Some(why) = host_pattern::fault(&pattern) {
            let fix = "nothing was written; give host names such as `db.example.com`, or patterns such as \
                       `'*.db.example.com'`, one after another: `--hosts A B`";
            // An address may have a password.
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.*".contains(c);
            let name = if pattern.chars().all(is_plain) { format!("`{pattern}`: ") } else { String::new() };
            return Err(Diagnostic::usage(format!("`--hosts`: {name}{why}"), fix));
        }
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    Ok(patterns)
}

/// Gives a member of the set this part.
fn give(set: &mut Set, root: &str, role: Role) -> Result<(), Diagnostic> {
    let fix = format!("it has these: {}", some_of(set.roots.iter().map(|member| member.id.as_str()), ""));
    let message = format!("the set `{}` has no root `{root}`", set.id);
    let member = set.roots.iter_mut().find(|member| member.id == root);
    member.ok_or_else(|| Diagnostic::usage(message, fix))?.role = role;
    Ok(())
}
