//! `--repair`: what decodes is written anew, the rest is dropped and listed.

use serde_json::Value;

use super::{appended, lines, stranger};
use crate::support::authority::Authority;
use crate::support::store::{azure, backups, install, loaded_by_openssl};
use crate::support::user::User;
use crate::support::{certificates, pem};

/// `bytes` become a file with the certificates `kept` and the set behind them, which every client can read.
#[track_caller]
fn repaired(test: &str, bytes: impl AsRef<[u8]>, kept: &[&Authority]) -> Repaired {
    let user = User::new();
    user.write_root_crt(&bytes);
    let json = install(&user, &["--repair"]).exits(0).json();
    assert_eq!(json["action"], "repair");
    let expected: Vec<Vec<u8>> = kept.iter().map(|kept| kept.der().to_vec()).chain(azure()).collect();
    assert_eq!(certificates(&user.root_crt()), expected);
    assert_eq!(json["kept"].as_array().expect("kept").len(), kept.len());
    settled(test, &user, expected.len());
    assert_eq!(std::fs::read(&backups(&user.folder())[0]).expect("a backup"), bytes.as_ref());
    Repaired {
        text: std::fs::read_to_string(user.root_crt()).expect("text"),
        dropped: json["dropped"].clone(),
    }
}

/// OpenSSL loads `count` certificates, and further runs change nothing.
#[track_caller]
fn settled(test: &str, user: &User, count: usize) {
    if let Some(loaded) = loaded_by_openssl(test, &user.root_crt()) {
        assert_eq!(loaded, count);
    }
    assert_eq!(install(user, &[]).exits(0).json()["action"], "none");
    assert_eq!(install(user, &["--repair"]).exits(0).json()["action"], "none");
}

struct Repaired {
    text: String,
    dropped: Value,
}

impl Repaired {
    /// Exactly these were dropped, by line and reason.
    #[track_caller]
    fn dropped(&self, expected: &[(usize, &str)]) {
        let dropped: Vec<(usize, &str)> = self
            .dropped
            .as_array()
            .expect("dropped")
            .iter()
            .map(|dropped| {
                let line = dropped["line"].as_u64().and_then(|line| usize::try_from(line).ok());
                (line.expect("a line"), dropped["reason"].as_str().expect("a reason"))
            })
            .collect();
        assert_eq!(dropped, expected);
    }
}

fn pair() -> (Authority, Authority) {
    (stranger(), Authority::new("Second"))
}

#[test]
fn glued_blocks_are_parted() {
    let (first, second) = pair();
    let text = format!("{}{}", first.pem().trim_end(), second.pem());
    repaired("glued_blocks_are_parted", text, &[&first, &second]).dropped(&[]);
}

#[test]
fn bad_base64_in_the_middle_is_dropped() {
    let (first, second) = pair();
    let broken = Authority::new("Broken").pem().replacen('\n', "\n!", 1);
    let text = format!("{}{broken}{}", first.pem(), second.pem());
    repaired("bad_base64_in_the_middle_is_dropped", text, &[&first, &second])
        .dropped(&[(lines(&first.pem()) + 1, "its base64 does not decode")]);
}

#[test]
fn bad_der_in_the_middle_is_dropped() {
    let (first, second) = pair();
    let broken = pem("CERTIFICATE", b"no certificate");
    let text = format!("{}{broken}{}", first.pem(), second.pem());
    repaired("bad_der_in_the_middle_is_dropped", text, &[&first, &second])
        .dropped(&[(lines(&first.pem()) + 1, "its bytes are not a certificate")]);
}

#[test]
fn der_is_kept_as_pem() {
    let first = stranger();
    repaired("der_is_kept_as_pem", first.der(), &[&first]).dropped(&[]);
}

#[test]
fn utf16_is_kept_as_ascii() {
    let (first, second) = pair();
    let text = format!("\u{feff}{}{}", first.pem(), second.pem());
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let text: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        let repaired = repaired("utf16_is_kept_as_ascii", text, &[&first, &second]);
        repaired.dropped(&[]);
        assert!(repaired.text.is_ascii());
    }
}

#[test]
fn newlines_written_out_become_newlines() {
    let (first, second) = pair();
    let text = format!("{}{}", first.pem(), second.pem());
    for newline in ["\\n", "\\r\\n"] {
        let text = text.replace('\n', newline);
        repaired("newlines_written_out_become_newlines", text, &[&first, &second]).dropped(&[]);
    }
}

#[test]
fn bare_base64_gets_its_armor() {
    let first = stranger();
    let text = first.pem();
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
    repaired("bare_base64_gets_its_armor", text.join("\n"), &[&first]).dropped(&[]);
}

#[test]
fn indented_blocks_move_to_the_margin() {
    let (first, second) = pair();
    let text = format!("roots:\n{}{}", first.pem(), second.pem()).replace('\n', "\n    ");
    repaired("indented_blocks_move_to_the_margin", text, &[&first, &second]).dropped(&[]);
}

#[test]
fn a_certificate_behind_a_missing_end_is_found() {
    let (first, second) = pair();
    let text = first.pem().replace("-----END CERTIFICATE-----\n", "") + &second.pem();
    repaired("a_certificate_behind_a_missing_end_is_found", text, &[&first, &second]).dropped(&[]);
}

#[test]
fn a_missing_last_end_is_made_up_for() {
    let first = stranger();
    let text = first.pem().replace("-----END CERTIFICATE-----\n", "");
    repaired("a_missing_last_end_is_made_up_for", text, &[&first]).dropped(&[]);
}

#[test]
fn carriage_returns_alone_become_newlines() {
    let (first, second) = pair();
    let text = format!("{}{}", first.pem(), second.pem()).replace('\n', "\r");
    let repaired = repaired("carriage_returns_alone_become_newlines", text, &[&first, &second]);
    repaired.dropped(&[]);
    assert!(!repaired.text.contains('\r'));
}

#[test]
fn a_private_key_is_dropped() {
    let (first, second) = pair();
    let key = first.server(&["db"]).key;
    let text = format!("{}{key}{}", first.pem(), second.pem());
    let repaired = repaired("a_private_key_is_dropped", text, &[&first, &second]);
    repaired.dropped(&[(lines(&first.pem()) + 1, "a private key")]);
    assert!(!repaired.text.contains("PRIVATE KEY"));
}

#[test]
fn a_byte_order_mark_before_begin_goes() {
    let first = stranger();
    let text = format!("\u{feff}{}", first.pem());
    let repaired = repaired("a_byte_order_mark_before_begin_goes", text, &[&first]);
    repaired.dropped(&[]);
    assert!(!repaired.text.contains('\u{feff}'));
}

#[test]
fn a_nul_that_hides_what_follows_goes() {
    let (first, second) = pair();
    let text = format!("{}\0\n{}", first.pem(), second.pem());
    repaired("a_nul_that_hides_what_follows_goes", text, &[&first, &second]).dropped(&[]);
}

#[test]
fn a_nul_behind_the_last_block_goes() {
    let first = stranger();
    repaired("a_nul_behind_the_last_block_goes", format!("{}\0\n", first.pem()), &[&first]).dropped(&[]);
}

#[test]
fn a_nul_in_comments_goes() {
    repaired("a_nul_in_comments_goes", "# ours\n\0\n", &[]);
}

#[test]
fn a_file_with_blocks_of_another_kind_alone_is_mended() {
    let request = pem("CERTIFICATE REQUEST", &[0x30, 0]);
    repaired("a_file_with_blocks_of_another_kind_alone_is_mended", request, &[])
        .dropped(&[(1, "a block of another kind, `CERTIFICATE REQUEST`")]);
}

#[test]
fn duplicates_in_a_broken_file_are_kept_once() {
    let (first, second) = pair();
    let text = format!("{}{}{}", first.pem().trim_end(), second.pem(), first.pem());
    let line = lines(&first.pem()) + lines(&second.pem());
    repaired("duplicates_in_a_broken_file_are_kept_once", text, &[&first, &second])
        .dropped(&[(line, "the same certificate again")]);
}

#[test]
fn a_root_of_the_set_in_a_broken_file_is_not_written_twice() {
    let user = User::new();
    let last = &azure()[2];
    user.write_root_crt(format!("{}{}", pem("CERTIFICATE", last).trim_end(), stranger().pem()));
    install(&user, &["--repair"]).exits(0);
    let there = certificates(&user.root_crt());
    assert_eq!(there.len(), 4);
    assert_eq!(there.iter().filter(|der| *der == last).count(), 1);
}

#[test]
fn a_trusted_certificate_stays_one() {
    let (first, second) = pair();
    let trusted = pem("TRUSTED CERTIFICATE", &[first.der(), &[0x30, 0]].concat());
    let text = format!("{}{}", trusted.trim_end(), second.pem());
    let user = User::new();
    user.write_root_crt(text);
    let json = install(&user, &["--repair"]).exits(0).json();
    assert_eq!((&json["action"], &json["dropped"]), (&"repair".into(), &serde_json::json!([])));
    assert!(std::fs::read_to_string(user.root_crt()).unwrap().contains(&trusted));
    settled("a_trusted_certificate_stays_one", &user, 5);
}

#[test]
fn a_web_page_is_dropped() {
    repaired("a_web_page_is_dropped", "<!DOCTYPE html>\n<html></html>\n", &[])
        .dropped(&[(1, "an HTML page")]);
}

#[test]
fn a_file_without_format_errors_stays_byte_for_byte() {
    let (first, second) = pair();
    let trusted = pem("TRUSTED CERTIFICATE", &[first.der(), &[0x30, 0]].concat());
    let text = format!("# ours\r\n{}{trusted}{}\n\n{}", first.pem(), second.pem(), second.pem());
    let user = User::new();
    appended(&user, &text, &["--repair"]);
    assert_eq!(install(&user, &["--repair"]).exits(0).json()["action"], "none");
}

#[test]
fn a_file_that_holds_the_whole_set_is_repaired_too() {
    let set = azure().iter().fold(String::new(), |text, der| text + &pem("CERTIFICATE", der));
    let broken = pem("CERTIFICATE", b"nonsense");
    let key = stranger().server(&["db"]).key;
    for (fault, reason) in [(broken, "its bytes are not a certificate"), (key, "a private key")] {
        let user = User::new();
        user.write_root_crt(format!("{set}{fault}"));
        let json = install(&user, &["--repair"]).exits(0).json();
        assert_eq!((&json["action"], &json["changed"]), (&"repair".into(), &true.into()));
        assert_eq!(
            (&json["dropped"][0]["line"], &json["dropped"][0]["reason"]),
            (&(lines(&set) + 1).into(), &reason.into())
        );
        assert_eq!(certificates(&user.root_crt()), azure());
        assert_eq!(backups(&user.folder()).len(), 1);
        assert!(!std::fs::read_to_string(user.root_crt()).expect("text").contains("PRIVATE KEY"));
        settled("repairing a file with the whole set", &user, 3);
    }
}

#[test]
fn a_backup_that_still_holds_the_key_is_warned_of() {
    let user = User::new();
    user.write_root_crt(stranger().server(&["db"]).key);
    let answer = install(&user, &["--repair"]).exits(0);
    assert!(answer.warning_codes().contains(&"private-key".to_owned()));
    let user = User::new();
    user.write_root_crt(stranger().server(&["db"]).key);
    let answer = install(&user, &["--repair", "--no-backup"]).exits(0);
    assert!(!answer.warning_codes().contains(&"private-key".to_owned()));
}
