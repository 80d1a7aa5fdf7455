//! What a server takes, found out question by question. In each list, the server's pick is left out of the next offer,
//! until it refuses the rest. Nothing is sent here.

use crate::libpq::probe_capture::{ProbeCapture, ProbeEnd};
use crate::libpq::sslmode::TlsVersion;

use super::groups;
use super::pick::{PickReading, ServerPick};
use super::probe_hello::ProbeHello;
use super::suites::{self, KeyAgreement};

/// The questions in their order. The old versions come last: a server may leave those unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Version(TlsVersion),
    Groups,
    Suites,
    Done,
}

/// How many questions are kept for the versions at the end.
const OLD_VERSIONS: usize = 2;

/// The state of the questions.
pub(crate) struct Survey {
    stage: Stage,
    /// How many questions may follow.
    left: usize,
    asked: Option<ProbeHello>,
    found: ProbeCapture,
}

impl Survey {
    /// At most this many questions.
    pub(crate) fn new(questions: usize) -> Self {
        Self {
            stage: Stage::Version(TlsVersion::V1_3),
            left: questions,
            asked: None,
            found: ProbeCapture::default(),
        }
    }

    /// The next question. None at the end.
    pub(crate) fn question(&mut self) -> Option<ProbeHello> {
        while self.stage != Stage::Done {
            let reserved = if matches!(self.stage, Stage::Version(_)) { 0 } else { OLD_VERSIONS };
            match self.hello() {
                Some(hello) if self.left > reserved => {
                    self.left -= 1;
                    self.asked = Some(hello.clone());
                    return Some(hello);
                }
                Some(_) => self.found.end = ProbeEnd::Bound,
                None => {}
            }
            self.advance();
        }
        None
    }

    /// Takes the answer to the last question.
    pub(crate) fn answer(&mut self, reading: PickReading) {
        let Some(asked) = self.asked.take() else { return };
        match reading {
            PickReading::Picked(pick) => self.picked(&asked, pick),
            PickReading::Refused => self.advance(),
            PickReading::Incomplete | PickReading::NotTls => self.stop(ProbeEnd::NotTls),
        }
    }

    /// Ends the questions.
    pub(crate) fn stop(&mut self, end: ProbeEnd) {
        self.found.end = end;
        self.stage = Stage::Done;
    }

    /// What was found. These connections were made in all.
    pub(crate) fn found(mut self, connections: usize) -> ProbeCapture {
        self.found.versions.sort_unstable();
        self.found.connections = connections;
        self.found
    }

    fn picked(&mut self, asked: &ProbeHello, pick: ServerPick) {
        // A server without a version answers with an older one.
        if pick.version.is_none_or(|version| version < asked.version) {
            return self.advance();
        }
        let is_group_offered = pick.group.is_none_or(|group| asked.groups.contains(&group));
        if pick.version != Some(asked.version) || !asked.suites.contains(&pick.suite) || !is_group_offered {
            return self.stop(ProbeEnd::NotOffered);
        }
        match self.stage {
            Stage::Version(version) => {
                self.found.versions.push((version, pick.suite));
                if version == TlsVersion::V1_2 {
                    self.found.suites.push(pick.suite);
                }
                if self.group_version() == Some(version) {
                    self.found.groups.extend(pick.group);
                }
                self.advance();
            }
            Stage::Suites => self.found.suites.push(pick.suite),
            Stage::Groups => match pick.group {
                Some(group) => self.found.groups.push(group),
                None => self.advance(),
            },
            Stage::Done => {}
        }
    }

    fn advance(&mut self) {
        self.stage = match self.stage {
            Stage::Version(TlsVersion::V1_3) => Stage::Version(TlsVersion::V1_2),
            Stage::Version(TlsVersion::V1_2) => Stage::Groups,
            Stage::Groups => Stage::Suites,
            Stage::Suites => Stage::Version(TlsVersion::V1_1),
            Stage::Version(TlsVersion::V1_1) => Stage::Version(TlsVersion::V1_0),
            Stage::Version(TlsVersion::V1_0) | Stage::Done => Stage::Done,
        };
    }

    /// The version in which groups are asked for: the newest that the server takes.
    fn group_version(&self) -> Option<TlsVersion> {
        [TlsVersion::V1_3, TlsVersion::V1_2].into_iter().find(|version| self.found.takes(*version))
    }

    /// The question of the stage. None if it has none, or none any more.
    fn hello(&self) -> Option<ProbeHello> {
        let hello = match self.stage {
            Stage::Version(version) => {
                ProbeHello { version, suites: suites_in(version), groups: groups_in(version) }
            }
            Stage::Groups => {
                let version = self.group_version()?;
                let agrees = |suite: &u16| {
                    suites::is_of_tls13(*suite) || KeyAgreement::from_suite(*suite) == KeyAgreement::Ecdhe
                };
                ProbeHello {
                    version,
                    suites: suites_in(version).into_iter().filter(agrees).collect(),
                    groups: without(groups_in(version), &self.found.groups),
                }
            }
            Stage::Suites if self.found.takes(TlsVersion::V1_2) => ProbeHello {
                version: TlsVersion::V1_2,
                suites: without(suites_in(TlsVersion::V1_2), &self.found.suites),
                groups: groups_in(TlsVersion::V1_2),
            },
            Stage::Suites | Stage::Done => return None,
        };
        (!hello.suites.is_empty() && !hello.groups.is_empty()).then_some(hello)
    }
}

fn suites_in(version: TlsVersion) -> Vec<u16> {
    let offered = suites::offered_in(version == TlsVersion::V1_3);
    if version >= TlsVersion::V1_2 { offered.collect() } else { offered.chain(suites::TRIPLE_DES).collect() }
}

fn groups_in(version: TlsVersion) -> Vec<u16> {
    let is_usable = |group: &u16| version == TlsVersion::V1_3 || groups::is_curve(*group);
    groups::DEFAULTS.into_iter().filter(is_usable).collect()
}

fn without(all: Vec<u16>, found: &[u16]) -> Vec<u16> {
    all.into_iter().filter(|number| !found.contains(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server with its own preference among these.
    struct Model {
        versions: Vec<TlsVersion>,
        suites: Vec<u16>,
        groups: Vec<u16>,
    }

    impl Model {
        fn answer(&self, hello: &ProbeHello) -> PickReading {
            let first = |own: &[u16], offered: &[u16]| own.iter().copied().find(|one| offered.contains(one));
            let suite = first(&self.suites, &hello.suites).filter(|_| self.versions.contains(&hello.version));
            let group = first(&self.groups, &hello.groups);
            match (suite, group) {
                (Some(suite), Some(_)) => {
                    let has_group =
                        suites::is_of_tls13(suite) || KeyAgreement::from_suite(suite) == KeyAgreement::Ecdhe;
                    let group = group.filter(|_| has_group);
                    PickReading::Picked(ServerPick { version: Some(hello.version), suite, group })
                }
                _ => PickReading::Refused,
            }
        }

        fn ask(&self, questions: usize) -> (ProbeCapture, usize) {
            let (mut survey, mut asked) = (Survey::new(questions), 0);
            while let Some(hello) = survey.question() {
                asked += 1;
                survey.answer(self.answer(&hello));
            }
            (survey.found(asked), asked)
        }
    }

    fn everything() -> Model {
        Model {
            versions: vec![TlsVersion::V1_0, TlsVersion::V1_1, TlsVersion::V1_2, TlsVersion::V1_3],
            suites: suites::offered().collect(),
            groups: groups::DEFAULTS.to_vec(),
        }
    }

    #[test]
    fn elimination_finds_all_that_a_server_takes() {
        let model = Model {
            versions: vec![TlsVersion::V1_2, TlsVersion::V1_3],
            suites: vec![0x1301, 0xc02f, 0x002f, 0xc030],
            groups: vec![0x0017, 0x001d],
        };
        let (found, asked) = model.ask(39);
        assert_eq!(found.versions, [(TlsVersion::V1_2, 0xc02f), (TlsVersion::V1_3, 0x1301)]);
        assert_eq!((found.suites, found.groups), (vec![0xc02f, 0x002f, 0xc030], vec![0x0017, 0x001d]));
        // Four versions; the second group and none; two suites and none.
        assert_eq!((asked, found.end), (9, ProbeEnd::Complete));
    }

    #[test]
    fn the_bound_leaves_room_for_the_old_versions() {
        let (found, asked) = everything().ask(30);
        assert_eq!((asked, found.end, found.versions.len()), (30, ProbeEnd::Bound, 4));
        let (found, _) = everything().ask(100);
        assert_eq!((found.suites.len(), found.groups.len(), found.end), (27, 11, ProbeEnd::Complete));
    }

    #[test]
    fn what_was_not_offered_ends_the_questions() {
        for pick in [
            ServerPick { version: Some(TlsVersion::V1_3), suite: 0xc030, group: None },
            ServerPick { version: Some(TlsVersion::V1_3), suite: 0x1301, group: Some(0x1234) },
        ] {
            let mut survey = Survey::new(39);
            survey.question().expect("a question");
            survey.answer(PickReading::Picked(pick));
            assert_eq!(survey.question(), None);
            assert_eq!(survey.found(2).end, ProbeEnd::NotOffered);
        }
    }
}
