//! The certificates in a file: a store, or a part of a configuration or a program.

use memchr::memmem;

use crate::diagnostic::{Code, Severity};
use crate::openssl::pem::Bundle;
use crate::scan::base64_values::DecodedValue;
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::keystores;
use crate::scan::manifests::{self, kind_of_text};
use crate::scan::nature::{TextKind, TextNature};
use crate::scan::place::ScanPlace;
use crate::scan::question::ScanQuestion;
use crate::scan::sieve::{HeadForm, is_root_crt};
use crate::scan::store_check;
use crate::scan::yaml_blocks::blocks;
use crate::store::certificate_file;
use crate::store::form::is_for_libpq;

const BEGIN: &[u8] = b"-----BEGIN";

/// A file of which the first bytes say that it holds certificates.
pub(super) fn binary(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Option<FoundItem> {
    if is_root_crt(place.name().as_bytes()) {
        return Some(store_check::pem(question, place, FoundKind::Pem, bytes));
    }
    keystores::judge(question, place, bytes).or_else(|| der(question, place, bytes))
}

fn der(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Option<FoundItem> {
    let placed = certificate_file::read_any(bytes).ok()?;
    let is_pkcs7 =
        memmem::find(&bytes[..bytes.len().min(32)], b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02").is_some();
    let kind = if is_pkcs7 { FoundKind::Pkcs7 } else { FoundKind::Der };
    let mut item = store_check::certificates(question, place, kind, &placed);
    // One file of several, as they are downloaded.
    let missing = item.findings.iter_mut().filter(|finding| finding.code == Code::MissingRoot);
    missing.for_each(|finding| finding.severity = Severity::Warning);
    Some(item)
}

/// A text file. There may be several stores in it.
pub(super) fn text(
    question: &ScanQuestion,
    place: &ScanPlace,
    nature: TextNature,
    bytes: &[u8],
) -> Vec<FoundItem> {
    if is_root_crt(place.name().as_bytes()) {
        return vec![store_check::pem(question, place, FoundKind::Pem, bytes)];
    }
    if memmem::find(bytes, BEGIN).is_none() && HeadForm::new(bytes) != HeadForm::WideText {
        return Vec::new();
    }
    match nature.kind {
        TextKind::Yaml => yaml(question, place, bytes),
        TextKind::Certificates | TextKind::Unknown => whole(question, place, bytes).into_iter().collect(),
        TextKind::Document if is_pem(bytes) => whole(question, place, bytes).into_iter().collect(),
        _ => embedded(question, place, bytes).into_iter().collect(),
    }
}

/// A file that libpq could read, whatever is wrong with it.
fn whole(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Option<FoundItem> {
    let bundle = Bundle::read(bytes);
    if !bundle.has_certificates() {
        return None;
    }
    if !bundle.loads()
        && let Some(item) = armored_pkcs7(question, place, bytes)
    {
        return Some(item);
    }
    let is_store = bundle.loads() || is_pem(bytes) || is_for_libpq(&place.file);
    if is_store {
        Some(store_check::pem(question, place, FoundKind::Pem, bytes))
    } else {
        embedded(question, place, bytes)
    }
}

/// PKCS#7 in armor. libpq reads none, and nobody says that it should.
fn armored_pkcs7(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Option<FoundItem> {
    let blocks = pem::parse_many(bytes).ok()?;
    let block = blocks.iter().find(|block| matches!(block.tag(), "PKCS7" | "CMS"))?;
    der(question, place, block.contents())
}

/// Whether nothing but comments precedes the first block.
fn is_pem(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_some_and(|line| line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).starts_with(BEGIN))
}

/// What decodes among other text is a fact. What does not is an example, or is put together elsewhere.
fn embedded(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Option<FoundItem> {
    let placed = certificate_file::read_any(bytes).ok()?;
    Some(store_check::certificates(question, place, kind_of_text(bytes), &placed))
}

/// Each manifest has its own kind, and its own keys.
fn yaml(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Vec<FoundItem> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return embedded(question, place, bytes).into_iter().collect();
    };
    let mut items = Vec::new();
    for part in manifests::parts(text).iter().filter(|part| part.text.contains("-----BEGIN")) {
        for mut item in manifest(question, place, part.text) {
            shift(&mut item, part.above);
            items.push(item);
        }
    }
    items
}

/// Each block is a file where it is mounted.
fn manifest(question: &ScanQuestion, place: &ScanPlace, text: &str) -> Vec<FoundItem> {
    let kind = kind_of_text(text.as_bytes());
    let blocks = blocks(text);
    let has_key = blocks.iter().any(|block| memmem::find(&block.text, b"PRIVATE KEY-----").is_some());
    let mut items = Vec::new();
    let mut rest: Vec<&str> = text.lines().collect();
    for block in &blocks {
        let lines = memchr::memchr_iter(b'\n', &block.text).count();
        rest[block.above..].iter_mut().take(lines).for_each(|line| *line = "");
        if memmem::find(&block.text, BEGIN).is_some() && Bundle::read(&block.text).has_certificates() {
            let mut item = store_check::pem(question, place, kind, &block.text);
            shift(&mut item, block.above);
            items.push(identity(item, has_key));
        }
    }
    let rest = rest.join("\n");
    if rest.contains("-----BEGIN") {
        items.extend(embedded(question, place, rest.as_bytes()));
    }
    items
}

/// Lines of the block become lines of the file.
fn shift(item: &mut FoundItem, above: usize) {
    use crate::store::placed::CertificatePlace::Line;

    for listed in &mut item.certificates {
        if let Line(line) = &mut listed.place {
            *line += above;
        }
    }
    item.findings
        .iter_mut()
        .filter_map(|finding| finding.place.line.as_mut())
        .for_each(|line| *line += above);
}

/// A server's own certificate with its key is no trust store.
pub(super) fn identity(item: FoundItem, has_key: bool) -> FoundItem {
    let certificates: Vec<_> = item.certificates.iter().map(|listed| &listed.certificate).collect();
    if has_key && store_check::begins_with_leaf(&certificates) {
        return FoundItem {
            certificates: item.certificates,
            ..FoundItem::new(&item.place, FoundKind::Identity)
        };
    }
    item
}

/// The stores among the values of a Secret, or of `binaryData`.
pub(super) fn decoded(
    question: &ScanQuestion,
    place: &ScanPlace,
    kind: FoundKind,
    values: &[DecodedValue],
) -> Vec<FoundItem> {
    let has_key = values.iter().any(|value| memmem::find(&value.bytes, b"PRIVATE KEY-----").is_some());
    let store = |value: &DecodedValue| {
        let mut item = match HeadForm::new(&value.bytes) {
            HeadForm::Certificates => keystores::judge(question, place, &value.bytes)
                .or_else(|| der(question, place, &value.bytes))?,
            _ if memmem::find(&value.bytes, BEGIN).is_some()
                && Bundle::read(&value.bytes).has_certificates() =>
            {
                store_check::pem(question, place, kind, &value.bytes)
            }
            _ => return None,
        };
        // Lines of what was decoded are in no file.
        item.findings.iter_mut().for_each(|finding| finding.place.line = Some(value.line));
        item.certificates.iter_mut().for_each(|listed| {
            listed.place = crate::store::placed::CertificatePlace::Line(value.line);
        });
        Some(identity(FoundItem { kind, ..item }, has_key))
    };
    values.iter().filter_map(store).collect()
}
