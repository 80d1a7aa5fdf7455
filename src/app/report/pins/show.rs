//! What a certificate is, in plain words and for scripts.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::{Membership, memberships, word};
use crate::app::report::json;
use crate::app::report::layout::{wrap, wrap_all};
use crate::app::report::style::{BOLD, GREEN, RED, YELLOW};
use crate::paste::escape::escape;
use crate::pins::Pins;
use crate::pins::identity::{Identity, Recognition, RecognizedBy};
use crate::store::certificate_file::{CertificatePlace, Placed};
use crate::x509::certificate::days_between;
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::digest::{Sha1, Sha256};

/// What was asked for, and what it is.
pub(crate) struct Shown<'a> {
    input: String,
    /// The certificate, where a file was named.
    seen: Option<Placed>,
    identity: Identity<'a>,
}

impl<'a> Shown<'a> {
    /// By an id or a fingerprint.
    pub(crate) fn told(input: &str, identity: Identity<'a>) -> Self {
        Self { input: input.to_owned(), seen: None, identity }
    }

    /// Where it stands among the certificates of a server, the server's own first.
    fn sent(&self) -> Option<usize> {
        match self.seen.as_ref()?.place {
            CertificatePlace::Sent(index) => Some(index),
            _ => None,
        }
    }

    /// In a file, or sent by a server.
    pub(crate) fn seen(input: &str, placed: Placed, identity: Identity<'a>) -> Self {
        Self { input: input.to_owned(), seen: Some(placed), identity }
    }
}

/// Everything that `pins show` has to say.
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
    serial: Option<&'a str>,
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

    /// Whether it is a server's own certificate, which no manifest knows, below one that the manifest may know: a
    /// pinned root that signed it, or another that the server sent.
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
        // A pin's own certificate, where only its name or fingerprint was given.
        let pinned = identity.pin.filter(|_| identity.recognition == Recognition::Pinned);
        let seen = shown.seen.as_ref().map(|placed| &placed.certificate);
        let place = shown.seen.as_ref().map(|placed| &placed.place);
        ShownCertificateJson {
            input: &shown.input,
            line: place
                .and_then(|place| if let CertificatePlace::Line(line) = place { Some(*line) } else { None }),
            alias: place.and_then(|place| {
                if let CertificatePlace::Alias(alias) = place { Some(alias.as_str()) } else { None }
            }),
            sent: place.and_then(
                |place| if let CertificatePlace::Sent(index) = place { Some(*index) } else { None },
            ),
            verdict: identity.recognition,
            by: identity.by,
            pin: identity.pin.map(|pin| pin.id.as_str()),
            sets: pinned.map_or_else(Vec::new, |pin| memberships(self.pins, &pin.id)),
            signed_by: identity.signer.map(|pin| pin.id.as_str()),
            note: identity.known.map(|known| known.note.as_str()),
            subject: seen
                .map(Certificate::subject)
                .or(pinned.map(|pin| pin.subject.as_str()))
                .or(identity.known.map(|known| known.subject.as_str())),
            issuer: seen.map(Certificate::issuer).or(pinned.map(|pin| pin.subject.as_str())),
            serial: seen.and_then(Certificate::serial).or(pinned.map(|pin| pin.serial.as_str())),
            sha256: seen.map(Certificate::sha256).or(pinned.map(|pin| pin.sha256)),
            sha1: seen
                .map(|one| Sha1::hash(one.der()))
                .or(pinned.and_then(|pin| pin.sha1))
                .or(identity.known.map(|known| known.sha1)),
            not_before: seen.and_then(Certificate::not_before).or(pinned.map(|pin| pin.not_before)),
            not_after: seen.and_then(Certificate::not_after).or(pinned.map(|pin| pin.not_after)),
            kind: seen.and_then(Certificate::kind).or(pinned.map(|_| CertificateKind::Root)),
        }
    }

    pub(crate) fn text(&self, verbose: bool) -> String {
        let entries: Vec<String> = self.shown.iter().map(|shown| self.entry(shown, verbose)).collect();
        entries.join("\n")
    }

    fn entry(&self, shown: &Shown, verbose: bool) -> String {
        let facts = self.certificate(shown);
        let title = facts.subject.unwrap_or(&shown.input);
        let mut text = format!("{BOLD}{}{BOLD:#}{}\n", escape(title), place(&facts));
        let (style, words) = words(&shown.identity);
        let _ = writeln!(text, "{style}{}{style:#}", wrap_all("  ", &escape(&words)));
        for part in &facts.sets {
            let _ = writeln!(text, "  in the set {}: {}", escape(part.set), word(part.role));
        }
        if let Some(signer) = shown.identity.signer {
            let _ = writeln!(text, "{}", wrap("  ", &format!("{} signed it", escape(&signer.subject))));
        } else if facts.issuer.is_some_and(|issuer| Some(issuer) != facts.subject) {
            let issuer = format!("by its own account signed by {}", facts.issuer.unwrap_or_default());
            let _ = writeln!(text, "{}", wrap_all("  ", &escape(&issuer)));
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
