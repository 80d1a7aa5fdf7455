//! What lies where libpq looks for the root certificates.

use super::case::{Case, Content, STORE, Trio, VERIFY_FAILED, Wanted};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{ANY_PURPOSE, CLIENT_AUTH, SERVER_AUTH};

const EMPTY: Wanted = Wanted::Refused("could not read root certificate file");

pub(super) fn all() -> Vec<Case> {
    let kit = Trio::new();
    [states(&kit), texts(&kit), trusted(&kit), options(&kit)].into_iter().flatten().collect()
}

fn states(kit: &Trio) -> Vec<Case> {
    let held = |name: &str, content: Content| kit.case(name).file(STORE, content);
    let root = kit.root.pem().into_bytes();
    vec![
        Case::replying("absent store", super::case::tls(&[&kit.leaf, &kit.middle])).wants(Wanted::Unverified),
        held("dangling link", Content::Link("nowhere")).wants(Wanted::Unverified),
        held("a link to a good store", Content::Link("other.crt"))
            .file(".postgresql/other.crt", Content::Bytes(root.clone())),
        held("unreadable store", Content::Unreadable(root)).wants(EMPTY),
        held("a folder for a store", Content::Folder).wants(EMPTY),
    ]
}

fn texts(kit: &Trio) -> Vec<Case> {
    let root = kit.root.pem();
    let other = Party::root("Kit Other").pem();
    let text = |name: &str, text: String| kit.case(name).store(text);
    let glued = format!("{}{root}", other.trim_end());
    let malformed = format!("{root}-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
    let not_der = crate::support::pem("CERTIFICATE", b"no certificate");
    let labeled = root
        .replace("BEGIN CERTIFICATE", "BEGIN X509 CERTIFICATE")
        .replace("END CERTIFICATE", "END X509 CERTIFICATE");
    vec![
        text("empty store", String::new()).wants(EMPTY),
        text("a comment for a store", "# nothing here\n".into()).wants(EMPTY),
        kit.case("a store in DER").store(kit.root.der.clone()).wants(EMPTY),
        text("a malformed block", malformed).wants(EMPTY),
        text("a block that is no certificate", root.clone() + &not_der).wants(EMPTY),
        text("glued blocks", glued).wants(EMPTY),
        text("a block without an end", root.clone() + &other.replace("-----END CERTIFICATE-----\n", ""))
            .wants(EMPTY),
        text("CRLF", root.replace('\n', "\r\n")),
        text("comments between", format!("# a\n{other}\n# b\n{root}# c\n")),
        text("the root twice", root.clone() + &root),
        text("a BOM", format!("\u{feff}{root}")),
        text("an indented root", root.replace("-----BEGIN", " -----BEGIN")).wants(EMPTY),
        text("another label", labeled),
        text("a private key behind the root", root.clone() + &kit.root.key.pem()),
        text(
            "the END line of another root is missing",
            other.replace("-----END CERTIFICATE-----\n", "") + &root + &other,
        )
        .wants(VERIFY_FAILED),
    ]
}

/// Blocks that say for which purposes a certificate is trusted.
fn trusted(kit: &Trio) -> Vec<Case> {
    let root = &kit.root;
    let stored = |name: &str, text: String| kit.case(name).store(text);
    let rejected = || root.trusted_pem(&[], &[SERVER_AUTH]);
    let expired = Draft::again(&kit.middle).expired();
    let expired = root.issue(expired);
    let own = super::case::leaf().self_signed();
    vec![
        stored("root, trusted without a purpose", root.trusted_pem(&[], &[])),
        stored("root, trusted for servers", root.trusted_pem(&[SERVER_AUTH], &[])),
        stored("root, trusted for clients", root.trusted_pem(&[CLIENT_AUTH], &[])).fails(),
        stored("root, trusted for any purpose", root.trusted_pem(&[ANY_PURPOSE], &[])),
        stored("root, rejected for servers", rejected()).fails(),
        stored("root, rejected for clients", root.trusted_pem(&[], &[CLIENT_AUTH])),
        stored("root, rejected for any purpose", root.trusted_pem(&[], &[ANY_PURPOSE])).fails(),
        stored("root, trusted and rejected", root.trusted_pem(&[SERVER_AUTH], &[SERVER_AUTH])).fails(),
        stored("rejected, then plain", rejected() + &root.pem()).fails(),
        stored("plain, then rejected", root.pem() + &rejected()),
        stored("intermediate trusted for servers", kit.middle.trusted_pem(&[SERVER_AUTH], &[])),
        stored("intermediate trusted for clients", kit.middle.trusted_pem(&[CLIENT_AUTH], &[])).fails(),
        stored(
            "intermediate rejected, root plain",
            kit.middle.trusted_pem(&[], &[SERVER_AUTH]) + &root.pem(),
        )
        .fails(),
        stored("intermediate trusted without a purpose", kit.middle.trusted_pem(&[], &[])).fails(),
        stored("intermediate trusted for any purpose", kit.middle.trusted_pem(&[ANY_PURPOSE], &[])),
        stored("expired intermediate trusted", expired.trusted_pem(&[SERVER_AUTH], &[])),
        stored("leaf trusted", kit.leaf.trusted_pem(&[SERVER_AUTH], &[])).fails(),
        stored("leaf trusted without a purpose", kit.leaf.trusted_pem(&[], &[])).fails(),
        stored("leaf rejected, root plain", kit.leaf.trusted_pem(&[], &[SERVER_AUTH]) + &root.pem()),
        Case::new("self-signed leaf trusted", &[&own], &[]).store(own.trusted_pem(&[SERVER_AUTH], &[])),
        Case::new("self-signed leaf rejected", &[&own], &[])
            .store(own.trusted_pem(&[], &[SERVER_AUTH]))
            .fails(),
        Case::new("leaf alone; trusted intermediate, plain root", &[&kit.leaf], &[])
            .store(kit.middle.trusted_pem(&[], &[]) + &root.pem()),
    ]
}

/// A store that the connection string names.
fn options(kit: &Trio) -> Vec<Case> {
    let other = Party::root("Kit Other");
    let given = |name: &str, options: &str| {
        Case::new(name, &[&kit.leaf, &kit.middle], &[&other])
            .file("given.crt", Content::Bytes(kit.root.pem().into_bytes()))
            .options(options)
    };
    vec![
        given("a whole path", "sslrootcert={home}/given.crt"),
        given("a relative path", "sslrootcert=given.crt"),
        given("a tilde", "sslrootcert=~/given.crt").wants(Wanted::Unverified),
        given("a path to nothing", "sslrootcert={home}/nowhere.crt").wants(Wanted::Unverified),
        given("an empty path", "sslrootcert=''").fails(),
    ]
}
