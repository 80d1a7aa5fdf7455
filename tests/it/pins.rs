//! The built-in pins against the bytes beside them, recomputed by OpenSSL, and against Debian's copies.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use pgcerts::testing::PinnedRoot;
use pgcerts::testing::{BUILT_IN, BUNDLED, Pin, Pins};
use serde_json::Value;

use crate::support::{bundled, repository, tools};

/// What `openssl x509` prints for a bundled root.
fn openssl(file: &str, arguments: &[&str]) -> String {
    let path = repository("certs").join(file);
    let output = Command::new("openssl")
        .args(["x509", "-inform", "DER", "-noout", "-dateopt", "iso_8601", "-in"])
        .arg(path)
        .args(arguments)
        .output()
        .expect("openssl");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn value_behind(text: &str, mark: &str) -> String {
    let (_, rest) = text.split_once(mark).unwrap_or_else(|| panic!("no {mark} in {text}"));
    rest.lines().next().unwrap_or_default().trim().to_owned()
}

#[test]
fn every_pin_is_what_openssl_computes_from_the_der() {
    if tools::need("the recomputation of every pin", "openssl").is_none() {
        return;
    }
    let manifest: Value = serde_json::from_str(BUILT_IN).expect("JSON");
    let roots = manifest["roots"].as_array().expect("roots");
    assert_eq!(roots.len(), BUNDLED.len());
    for root in roots {
        let file = root["file"].as_str().expect("a file");
        let field = |name: &str| root[name].as_str().expect("a text").to_owned();
        let hex = |text: String| text.replace(':', "").to_lowercase();
        let iso = |text: String| text.replace(' ', "T");
        let printed = openssl(
            file,
            &["-fingerprint", "-sha256", "-serial", "-dates", "-subject", "-nameopt", "multiline"],
        );
        assert_eq!(field("sha256"), hex(value_behind(&printed, "Fingerprint=")), "{file}");
        assert_eq!(
            field("sha1"),
            hex(value_behind(&openssl(file, &["-fingerprint", "-sha1"]), "Fingerprint="))
        );
        assert_eq!(field("serial"), hex(value_behind(&printed, "serial=")), "{file}");
        assert_eq!(field("not_before"), iso(value_behind(&printed, "notBefore=")), "{file}");
        assert_eq!(field("not_after"), iso(value_behind(&printed, "notAfter=")), "{file}");
        assert_eq!(field("subject"), value_behind(&printed, "commonName                = "), "{file}");
    }
}

#[test]
fn every_bundled_root_is_debians() {
    let folder = Path::new("/usr/share/ca-certificates/mozilla");
    if !tools::need_that("the comparison with Debian", "the package ca-certificates", folder.is_dir()) {
        return;
    }
    let debian: HashSet<Vec<u8>> = std::fs::read_dir(folder)
        .expect("the folder")
        .filter_map(|entry| pem::parse(std::fs::read(entry.ok()?.path()).ok()?).ok())
        .map(pem::Pem::into_contents)
        .collect();
    for (name, der) in BUNDLED {
        assert!(debian.contains(der), "{name}");
        assert_eq!(bundled(name), der);
    }
}

#[test]
fn the_built_in_manifest_passes_the_checks_that_other_manifests_must_pass() {
    let read = |file: &str| Ok(Some(bundled(file)));
    let pins = Pins::read("certs/pins.json", BUILT_IN.as_bytes(), read).expect("no contradiction");
    let every: Vec<&Pin> = pins.manifest().roots.iter().collect();
    for pin in &every {
        let root = PinnedRoot::admit(pin, pins.bundled(pin).expect("a file")).expect("the pinned bytes");
        assert_eq!(root.certificate().sha256(), pin.sha256);
    }
    let files: HashSet<_> = every.iter().filter_map(|pin| pin.file.clone()).collect();
    assert_eq!(files, BUNDLED.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn each_file_is_named_as_its_address_ends_so_that_the_folder_can_serve_as_a_mirror() {
    for pin in Pins::built_in().manifest().roots.iter().take(BUNDLED.len()) {
        let segment = pin.urls[0].rsplit('/').next().expect("a segment").replace("%20", " ");
        assert_eq!(pin.file.as_deref(), Some(segment.as_str()));
    }
}

#[test]
fn a_chain_ends_with_its_first_intermediate_and_every_fact_has_a_dated_source() {
    let pins = Pins::built_in();
    let manifest = pins.manifest();
    for chain in &manifest.chains {
        let first = chain.intermediates.iter().map(|intermediate| intermediate.not_after).min();
        assert!(first.is_none() || chain.until == first, "{}", chain.id);
        assert!(chain.source.contains("202"), "{}", chain.id);
    }
    let ids: Vec<&str> = manifest.chains.iter().map(|chain| chain.id.as_str()).collect();
    assert_eq!(ids, ["azure-2020", "azure-2024-microsoft", "azure-2026", "azure-china-g1"]);
    assert!(manifest.roots.iter().all(|root| root.source.contains("202")));
    assert_eq!(manifest.known.len(), 19);
}

#[test]
fn the_sets_hold_what_they_promise() {
    let pins = Pins::built_in();
    let ids = |set: &str| -> Vec<String> {
        let set = pins.set(Some(set)).expect("a set");
        pins.roots_of(set).iter().map(|pin| pin.id.clone()).collect()
    };
    let azure = ["digicert-global-root-g2", "microsoft-rsa-root-2017", "digicert-global-root-ca"];
    assert_eq!(ids("azure"), azure);
    assert_eq!(ids("azure-minimum"), azure[..2]);
    assert_eq!(ids("azure-all").len(), 7);
    assert_eq!(pins.set(None).expect("the default").id, "azure");
}
