//! Takes the files of a walk one after the other, and keeps what is reported.

use std::collections::HashSet;

use memchr::memmem;

use crate::client::content::KeyRights;
use crate::scan::base64_values;
use crate::scan::certificate_text;
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::left_out::LeftOut;
use crate::scan::nature::{CommentStyle, TextKind, TextNature};
use crate::scan::piece::{ScanIntake, ScanPiece};
use crate::scan::place::ScanPlace;
use crate::scan::question::ScanQuestion;
use crate::scan::settings::{self, ConnectionSetting};
use crate::scan::sieve::HeadForm;

/// What was found so far.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    pub(super) question: ScanQuestion<'a>,
    pub(super) items: Vec<FoundItem>,
    /// The private keys, and who may read them.
    pub(super) keys: Vec<(ScanPlace, Option<KeyRights>)>,
    /// What was not looked at, and why.
    pub(super) left_out: Vec<(ScanPlace, LeftOut)>,
    /// Two paths that were named may lead to one file.
    seen: HashSet<ScanPlace>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(question: ScanQuestion<'a>) -> Self {
        Self { question, items: Vec::new(), keys: Vec::new(), left_out: Vec::new(), seen: HashSet::new() }
    }

    fn text(&mut self, place: &ScanPlace, bytes: &[u8]) {
        let nature = TextNature::new(place.name(), bytes);
        self.items.extend(certificate_text::text(&self.question, place, nature, bytes));
        let text = String::from_utf8_lossy(bytes);
        let mut settings = settings::read(&text, nature);
        let may_be_secret = matches!(nature.kind, TextKind::Yaml | TextKind::Json)
            && (text.contains("Secret") || text.contains("binaryData"));
        if may_be_secret {
            let values = base64_values::values(&text);
            let kind = if text.contains("Secret") { FoundKind::Secret } else { FoundKind::ConfigMap };
            self.items.extend(certificate_text::decoded(&self.question, place, kind, &values));
            let inner =
                TextNature { kind: TextKind::Lines, comment: CommentStyle::Hash, is_for_container: true };
            for value in &values {
                let text = String::from_utf8_lossy(&value.bytes);
                let decoded = settings::read(&text, inner).into_iter();
                settings.extend(decoded.map(|setting| ConnectionSetting { line: value.line, ..setting }));
            }
        }
        if !settings.is_empty() {
            self.items.push(FoundItem { settings, ..FoundItem::new(place, FoundKind::Settings) });
        }
    }
}

impl ScanIntake for Scanner<'_> {
    fn piece(&mut self, piece: &ScanPiece<'_>) {
        // What pgcerts replaced: nobody reads it.
        let is_backup = piece.place.name().ends_with("Z.bak");
        if is_backup || !self.seen.insert(piece.place.clone()) {
            return;
        }
        if memmem::find(piece.bytes, b"PRIVATE KEY-----").is_some() {
            self.keys.push((piece.place.clone(), piece.rights));
        }
        match HeadForm::new(piece.bytes) {
            HeadForm::Text => self.text(piece.place, piece.bytes),
            HeadForm::WideText => match wide(piece.bytes) {
                Some(text) if !text.contains("-----BEGIN") => self.text(piece.place, text.as_bytes()),
                _ => {
                    let nature = TextNature::new(piece.place.name(), piece.bytes);
                    self.items.extend(certificate_text::text(
                        &self.question,
                        piece.place,
                        nature,
                        piece.bytes,
                    ));
                }
            },
            _ => self.items.extend(certificate_text::binary(&self.question, piece.place, piece.bytes)),
        }
    }

    fn left_out(&mut self, place: ScanPlace, why: LeftOut) {
        self.left_out.push((place, why));
    }
}

/// Text in UTF-16, by its byte order mark.
fn wide(bytes: &[u8]) -> Option<String> {
    let (units, is_little) = match bytes {
        [0xff, 0xfe, units @ ..] => (units, true),
        [0xfe, 0xff, units @ ..] => (units, false),
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let units: Vec<u16> = units.chunks_exact(2).map(unit).collect();
    Some(String::from_utf16_lossy(&units))
}
