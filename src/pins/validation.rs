//! Checks that a manifest does not contradict itself. Each complaint names its place.

use std::collections::HashSet;

use super::host_pattern;
use super::manifest::{Manifest, Pin, Set};
use crate::pins::url_rules;

/// The place of a contradiction, such as `roots[2].file`, and what is wrong there.
type Complaint = (String, String);

/// Finds the first contradiction in a manifest.
pub(super) fn validate(manifest: &Manifest) -> Result<(), Complaint> {
    if manifest.updated_at().is_none() {
        let why = format!("`{}` is not a day such as 2026-11-24", manifest.updated);
        return Err(("updated".into(), why));
    }
    let roots = || manifest.roots.iter().enumerate().map(|(i, root)| (format!("roots[{i}]"), root));
    unique(roots().map(|(place, root)| (format!("{place}.id"), root.id.clone())))?;
    unique(roots().map(|(place, root)| (format!("{place}.sha256"), root.sha256.to_string())))?;
    for (place, root) in roots() {
        validate_root(&place, root)?;
    }
    let sets = || manifest.sets.iter().enumerate().map(|(i, set)| (format!("sets[{i}]"), set));
    unique(sets().map(|(place, set)| (format!("{place}.id"), set.id.clone())))?;
    for (place, set) in sets() {
        validate_set(&place, set, manifest)?;
    }
    unique(sets().flat_map(|(place, set)| patterns(&place, set)))?;
    if manifest.set(&manifest.default_set).is_none() && !manifest.is_empty() {
        return Err(("default_set".into(), format!("there is no set `{}`", manifest.default_set)));
    }
    let chains = || manifest.chains.iter().enumerate().map(|(i, chain)| (format!("chains[{i}]"), chain));
    unique(chains().map(|(place, chain)| (format!("{place}.id"), chain.id.clone())))?;
    for (place, chain) in chains() {
        known_root(&format!("{place}.anchor"), &chain.anchor, manifest)?;
    }
    Ok(())
}

fn validate_root(place: &str, root: &Pin) -> Result<(), Complaint> {
    if root.not_after < root.not_before {
        return Err((format!("{place}.not_after"), "it is before not_before".into()));
    }
    for (i, url) in root.urls.iter().enumerate() {
        url_rules::official(url).map_err(|why| (format!("{place}.urls[{i}]"), why))?;
    }
    match &root.file {
        Some(file) if !is_plain_name(file) => Err((
            format!("{place}.file"),
            format!("`{file}` is not a plain file name: it must be next to the manifest"),
        )),
        _ => Ok(()),
    }
}

/// Whether the name is one of a file in its own folder, on every system.
pub(crate) fn is_plain_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', ':', '\0'])
}

fn validate_set(place: &str, set: &Set, manifest: &Manifest) -> Result<(), Complaint> {
    if set.roots.is_empty() {
        return Err((format!("{place}.roots"), format!("the set `{}` names no root", set.id)));
    }
    let members =
        || set.roots.iter().enumerate().map(|(i, member)| (format!("{place}.roots[{i}].id"), &member.id));
    for (place, id) in members() {
        known_root(&place, id, manifest)?;
    }
    for (place, pattern) in patterns(place, set) {
        if let Some(why) = host_pattern::fault(&pattern) {
            return Err((place, format!("`{pattern}`: {why}")));
        }
    }
    let is_chosen = !set.hosts.is_empty() || set.id == manifest.default_set;
    if let Some(single) = single_source(set, manifest).filter(|_| is_chosen) {
        let why =
            format!("the root `{single}` has a single source, so only the set's own name may choose it");
        return Err((format!("{place}.roots"), why));
    }
    unique(members().map(|(place, id)| (place, id.clone())))
}

/// The host patterns of a set, each with its place.
fn patterns(place: &str, set: &Set) -> Vec<Complaint> {
    set.hosts
        .iter()
        .enumerate()
        .map(|(i, pattern)| (format!("{place}.hosts[{i}]"), pattern.clone()))
        .collect()
}

/// The first root of a set that only one source vouches for.
fn single_source<'a>(set: &'a Set, manifest: &Manifest) -> Option<&'a str> {
    let is_single = |id: &&str| manifest.by_id(id).is_some_and(|root| root.single_source);
    set.roots.iter().map(|member| member.id.as_str()).find(is_single)
}

fn known_root(place: &str, id: &str, manifest: &Manifest) -> Result<(), Complaint> {
    if manifest.by_id(id).is_some() {
        return Ok(());
    }
    Err((place.to_owned(), format!("there is no root `{id}`")))
}

fn unique(values: impl Iterator<Item = Complaint>) -> Result<(), Complaint> {
    let mut seen = HashSet::new();
    for (place, value) in values {
        if value.is_empty() {
            return Err((place, "it is empty".into()));
        }
        if !seen.insert(value.clone()) {
            return Err((place, format!("`{value}` is there twice")));
        }
    }
    Ok(())
}
