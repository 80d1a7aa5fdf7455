//! Each finding is produced, with the severity that the deciding mode gives it, and its hint helps.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::kit::{HOST, Site, codes, only, server};
use crate::support::codes_of;
use crate::support::findings::finding;
use crate::support::forge::certificate::{Draft, Party, in_days};
use crate::support::forge::crl::List;
use crate::support::forge::der::{date, sequence, tlv};
use crate::support::forge::extension::{
    CERT_SIGN, CLIENT_AUTH, CRL_SIGN, Extension, SERVER_AUTH, alt_names, authority_key, basic, constraints,
    dns, extended_usage, issuing_point, key_usage, unknown,
};
use crate::support::forge::key::{Hash, RSA_1024, RSA_2048};
use crate::support::forge::name::cn;
use crate::support::responder::{Reply, Responder};
use crate::support::tools::need;
use pgcerts::testing::Speaker;

/// What a server would send, a store, revocation lists, and what is found.
struct Scene {
    code: &'static str,
    sent: Vec<Party>,
    store: String,
    lists: String,
}

fn scene(code: &'static str, sent: &[&Party], store: &Party) -> Scene {
    let sent = sent.iter().map(|party| (*party).clone()).collect();
    Scene { code, sent, store: store.pem(), lists: String::new() }
}

/// A root, an intermediate and a leaf of these drafts, all sent but the root.
fn of(code: &'static str, root: Draft, middle: Draft, leaf: Draft) -> Scene {
    let root = root.self_signed();
    let middle = root.issue(middle);
    let leaf = middle.issue(leaf);
    scene(code, &[&leaf, &middle], &root)
}

fn root() -> Draft {
    Draft::ca("Kit Root")
}

fn middle() -> Draft {
    Draft::ca("Kit Middle")
}

fn leaf() -> Draft {
    Draft::server(HOST)
}

fn site_of(scene: &Scene) -> Site {
    let site = Site::new();
    site.user.write_root_crt(&scene.store);
    if !scene.lists.is_empty() {
        std::fs::write(site.user.folder().join("root.crl"), &scene.lists).expect("lists");
    }
    let chain: String = scene.sent.iter().map(Party::pem).collect();
    std::fs::write(site.user.path("chain"), chain).expect("a chain");
    site
}

fn judge(site: &Site, mode: &str) -> Value {
    let arguments = ["check", "--json", "--chain", "chain", "--host", HOST, "--sslmode", mode];
    only(&site.user.run(arguments))
}

/// What OpenSSL has against a chain.
fn refused() -> Vec<Scene> {
    let with_middle = |code, draft: Draft| of(code, root(), draft, leaf());
    let with_leaf = |code, draft: Draft| of(code, root(), middle(), draft);
    let mut rejected = with_leaf("rejected", leaf());
    let own = root().self_signed();
    let below = own.issue(leaf());
    rejected.sent = vec![below];
    rejected.store = own.trusted_pem(&[], &[SERVER_AUTH]);
    let proxy = Extension::new(
        "1.3.6.1.5.5.7.1.14",
        sequence([sequence([crate::support::forge::der::oid("1.3.6.1.5.5.7.21.1")])]),
    )
    .critical();
    vec![
        rejected,
        with_leaf("expired", leaf().expired()),
        with_middle("not-yet-valid", middle().future()),
        with_leaf("odd-date", leaf().dates(tlv(0x17, "2501010000Z"), date(in_days(9)))),
        with_leaf("bad-signature", leaf().broken()),
        with_leaf("issuer-mismatch", leaf().with(authority_key(&[9; 20]))),
        with_middle("not-an-authority", middle().with(basic(false, None))),
        of("path-length", root().with(basic(true, Some(0))), middle(), leaf()),
        with_middle("key-usage", middle().with(key_usage(&[CRL_SIGN]))),
        with_leaf("purpose", leaf().with(extended_usage(&[CLIENT_AUTH]))),
        with_middle("name-constraints", middle().with(constraints(&[dns("other.test")], &[]))),
        with_leaf("unknown-extension", leaf().with(unknown().critical())),
        with_leaf("malformed-extension", leaf().with(basic(false, None).garbled())),
        with_leaf("proxy-certificate", leaf().without("2.5.29.17").with(proxy)),
        with_leaf("weak-key", leaf().key(&RSA_1024)),
        with_leaf("weak-signature", leaf().hash(Hash::Sha1)),
        tall(),
    ]
}

/// More authorities above each other than OpenSSL follows.
fn tall() -> Scene {
    let root = Party::root("Kit Root");
    let mut sent = Vec::new();
    let mut above = root.clone();
    for number in 0..110 {
        above = above.ca(&format!("Floor {number}"));
        sent.insert(0, above.clone());
    }
    sent.insert(0, above.issue(leaf()));
    Scene { code: "too-long", sent, store: root.pem(), lists: String::new() }
}

/// What revocation lists lead to.
fn listed() -> Vec<Scene> {
    let root = root().self_signed();
    let middle = root.issue(middle());
    let silent = root.issue(Draft::ca("Kit Middle").with(key_usage(&[CERT_SIGN])));
    let leaf = middle.issue(leaf());
    let with = |code: &'static str, list: String| {
        let mut scene = scene(code, &[&leaf, &middle], &root);
        scene.lists = List::of(&root).pem() + &list;
        scene
    };
    let fresh = || List::of(&middle);
    let mut unsigned = with("crl-key-usage", List::of(&silent).pem());
    unsigned.sent = vec![silent.issue(Draft::server(HOST)), silent.clone()];
    vec![
        with("revoked", fresh().revoking(&leaf).pem()),
        with("crl-missing", String::new()),
        with("crl-expired", fresh().days(-9, Some(-2)).pem()),
        with("crl-not-yet-valid", fresh().days(2, Some(9)).pem()),
        with("crl-signature", crate::support::pem("X509 CRL", &fresh().signed_by(&root))),
        unsigned,
        with("crl-scope", fresh().with(issuing_point(2)).pem()),
        with("crl-extension", fresh().with(unknown().critical()).pem()),
    ]
}

/// What the store lacks, and other chains that fail.
fn lacking() -> Vec<Scene> {
    let (own, other) = (root().self_signed(), Party::root("Kit Other"));
    let middle = own.issue(middle());
    let crossed = other.cross(&middle);
    let leaf = middle.issue(leaf());
    let mut unreadable = scene("store-unreadable", &[&leaf, &middle], &own);
    unreadable.store = "no store".into();
    vec![
        unreadable,
        scene("unknown-root", &[&leaf, &middle], &other),
        scene("unknown-root", &[&leaf, &middle, &own], &other),
        scene("missing-intermediate", &[&leaf], &own),
        scene("path-not-taken", &[&leaf, &middle, &crossed], &other),
        scene("name-mismatch", &[&middle.issue(Draft::server("other.test")), &middle], &own),
    ]
}

#[test]
fn what_makes_the_deciding_mode_fail_is_an_error_and_else_a_warning() {
    if need("findings", "openssl").is_none() {
        return;
    }
    let mut complaints = Vec::new();
    for scene in refused().into_iter().chain(listed()).chain(lacking()) {
        let site = site_of(&scene);
        // `prefer` does not compare names; with another problem it would connect in plaintext, which is an error too.
        let prefer = ("prefer", scene.code == "name-mismatch", "warning");
        for (mode, ok, severity) in [("verify-full", false, "error"), prefer] {
            let said = judge(&site, mode);
            let found =
                said["findings"].as_array().expect("findings").iter().find(|one| one["code"] == scene.code);
            let told = found.map(|one| one["severity"].as_str().expect("a word"));
            if said["ok"] != ok || told != Some(severity) {
                complaints.push(format!("{} in {mode}: {} {}", scene.code, said["ok"], said["findings"]));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What is worth knowing of chains that pass.
fn passing() -> Vec<(Scene, &'static str)> {
    let own = root().self_signed();
    let middle = own.issue(middle());
    let inner = middle.issue(Draft::ca("Kit Inner"));
    let leaf = middle.issue(leaf());
    let below = inner.issue(Draft::server(HOST));
    let mut stored = scene("stored-intermediate", &[&leaf], &own);
    stored.store += &middle.pem();
    let star = middle.issue(Draft::server(HOST).with(alt_names(&[dns("*.test")])));
    let old = Draft::ca("Kit Root").key(&RSA_2048).hash(Hash::Sha1).self_signed();
    let under_old = old.issue(Draft::server(HOST));
    let stray = Party::root("Stray").ca("Stray Middle");
    vec![
        (of("expiring", root(), Draft::ca("Kit Middle"), Draft::server(HOST).days(-9, 9)), "warning"),
        (stored, "warning"),
        (scene("sha1-signature", &[&under_old], &old), "info"),
        (scene("wrong-order", &[&below, &middle, &inner], &own), "warning"),
        (scene("root-sent", &[&leaf, &middle, &own], &own), "info"),
        (scene("superfluous-certificate", &[&leaf, &middle, &stray], &own), "info"),
        (scene("other-clients", &[&star, &middle], &own), "warning"),
    ]
}

#[test]
fn what_is_worth_knowing_of_a_chain_that_passes() {
    if need("findings", "openssl").is_none() {
        return;
    }
    for (scene, severity) in passing() {
        let site = site_of(&scene);
        let host = if scene.code == "other-clients" { "db.test" } else { HOST };
        let said = only(&site.user.run(["check", "--json", "--chain", "chain", "--host", host]).exits(0));
        assert_eq!(finding(&said, scene.code)["severity"], severity, "{said}");
        let quiet = site.user.run(["check", "--chain", "chain", "--host", host]).exits(0).stdout;
        assert_eq!(quiet.contains(scene.code), severity != "info", "{quiet}");
        assert!(
            site.user.run(["check", "-v", "--chain", "chain", "--host", host]).stdout.contains(scene.code)
        );
    }
    let tame = of("", root(), middle(), leaf());
    assert_eq!(judge(&site_of(&tame), "verify-full")["findings"], serde_json::json!([]));
}

#[test]
fn a_missing_root_names_the_command_that_mends_it() {
    let site = Site::new();
    let server = site.server();
    let pins = site.pins();
    for (dest, text) in [(None, None), (Some("roots of mine.crt"), Some(Party::root("Other").pem()))] {
        std::fs::remove_file(site.user.root_crt()).ok();
        let file = dest.map_or(site.user.root_crt(), |name| site.user.path(name));
        std::fs::write(&file, text.unwrap_or_else(|| Party::root("Another").pem())).expect("a store");
        let mut arguments = vec!["--json", "--pins", &pins];
        if let Some(dest) = dest {
            arguments.extend(["--sslrootcert", dest]);
        }
        let said = only(&site.check(server.port(), &arguments).exits(1));
        let hint = finding(&said, "missing-root")["hint"].as_str().expect("a hint").to_owned();
        let command = hint.split('`').nth(1).expect("a command").strip_prefix("pgcerts ").expect("ours");
        let mut shell = site.user.command("sh");
        shell.current_dir(site.user.home()).env("PGCERTS", crate::support::program());
        shell.args(["-c", &format!("\"$PGCERTS\" {command} --offline")]);
        crate::support::user::answer(&mut shell).exits(0);
        let said = only(&site.check(server.port(), &arguments).exits(0));
        assert_eq!(said["ok"], true, "after {hint}");
    }
    std::fs::remove_file(site.user.root_crt()).ok();
    let said = only(&site.check(server.port(), &["--json", "--pins", &pins]).exits(1));
    assert_eq!(codes(&said)[..1], ["store-missing"], "what it lacks follows from that");
    let said =
        only(&site.check(server.port(), &["--json", "--pins", &pins, "--sslmode", "require"]).exits(0));
    assert_eq!(finding(&said, "store-missing")["severity"], "warning");
}

#[test]
fn a_set_that_does_not_anchor_the_chain_alone_fails_though_the_mode_does_not() {
    let site = Site::new();
    let server = site.server();
    let said = only(&site.check(server.port(), &["--json", "--set", "azure"]).exits(1));
    assert_eq!((&said["ok"], &said["set"]), (&false.into(), &json!({"id": "azure", "anchored": false})));
    assert_eq!(finding(&said, "outside-set")["severity"], "error");
    let pins = site.pins();
    let said = only(&site.check(server.port(), &["--json", "--pins", &pins]).exits(0));
    assert_eq!(said["set"]["anchored"], true, "{said}");
    site.check(server.port(), &["--set", "none"]).exits(2);
}

#[test]
fn a_leaf_right_below_an_unknown_root_is_not_blamed_on_the_server_alone() {
    let site = Site::new();
    let private = Party::root("Private Root");
    let alone = server(&[&private.issue(leaf())]);
    let said = site.json(alone.port(), &[]);
    let found = finding(&said, "missing-intermediate");
    let text = |name: &str| found[name].as_str().expect("a text").to_owned();
    assert!(text("message").contains("is neither in the trust store nor sent by the server"), "{found}");
    let hint = text("hint");
    for words in [
        "if Private Root is an intermediate, the server must send it",
        "if it is a root, get the root's file and its SHA-256 from its owner, not the server,",
    ] {
        assert!(hint.contains(words), "{hint}");
    }
}

#[test]
fn a_server_under_no_pinned_root_is_no_reason_to_install_them() {
    let site = Site::new();
    let server = site.server();
    let said = site.json(server.port(), &["--sslrootcert", "none"]);
    let hint = finding(&said, "store-missing")["hint"].as_str().expect("a hint").to_owned();
    assert!(!hint.contains("install") && hint.contains("the server's own authority"), "{hint}");
    let pins = site.pins();
    let said =
        only(&site.check(server.port(), &["--json", "--sslrootcert", "none", "--pins", &pins]).exits(1));
    let hint = finding(&said, "store-missing")["hint"].as_str().expect("a hint").to_owned();
    assert!(hint.contains("pgcerts install --dest none --pins"), "{hint}");
}

#[test]
fn commands_in_hints_are_commands() {
    let site = Site::new();
    let server = site.server();
    std::fs::write(site.user.path("broken"), "-----BEGIN CERTIFICATE-----\nAAAA\n").expect("a store");
    let mut hints = Vec::new();
    for arguments in [&["--sslrootcert", "none"][..], &["--sslrootcert", "broken"]] {
        let said = site.json(server.port(), arguments);
        for finding in said["findings"].as_array().expect("findings") {
            hints.push(finding["hint"].as_str().expect("a hint").to_owned());
        }
    }
    let commands: BTreeSet<&str> = hints
        .iter()
        .flat_map(|hint| hint.split('`').skip(1).step_by(2))
        .filter(|text| text.starts_with("pgcerts "))
        .collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let said = site.user.run(words.iter().chain(if words[0] == "install" {
            &["--offline", "--dry-run"][..]
        } else {
            &[]
        }));
        assert!(said.code == Some(0) || words[0] == "status", "{command}: {said:?}");
        assert!(!said.stderr.contains("Usage"), "{command}: {said:?}");
    }
}

#[test]
fn verify_ca_under_a_public_root_is_warned_of_and_verify_full_is_not() {
    let site = Site::new();
    let server = site.server();
    let pins = site.pins();
    let asked = |mode: &str| site.json(server.port(), &["--pins", &pins, "--sslmode", mode]);
    for mode in ["verify-ca", "require", "prefer"] {
        assert_eq!(finding(&asked(mode), "public-anchor")["severity"], "warning", "{mode}");
    }
    assert!(!codes(&asked("verify-full")).contains(&"public-anchor"));
    let manifest = std::fs::read_to_string(&pins).expect("a manifest");
    let gone = manifest.replace("\"public_distrust\":null", "\"public_distrust\":\"2026-04-15T00:00:00Z\"");
    assert_ne!(gone, manifest);
    std::fs::write(&pins, gone).expect("a manifest");
    let said = site.json(server.port(), &["--pins", &pins]);
    let found = finding(&said, "public-distrust");
    assert!(found["message"].as_str().expect("a message").contains("2026-04-15"), "{found}");
}

#[test]
fn a_key_that_cannot_be_proved_here_is_not_vouched_for() {
    let site = Site::new();
    // c2pnb163v1, a curve over a binary field (X9.62), in place of P-256: this program has no such curve.
    let [prime, binary] =
        [[3, 1, 7], [3, 0, 1]].map(|last| [&[0x2a, 0x86, 0x48, 0xce, 0x3d][..], &last].concat());
    let mut leaf = site.leaf.der.clone();
    let at = leaf.windows(prime.len()).position(|bytes| bytes == prime).expect("the curve");
    leaf[at..at + binary.len()].copy_from_slice(&binary);
    let server = Responder::new(Reply::Tls { chain: vec![leaf], key: Arc::clone(&site.leaf.key) });
    std::fs::remove_file(site.user.root_crt()).expect("the store");
    let said = site.json(server.port(), &["--sslmode", "require"]);
    assert_eq!(finding(&said, "unproven-key")["severity"], "warning", "{said}");
    // Without a store libpq takes anyone, but not without a proof.
    assert_eq!((&said["ok"], &said["verdicts"]["prefer"]["encrypted"]), (&Value::Null, &Value::Null));
}

/// Those that other tests produce, on live servers.
const LIVE: [&str; 20] = [
    "bridge-not-sent",
    "client-certificate",
    "client-certificate-refused",
    "client-certificate-requested",
    "direct-only",
    "early-bytes",
    "error-reply",
    "login-refused",
    "many-paths",
    "no-answer",
    "no-tls",
    "not-azures-chain",
    "not-postgresql",
    "old-tls",
    "other-peer",
    "plaintext-fallback",
    "store-missing",
    "tls-failed",
    "unix-socket",
    "unknown-suite",
];

/// Those of this file.
const HERE: [&str; 5] = ["missing-root", "outside-set", "public-anchor", "public-distrust", "unproven-key"];

/// Problems that are told by another finding, or that no certificate of the forge has.
const NO_FINDINGS: [(&str, &str); 5] = [
    ("internet-resources", "needs certificates with Internet resources; `soundness` has them"),
    ("not-in-store", "told as missing-root or unknown-root"),
    ("no-issuer", "told as missing-intermediate or unknown-root"),
    ("explicit-curve", "needs a key with its curve's parameters; `verdicts` has one"),
    ("unverifiable", "`verdicts` has a list signed with MD5"),
];

#[test]
fn no_code_is_without_a_test() {
    let scenes = refused().into_iter().chain(listed()).chain(lacking()).map(|scene| scene.code);
    let mut tested: BTreeSet<String> = scenes.map(str::to_owned).collect();
    tested.extend(passing().iter().map(|(scene, _)| scene.code.to_owned()));
    tested.extend(
        LIVE.iter()
            .chain(&HERE)
            .chain(NO_FINDINGS.iter().map(|(code, _)| code))
            .map(|code| (*code).to_owned()),
    );
    let all: BTreeSet<String> =
        codes_of(Speaker::Check).into_iter().chain(codes_of(Speaker::Chain)).collect();
    assert_eq!(all, tested);
}

#[test]
fn a_server_without_a_name_of_its_own_says_which_to_use() {
    let site = Site::with(Draft::bare(cn("db")).with(alt_names(&[dns("*.kit.test"), dns("db.other.test")])));
    let server = site.server();
    let hint = |host: &str| {
        let target = format!("host={host} hostaddr=127.0.0.1 port={}", server.port());
        let said = only(&site.user.run(["check", "--json", &target]).exits(1));
        finding(&said, "name-mismatch")["hint"].as_str().expect("a hint").to_owned()
    };
    assert!(hint("a.b.kit.test").contains("exactly one label"));
    assert!(hint("kit.test").contains("exactly one label"));
    assert!(hint("db.other.test.").contains("remove the dot"));
    assert!(hint("elsewhere.test").contains("db.other.test"));
}
