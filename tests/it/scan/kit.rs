//! A tree to scan, and what was found in it.

use std::io::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::user::{Answer, User};

pub(super) struct ScanTree {
    pub(super) user: User,
}

impl ScanTree {
    pub(super) fn new() -> Self {
        Self { user: User::in_memory() }
    }

    /// Writes a file below the tree.
    pub(super) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.user.path("tree").join(path)
    }

    pub(super) fn scan(&self, more: &[&str]) -> Answer {
        self.user.run(["scan", "tree"].iter().chain(more))
    }

    /// Everything that was found: path below the tree, kind, and the codes that are more than information.
    #[track_caller]
    pub(super) fn found(&self) -> Vec<(String, String, Vec<String>)> {
        let json = self.scan(&["--json"]).json();
        items(&json).iter().map(|item| (path(item), text(&item["kind"]), codes(item))).collect()
    }

    /// The settings of one file: line, mode, roots.
    #[track_caller]
    pub(super) fn settings(&self) -> Vec<(String, u64, String, String)> {
        let json = self.scan(&["--json"]).json();
        let mut found = Vec::new();
        for item in items(&json).iter().filter(|item| item["kind"] == "settings") {
            for setting in item["settings"].as_array().expect("settings") {
                let line = setting["line"].as_u64().expect("a line");
                found.push((path(item), line, text(&setting["sslmode"]), text(&setting["sslrootcert"])));
            }
        }
        found
    }
}

pub(super) fn items(json: &Value) -> &Vec<Value> {
    json["found"].as_array().expect("what was found")
}

pub(super) fn path(item: &Value) -> String {
    text(&item["path"]).trim_start_matches("tree/").to_owned()
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn codes(item: &Value) -> Vec<String> {
    let findings = item["findings"].as_array().expect("findings");
    let serious = findings.iter().filter(|finding| finding["severity"] != "info");
    let mut codes: Vec<String> = serious.map(|finding| text(&finding["code"])).collect();
    codes.dedup();
    codes
}

/// A member of a tar archive, written without the code under test.
pub(super) fn member(name: &str, content: &[u8]) -> Vec<u8> {
    entry(name, content, content.len() as u64, b'0')
}

pub(super) fn entry(name: &str, content: &[u8], size: u64, kind: u8) -> Vec<u8> {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[108..124].copy_from_slice([*b"0001750\0"; 2].as_flattened());
    header[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[148..156].copy_from_slice(b"        ");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut entry = header.to_vec();
    entry.extend_from_slice(content);
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

pub(super) fn archive(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), vec![0; 1024]].concat()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("bytes");
    packed.finish().expect("a gzip")
}
