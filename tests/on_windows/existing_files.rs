//! Files that editors of Windows wrote: what is in them stays, byte for byte.

use crate::support::{AZURE, Folder, bundled, holds, pem, run};

const COMMENT: &str = "# our roots, größe\r\n\r\n";

/// Installs into a file with these bytes; they stay, a copy lies beside them, and `rollback` brings them back.
#[track_caller]
fn merges(old: &[u8]) -> serde_json::Value {
    let (folder, file) = Folder::with(old);
    let report = run("install --offline --json", &file).exits(0).json();
    assert_eq!(report["action"], "append");
    let new = std::fs::read(&file).expect("root.crt");
    assert!(new.starts_with(old), "what was there stays");
    let backup = report["backup"].as_str().expect("a backup").to_owned();
    assert_eq!(std::fs::read(&backup).expect("the backup"), old);
    assert_eq!(folder.names().len(), 2, "nothing else is left: {:?}", folder.names());
    assert_eq!(run("install --offline --json", &file).exits(0).json()["changed"], false);
    let status = run("status --json", &file).exits(0).json();
    run("rollback", &file).exits(0);
    assert_eq!(std::fs::read(&file).expect("root.crt"), old);
    status
}

#[test]
fn lines_that_end_in_crlf_stay_so() {
    let old = format!("{COMMENT}{}", pem(&bundled("DigiCertGlobalRootG3.crt"), true));
    let status = merges(old.as_bytes());
    assert_eq!(status["libpq"]["certificates"], 4);
}

#[test]
fn a_root_in_crlf_is_not_written_twice() {
    let (_folder, file) = Folder::with(pem(&bundled(AZURE[0]), true));
    run("install --offline", &file).exits(0);
    holds(&file, &AZURE);
}

#[test]
fn a_byte_order_mark_stays_and_is_told_of() {
    let old = format!("\u{feff}{}", pem(&bundled("DigiCertGlobalRootG3.crt"), true));
    let status = merges(old.as_bytes());
    let findings = status["findings"].as_array().expect("findings");
    assert!(findings.iter().any(|finding| finding["code"] == "bom"), "{status}");
    assert_eq!(status["libpq"]["certificates"], 4);
}

/// `> root.crt` of Windows PowerShell writes UTF-16.
#[test]
fn utf_16_is_refused_and_left_alone() {
    let text = pem(&bundled(AZURE[0]), true);
    let bytes: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (folder, file) = Folder::with(&bytes);
    let status = run("status --json", &file).exits(1).json();
    assert!(status["findings"].to_string().contains("UTF-16"), "{status}");
    let error = run("install --offline --json", &file).exits(2).json();
    assert_eq!(error["error"]["code"], "unreadable-store");
    assert_eq!(std::fs::read(&file).expect("root.crt"), bytes);
    assert_eq!(folder.names(), ["root.crt"]);
    run("install --offline --replace", &file).exits(0);
    holds(&file, &AZURE);
}

#[test]
fn a_folder_is_refused() {
    let folder = Folder::new();
    let path = folder.path("root.crt");
    std::fs::create_dir(&path).expect("a folder");
    let error = run("install --offline --json", &path).exits(2).json();
    assert_eq!(error["error"]["code"], "io");
    assert_eq!(folder.names(), ["root.crt"]);
}
