//! What every client is put through, one scene after the other, the clients of a scene side by side.

use std::collections::HashMap;
use std::process::Command;
use std::sync::Mutex;

use super::client::{Client, Language};
use super::outcome::{Outcome, causes};
use super::program::{Programs, Variant};
use super::stage::{Chain, Stage, Store};
use crate::explain::cause_of_many;
use crate::support::user::answer;

/// Most of a client's time is spent in starting up.
const AT_ONCE: usize = 3;

/// One question to each client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scenario {
    /// The right roots, or wrong ones, in `$HOME`'s default file.
    Default { right: bool },
    /// The same where that home is the password database's, too.
    AtHome { right: bool },
    /// The same in the file that PGSSLROOTCERT names.
    Variable { right: bool },
    /// The snippet with the roots in each order.
    Order(usize),
    /// The snippet with wrong roots.
    WrongRoot,
    /// The snippet for a path that is hard to quote.
    Odd { right: bool },
    /// The long chain.
    Long,
    /// A file without the right roots, which are the system's.
    FileAlone,
    /// Two paths, of which the store has the root of the second.
    SecondPath,
    /// A server of another name.
    OtherName,
    /// The server by its address, which its certificate has, or has not.
    ByAddress { right: bool },
    /// A server without TLS.
    NoTls,
    /// The snippet, and no file.
    NoFile,
}

pub(super) type Outcomes = HashMap<(&'static str, Scenario), Outcome>;

pub(super) fn play(stage: &Stage, programs: &Programs, clients: &[&Client]) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for (chain, scenarios) in scenes() {
        stage.send(chain);
        for scenario in scenarios {
            scenario.prepare(stage);
            let concerned: Vec<&Client> =
                clients.iter().copied().filter(|client| scenario.concerns(client)).collect();
            let found = at_once(&concerned, |client| {
                let answer = answer(&mut scenario.command(client, programs, stage));
                let outcome = Outcome::of(scenario, &answer);
                let outcome = outcome.unwrap_or_else(|| panic!("{}, {scenario:?}: {answer:?}", client.title));
                if outcome == Outcome::Refused {
                    is_explained(scenario, &format!("{}{}", answer.stdout, answer.stderr));
                }
                outcome
            });
            outcomes.extend(found.into_iter().map(|(name, outcome)| ((name, scenario), outcome)));
        }
    }
    outcomes
}

/// The text with which a client refuses is explained by the scenario's cause.
fn is_explained(scenario: Scenario, text: &str) {
    let cause = cause_of_many(text);
    let is_one = cause.as_deref().is_some_and(|cause| causes(scenario).contains(&cause));
    assert!(is_one, "{scenario:?}: {cause:?}: {text}");
}

fn scenes() -> Vec<(Chain, Vec<Scenario>)> {
    let mut short: Vec<Scenario> = (0..6).map(Scenario::Order).collect();
    short.extend([
        Scenario::WrongRoot,
        Scenario::FileAlone,
        Scenario::ByAddress { right: false },
        Scenario::NoFile,
    ]);
    for right in [true, false] {
        short.extend([
            Scenario::Default { right },
            Scenario::AtHome { right },
            Scenario::Variable { right },
            Scenario::Odd { right },
        ]);
    }
    vec![
        (Chain::Short, short),
        (Chain::Long, vec![Scenario::Long]),
        (Chain::Both, vec![Scenario::SecondPath]),
        (Chain::OtherName, vec![Scenario::OtherName]),
        (Chain::Address, vec![Scenario::ByAddress { right: true }]),
        (Chain::None, vec![Scenario::NoTls]),
    ]
}

impl Scenario {
    fn prepare(self, stage: &Stage) {
        let store = |right| if right { Store::Installed(0) } else { Store::Wrong };
        let (mut default, mut plain, mut odd) = (Store::None, Store::None, Store::None);
        match self {
            Self::Default { right } | Self::AtHome { right } => default = store(right),
            Self::Variable { right } => plain = store(right),
            Self::Order(order) => plain = Store::Installed(order),
            Self::WrongRoot => plain = Store::Wrong,
            Self::FileAlone => {
                plain = Store::Stranger;
                stage.put(&stage.system(), Store::Installed(0));
            }
            Self::Odd { right } => odd = store(right),
            Self::Long | Self::OtherName | Self::ByAddress { .. } | Self::NoTls => {
                plain = Store::Installed(0);
            }
            Self::SecondPath => plain = Store::Second,
            Self::NoFile => {}
        }
        stage.put(&stage.user.root_crt(), default);
        stage.put(&stage.plain(), plain);
        stage.put(&stage.odd(), odd);
        stage.put(&stage.odd_for_settings(), odd);
    }

    /// Only Java and Go ask the password database; Java's own roots are in no file that a test could name as easily.
    fn concerns(self, client: &Client) -> bool {
        match self {
            Self::AtHome { .. } => matches!(client.language, Language::Java(_) | Language::Go(_)),
            Self::FileAlone => !matches!(client.language, Language::Java(_)),
            _ => true,
        }
    }

    fn command(self, client: &Client, programs: &Programs, stage: &Stage) -> Command {
        match self {
            Self::Default { .. } => programs.command(client, Variant::Bare, stage),
            Self::AtHome { .. } => programs.command(client, Variant::AtHome, stage),
            Self::Variable { .. } => {
                let mut command = programs.command(client, Variant::Bare, stage);
                command.env("PGSSLROOTCERT", stage.plain());
                command
            }
            Self::FileAlone => {
                let mut command = programs.command(client, Variant::Plain, stage);
                // OpenSSL, Go and rustls take the first for the system's, Node the second for its own.
                command.env("SSL_CERT_FILE", stage.system()).env("NODE_EXTRA_CA_CERTS", stage.system());
                command
            }
            Self::Odd { .. } => programs.command(client, Variant::Odd, stage),
            Self::ByAddress { .. } => programs.command(client, Variant::Address, stage),
            _ => programs.command(client, Variant::Plain, stage),
        }
    }
}

/// What `ask` finds of each client.
fn at_once(clients: &[&Client], ask: impl Fn(&Client) -> Outcome + Sync) -> Vec<(&'static str, Outcome)> {
    let (rest, found) = (Mutex::new(clients.iter()), Mutex::new(Vec::new()));
    let next = || rest.lock().expect("the clients").next();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(client) = next() {
                    let outcome = ask(client);
                    found.lock().expect("the outcomes").push((client.title, outcome));
                }
            });
        }
    });
    found.into_inner().expect("the outcomes")
}
