//! The search in one part of a file, and in what its base64 decodes to.

use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::armor::{Armor, armor};
use super::cleaning::{ESCAPED, MARKUP, PERCENT, clean};
use super::der_scan;
use super::digits::{self, DecodeBudget, DigitReader, Digits};
use super::disguise::Disguise;
use super::find::{Find, FindKind};
use crate::openssl::pem::base64;
use crate::openssl::pem::block::{CertificateBytes, Label, is_private_key};

/// As many layers of base64 are decoded.
const DEPTH_LIMIT: usize = 3;

/// A word of so many base64 digits is not a word.
const WORD_LIMIT: usize = 24;

/// What is shorter holds no certificate.
const LEAST: usize = 100;

/// The search through a file.
pub(super) struct PartSearch {
    pub(super) finds: Vec<Find>,
    pub(super) budget: DecodeBudget,
    depth: usize,
}

/// A stretch of clean text, and what is known of it.
struct Stretch<'a> {
    text: &'a [u8],
    line: usize,
    /// What it is to be called, if not by its own form.
    disguise: Option<Disguise>,
}

impl PartSearch {
    pub(super) fn new(size: usize) -> Self {
        Self { finds: Vec::new(), budget: DecodeBudget::new(size), depth: 0 }
    }

    /// Searches bytes that start in this line.
    pub(super) fn whole(&mut self, bytes: &[u8], line: usize) {
        self.der(bytes, line, None);
        self.text(bytes, line, None);
    }

    /// Searches what follows a certificate in its block.
    pub(super) fn behind(&mut self, found: &CertificateBytes, line: usize) {
        if found.label != Label::Trusted {
            self.der(&found.behind, line, Some(Disguise::BehindAnother));
        }
    }

    /// Certificates in DER. What is decoded from one line counts as this line.
    fn der(&mut self, bytes: &[u8], line: usize, disguise: Option<Disguise>) {
        let found = der_scan::certificates(bytes);
        let end = found.first().map_or(bytes.len(), |first| first.start);
        let own = der_scan::container(&bytes[..end]);
        if let Some((start, sealed)) = der_scan::sealed(bytes, !found.is_empty()) {
            let line = self.line_at(bytes, start, line);
            self.finds.push(Find { line, kind: FindKind::Sealed(sealed) });
        }
        let (mut at, mut line) = (0, line);
        for Range { start, end } in found {
            line = self.line_at(&bytes[at..], start - at, line);
            at = start;
            self.certificate(line, plain(bytes[start..end].to_vec()), named(own, disguise));
        }
    }

    /// The line at this offset. In what was decoded, lines are not those of the file.
    fn line_at(&self, bytes: &[u8], offset: usize, line: usize) -> usize {
        if self.depth > 0 { line } else { line + memchr_iter(b'\n', &bytes[..offset]).count() }
    }

    fn certificate(&mut self, line: usize, found: CertificateBytes, disguise: Disguise) {
        self.finds.push(Find::certificate(line, found, disguise));
    }

    fn text(&mut self, bytes: &[u8], line: usize, disguise: Option<Disguise>) {
        let disguise = disguise.or(is_wide(bytes).then_some(Disguise::Utf16));
        let text = clean(bytes);
        let mut line = line;
        let mut at = 0;
        let mut marks = armor(&text).peekable();
        let first = marks.peek().map_or(text.len(), |mark| mark.span.start);
        self.digits(&Stretch { text: &text[..first], line, disguise });
        while let Some(mark) = marks.next() {
            let end = marks.peek().map_or(text.len(), |next| next.span.start);
            line = self.line_at(&text[at..], mark.span.start - at, line);
            at = mark.span.start;
            self.block(&mark, &Stretch { text: &text[mark.span.end..end], line, disguise });
        }
    }

    /// What follows a BEGIN or END line.
    fn block(&mut self, mark: &Armor, body: &Stretch) {
        if !mark.begin {
            return self.digits(body);
        }
        if let Some(label) = Label::from_bytes(mark.label) {
            return self.labeled(label, body);
        }
        let before = self.finds.len();
        let disguise = body.disguise.or(Some(Disguise::ForeignLabel));
        self.digits(&Stretch { disguise, ..*body });
        if self.finds.len() == before || is_private_key(mark.label) {
            let label = String::from_utf8_lossy(mark.label).into();
            self.finds.push(Find { line: body.line, kind: FindKind::Other(label) });
        }
    }

    fn labeled(&mut self, label: Label, body: &Stretch) {
        let disguise = body.disguise.unwrap_or_else(|| form(body.text, Disguise::InexactArmor));
        let reason = match base64::decode_quoted(body.text) {
            Ok(der) => match CertificateBytes::new(label, der) {
                Some(found) => {
                    self.behind(&found, body.line);
                    return self.certificate(body.line, found, disguise);
                }
                None => "its bytes are not a certificate",
            },
            Err(_) => "its base64 does not decode",
        };
        let before = self.finds.len();
        self.digits(&Stretch { disguise: Some(disguise), ..*body });
        if self.finds.len() == before {
            let has_body = body.text.iter().filter(|byte| byte.is_ascii_alphanumeric()).count() > LEAST;
            self.finds.push(Find { line: body.line, kind: FindKind::Broken(reason, has_body) });
        } else {
            // They belong to the block, whose line is that of its BEGIN.
            self.finds[before..].iter_mut().for_each(|find| find.line = body.line);
        }
    }

    /// Certificates in digits, and in what long stretches of base64 decode to.
    fn digits(&mut self, stretch: &Stretch) {
        let text = stretch.text;
        let (mut at, mut counted, mut line) = (0, 0, stretch.line);
        while let Some(start) = next_word(text, at) {
            let word = text[start..].iter().take_while(|byte| is_digit(**byte)).count();
            line = self.line_at(&text[counted..], start - counted, line);
            counted = start;
            at = match self.in_digits((text, line), start) {
                Some((_, end, Disguise::BareBase64)) if text.get(end).copied().is_some_and(is_digit) => {
                    self.paragraph(stretch, (start, line), Digits::Base64).max(end)
                }
                Some((der, end, own)) => {
                    let own = form(&text[start..end], own);
                    self.certificate(line, plain(der), stretch.disguise.unwrap_or(own));
                    end
                }
                None => match digits::digits_of_armor(&text[start..]) {
                    Some(digits) => self.paragraph(stretch, (start, line), digits).max(start + word),
                    None if word >= WORD_LIMIT => {
                        self.paragraph(stretch, (start, line), Digits::Base64).max(start + word)
                    }
                    None => start + word,
                },
            };
        }
    }

    fn in_digits(&mut self, stretch: (&[u8], usize), start: usize) -> Option<(Vec<u8>, usize, Disguise)> {
        let (digits, own) = match &stretch.0[start..] {
            // A diff begins each line with it.
            [b'+', b'M', b'I', ..] => return self.in_digits(stretch, start + 1),
            [b'M', b'I', ..] => (Digits::Base64, Disguise::BareBase64),
            [b'3', b'0', ..] | [b'0', b'x', ..] | [b'x', b'3', ..] => (Digits::Hex, Disguise::Hex),
            _ => return None,
        };
        let (der, end) = digits::certificate(stretch, start, digits, &mut self.budget)?;
        Some((der, end, own))
    }

    /// Searches what the digits from an offset in a line on decode to, and returns where they end.
    fn paragraph(&mut self, stretch: &Stretch, from: (usize, usize), digits: Digits) -> usize {
        let (start, line) = from;
        let (bytes, end) = DigitReader::paragraph(stretch.text, start, digits);
        if bytes.len() >= LEAST && self.depth < DEPTH_LIMIT {
            self.depth += 1;
            self.der(&bytes, line, None);
            let around = if digits == Digits::Hex { Disguise::Hex } else { Disguise::Base64OfPem };
            self.text(&bytes, line, Some(around));
            self.depth -= 1;
        }
        end
    }
}

fn plain(der: Vec<u8>) -> CertificateBytes {
    CertificateBytes { label: Label::Plain, der, behind: Vec::new() }
}

/// A container has its own name wherever it is. A bare certificate has that of its surroundings.
fn named(own: Disguise, outer: Option<Disguise>) -> Disguise {
    outer.filter(|_| own == Disguise::Der).unwrap_or(own)
}

/// The form that the marks in a text show.
fn form(text: &[u8], otherwise: Disguise) -> Disguise {
    let carriage_return = || memchr_iter(b'\r', text).any(|at| text.get(at + 1) != Some(&b'\n'));
    if text.contains(&ESCAPED) {
        Disguise::Escaped
    } else if text.contains(&MARKUP) {
        Disguise::Markup
    } else if text.contains(&PERCENT) {
        Disguise::PercentEncoded
    } else if carriage_return() {
        Disguise::CarriageReturns
    } else {
        otherwise
    }
}

/// Whether the text has a NUL beside each character of a BEGIN line or of a certificate's base64.
fn is_wide(bytes: &[u8]) -> bool {
    [&b"-\0-\0-"[..], b"M\0I\0", b"-\0\0\0-"].iter().any(|mark| memmem::find(bytes, mark).is_some())
}

/// Where the next word of digits starts. Behind what does not belong into base64 at all, there is none.
fn next_word(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.iter().position(|byte| is_digit(*byte))?;
        let before = at.checked_sub(1).map(|before| text[before]);
        if !before.is_some_and(|before| is_digit(before) || before == b'!') {
            return Some(at);
        }
        at += text[at..].iter().take_while(|byte| is_digit(**byte)).count();
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}
