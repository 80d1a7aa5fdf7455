//! Servers that mean harm: by number, by loops, and by what a terminal would obey.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::kit::{HOST, Site, answering, codes, only, server, target};
use crate::status_formats::EVIL;
use crate::support::forge::certificate::{Draft, Party, in_days};
use crate::support::forge::der::{date, tlv};
use crate::support::forge::extension::{alt_names, dns};
use crate::support::forge::key::{Key, SERVER};
use crate::support::forge::name::{cn, within};
use crate::support::responder::{Reply, Responder};
use crate::support::tools::need;
use crate::support::user::{Answer, answer};

/// For the debug build; of the processor, since other work may run beside it.
const CPU_SECONDS: f64 = 10.0;
const MEMORY_KB: u64 = 200 * 1024;

/// Runs `check`, within the time, in bounded memory.
#[track_caller]
fn bounded(site: &Site, arguments: &[&str]) -> Answer {
    let Some(time) = need("the memory of check", "time") else { return site.user.run(arguments) };
    let mut command = site.user.command(time);
    command.current_dir(site.user.home()).args(["-f", "spent %U %M", "--"]).arg(crate::support::program());
    let answer = answer(command.args(arguments));
    let (_, spent) = answer.stderr.trim().rsplit_once("spent ").expect("what it took");
    let (seconds, peak) = spent.split_once(' ').expect("two numbers");
    assert!(seconds.parse::<f64>().expect("a number") < CPU_SECONDS, "{seconds} s");
    assert!(peak.parse::<u64>().expect("a number") < MEMORY_KB, "{peak} KB");
    answer
}

fn offline(site: &Site, chain: &[&Party], arguments: &[&str]) -> Answer {
    let text: String = chain.iter().map(|party| party.pem()).collect();
    std::fs::write(site.user.path("chain"), text).expect("a chain");
    bounded(site, &[&["check", "--json", "--chain", "chain", "--host", HOST], arguments].concat())
}

/// Ten layers of ten certificates, each certified by each: a number of paths with ten zeros.
fn layers(site: &Site) -> Vec<Party> {
    let keys: Vec<Party> = (0..10).map(|number| Party::root(&format!("Layer {number}"))).collect();
    let mut sent = vec![keys[9].issue(Draft::server(HOST))];
    for layer in (0..10).rev() {
        let above = if layer == 0 { &site.root } else { &keys[layer - 1] };
        sent.extend((0..10).map(|_| above.cross(&keys[layer])));
    }
    sent
}

#[test]
fn a_hundred_cross_signed_certificates_come_to_an_end() {
    let site = Site::new();
    let sent = layers(&site);
    let sent: Vec<&Party> = sent.iter().collect();
    let said = only(&offline(&site, &sent, &[]).exits(0));
    assert_eq!((&said["ok"], &said["paths_complete"]), (&true.into(), &false.into()));
    assert_eq!(said["paths"].as_array().map(Vec::len), Some(64));
    assert!(codes(&said).contains(&"many-paths"), "{:?}", codes(&said));
    // The worst case: none of them leads anywhere.
    let stray = Site::new();
    let said = only(&offline(&stray, &sent, &[]).exits(1));
    assert_eq!(said["ok"], false);
    let chain = sent.iter().map(|party| party.der.clone()).collect();
    let server = Responder::new(Reply::Tls { chain, key: Arc::clone(&SERVER) });
    let said = only(&bounded(&site, &["check", "--json", &target(server.port())]));
    assert_eq!(said["chain"].as_array().map(Vec::len), Some(101), "{}", said["tls"]);
    assert_eq!(said["ok"], true);
}

#[test]
fn authorities_that_certify_each_other_in_a_ring_come_to_an_end() {
    let site = Site::new();
    let [one, two, three] = ["One", "Two", "Three"].map(Party::root);
    let leaf = one.issue(Draft::server(HOST));
    let ring = [two.cross(&one), three.cross(&two), one.cross(&three), one.cross(&two), two.cross(&three)];
    let sent: Vec<&Party> = std::iter::once(&leaf).chain(&ring).collect();
    let said = only(&offline(&site, &sent, &[]).exits(1));
    assert_eq!((&said["ok"], &said["paths"].as_array().map(Vec::len)), (&false.into(), &Some(0)));
    let mut all = sent.clone();
    let anchored = site.root.cross(&three);
    all.push(&anchored);
    let said = only(&offline(&site, &all, &[]));
    assert!(said["paths"].as_array().is_some_and(|paths| !paths.is_empty()), "{said}");
}

/// Certificates of two authorities for each other, not valid yet, each with a serial number and an end of its own;
/// no signature is right.
fn ring(number: u32) -> Vec<Vec<u8>> {
    let (one, two) = (Party::root("One"), Party::root("Two"));
    let leaf = one.issue(Draft::server(HOST));
    let marked = |by: &Party, of: &Party| {
        by.issue(
            Draft::again(of).serial(&[0x7a; 4]).dates(tlv(0x17, "390101000000Z"), tlv(0x17, "400101000000Z")),
        )
        .der
    };
    let templates = [marked(&two, &one), marked(&one, &two)];
    let certificates = (0..number).map(|number| {
        let mut der = templates[number as usize % 2].clone();
        let at = der.windows(4).position(|window| window == [0x7a; 4]).expect("the serial number");
        der[at..at + 4].copy_from_slice(&(number | 0x4000_0000).to_be_bytes());
        for (date, year) in [(b"390101", 39), (b"400101", 40)] {
            let at = der.windows(6).position(|window| window == date).expect("the date");
            let minutes = format!("{year}0101{:02}{:02}{:02}Z", number / 3600, number / 60 % 60, number % 60);
            der[at..at + 13].copy_from_slice(minutes.as_bytes());
        }
        der
    });
    std::iter::once(leaf.der).chain(certificates).collect()
}

#[test]
fn ten_thousand_certificates_are_refused_or_judged_in_time() {
    let site = Site::new();
    let chain = ring(10_000);
    let server = Responder::new(Reply::Tls { chain: chain.clone(), key: Arc::clone(&SERVER) });
    let said = only(&bounded(&site, &["check", "--json", &target(server.port())]).exits(1));
    assert_eq!(codes(&said)[0], "tls-failed", "{said}");
    let text: String = chain.iter().map(|der| crate::support::pem("CERTIFICATE", der)).collect();
    let judge = |text: &str, code: i32| {
        std::fs::write(site.user.path("chain"), text).expect("a chain");
        bounded(&site, &["check", "--json", "--chain", "chain", "--host", HOST]).exits(code)
    };
    assert_eq!(judge(&text, 2).error_code(), "io", "more than a file of certificates has");
    let end = text[..1 << 20].rfind("-----BEGIN").expect("a block");
    let said = only(&judge(&text[..end], 1));
    assert!(said["chain"].as_array().is_some_and(|chain| chain.len() > 1500));
}

/// So many paths without a signature in common, each with so many of its own: 1,200 in all.
const STRANDS: usize = 60;
const SIGNATURES: usize = 20;

/// Certificates of one key, so that any number of them is made at once.
fn strands(site: &Site) -> Vec<Party> {
    let (from, to) = (date(in_days(-30)), date(in_days(300)));
    let draft = |name: &str| Draft::ca(name).key(&site.root.key).dates(from.clone(), to.clone());
    let top = site.root.issue(draft("Top"));
    let mut sent = vec![top.issue(Draft::server(HOST))];
    for strand in 0..STRANDS {
        let mut above = site.root.clone();
        // The leaf is signed by the lowest, which has the same name in every strand.
        for height in (1..SIGNATURES).rev() {
            let name = if height == 1 { "Top".to_owned() } else { format!("Strand {strand}, {height}") };
            above = above.issue(draft(&name));
            sent.push(above.clone());
        }
    }
    sent
}

#[test]
fn beyond_a_thousand_signatures_none_is_taken_for_valid_unseen() {
    let site = Site::new();
    let strands = strands(&site);
    // In the store: a server may send 100 KB.
    let (leaf, above) = strands.split_first().expect("a leaf");
    let store: String = std::iter::once(&site.root).chain(above).map(Party::pem).collect();
    std::fs::write(site.user.root_crt(), store).expect("a store");
    let said = only(&offline(&site, &[leaf], &[]).exits(0));
    assert_eq!((&said["ok"], &said["paths_complete"]), (&true.into(), &true.into()));
    let paths = said["paths"].as_array().expect("paths");
    assert_eq!(paths.len(), STRANDS);
    let (valid, open): (Vec<&Value>, Vec<&Value>) = paths.iter().partition(|path| path["valid"] == true);
    assert_eq!(valid.len(), 1000 / SIGNATURES);
    for path in open {
        assert_eq!(path["valid"], Value::Null);
        let problems = path["problems"].as_array().expect("problems");
        assert_eq!(problems.len(), SIGNATURES, "each signature that was not looked at");
        assert!(problems.iter().all(|problem| problem["code"] == "unverifiable"), "{problems:?}");
        let limit = "its signature was not checked, because the limit of 1000 signatures was reached";
        let names_limit =
            |problem: &Value| problem["message"].as_str().is_some_and(|said| said.ends_with(limit));
        assert!(problems.iter().all(names_limit), "{problems:?}");
    }
}

#[test]
fn a_hostile_server_does_not_delay_the_others() {
    let site = Site::new();
    let chain: Vec<Vec<u8>> = ring(100);
    let hostile = Responder::new(Reply::Tls { chain, key: Arc::clone(&SERVER) });
    let good = site.server();
    let lines: String = (0..40)
        .map(|number| target(if number % 8 == 0 { hostile.port() } else { good.port() }) + "\n")
        .collect();
    std::fs::write(site.user.path("targets"), lines).expect("a file");
    let answer = bounded(&site, &["check", "--json", "--targets", "targets", "--timeout", "8"]).exits(1);
    let json = answer.json();
    let number =
        |ok: bool| json["targets"].as_array().expect("targets").iter().filter(|one| one["ok"] == ok).count();
    assert_eq!((number(true), number(false)), (35, 5));
}

/// Names, issuers, subjects and an error message full of what a terminal obeys.
#[test]
fn nothing_that_a_server_says_reaches_a_terminal_raw() {
    let evil = Draft::bare(within(EVIL, EVIL)).with(alt_names(&[dns(EVIL), dns("\u{1b}[2J.test")]));
    let site = Site::new();
    let authority = Draft::ca("").subject(cn(EVIL)).self_signed();
    let leaf = authority.issue(evil.clone());
    let own = evil.key(&Key::new()).self_signed();
    let error =
        answering(b"E\0\0\0\x40SFATAL\0M\x1b]0;title\x07 \x1b[31m\xc2\x9b2J\xe2\x80\xae | a\r\nb\0\0");
    let servers = [server(&[&leaf, &authority]), server(&[&own])];
    let ports = [servers[0].port(), servers[1].port(), error.address().port()];
    let mut shown = BTreeSet::new();
    for port in ports {
        for form in ["text", "nagios"] {
            for talk in [&[][..], &["-v"]] {
                let arguments =
                    [&["--format", form, "--color", "never", "--sslmode", "verify-full"], talk].concat();
                let said = site.check(port, &arguments);
                is_tame(&said);
                shown.insert(said.stdout.contains("\\u{1b}"));
            }
        }
    }
    assert!(shown.contains(&true), "escaped, not left out");
    let labels = [
        format!("host='{EVIL}' hostaddr=127.0.0.1 port={}", ports[0]),
        format!("{} options='\u{1b}[31m\u{7}'", target(1)),
        "host=\u{1b}[31mx.test sslmode=\u{1b}[0m".to_owned(),
    ];
    for label in &labels {
        is_tame(&site.user.run(["check", "--color", "never", label]));
        is_tame(&site.user.run(["check", "--format", "nagios", label]));
        is_tame(&site.user.run(["check", "--color", "never", label, &target(ports[1])]));
    }
    let lines = format!("{}\n{}\n{}\n{}", target(ports[0]), target(ports[2]), labels[1], labels[2]);
    std::fs::write(site.user.path("targets"), lines).expect("a file");
    for arguments in [&["-v"][..], &[], &["--format", "nagios"]] {
        is_tame(
            &site.user.run(["check", "--color", "never", "--targets", "targets"].iter().chain(arguments)),
        );
    }
}

#[track_caller]
fn is_tame(said: &Answer) {
    for text in [&said.stdout, &said.stderr] {
        let wild =
            text.chars().find(|c| (c.is_control() && *c != '\n') || ['\u{202e}', '\u{200b}'].contains(c));
        assert_eq!(wild, None, "{text:?}");
    }
}
