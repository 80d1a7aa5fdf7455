//! The content of a manifest: roots, sets and chains, and a calendar of what ends next.

use std::fmt::Write as _;

use serde::Serialize;
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::{Membership, memberships, word};
use crate::app::report::json as object;
use crate::app::report::layout::{Page, wrap_all_to, wrap_to};
use crate::app::report::style::BOLD;
use crate::paste::escape::escape;
use crate::pins::url_rules;
use crate::pins::{Intermediate, Manifest, Member, Pin, PinnedChain, Pins, Set};
use crate::x509::certificate::days_between;
use crate::x509::digest::{Sha1, Sha256};

#[derive(Serialize)]
struct PinsListJson<'a> {
    updated: &'a str,
    default_set: &'a str,
    roots: Vec<PinnedRootJson<'a>>,
    sets: &'a [Set],
    chains: Vec<ChainJson<'a>>,
    calendar: Vec<Event<'a>>,
}

#[derive(Serialize)]
struct PinnedRootJson<'a> {
    id: &'a str,
    subject: &'a str,
    serial: &'a str,
    sha256: Sha256,
    sha1: Option<Sha1>,
    #[serde(with = "rfc3339")]
    not_before: OffsetDateTime,
    #[serde(with = "rfc3339")]
    not_after: OffsetDateTime,
    days_left: i64,
    urls: Vec<String>,
    file: Option<&'a str>,
    /// Whether the file exists.
    copy: bool,
    #[serde(with = "rfc3339::option")]
    public_distrust: Option<OffsetDateTime>,
    private: bool,
    source: String,
    sets: Vec<Membership<'a>>,
}

#[derive(Serialize)]
struct ChainJson<'a> {
    id: &'a str,
    title: &'a str,
    anchor: &'a str,
    served: bool,
    #[serde(with = "rfc3339::option")]
    until: Option<OffsetDateTime>,
    days_left: Option<i64>,
    intermediates: &'a [Intermediate],
    source: String,
}

/// An event of the calendar.
#[derive(Serialize)]
struct Event<'a> {
    #[serde(with = "rfc3339")]
    at: OffsetDateTime,
    days_left: i64,
    /// `root-ends`, `chain-ends` or `public-distrust`.
    #[serde(rename = "event")]
    what: &'static str,
    /// The root's or the chain's id.
    id: &'a str,
}

pub(crate) fn json(pins: &Pins, now: OffsetDateTime) -> String {
    let manifest = pins.manifest();
    let content = PinsListJson {
        updated: &manifest.updated,
        default_set: &manifest.default_set,
        roots: manifest.roots.iter().map(|pin| root(pins, pin, now)).collect(),
        sets: &manifest.sets,
        chains: manifest.chains.iter().map(|one| chain(one, now)).collect(),
        calendar: calendar(pins, now),
    };
    object::object(Some("pins list"), content)
}

fn root<'a>(pins: &'a Pins, pin: &'a Pin, now: OffsetDateTime) -> PinnedRootJson<'a> {
    PinnedRootJson {
        id: &pin.id,
        subject: &pin.subject,
        serial: &pin.serial,
        sha256: pin.sha256,
        sha1: pin.sha1,
        not_before: pin.not_before,
        not_after: pin.not_after,
        days_left: days_between(now, pin.not_after),
        urls: pin.urls.iter().map(|url| url_rules::redact(url)).collect(),
        file: pin.file.as_deref(),
        copy: pins.bundled(pin).is_some(),
        public_distrust: pin.public_distrust,
        private: pin.private,
        source: url_rules::redact_within(&pin.source),
        sets: memberships(pins, &pin.id),
    }
}

fn chain(chain: &PinnedChain, now: OffsetDateTime) -> ChainJson<'_> {
    ChainJson {
        id: &chain.id,
        title: &chain.title,
        anchor: &chain.anchor,
        served: chain.served,
        until: chain.until,
        days_left: chain.until.map(|end| days_between(now, end)),
        intermediates: &chain.intermediates,
        source: url_rules::redact_within(&chain.source),
    }
}

fn calendar(pins: &Pins, now: OffsetDateTime) -> Vec<Event<'_>> {
    let manifest = pins.manifest();
    let event = |at: OffsetDateTime, what, id| Event { at, days_left: days_between(now, at), what, id };
    let roots = manifest.roots.iter().map(|pin| event(pin.not_after, "root-ends", pin.id.as_str()));
    let distrusts = manifest
        .roots
        .iter()
        .filter_map(|pin| pin.public_distrust.map(|at| event(at, "public-distrust", pin.id.as_str())));
    let chains = manifest
        .chains
        .iter()
        .filter_map(|chain| chain.until.map(|at| event(at, "chain-ends", chain.id.as_str())));
    let mut all: Vec<Event> = roots.chain(distrusts).chain(chains).collect();
    all.sort_by_key(|event| event.at);
    all
}

pub(crate) fn text(pins: &Pins, now: OffsetDateTime, verbose: bool, page: Page) -> String {
    let manifest = pins.manifest();
    if manifest.is_empty() {
        return "no root is pinned yet; `pgcerts pins add` adds one and makes a set for it\n".to_owned();
    }
    let mut text = format!("{BOLD}roots{BOLD:#}, as of {}\n", escape(&manifest.updated));
    let list = PinsText { now, verbose, page, name: name_width(manifest, page) };
    text.extend(manifest.roots.iter().map(|pin| list.root(pin)));
    text.extend(manifest.sets.iter().map(|set| list.set(set, set.id == manifest.default_set)));
    if !manifest.chains.is_empty() {
        let _ = writeln!(text, "\n{BOLD}chains{BOLD:#}");
    }
    text.extend(manifest.chains.iter().map(|chain| list.chain(chain)));
    text + &ahead(pins, now, page)
}

/// The width of the first column: of subjects and ids.
fn name_width(manifest: &Manifest, page: Page) -> usize {
    // The last day, the days left, and the blanks.
    const OTHERS: usize = 33;
    let subjects = manifest.roots.iter().map(|pin| pin.subject.as_str());
    let members = manifest.sets.iter().flat_map(|set| &set.roots).map(|member| member.id.as_str());
    let chains = manifest.chains.iter().map(|chain| chain.id.as_str());
    page.column(subjects.chain(members).chain(chains), OTHERS)
}

/// What the pins are shown with.
struct PinsText {
    now: OffsetDateTime,
    verbose: bool,
    page: Page,
    name: usize,
}

impl PinsText {
    fn root(&self, pin: &Pin) -> String {
        let days = days_between(self.now, pin.not_after);
        let (subject, end) = (self.page.cell(&pin.subject, self.name), pin.not_after.date());
        let mut text = format!("  {subject}  until {end}  {days:>6} days\n    {}\n", escape(&pin.id));
        if self.verbose {
            let _ = writeln!(text, "    SHA-256 {}", pin.sha256);
            text.extend(pin.urls.iter().map(|url| format!("    {}\n", escape(&url_rules::redact(url)))));
        }
        text
    }

    fn set(&self, set: &Set, is_default: bool) -> String {
        let default = if is_default { " (default)" } else { "" };
        let mut text = format!("\n{BOLD}set {}{BOLD:#}{default}\n", escape(&set.id));
        if !set.title.is_empty() {
            let _ = writeln!(text, "{}", wrap_all_to(self.page.text(), "  ", &escape(&set.title)));
        }
        if !set.hosts.is_empty() {
            let hosts = escape(&set.hosts.join(", "));
            let _ = writeln!(text, "{}", wrap_all_to(self.page.text(), "  ", &format!("for {hosts}")));
        }
        let member =
            |member: &Member| format!("  {}  {}\n", self.page.cell(&member.id, self.name), word(member.role));
        text.extend(set.roots.iter().map(member));
        text
    }

    fn chain(&self, chain: &PinnedChain) -> String {
        let served = if chain.served { "served today" } else { "not served" };
        let anchor = wrap_to(self.page.text(), "    root: ", &escape(&chain.anchor));
        format!("  {}  {served}\n{anchor}\n", self.page.cell(&chain.id, self.name))
    }
}

fn ahead(pins: &Pins, now: OffsetDateTime, page: Page) -> String {
    let mut text = format!("\n{BOLD}calendar{BOLD:#}\n");
    for event in calendar(pins, now).iter().filter(|event| event.at >= now) {
        let what = match event.what {
            "root-ends" => "the root expires",
            "chain-ends" => "the chain expires",
            _ => "leaves public stores",
        };
        let (day, left, id) = (event.at.date(), event.days_left, escape(event.id));
        let _ =
            writeln!(text, "{}", page.wrap("  ", "    ", &format!("{day}  {left:>6} days  {id}: {what}")));
    }
    text
}
