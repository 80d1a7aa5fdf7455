//! Takes the files of a walk one after the other, and keeps what is reported.

use std::collections::HashSet;

use memchr::memmem;

use crate::client::content::KeyRights;
use crate::scan::base64_values;
use crate::scan::certificate_text;
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::left_out::LeftOut;
use crate::scan::manifests::{self, ManifestPart};
use crate::scan::nature::{CommentStyle, TextKind, TextNature};
use crate::scan::piece::{ScanIntake, ScanPiece};
use crate::scan::place::ScanPlace;
use crate::scan::question::ScanQuestion;
use crate::scan::settings::TextSettings;
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
    /// The absolute places: two paths that were named may lead to one file.
    seen: HashSet<ScanPlace>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(question: ScanQuestion<'a>) -> Self {
        Self { question, items: Vec::new(), keys: Vec::new(), left_out: Vec::new(), seen: HashSet::new() }
    }

    fn text(&mut self, place: &ScanPlace, bytes: &[u8]) {
        let bare = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let nature = TextNature::new(place.name(), bare);
        self.items.extend(certificate_text::text(&self.question, place, nature, bytes));
        let text = String::from_utf8_lossy(bare);
        let mut found = TextSettings::read(&text, nature);
        if matches!(nature.kind, TextKind::Yaml | TextKind::Json) {
            for part in manifests::parts(&text) {
                self.values(place, &part, &mut found);
            }
        }
        if found.has_more {
            self.left_out.push((place.clone(), LeftOut::ManySettings));
        }
        let settings = found.settings;
        if !settings.is_empty() {
            self.items.push(FoundItem { settings, ..FoundItem::new(place, FoundKind::Settings) });
        }
    }

    /// What a manifest holds in base64.
    fn values(&mut self, place: &ScanPlace, part: &ManifestPart<'_>, found: &mut TextSettings) {
        let Some(kind) = part.kind_of_values() else { return };
        let values = base64_values::values(part.text, part.above);
        self.items.extend(certificate_text::decoded(&self.question, place, kind, &values));
        // Variables of one Secret belong together, as lines of a file do.
        let mut lines = Vec::new();
        let mut variables = String::new();
        for value in &values {
            if let Some(assignment) = value.assignment() {
                variables += &(assignment + "\n");
                lines.push(value.line);
            } else {
                found.add(decoded_settings(&String::from_utf8_lossy(&value.bytes), |_| value.line));
            }
        }
        found.add(decoded_settings(&variables, |line| lines[line - 1]));
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The settings of a text that is in no file, with the lines of the file it was decoded from.
fn decoded_settings(text: &str, line_of: impl Fn(usize) -> usize) -> TextSettings {
    let nature = TextNature { kind: TextKind::Lines, comment: CommentStyle::Hash, is_for_container: true };
    let mut decoded = TextSettings::read(text, nature);
    for setting in &mut decoded.settings {
        setting.line = line_of(setting.line);
        setting.root_line = line_of(setting.root_line);
    }
    decoded
}

impl ScanIntake for Scanner<'_> {
    fn piece(&mut self, piece: &ScanPiece<'_>) {
        // What pgcerts replaced: nobody reads it.
        let is_backup = piece.place.name().ends_with("Z.bak");
        if is_backup || !self.seen.insert(piece.place.absolute(self.question.directory)) {
            return;
        }
        let form = HeadForm::new(piece.bytes);
        if form == HeadForm::PrivateKey || memmem::find(piece.bytes, b"PRIVATE KEY-----").is_some() {
            self.keys.push((piece.place.clone(), piece.rights));
        }
        match form {
            HeadForm::PrivateKey => {}
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
