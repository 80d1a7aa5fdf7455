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
use crate::pins::{Intermediate, Member, Pin, PinnedChain, Pins, Set};
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

/// What is listed.
pub(crate) struct PinsList<'a> {
    pub(crate) pins: &'a Pins,
    /// The set that was asked for.
    pub(crate) set: Option<&'a Set>,
    /// Its roots, else those of the manifest's text.
    pub(crate) roots: Vec<&'a Pin>,
    pub(crate) now: OffsetDateTime,
}

impl PinsList<'_> {
    pub(crate) fn json(&self) -> String {
        let manifest = self.pins.manifest();
        let content = PinsListJson {
            updated: &manifest.updated,
            default_set: &manifest.default_set,
            roots: self.roots.iter().map(|pin| root(self.pins, pin, self.now)).collect(),
            sets: self.set.map_or(&manifest.sets, std::slice::from_ref),
            chains: self.chains().map(|one| chain(one, self.now)).collect(),
            calendar: self.calendar(),
        };
        object::object(Some("pins list"), content)
    }

    /// The chains under the listed roots.
    fn chains(&self) -> impl Iterator<Item = &PinnedChain> {
        self.pins.manifest().chains.iter().filter(|chain| self.roots.iter().any(|pin| pin.id == chain.anchor))
    }

    fn calendar(&self) -> Vec<Event<'_>> {
        let event =
            |at: OffsetDateTime, what, id| Event { at, days_left: days_between(self.now, at), what, id };
        let roots = self.roots.iter().map(|pin| event(pin.not_after, "root-ends", pin.id.as_str()));
        let distrusts = self
            .roots
            .iter()
            .filter_map(|pin| pin.public_distrust.map(|at| event(at, "public-distrust", pin.id.as_str())));
        let chains = self
            .chains()
            .filter_map(|chain| chain.until.map(|at| event(at, "chain-ends", chain.id.as_str())));
        let mut all: Vec<Event> = roots.chain(distrusts).chain(chains).collect();
        all.sort_by_key(|event| event.at);
        all
    }

    pub(crate) fn text(&self, verbose: bool, page: Page) -> String {
        let manifest = self.pins.manifest();
        let (written, tabled) = self.pins.written_sets();
        let sets = self.set.map_or(written, std::slice::from_ref);
        let mut text = format!("{BOLD}roots{BOLD:#}, as of {}\n", escape(&manifest.updated));
        let list = PinsText { now: self.now, verbose, page, name: self.name_width(sets, page) };
        text.extend(self.roots.iter().map(|pin| list.root(pin)));
        text.extend(sets.iter().map(|set| list.set(set, set.id == manifest.default_set)));
        if self.set.is_none() && !tabled.is_empty() {
            text.push_str(&list.tabled(tabled));
        }
        if self.chains().next().is_some() {
            let _ = writeln!(text, "\n{BOLD}chains{BOLD:#}");
        }
        text.extend(self.chains().map(|chain| list.chain(chain)));
        text + &self.ahead(page)
    }

    /// The width of the first column: of subjects and ids.
    fn name_width(&self, sets: &[Set], page: Page) -> usize {
        // The last day, the days left, and the blanks.
        const OTHERS: usize = 33;
        let subjects = self.roots.iter().map(|pin| pin.subject.as_str());
        let members = sets.iter().flat_map(|set| &set.roots).map(|member| member.id.as_str());
        let chains = self.chains().map(|chain| chain.id.as_str());
        page.column(subjects.chain(members).chain(chains), OTHERS)
    }

    fn ahead(&self, page: Page) -> String {
        let mut text = format!("\n{BOLD}calendar{BOLD:#}\n");
        for event in self.calendar().iter().filter(|event| event.at >= self.now) {
            let what = match event.what {
                "root-ends" => "the root expires",
                "chain-ends" => "the chain expires",
                _ => "leaves public stores",
            };
            let (day, left, id) = (event.at.date(), event.days_left, escape(event.id));
            let line = format!("{day}  {left:>6} days  {id}: {what}");
            let _ = writeln!(text, "{}", page.wrap("  ", "    ", &line));
        }
        text
    }
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

    /// The sets of the regions, which are too many to show.
    fn tabled(&self, sets: &[Set]) -> String {
        let (first, last) = (sets.first(), sets.last());
        let ids = first.into_iter().chain(last).map(|set| escape(&set.id));
        let ids: Vec<String> = ids.collect();
        let text =
            format!("{} more sets, {}; `--set SET` or `--for HOST` shows one", sets.len(), ids.join(" to "));
        format!("\n{}\n", wrap_to(self.page.text(), "", &text))
    }

    fn chain(&self, chain: &PinnedChain) -> String {
        let served = if chain.served { "served today" } else { "not served" };
        let anchor = wrap_to(self.page.text(), "    root: ", &escape(&chain.anchor));
        format!("  {}  {served}\n{anchor}\n", self.page.cell(&chain.id, self.name))
    }
}
