//! Servers of every kind of TLS: what is captured of them, and that the verdicts are psql's or none.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::kit::{HOST, Site, after_question, codes, server, target};
use crate::support::cluster::psql;
use crate::support::findings::finding;
use crate::support::forge::certificate::Draft;
use crate::support::forge::extension::key_usage;
use crate::support::forge::key::{Key, Kind, RSA_1024};
use crate::support::responder::{Reply, Responder};
use crate::support::s_server::SServer;
use crate::support::sha256;
use crate::support::tools::need;
use crate::support::user::answer;

const MODES: [&str; 4] = ["prefer", "require", "verify-ca", "verify-full"];

/// What psql comes to: TLS, plaintext, or its last error.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Tls,
    Plain,
    Error(String),
}

/// OpenSSL's server turns every line round, and the startup packet ends its first with an `x`: psql complains of
/// that letter once TLS is there.
pub(super) fn ask_psql(site: &Site, psql: &Path, port: u16, mode: &str, options: &str) -> Outcome {
    let target = format!(
        "{} sslmode={mode} user=u dbname=d connect_timeout=20 application_name='x\n' {options}",
        target(port)
    );
    let mut command = site.user.command(psql);
    let said = answer(command.env("LC_ALL", "C").args(["-XAtc", r"\q"]).arg(target));
    match said.code {
        Some(0) => Outcome::Plain,
        _ if said.stderr.contains("but received x") => Outcome::Tls,
        _ => {
            let error = said.stderr.rsplit(" failed: ").next().unwrap_or_default();
            Outcome::Error(error.lines().next().unwrap_or_default().to_owned())
        }
    }
}

/// What a verdict comes to; none where it cannot be told.
pub(super) fn outcome(verdict: &Value) -> Option<Outcome> {
    if verdict["ok"].as_bool()? {
        return Some(if verdict["encrypted"].as_bool()? { Outcome::Tls } else { Outcome::Plain });
    }
    let message = verdict["message"].as_str().expect("a message");
    Some(Outcome::Error(message.lines().next().unwrap_or_default().to_owned()))
}

/// A kind of server, and whether the verdicts on it can be told.
struct Kind_ {
    name: &'static str,
    rsa: bool,
    arguments: &'static [&'static str],
    options: &'static str,
    told: bool,
    code: Option<&'static str>,
}

const fn kind(name: &'static str, arguments: &'static [&'static str], code: Option<&'static str>) -> Kind_ {
    Kind_ { name, rsa: false, arguments, options: "", told: true, code }
}

const fn untold(name: &'static str, arguments: &'static [&'static str]) -> Kind_ {
    Kind_ { name, rsa: true, arguments, options: "", told: false, code: Some("unknown-suite") }
}

const fn only_openssl(name: &'static str, arguments: &'static [&'static str]) -> Kind_ {
    Kind_ { told: true, ..untold(name, arguments) }
}

const NEW: &str = "ssl_min_protocol_version=TLSv1.3";
const OLD: &str = "ssl_max_protocol_version=TLSv1.2";
const OLDEST: &str = "ssl_min_protocol_version=TLSv1";

fn kinds() -> Vec<Kind_> {
    let with = |options, kind: Kind_| Kind_ { options, ..kind };
    vec![
        kind("TLS 1.2", &["-tls1_2"], None),
        kind("TLS 1.3", &["-tls1_3"], None),
        kind("TLS 1.1", &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], Some("old-tls")),
        kind("TLS 1.0", &["-tls1", "-cipher", "ALL:@SECLEVEL=0"], Some("old-tls")),
        with(NEW, kind("TLS 1.2, too old", &["-tls1_2"], Some("old-tls"))),
        with(OLD, kind("TLS 1.3, too new", &["-tls1_3"], Some("old-tls"))),
        with(OLD, kind("at most TLS 1.2", &[], None)),
        with(NEW, kind("at least TLS 1.3", &[], None)),
        with(
            OLDEST,
            Kind_ {
                told: false,
                ..kind("TLS 1.1 allowed", &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], Some("old-tls"))
            },
        ),
        only_openssl("DHE", &["-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"]),
        only_openssl("CBC", &["-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384"]),
        only_openssl("CBC with SHA-1", &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"]),
        untold("RSA key exchange", &["-tls1_2", "-cipher", "AES256-GCM-SHA384"]),
        Kind_ {
            told: true,
            code: Some("tls-failed"),
            ..untold(
                "CCM, which libpq does not offer",
                &["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-CCM:DHE-RSA-AES128-CCM"],
            )
        },
        only_openssl("X448 as the group of TLS 1.2", &["-tls1_2", "-groups", "X448", "-cipher", "ECDHE"]),
        untold("DHE, and a client's certificate", &["-tls1_2", "-cipher", "DHE", "-verify", "1"]),
        untold("P-521 as the group", &["-tls1_3", "-groups", "P-521"]),
        untold("ffdhe2048 as the group", &["-tls1_3", "-groups", "ffdhe2048"]),
        untold("X448 as the group", &["-tls1_3", "-groups", "X448"]),
        only_openssl("P-521 as the group of TLS 1.2", &["-tls1_2", "-groups", "P-521", "-cipher", "ECDHE"]),
        kind(
            "a client's certificate, if there is one",
            &["-verify", "1"],
            Some("client-certificate-requested"),
        ),
        kind(
            "no suite in common",
            &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"],
            Some("tls-failed"),
        ),
    ]
}

#[test]
fn every_kind_of_tls_is_named_and_judged_as_psql_finds_it() {
    const TEST: &str = "kinds of TLS";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let sites = [Site::new(), Site::with(Draft::server(HOST).key(&Key::of(Kind::Rsa)))];
    let mut complaints = Vec::new();
    for kind in kinds() {
        let site = &sites[usize::from(kind.rsa)];
        let server = SServer::new(&site.chain(), kind.arguments);
        let front = server.behind_postgres();
        let port = front.address().port();
        let asked = format!("{} {}", target(port), kind.options);
        let answer = site.user.run(["check", "--json", &asked]);
        let said = super::kit::only(&answer);
        if let Some(code) = kind.code.filter(|code| !codes(&said).contains(code)) {
            complaints.push(format!("{}: no {code} in {}", kind.name, said["findings"]));
        }
        for mode in MODES {
            let theirs = ask_psql(site, &psql, port, mode, kind.options);
            let ours = outcome(&said["verdicts"][mode]);
            let agrees = if kind.told { ours.as_ref() == Some(&theirs) } else { ours.is_none() };
            if !agrees {
                complaints.push(format!("{}, {mode}: psql {theirs:?}, check {ours:?}", kind.name));
            }
        }
        if !kind.told {
            let message = said["verdicts"]["verify-full"]["message"].as_str().unwrap_or_default();
            assert!(message.contains("the server"), "{}: {message}", kind.name);
            assert!(
                !message.contains("cannot be read") && answer.code == Some(1),
                "{}: {answer:?}",
                kind.name
            );
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Servers older than TLS 1.3 see an offer of TLS 1.2 and answer with what they have.
#[test]
fn an_old_server_that_answers_with_its_own_version_is_refused_in_other_words() {
    let Some(psql) = psql("an old server") else { return };
    let site = Site::new();
    let server = after_question(|mut stream| {
        const HELLO: [u8; 4] = [2, 0, 0, 38];
        let body = [&[3, 2][..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
        let _ = stream.write_all(b"S");
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&[&[22, 3, 2, 0, 42][..], &HELLO, &body].concat());
        let _ = stream.read(&mut [0; 4096]);
    });
    let port = server.address().port();
    let said = site.json(port, &[]);
    assert!(finding(&said, "old-tls")["message"].to_string().contains("TLSv1.1"), "{said}");
    let theirs = ask_psql(&site, &psql, port, "require", "");
    assert_eq!(outcome(&said["verdicts"]["require"]), Some(theirs));
    assert!(said["verdicts"]["require"]["message"].to_string().contains("unsupported protocol"));
}

#[test]
fn certificates_in_the_clear_are_judged_even_where_the_handshake_is_not() {
    if need("a chain without a handshake", "openssl").is_none() {
        return;
    }
    let site = Site::with(Draft::server("other.kit.test").key(&Key::of(Kind::Rsa)));
    for (cipher, suite, is_proven) in [
        ("DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", Value::Bool(true)),
        ("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", Value::Null),
    ] {
        let server = SServer::new(&site.chain(), &["-tls1_2", "-cipher", cipher]);
        let front = server.behind_postgres();
        let said = site.json(front.address().port(), &[]);
        assert_eq!(said["chain"].as_array().expect("a chain").len(), 2);
        let verdict = &said["verdicts"]["verify-full"];
        assert_eq!(verdict["ok"], false, "the name decides, whatever the suite is");
        assert!(verdict["message"].as_str().expect("a message").contains("does not match"), "{verdict}");
        assert_eq!(said["verdicts"]["verify-ca"]["ok"], is_proven, "{suite}");
        assert!(finding(&said, "unknown-suite")["message"].to_string().contains(suite));
        let stranger = Site::new();
        let said = stranger.json(front.address().port(), &[]);
        let verdict = &said["verdicts"]["verify-ca"];
        assert_eq!(verdict["message"], "SSL error: certificate verify failed", "{suite}");
    }
}

#[test]
fn a_key_on_a_curve_that_may_not_sign_proves_nothing_under_tls_12() {
    const TEST: &str = "a key that may not sign";
    /// keyAgreement
    const AGREES: [u8; 1] = [4];
    let Some(psql) = psql(TEST) else { return };
    let refused = Outcome::Error("SSL error: ecc cert not for signing".into());
    for kind in [Kind::P256, Kind::Ed25519] {
        let site = Site::with(Draft::server(HOST).key(&Key::of(kind)).with(key_usage(&AGREES)));
        let server = site.server();
        let said = |options: &str| {
            let asked = format!("{} {options}", target(server.port()));
            super::kit::only(&site.user.run(["check", "--json", &asked]))
        };
        let in_tls12 = said(OLD);
        for mode in MODES {
            let theirs = ask_psql(&site, &psql, server.port(), mode, OLD);
            assert_eq!(outcome(&in_tls12["verdicts"][mode]).as_ref(), Some(&theirs), "{kind:?} {mode}");
            assert!(mode == "prefer" || theirs == refused, "{kind:?} {mode}: {theirs:?}");
        }
        assert_eq!(said("")["ok"], true, "{kind:?} under TLS 1.3");
    }
}

#[test]
fn a_server_that_insists_on_a_clients_certificate_is_captured() {
    if need("a client's certificate", "openssl").is_none() {
        return;
    }
    let site = Site::new();
    let asking = SServer::new(&site.chain(), &["-tls1_3", "-verify", "1"]);
    let front = asking.behind_postgres();
    let said = site.json(front.address().port(), &[]);
    assert_eq!((&said["tls"]["client_certificate_requested"], &said["ok"]), (&true.into(), &true.into()));
    assert_eq!(finding(&said, "client-certificate-requested")["severity"], "info");
    for version in ["-tls1_3", "-tls1_2"] {
        let insisting = SServer::new(&site.chain(), &[version, "-Verify", "1"]);
        let front = insisting.behind_postgres();
        let said = site.json(front.address().port(), &[]);
        assert_eq!(finding(&said, "client-certificate-refused")["severity"], "error", "{version}");
        assert!(said["verdicts"]["require"]["message"].to_string().contains("SSL error: "), "{said}");
    }
    let plain = SServer::new(&site.chain(), &["-tls1_3"]);
    let front = plain.behind_postgres();
    let said = site.json(front.address().port(), &[]);
    assert_eq!((&said["tls"]["client_certificate_requested"], &said["ok"]), (&false.into(), &true.into()));
}

#[test]
fn certificates_of_every_kind_are_captured_as_they_were_sent() {
    if need("keys of every kind", "openssl").is_none() {
        return;
    }
    let keys = [
        (Key::of(Kind::P256), "ecdsa_secp256r1_sha256", true),
        (Key::of(Kind::P384), "ecdsa_secp384r1_sha384", true),
        (Key::of(Kind::P521), "ecdsa_secp521r1_sha512", true),
        (Key::of(Kind::Ed25519), "ed25519", true),
        (Key::of(Kind::Rsa), "rsa_pss_rsae_sha", true),
        (Key::of(Kind::RsaPss), "rsa_pss_pss_sha", true),
        (Arc::clone(&RSA_1024), "rsa_pss_rsae_sha256", false),
    ];
    for (key, scheme, accepted) in keys {
        let site = Site::with(Draft::server(HOST).key(&key));
        let server = site.server();
        let said = site.json(server.port(), &[]);
        let sent: Vec<Value> = site.chain().map(|party| sha256(&party.der).into()).to_vec();
        let captured: Vec<Value> =
            said["chain"].as_array().expect("a chain").iter().map(|one| one["sha256"].clone()).collect();
        assert_eq!(captured, sent, "{scheme}");
        let named = said["tls"]["signature_scheme"].as_str().expect("a scheme");
        assert!(named.contains(scheme), "{named} for {scheme}");
        assert_eq!(said["ok"], accepted, "{scheme}: {said}");
        assert_eq!(codes(&said).contains(&"weak-key"), !accepted, "{said}");
    }
    let site = Site::with(Draft::bare(crate::support::forge::name::cn(HOST)).v1());
    let said = site.json(site.server().port(), &[]);
    assert_eq!(said["ok"], true, "X.509 v1: {said}");
}

#[test]
fn a_server_that_has_not_the_key_fails_in_every_mode() {
    const TEST: &str = "a wrong proof";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    for kind in [Kind::P256, Kind::Rsa, Kind::P521] {
        let site = Site::with(Draft::server(HOST).key(&Key::of(kind)));
        let chain = site.chain().map(|party| party.der.clone()).to_vec();
        let other =
            if kind == Kind::Rsa { Arc::clone(&crate::support::forge::key::RSA_4096) } else { Key::of(kind) };
        let server = Responder::new(Reply::Tls { chain, key: other });
        let said = site.json(server.port(), &[]);
        assert_eq!(codes(&said)[0], "tls-failed", "{said}");
        let required = &said["verdicts"]["require"];
        assert_eq!(required["ok"], false, "{kind:?}: {required}");
        assert_eq!(said["verdicts"]["prefer"]["encrypted"], false);
        assert_eq!(said["chain"].as_array().map(Vec::len), Some(0), "nothing unproven is told as the chain");
        let theirs = ask_psql(&site, &psql, server.port(), "require", "");
        assert!(matches!(&theirs, Outcome::Error(text) if text.starts_with("SSL error: ")), "{theirs:?}");
    }
}

#[test]
fn the_leaf_alone_and_the_whole_chain_are_told_as_sent() {
    let site = Site::new();
    let said = site.json(server(&[&site.leaf]).port(), &[]);
    assert_eq!(codes(&said), ["missing-intermediate", "plaintext-fallback"]);
    let all = [&site.leaf, &site.middle, &site.root];
    let said = site.json(server(&all).port(), &[]);
    assert_eq!(codes(&said), ["root-sent"]);
    assert_eq!(said["chain"].as_array().map(Vec::len), Some(3));
}
