//! Certificates written in digits, base64 or hex. A certificate says how long it is, so it is found whatever is
//! between its digits, and whatever follows it.

use super::cleaning::ends_line;
use super::line_layout::LineLayout;
use super::outline::{HEAD, certificate_length};
use crate::openssl::d2i;

/// The kind of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digits {
    Base64,
    Hex,
}

/// How base64 of a PEM file begins: the dashes of BEGIN.
const BASE64_OF_DASHES: &[u8] = b"LS0tL";
const HEX_OF_DASHES: &[u8] = b"2d2d2d2d2d";

impl Digits {
    fn value(self, byte: u8) -> Option<u8> {
        match (self, byte) {
            (Self::Hex, _) => char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok()),
            (_, b'A'..=b'Z') => Some(byte - b'A'),
            (_, b'a'..=b'z') => Some(byte - b'a' + 26),
            (_, b'0'..=b'9') => Some(byte - b'0' + 52),
            (_, b'+' | b'-') => Some(62),
            (_, b'/' | b'_') => Some(63),
            _ => None,
        }
    }

    fn bits(self) -> u32 {
        if self == Self::Hex { 4 } else { 6 }
    }
}

/// Reads bytes from digits.
pub(super) struct DigitReader<'a> {
    text: &'a [u8],
    pub(super) at: usize,
    digits: Digits,
    layout: LineLayout,
    /// Whether the start of something else ends the reading.
    stops_at_beginnings: bool,
    rest: u32,
    rest_bits: u32,
}

impl<'a> DigitReader<'a> {
    pub(super) fn new(text: &'a [u8], at: usize, digits: Digits) -> Self {
        Self {
            text,
            at,
            digits,
            layout: LineLayout::PLAIN,
            stops_at_beginnings: false,
            rest: 0,
            rest_bits: 0,
        }
    }

    /// All that the digits from `at` on stand for, up to the next beginning.
    pub(super) fn paragraph(text: &'a [u8], at: usize, digits: Digits) -> (Vec<u8>, usize) {
        let mut reader = Self { stops_at_beginnings: true, ..Self::new(text, at, digits) };
        let bytes = reader.by_ref().collect();
        (bytes, reader.at)
    }

    fn digit(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.get(self.at)?;
            // Four dashes are armor.
            if byte == b'-' && self.text[self.at..].starts_with(b"----") {
                return None;
            }
            if self.layout.remark.is_some_and(|remark| self.text[self.at..].starts_with(remark)) {
                self.skip_line();
            } else if ends_line(byte) {
                self.end_line();
                if self.stops_at_beginnings && begins(self.text, self.at) {
                    return None;
                }
            } else if self.is_between(byte) {
                self.at += 1;
            } else if self.digits == Digits::Hex && self.text[self.at..].starts_with(b"0x") {
                self.at += 2;
            } else {
                let value = self.digits.value(byte)?;
                self.at += 1;
                return Some(value);
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().position(|byte| ends_line(*byte)).unwrap_or(rest.len());
    }

    fn end_line(&mut self) {
        self.at += 1;
        self.at += self.layout.prefix.length(&self.text[self.at..]);
        let blanks = self.text[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.at += blanks;
    }

    /// What may stand between digits: blanks, quotes, and what joins strings in source code.
    fn is_between(&self, byte: u8) -> bool {
        match byte {
            b'+' | b'_' => self.joins_strings(),
            b'-' => self.text[self.at..].starts_with(b"-\n"),
            b'x' | b':' => self.digits == Digits::Hex,
            _ => byte.is_ascii_whitespace() || b"\"'`,;.>|*=&\\()[]".contains(&byte),
        }
    }

    /// Whether a `+` or `_` is between blanks or quotes, and not in base64.
    fn joins_strings(&self) -> bool {
        let is_digit = |byte: &u8| self.digits.value(*byte).is_some();
        let before = self.at.checked_sub(1).and_then(|at| self.text.get(at));
        !before.is_some_and(is_digit) && !self.text.get(self.at + 1).is_some_and(is_digit)
    }
}

impl Iterator for DigitReader<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while self.rest_bits < 8 {
            let value = self.digit()?;
            self.rest = (self.rest << self.digits.bits() | u32::from(value)) & 0xffff;
            self.rest_bits += self.digits.bits();
        }
        self.rest_bits -= 8;
        let [.., byte] = (self.rest >> self.rest_bits).to_be_bytes();
        Some(byte)
    }
}

/// Whether a certificate or base64 of PEM begins here.
fn begins(text: &[u8], at: usize) -> bool {
    let rest = &text[at..];
    rest.starts_with(BASE64_OF_DASHES)
        || (rest.starts_with(b"MI") && declared_length(text, at, Digits::Base64).is_some())
}

/// The digits in which a PEM file begins here.
pub(super) fn digits_of_armor(text: &[u8]) -> Option<Digits> {
    let is_hex =
        text.get(..HEX_OF_DASHES.len()).is_some_and(|start| start.eq_ignore_ascii_case(HEX_OF_DASHES));
    let is_base64 = text.starts_with(BASE64_OF_DASHES);
    is_base64.then_some(Digits::Base64).or_else(|| is_hex.then_some(Digits::Hex))
}

/// The length of the certificate that may begin here.
fn declared_length(text: &[u8], at: usize, digits: Digits) -> Option<usize> {
    let head: Vec<u8> = DigitReader::new(text, at, digits).take(HEAD).collect();
    certificate_length(&head).filter(|length| *length <= text.len() - at)
}

/// How much may still be decoded in vain, so that a file of beginnings takes linear time.
pub(super) struct DecodeBudget {
    bytes: usize,
    /// The line of the first attempt that was not made.
    pub(super) ended_at: Option<usize>,
}

impl DecodeBudget {
    pub(super) fn new(file_size: usize) -> Self {
        Self { bytes: file_size.saturating_mul(4), ended_at: None }
    }

    fn take(&mut self, bytes: usize, line: usize) -> Option<()> {
        let rest = self.bytes.checked_sub(bytes);
        if rest.is_none() {
            self.ended_at.get_or_insert(line);
        }
        self.bytes = rest?;
        Some(())
    }
}

/// The certificate whose digits begin at `at`, and where they end.
pub(super) fn certificate(
    stretch: (&[u8], usize),
    at: usize,
    digits: Digits,
    budget: &mut DecodeBudget,
) -> Option<(Vec<u8>, usize)> {
    let (text, line) = stretch;
    let length = declared_length(text, at, digits)?;
    LineLayout::all(text, at, digits == Digits::Hex).find_map(|layout| {
        budget.take(length, line)?;
        let mut reader = DigitReader { layout, ..DigitReader::new(text, at, digits) };
        let der: Vec<u8> = reader.by_ref().take(length).collect();
        (d2i::certificate(&der) == Ok(length)).then_some((der, reader.at))
    })
}
