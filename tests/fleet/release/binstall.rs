//! What `cargo binstall` would download, from the templates in Cargo.toml.

use std::process::Command;

use serde_json::Value;

use super::downloads;
use crate::support::tools::need_that;
use crate::support::user::answer;
use crate::support::{packages, repository};

fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(repository(""));
    let metadata = answer(&mut cargo).exits(0).json();
    metadata["packages"][0]["metadata"]["binstall"].clone()
}

/// A template as binstall fills it for a target.
fn filled(template: &Value, target: &str) -> String {
    let values = [
        ("repo", env!("CARGO_PKG_REPOSITORY")),
        ("version", env!("CARGO_PKG_VERSION")),
        ("name", env!("CARGO_PKG_NAME")),
        ("bin", env!("CARGO_PKG_NAME")),
        ("target-arch", target.split('-').next().expect("an architecture")),
    ];
    let mut text = template.as_str().unwrap_or_else(|| panic!("{target}: {template}")).to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{ {name} }}"), value);
    }
    assert!(!text.contains(['{', '}']), "every name is known: {text}");
    text
}

#[test]
fn the_templates_name_the_archives_and_the_programs_in_them() {
    let test = "what cargo binstall downloads";
    let metadata = metadata();
    let targets = metadata["overrides"].as_object().expect("overrides");
    for name in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-musl", "x86_64-pc-windows-msvc"] {
        assert!(targets.contains_key(name), "{name}");
    }
    for (target, fields) in targets {
        let url = filled(&fields["pkg-url"], target);
        let name = url.strip_prefix(&downloads()).unwrap_or_else(|| panic!("{target}: {url}"));
        let format = fields["pkg-fmt"].as_str().expect("a format");
        assert!(name.ends_with(if format == "tgz" { ".tar.gz" } else { ".zip" }), "{name}: {format}");
        let archive = packages::folder().join(name);
        if !need_that(test, name, archive.is_file()) {
            return;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        packages::unpack(&archive, folder.path());
        let program = folder.path().join(filled(&fields["bin-dir"], target));
        assert!(program.is_file(), "{target}: {}", program.display());
    }
}

/// Without an address of its own a target gets no file of another system.
#[test]
fn other_systems_compile_it() {
    let metadata = metadata();
    assert!(metadata["pkg-url"].is_null() && metadata["bin-dir"].is_null(), "{metadata}");
    assert_eq!(metadata["disabled-strategies"], serde_json::json!(["quick-install"]));
}
