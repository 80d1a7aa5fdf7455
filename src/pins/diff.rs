//! The differences between two manifests, matched by id.

use serde::Serialize;
use serde_json::{Map, Value};

use super::manifest::Manifest;
use super::url_rules;

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManifestChange {
    /// Only the newer manifest has it.
    Added,
    /// Only the older manifest has it.
    Removed,
    /// Both have it, with different fields.
    Changed,
}

/// A field with different values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name.
    pub name: String,
    /// The value in the older manifest.
    pub old: Value,
    /// The value in the newer manifest.
    pub new: Value,
}

/// A difference between two manifests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `manifest`, `root`, `set`, `member`, `chain` or `known`.
    pub what: &'static str,
    /// The id, or the SHA-1 for `known`. None for the manifest itself.
    pub id: Option<String>,
    /// The set of a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// How it differs.
    pub change: ManifestChange,
    /// The fields that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

/// All differences, in the order of the newer manifest. What it does not have comes last in each list.
pub(super) fn between(old: &Manifest, new: &Manifest) -> Vec<Difference> {
    let (old, new) = (value(old), value(new));
    let mut all = Vec::new();
    let lists = ["roots", "sets", "chains", "known"];
    all.extend(changed("manifest", None, &without(&old, &lists), &without(&new, &lists)));
    all.extend(lists_differ("root", "id", list(&old, "roots"), list(&new, "roots"), &[]));
    all.extend(lists_differ("set", "id", list(&old, "sets"), list(&new, "sets"), &["roots"]));
    for set in list(&new, "sets") {
        let twin = list(&old, "sets").iter().find(|old| old["id"] == set["id"]);
        let members = twin.map_or(&[][..], |twin| list(twin, "roots"));
        let in_set = |mut difference: Difference| {
            difference.set = set["id"].as_str().map(str::to_owned);
            difference
        };
        all.extend(lists_differ("member", "id", members, list(set, "roots"), &[]).into_iter().map(in_set));
    }
    all.extend(lists_differ("chain", "id", list(&old, "chains"), list(&new, "chains"), &[]));
    all.extend(lists_differ("known", "sha1", list(&old, "known"), list(&new, "known"), &[]));
    all
}

fn value(manifest: &Manifest) -> Value {
    serde_json::to_value(manifest).unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn without(value: &Value, names: &[&str]) -> Value {
    let fields = value.as_object().cloned().unwrap_or_default();
    Value::Object(
        fields.into_iter().filter(|(name, _)| !names.contains(&name.as_str())).collect::<Map<_, _>>(),
    )
}

fn lists_differ(
    what: &'static str,
    key: &str,
    old: &[Value],
    new: &[Value],
    inner: &[&str],
) -> Vec<Difference> {
    let id = |value: &Value| value[key].as_str().map(str::to_owned);
    let twin =
        |value: &Value, others: &[Value]| others.iter().find(|other| other[key] == value[key]).cloned();
    let whole = |value, change| Difference { what, id: id(value), set: None, change, fields: Vec::new() };
    let mut all = Vec::new();
    for value in new {
        match twin(value, old) {
            None => all.push(whole(value, ManifestChange::Added)),
            Some(twin) => {
                all.extend(changed(what, id(value), &without(&twin, inner), &without(value, inner)));
            }
        }
    }
    let gone = old.iter().filter(|value| twin(value, new).is_none());
    all.extend(gone.map(|value| whole(value, ManifestChange::Removed)));
    all
}

/// A value without the secrets of the addresses in it.
fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) => url_rules::redact_within(text).into(),
        Value::Array(elements) => elements.iter().map(shown).collect(),
        other => other.clone(),
    }
}

fn changed(what: &'static str, id: Option<String>, old: &Value, new: &Value) -> Option<Difference> {
    // A field that one of them leaves out has its default there.
    let left_out = old.as_object()?.keys().filter(|name| new.get(name).is_none());
    let fields: Vec<FieldChange> = (new.as_object()?.keys().chain(left_out))
        .filter(|name| old[name.as_str()] != new[name.as_str()])
        .map(|name| FieldChange { name: name.clone(), old: shown(&old[name]), new: shown(&new[name]) })
        .collect();
    (!fields.is_empty()).then_some(Difference {
        what,
        id,
        set: None,
        change: ManifestChange::Changed,
        fields,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::{Member, Pins, Role};

    fn words(new: &Manifest) -> Vec<String> {
        let all = between(Pins::built_in().manifest(), new);
        let word = |difference: &Difference| {
            let fields: Vec<&str> = difference.fields.iter().map(|field| field.name.as_str()).collect();
            format!(
                "{:?} {} {} {}",
                difference.change,
                difference.what,
                difference.id.clone().unwrap_or_default(),
                fields.join(",")
            )
        };
        all.iter().map(word).collect()
    }

    #[test]
    fn every_kind_of_difference_is_named_once() {
        let mut new = Pins::built_in().manifest().clone();
        assert_eq!(words(&new), Vec::<String>::new());
        new.updated = "2027-01-01".into();
        new.roots[0].urls.clear();
        new.roots[1].id = "renamed".into();
        new.sets[0].title = "t".into();
        new.sets[0].roots[2].role = Role::Current;
        new.sets[1].roots = vec![Member { id: "renamed".into(), role: Role::Current }];
        new.sets.remove(2);
        new.chains[0].served = !new.chains[0].served;
        new.known.truncate(18);
        let expected = [
            "Changed manifest  updated",
            "Changed root digicert-global-root-g2 urls",
            "Added root renamed ",
            "Removed root microsoft-rsa-root-2017 ",
            "Changed set azure title",
            "Removed set azure-all ",
            "Changed member digicert-global-root-ca role",
            "Added member renamed ",
            "Removed member digicert-global-root-g2 ",
            "Removed member microsoft-rsa-root-2017 ",
            "Changed chain azure-2020 served",
            "Removed known d4de20d05e66fc53fe1a50882c78db2852cae474 ",
        ];
        assert_eq!(words(&new), expected);
    }
}
