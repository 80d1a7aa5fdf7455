//! What the manifest knows about certificates, for people and for scripts.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::{Membership, memberships, word};
use crate::app::report::json;
use crate::app::report::layout::{Page, wrap_all_to, wrap_to};
use crate::app::report::style::{BOLD, GREEN, RED, YELLOW};
use crate::paste::escape::escape;
use crate::pins::Pins;
use crate::pins::identity::{Identity, Recognition, RecognizedBy};
use crate::store::placed::{CertificatePlace, Placed};
use crate::x509::certificate::days_between;
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::digest::{Sha1, Sha256};

/// The certificate that was asked for, and its identity.
pub(crate) struct Shown<'a> {
    input: String,
    /// The certificate, if it comes from a file or a server.
    placed: Option<Placed>,
    identity: Identity<'a>,
}

impl<'a> Shown<'a> {
    /// A certificate of which only an id or a fingerprint is known.
    pub(crate) fn named(input: &str, identity: Identity<'a>) -> Self {
        Self { input: input.to_owned(), placed: None, identity }
    }

    /// Its place in a server's chain. The server's own certificate is 0.
    fn sent(&self) -> Option<usize> {
        self.placed.as_ref()?.place.sent()
    }

    /// A certificate of a file or a server.
    pub(crate) fn placed(input: &str, placed: Placed, identity: Identity<'a>) -> Self {
        Self { input: input.to_owned(), placed: Some(placed), identity }
    }
}

/// The answer of `pins show`.
pub(crate) struct ShowReport<'a> {
    pub(crate) pins: &'a Pins,
    pub(crate) shown: Vec<Shown<'a>>,
    pub(crate) now: OffsetDateTime,
}

#[derive(Serialize)]
struct ShowJson<'a> {
    ok: bool,
    certificates: Vec<ShownCertificateJson<'a>>,
}

#[derive(Serialize)]
struct ShownCertificateJson<'a> {
    input: &'a str,
    line: Option<usize>,
    alias: Option<&'a str>,
    sent: Option<usize>,
    verdict: Recognition,
    by: Option<RecognizedBy>,
    pin: Option<&'a str>,
    sets: Vec<Membership<'a>>,
    signed_by: Option<&'a str>,
    note: Option<&'a str>,
    subject: Option<&'a str>,
    issuer: Option<&'a str>,
    serial: Option<String>,
    sha256: Option<Sha256>,
    sha1: Option<Sha1>,
    #[serde(with = "rfc3339::option")]
    not_before: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    not_after: Option<OffsetDateTime>,
    kind: Option<CertificateKind>,
}

impl ShowReport<'_> {
    /// Whether the manifest knows of every certificate what to think.
    pub(crate) fn is_ok(&self) -> bool {
        self.shown.iter().all(|shown| shown.identity.recognition.is_known() || self.is_vouched_for(shown))
    }

    /// Whether it is a server's own certificate, and a certificate above it is judged: a pinned root that signed it, or
    /// another certificate that the server sent. No manifest knows a server's own certificate.
    fn is_vouched_for(&self, own: &Shown) -> bool {
        let above = |other: &Shown| other.input == own.input && other.sent().is_some_and(|index| index > 0);
        own.sent() == Some(0)
            && own.identity.recognition == Recognition::Unknown
            && (own.identity.signer.is_some() || self.shown.iter().any(above))
    }

    pub(crate) fn json(&self) -> String {
        let certificates = self.shown.iter().map(|shown| self.certificate(shown)).collect();
        json::object(Some("pins show"), ShowJson { ok: self.is_ok(), certificates })
    }

    fn certificate<'b>(&'b self, shown: &'b Shown) -> ShownCertificateJson<'b> {
        let identity = &shown.identity;
        // If only an id or a fingerprint was given, the fields come from the pin.
        let pinned = identity.pin.filter(|_| identity.recognition == Recognition::Pinned);
        let certificate = shown.placed.as_ref().map(|placed| &placed.certificate);
        let place = shown.placed.as_ref().map(|placed| &placed.place);
        ShownCertificateJson {
            input: &shown.input,
            line: place.and_then(CertificatePlace::line),
            alias: place.and_then(CertificatePlace::alias),
            sent: place.and_then(CertificatePlace::sent),
            verdict: identity.recognition,
            by: identity.by,
            pin: identity.pin.map(|pin| pin.id.as_str()),
            sets: pinned.map_or_else(Vec::new, |pin| memberships(self.pins, &pin.id)),
            signed_by: identity.signer.map(|pin| pin.id.as_str()),
            note: identity.known.map(|known| known.note.as_str()),
            subject: certificate
                .map(Certificate::subject)
                .or(pinned.map(|pin| pin.subject.as_str()))
                .or(identity.known.map(|known| known.subject.as_str())),
            issuer: certificate.map(Certificate::issuer).or(pinned.map(|pin| pin.subject.as_str())),
            serial: certificate
                .and_then(Certificate::serial)
                .or_else(|| pinned.map(|pin| pin.serial.clone())),
            sha256: certificate.map(Certificate::sha256).or(pinned.map(|pin| pin.sha256)),
            sha1: certificate
                .map(|certificate| Sha1::hash(certificate.der()))
                .or(pinned.and_then(|pin| pin.sha1))
                .or(identity.known.map(|known| known.sha1)),
            not_before: certificate.and_then(Certificate::not_before).or(pinned.map(|pin| pin.not_before)),
            not_after: certificate.and_then(Certificate::not_after).or(pinned.map(|pin| pin.not_after)),
            kind: certificate.and_then(Certificate::kind).or(pinned.map(|_| CertificateKind::Root)),
        }
    }

    pub(crate) fn text(&self, verbose: bool, page: Page) -> String {
        let entries: Vec<String> = self.shown.iter().map(|shown| self.entry(shown, verbose, page)).collect();
        entries.join("\n")
    }

    fn entry(&self, shown: &Shown, verbose: bool, page: Page) -> String {
        let (facts, width) = (self.certificate(shown), page.text());
        let title = facts.subject.unwrap_or(&shown.input);
        let title = format!("{BOLD}{}{BOLD:#}{}", escape(title), place(&facts));
        let mut text = page.wrap("", "  ", &title) + "\n";
        let (style, words) = words(&shown.identity);
        let _ = writeln!(text, "{style}{}{style:#}", wrap_all_to(width, "  ", &escape(&words)));
        for part in &facts.sets {
            let _ = writeln!(text, "  in the set {}: {}", escape(part.set), word(part.role));
        }
        if let Some(signer) = shown.identity.signer {
            let _ =
                writeln!(text, "{}", wrap_to(width, "  ", &format!("{} signed it", escape(&signer.subject))));
        } else if facts.issuer.is_some_and(|issuer| Some(issuer) != facts.subject) {
            let issuer = format!("says that it was signed by {}", facts.issuer.unwrap_or_default());
            let _ = writeln!(text, "{}", wrap_all_to(width, "  ", &escape(&issuer)));
        }
        if let Some(end) = facts.not_after {
            let days = days_between(self.now, end);
            let _ = if end < self.now {
                writeln!(text, "  ended {}", end.date())
            } else {
                writeln!(text, "  until {}, {days} days", end.date())
            };
        }
        let digests = facts.sha256.map(|digest| format!("  SHA-256 {digest}\n"));
        text.push_str(&digests.unwrap_or_default());
        if verbose || facts.sha256.is_none() {
            text.push_str(&facts.sha1.map(|digest| format!("  SHA-1 {digest}\n")).unwrap_or_default());
        }
        text
    }
}

fn place(facts: &ShownCertificateJson) -> String {
    let input = escape(facts.input);
    match (facts.line, facts.alias, facts.sent) {
        (Some(line), ..) => format!("  ({input}, line {line})"),
        (_, Some(alias), _) => format!("  ({input}, alias {})", escape(alias)),
        (.., Some(0)) => format!("  ({input}, its own)"),
        (.., Some(index)) => format!("  ({input}, sent as number {})", index + 1),
        (None, None, None) => String::new(),
    }
}

fn words(identity: &Identity) -> (Style, String) {
    let pin = identity.pin.map_or("", |pin| pin.subject.as_str());
    let id = identity.pin.map_or("", |pin| pin.id.as_str());
    let note = identity.known.map(|known| known.note.as_str()).filter(|note| !note.is_empty());
    let note = note.map_or_else(String::new, |note| format!(": {note}"));
    let look_alike = || identity.likeness.map_or_else(String::new, |likeness| likeness.describe(pin));
    match identity.recognition {
        Recognition::Pinned if identity.by == Some(RecognizedBy::Sha1) => {
            (GREEN, format!("the SHA-1 of the pinned root {id}; compare the SHA-256 too, it alone is proof"))
        }
        Recognition::Pinned => (GREEN, format!("the pinned root {id}, byte for byte")),
        Recognition::CrossSigned => (
            YELLOW,
            format!(
                "a cross-signed version of {pin}: its name and key under another issuer, so an intermediate that \
                 libpq does not anchor on"
            ),
        ),
        Recognition::KnownIntermediate => {
            (YELLOW, format!("a known intermediate, not to be installed{note}"))
        }
        Recognition::KnownRoot => (YELLOW, format!("a known root that is not pinned{note}")),
        Recognition::RetiredRoot => (YELLOW, format!("a retired root, no longer needed{note}")),
        Recognition::Edition => (YELLOW, format!("{}; not pinned", look_alike())),
        Recognition::Tampered | Recognition::Unverified | Recognition::Impostor | Recognition::Namesake => {
            (RED, look_alike())
        }
        Recognition::Unknown => (Style::new(), "unknown to the manifest".to_owned()),
    }
}
