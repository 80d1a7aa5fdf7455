//! The manifests of winget. No package registry has Microsoft's schemas or `winget validate`: this is a check of our own,
//! stricter than they are. It knows the fields that these manifests use, and refuses every other one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use super::{downloads, sum_of};
use crate::support::packages;
use crate::support::tools::{need_that, test_tools};
use crate::support::user::answer;

type Check = fn(&str) -> bool;

const IDENTIFIER: &str = "pgcerts.pgcerts";
const SCHEMA: &str = "1.10.0";

/// The fields of the manifests whose value is a text, as version 1.10 of the schemas has them.
const TEXTS: [(&str, Check); 19] = [
    ("Architecture", |text| ["x64", "arm64"].contains(&text)),
    ("DefaultLocale", |text| text == "en-US"),
    ("InstallerSha256", |text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())),
    ("InstallerType", |text| text == "zip"),
    ("InstallerUrl", is_url),
    ("License", |text| (3..=512).contains(&text.len())),
    ("LicenseUrl", is_url),
    ("ManifestType", |text| ["version", "installer", "defaultLocale"].contains(&text)),
    ("ManifestVersion", |text| text == SCHEMA),
    ("NestedInstallerType", |text| text == "portable"),
    ("PackageIdentifier", |text| text == IDENTIFIER),
    ("PackageLocale", |text| text == "en-US"),
    ("PackageName", |text| (2..=256).contains(&text.len())),
    ("PackageUrl", is_url),
    ("PackageVersion", |text| text == env!("CARGO_PKG_VERSION")),
    ("PortableCommandAlias", |text| (1..=40).contains(&text.len())),
    ("Publisher", |text| (2..=256).contains(&text.len())),
    ("PublisherUrl", is_url),
    ("RelativeFilePath", |text| (1..=512).contains(&text.len()) && !text.contains('/')),
];

/// What each manifest must have, by its type.
const REQUIRED: [(&str, &[&str]); 3] = [
    ("version", &["PackageIdentifier", "PackageVersion", "DefaultLocale", "ManifestType", "ManifestVersion"]),
    ("installer", &["PackageIdentifier", "PackageVersion", "Installers", "ManifestType", "ManifestVersion"]),
    (
        "defaultLocale",
        &[
            "PackageIdentifier",
            "PackageVersion",
            "PackageLocale",
            "Publisher",
            "PackageName",
            "License",
            "ShortDescription",
            "ManifestType",
            "ManifestVersion",
        ],
    ),
];

fn is_url(text: &str) -> bool {
    text.starts_with("https://") && text.len() <= 2048
}

/// The complaints about a manifest or a part of it.
fn complaints(fields: &Map<String, Value>) -> Vec<String> {
    fields.iter().flat_map(|(name, value)| field_complaints(name, value)).collect()
}

fn field_complaints(name: &str, value: &Value) -> Vec<String> {
    let wrong = |is_right: bool| if is_right { Vec::new() } else { vec![format!("{name}: {value}")] };
    match (name, value) {
        ("Installers" | "NestedInstallerFiles", Value::Array(items)) if items.len() == 1 => {
            items[0].as_object().map_or_else(|| wrong(false), complaints)
        }
        ("Tags", Value::Array(tags)) => wrong(tags.len() <= 16 && tags.iter().all(Value::is_string)),
        ("ShortDescription", Value::String(text)) => wrong((3..=256).contains(&text.len())),
        (_, Value::String(text)) => {
            let check = TEXTS.iter().find(|(known, _)| *known == name).map(|(_, check)| check);
            wrong(check.is_some_and(|check| check(text)))
        }
        _ => wrong(false),
    }
}

fn manifest_complaints(manifest: &Value) -> Vec<String> {
    let Some(fields) = manifest.as_object() else { return vec!["no mapping".into()] };
    let required =
        REQUIRED.iter().find(|(kind, _)| fields.get("ManifestType").is_some_and(|found| found == kind));
    let Some((_, required)) = required else { return vec!["no type".into()] };
    let missing = required.iter().filter(|name| !fields.contains_key(**name));
    missing.map(|name| format!("no {name}")).chain(complaints(fields)).collect()
}

/// The manifests by their type, read by another reader of YAML.
fn manifests(test: &str) -> Option<BTreeMap<String, Value>> {
    let names = ["", ".installer", ".locale.en-US"];
    let files: Option<Vec<_>> =
        names.iter().map(|part| packages::find(test, &format!("/{IDENTIFIER}{part}.yaml"))).collect();
    if !need_that(test, "PyYAML", test_tools("exports/yaml").is_dir()) {
        return None;
    }
    let mut python = Command::new(test_tools("python/bin/python"));
    python.env("PYTHONPATH", test_tools("exports"));
    let script =
        "import json, sys, yaml; print(json.dumps([yaml.safe_load(open(name)) for name in sys.argv[1:]]))";
    let json = answer(python.args(["-c", script]).args(files?)).exits(0).json();
    let manifests = json.as_array().expect("manifests").iter();
    Some(
        manifests
            .map(|one| (one["ManifestType"].as_str().unwrap_or_default().to_owned(), one.clone()))
            .collect(),
    )
}

#[test]
fn the_manifests_have_the_fields_that_winget_asks_for_and_no_others() {
    let Some(manifests) = manifests("the manifests of winget") else { return };
    assert_eq!(manifests.keys().collect::<Vec<_>>(), ["defaultLocale", "installer", "version"]);
    for (kind, manifest) in &manifests {
        assert_eq!(manifest_complaints(manifest), Vec::<String>::new(), "{kind}");
        // The check can fail.
        for name in manifest.as_object().expect("a mapping").keys() {
            let mut other = manifest.clone();
            other[name] = Value::from(7);
            assert!(!manifest_complaints(&other).is_empty(), "{kind}: {name}");
        }
    }
}

#[test]
fn the_installer_is_the_archive_for_windows_and_the_program_in_it() {
    let test = "the installer of winget";
    let (Some(manifests), Some(archive)) = (manifests(test), packages::find(test, "-windows.zip")) else {
        return;
    };
    let manifest = &manifests["installer"];
    let installer = &manifest["Installers"][0];
    let name = archive.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    assert_eq!(installer["InstallerUrl"], downloads() + name);
    assert_eq!(installer["InstallerSha256"], sum_of(&archive));
    let folder = tempfile::tempdir().expect("a temporary folder");
    packages::unpack(&archive, folder.path());
    let nested = manifest["NestedInstallerFiles"][0]["RelativeFilePath"].as_str().expect("a path");
    assert!(Path::new(folder.path()).join(nested.replace('\\', "/")).is_file(), "{nested}");
}
