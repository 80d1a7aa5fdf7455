//! A line of the table, out of what a client did.

use super::client::Client;
use super::outcome::Outcome;
use super::scenario::{Outcomes, Scenario};

pub(super) struct Row {
    title: &'static str,
    cells: Vec<&'static str>,
}

pub(super) const HEAD: [&str; 13] = [
    "client",
    "default file",
    "PGSSLROOTCERT",
    "any order, comments",
    "long chain",
    "wrong root",
    "wrong name",
    "by address",
    "no TLS",
    "no file",
    "file alone",
    "odd path",
    "second path",
];

impl Row {
    pub(super) fn of(client: &Client, outcomes: &Outcomes) -> Self {
        let asked = |scenario| outcomes.get(&(client.title, scenario));
        let connects = |scenario| asked(scenario) == Some(&Outcome::Connected);
        let refuses = |scenario| if connects(scenario) { "**no**" } else { "refused" };
        let yes = |is: bool| if is { "yes" } else { "no" };
        let odd = connects(Scenario::Odd { right: true }) && !connects(Scenario::Odd { right: false });
        let cells = vec![
            default_file(&connects),
            by(&connects, |right| Scenario::Variable { right }),
            yes((0..6).all(|order| connects(Scenario::Order(order)))),
            yes(connects(Scenario::Long)),
            refuses(Scenario::WrongRoot),
            refuses(Scenario::OtherName),
            by(&connects, |right| Scenario::ByAddress { right }),
            refuses(Scenario::NoTls),
            refuses(Scenario::NoFile),
            asked(Scenario::FileAlone).map_or("not asked", |outcome| yes(*outcome == Outcome::Refused)),
            yes(odd),
            yes(connects(Scenario::SecondPath)),
        ];
        Self { title: client.title, cells }
    }

    pub(super) fn line(&self) -> String {
        format!("| {} | {} |", self.title, self.cells.join(" | "))
    }
}

/// Found in `$HOME`, or where the password database says that the home is.
fn default_file(connects: &impl Fn(Scenario) -> bool) -> &'static str {
    let in_home = by(connects, |right| Scenario::Default { right });
    let at_home = by(connects, |right| Scenario::AtHome { right });
    if in_home == "no" && at_home == "yes" { "by the password database" } else { in_home }
}

/// Whether a file decides: with the right roots the client connects, with wrong ones it does not.
fn by(connects: &impl Fn(Scenario) -> bool, scenario: impl Fn(bool) -> Scenario) -> &'static str {
    match (connects(scenario(true)), connects(scenario(false))) {
        (true, false) => "yes",
        (false, false) => "no",
        (_, true) => "**unverified**",
    }
}
