//! Entry points for the fuzz targets into what the library does not expose otherwise.

use std::path::Path;

use time::OffsetDateTime;

use crate::check::fleet::read_runs;
use crate::check::{NameCheck, StoreView};
use crate::client::content::{ClientContent, KeyContent, KeyFile, StoredCertificate};
use crate::client::{self, LoadOutcome};
use crate::io::postgres;
use crate::libpq::capture::AuthReply;
use crate::libpq::login::{self, Progress, next_message};
use crate::libpq::sslmode::TlsVersion;
use crate::openssl::chain::X509StoreContext;
use crate::openssl::hello::{self, HelloAnswer, Offer};
use crate::openssl::pem::{Bundle, append};
use crate::pins::{self, Manifest, Member, Pin, Pins, Role};
use crate::scan::archive::TarReader;
use crate::scan::piece::{ScanIntake as _, ScanPiece};
use crate::scan::place::ScanPlace;
use crate::scan::{ScanQuestion, Scanner};
use crate::store::certificate_file;
use crate::store::content::FileContent;
use crate::store::keystore::{Keystore, Opening, RandomBytes};
use crate::x509::certificate::Certificate;
use crate::x509::signature::Signature;

/// Judges the certificates in `sent` with those in `store`, both PEM or DER, for this host at this second.
pub fn chain(sent: &[u8], store: &[u8], host: &str, at: i64) {
    let sent: Vec<Certificate> = certificates(sent);
    let mut file = Vec::new();
    append(&mut file, certificates(store).iter());
    let lists = Bundle::read(store);
    let view = StoreView::from_file(Path::new("root.crt"), &FileContent::Bytes(file), Some(&lists));
    let context = X509StoreContext::new(&sent, &view.store);
    let at =
        OffsetDateTime::from_unix_timestamp(at.rem_euclid(1 << 33)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let accepted = context.judge(at).and_then(|judgment| judgment.accepted());
    let (paths, _) = context.paths(&[], at);
    // What OpenSSL accepts is one of the paths, unless it is anchored by trust settings alone.
    let self_signed = context
        .judge(at)
        .is_some_and(|judgment| judgment.selection.links.last().is_some_and(|last| last.ends_paths()));
    assert!(accepted != Some(true) || !self_signed || paths.iter().any(|path| path.is_valid() == Some(true)));
    let _ = context.changes(at);
    if let Some(leaf) = context.leaf() {
        let name = NameCheck::compare(Some(host), &leaf.profile);
        assert!(name.error(host).is_some() != (name.matches() == Some(true)));
    }
}

/// Reads a server's answer to the second offer, whole and in parts. The first answer that a part gives is the answer of
/// the whole.
pub fn hello(bytes: &[u8]) {
    let offer = Offer { host: None, oldest: TlsVersion::V1_2, newest: TlsVersion::V1_3, random: [0; 32] };
    let whole = hello::read(bytes, true, &offer);
    assert_ne!(whole, HelloAnswer::Incomplete);
    if let HelloAnswer::Chosen(flight) = &whole {
        assert!(!hello::suite_name(flight.hello.suite).is_empty());
        assert!(flight.certificates.iter().all(|der| bytes.len() > der.len()));
    }
    let _ = hello::first_record(bytes, TlsVersion::V1_3);
    let mut answers = (0..bytes.len()).map(|end| hello::read(&bytes[..end], false, &offer));
    let first = answers.find(|answer| *answer != HelloAnswer::Incomplete);
    assert!(first.is_none_or(|first| first == whole));
}

/// Verifies a handshake's signature with any bytes as the certificate. No signature is ever valid.
pub fn proof(certificate: &[u8], scheme: u16, signature: &[u8]) {
    let proven = postgres::verify_proof(certificate, scheme, b"nobody signed this", signature);
    assert_ne!(proven, Signature::Valid);
}

/// Reads a file of certificates in any form. They are no longer than the file with three layers of base64
/// in it, and a trust store has no more of them than any file.
pub fn certificate_file(bytes: &[u8]) {
    let any = certificate_file::read_any(bytes).unwrap_or_default();
    assert!(any.iter().map(|one| one.certificate.der().len()).sum::<usize>() <= 4 * bytes.len());
    let trusted =
        certificate_file::read(bytes, crate::store::keystore::Opening::Unsealed).unwrap_or_default();
    assert!(trusted.len() <= any.len());
}

/// Adds a root to a manifest and removes it again, and removes each root that is there. Each time the text says what is
/// expected, and after the first removal it is the original text.
pub fn edit(text: &str) {
    let Ok(pins) = Pins::read("pins.json", text.as_bytes(), |_| Ok(None)) else { return };
    let manifest = pins.manifest();
    let edited = |text: &str, old: &Manifest, new: &Manifest| {
        let edited = pins::rewrite(text, old, new).expect("a manifest");
        assert_eq!(&serde_json::from_str::<Manifest>(&edited).expect("a manifest"), new);
        edited
    };
    let new_root = manifest.roots.first().map(|root| Pin { id: "a new root".into(), ..root.clone() });
    if let Some(pin) = new_root.filter(|pin| manifest.by_id(&pin.id).is_none()) {
        let mut more = manifest.clone();
        let member = Member { id: pin.id.clone(), role: Role::Legacy };
        more.sets.iter_mut().for_each(|set| set.roots.push(member.clone()));
        more.roots.push(pin);
        assert_eq!(edited(&edited(text, manifest, &more), &more, manifest), text);
    }
    for root in &manifest.roots {
        let mut less = manifest.clone();
        less.roots.retain(|other| other.id != root.id);
        less.sets.iter_mut().for_each(|set| set.roots.retain(|member| member.id != root.id));
        edited(text, manifest, &less);
    }
}

fn certificates(bytes: &[u8]) -> Vec<Certificate> {
    let (entries, _) = Bundle::read(bytes).salvage();
    entries.into_iter().map(|entry| entry.certificate).collect()
}

/// Loads any bytes as a client certificate and as its key.
pub fn client(certificate: &[u8], key: &[u8]) {
    let file = KeyFile { is_regular: true, rights: None, bytes: Some(key.to_vec()) };
    let content = ClientContent {
        path: "postgresql.crt".into(),
        certificate: StoredCertificate::Bytes(certificate.to_vec()),
        key: KeyContent::File("postgresql.key".into(), file),
        passphrase: None,
        can_ask: false,
    };
    let loaded = client::load(&content);
    assert!(loaded.is_some_and(|loaded| match loaded.outcome {
        LoadOutcome::Refused(error) => error.contains("postgresql."),
        LoadOutcome::Unclear(_) => true,
        LoadOutcome::Ready(..) => loaded.certificate.is_some(),
    }));
}

/// Reads any bytes as a server's answers to a startup message, whole and in parts.
pub fn login(bytes: &[u8]) {
    let reply = |end: usize| {
        let (mut progress, mut rest) = (Progress::default(), &bytes[..end]);
        loop {
            match next_message(&progress, rest) {
                Err(reply) => return Some(reply),
                Ok(None) => return None,
                Ok(Some((kind, body, length))) => {
                    if let Some(reply) = login::read(&mut progress, kind, body) {
                        return Some(reply);
                    }
                    rest = &rest[length..];
                }
            }
        }
    };
    let first = (0..bytes.len()).find_map(reply);
    // An old error has no length: its text ends where the bytes end.
    let whole = reply(bytes.len());
    assert!(first.is_none() || first == whole || matches!(whole, Some(AuthReply::Refused { .. })));
}

/// Opens any bytes as a keystore, with and without a password, and writes what was read. It is the same again.
pub fn keystore(bytes: &[u8], password: Option<&str>) {
    let random = [7; size_of::<RandomBytes>()];
    for opening in [Opening::Unsealed, Opening::Sealed(password)] {
        let Some(Ok(store)) = Keystore::open(bytes, opening) else { continue };
        let kept: usize = store.trusted().map(|placed| placed.certificate.der().len()).sum();
        assert!(kept <= bytes.len());
        let Ok(written) = store.write(password, &random) else { continue };
        let sealed = Opening::Sealed(Some(password.unwrap_or("changeit")));
        let again = Keystore::open(&written, sealed).expect("a keystore").expect("the same keystore");
        assert_eq!(again.entries, store.entries);
    }
}

/// The kinds of text that `scan` tells apart, each as the name of a file.
const SCANNED: [&str; 18] = [
    ".env",
    "a.yaml",
    "a.properties",
    "a.json",
    "a.py",
    "a.java",
    "a.ts",
    "Dockerfile",
    "a.sh",
    "a.xml",
    "a.sql",
    "a.pem",
    "root.crt",
    "a.bin",
    "a.tf",
    "a.lua",
    "a.ps1",
    "a.rb",
];

/// Scans a file of these bytes, whose kind `kind` chooses, and takes them for an archive too. No finding is at a line that
/// the file does not have.
pub fn scan(kind: u8, bytes: &[u8]) {
    let pins = Pins::built_in();
    let now = OffsetDateTime::UNIX_EPOCH;
    let directory = Path::new("/");
    let question = ScanQuestion { pins: &pins, pins_file: None, now, expiring_within: 90, directory };
    let mut scanner = Scanner::new(question);
    let place = ScanPlace::on_disk(SCANNED[usize::from(kind) % SCANNED.len()].into());
    scanner.piece(&ScanPiece { place: &place, bytes, rights: None });
    let lines = 1 + bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    let found = scanner.finish(&|_| false).found;
    let findings = found.iter().flat_map(|item| &item.findings);
    assert!(findings.filter_map(|finding| finding.place.line).all(|line| line <= lines));
    let mut archive = TarReader::new(bytes);
    while let Ok(Some(member)) = archive.next_member() {
        assert!(member.name.len() <= bytes.len() * 3);
    }
}

/// Reads the reports of earlier runs over servers.
pub fn reports(bytes: &[u8]) {
    let mut count = 0;
    let read = read_runs(bytes, |report, _, _| {
        count += 1;
        assert!(report.label.len() <= bytes.len());
        true
    });
    assert!(read.is_ok() || count <= bytes.len());
}
