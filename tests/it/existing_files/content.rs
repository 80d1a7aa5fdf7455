//! Content that clients cannot read, or that must not be shown to them, is refused with its line.

use super::{lines, refused, stranger};
use crate::support::authority::Authority;
use crate::support::user::User;
use crate::support::{pem, program};

/// The content is refused as unreadable in this line.
#[track_caller]
fn unreadable(bytes: impl AsRef<[u8]>, line: usize) {
    let error = refused(bytes, &[]);
    assert_eq!((&error["code"], &error["line"]), (&"unreadable-store".into(), &line.into()), "{error}");
}

#[track_caller]
fn private_key(block: &str) {
    let before = format!("# a server of ours\n{}", stranger().pem());
    let error = refused(format!("{before}{block}"), &[]);
    let line = lines(&before) + 1;
    assert_eq!((&error["code"], &error["line"]), (&"private-key".into(), &line.into()), "{error}");
}

#[test]
fn der_is_refused() {
    unreadable(stranger().der(), 1);
}

#[test]
fn utf16_of_either_byte_order_is_refused() {
    let text = format!("\u{feff}{}", stranger().pem());
    unreadable(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), 1);
    unreadable(text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(), 1);
}

#[test]
fn blocks_glued_together_are_refused_with_the_line_where_they_meet() {
    let (first, second) = (stranger().pem(), Authority::new("Second").pem());
    unreadable(format!("# two\n{}{second}", first.trim_end()), 1 + lines(&first));
}

#[test]
fn bad_base64_in_the_middle_is_refused_with_its_line() {
    let (first, last) = (stranger().pem(), Authority::new("Last").pem());
    let broken = Authority::new("Broken").pem().replacen('\n', "\n!", 1);
    unreadable(format!("{first}{broken}{last}"), lines(&first) + 2);
}

#[test]
fn bad_der_in_the_middle_is_refused_with_the_line_of_its_begin() {
    let (first, last, broken) = (stranger().pem(), Authority::new("Last").pem(), Authority::new("Broken"));
    let cut = pem("CERTIFICATE", &broken.der()[..broken.der().len() - 9]);
    unreadable(format!("{first}{cut}{last}"), lines(&first) + 1);
}

#[test]
fn a_last_block_without_end_is_refused() {
    let text = stranger().pem();
    let cut = text.trim_end().rsplit_once('\n').expect("lines").0;
    let error = refused(format!("{cut}\n"), &[]);
    assert_eq!(error["code"], "unreadable-store");
    assert!(error["message"].as_str().expect("a message").contains("END line is missing"), "{error}");
}

#[test]
fn a_web_page_is_refused() {
    unreadable("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", 1);
}

#[test]
fn newlines_written_out_are_refused() {
    unreadable(stranger().pem().replace('\n', "\\n"), 1);
}

#[test]
fn carriage_returns_alone_are_refused() {
    unreadable(stranger().pem().replace('\n', "\r"), 1);
}

#[test]
fn text_that_is_no_comment_is_refused() {
    unreadable("to be filled in\n", 1);
}

#[test]
fn a_certificate_indented_is_refused_with_its_line() {
    unreadable(format!("# indented\n{}", stranger().pem().replace("-----B", "  -----B")), 2);
}

#[test]
fn roots_that_would_stand_behind_a_nul_are_refused_with_its_line() {
    let text = stranger().pem();
    unreadable(format!("{text}\0\n"), lines(&text) + 1);
}

#[test]
fn comments_with_a_nul_at_a_line_start_are_refused() {
    let error = refused("# nothing yet\n\0\n", &[]);
    assert_eq!(error["code"], "unreadable-store");
}

#[test]
fn a_dry_run_refuses_too() {
    let error = refused(stranger().der(), &["--dry-run"]);
    assert_eq!(error["code"], "unreadable-store");
}

#[test]
fn a_pkcs8_key_is_refused() {
    private_key(&stranger().server(&["db"]).key);
}

#[test]
fn an_rsa_key_is_refused() {
    private_key(&pem("RSA PRIVATE KEY", &[0x30, 3, 2, 1, 0]));
}

#[test]
fn an_ec_key_is_refused() {
    private_key(&pem("EC PRIVATE KEY", &[0x30, 3, 2, 1, 1]));
}

#[test]
fn an_encrypted_key_is_refused() {
    private_key(&pem("ENCRYPTED PRIVATE KEY", &[0x30, 3, 2, 1, 0]));
}

#[test]
fn a_key_before_a_broken_block_is_refused_as_a_key() {
    let key = stranger().server(&["db"]).key;
    let error = refused(format!("{key}{}", pem("CERTIFICATE", b"no certificate")), &[]);
    assert_eq!((&error["code"], &error["line"]), (&"private-key".into(), &1.into()), "{error}");
}

#[test]
fn no_hint_would_turn_what_holds_no_certificate_into_a_store() {
    let key = pem("PRIVATE KEY", &[0x30, 0x00]);
    let certificate = Authority::new("Ours").pem();
    for (name, bytes, may_repair) in [
        ("a key", key.clone().into_bytes(), false),
        (
            "a key that does not decode",
            b"-----BEGIN PRIVATE KEY-----\n$\n-----END PRIVATE KEY-----\n".to_vec(),
            false,
        ),
        ("a program", std::fs::read(program()).expect("the program")[..4096].to_vec(), false),
        ("a web page", b"<html></html>\n".to_vec(), false),
        ("parameters", pem("EC PARAMETERS", &[0x06, 0x00]).into_bytes(), false),
        ("a key and a certificate", (key + &certificate).into_bytes(), true),
        (
            "a broken certificate",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec(),
            true,
        ),
        ("a certificate indented", certificate.replace("-----BEGIN", " -----BEGIN").into_bytes(), true),
    ] {
        let user = User::in_memory();
        std::fs::write(user.path("file.pem"), &bytes).expect("a file");
        for arguments in
            [&["status", "-v"][..], &["install", "--offline"], &["install", "--offline", "--replace"]]
        {
            let answer = user.run(arguments.iter().chain(&["--dest", "file.pem"]));
            let said = answer.stdout + &answer.stderr;
            let replaces = arguments.contains(&"--replace") && answer.code == Some(0);
            assert_eq!(said.contains("--repair"), may_repair && !replaces, "{name}: {said}");
            assert!(replaces || said.contains("not a root.crt") != may_repair, "{name}: {said}");
        }
    }
}
