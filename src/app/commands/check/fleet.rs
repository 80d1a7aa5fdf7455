//! Asks many servers at once. Each is judged as soon as it answers.

use crate::check::{Observation, TargetCheck};
use crate::diagnostic::Diagnostic;
use crate::io::postgres::{self, FleetEnd, Reached, Unreachable};
use crate::libpq::conninfo::Target;

use super::entries::TargetEntry;
use super::judge::Judge;

/// Asks every server. `each` gets each check as it comes, with its place among the entries, and returns whether to
/// continue. Returns how it ended: the user may interrupt it.
pub(super) fn run(
    entries: Vec<TargetEntry>,
    judge: &mut Judge,
    mut each: impl FnMut(usize, TargetCheck) -> Result<bool, Diagnostic>,
) -> Result<FleetEnd, Diagnostic> {
    let is_of_one = entries.len() == 1;
    let (mut asked, mut endpoints) = (Vec::new(), Vec::new());
    for (place, entry) in entries.into_iter().enumerate() {
        let check = match entry.target {
            Err(error) => judge.failed(entry.label, None, error),
            Ok(target) => {
                let endpoint = judge.refused_settings(&target).map_or_else(|| judge.endpoint(&target), Err);
                match endpoint {
                    Ok(endpoint) => {
                        // Before servers take the descriptors.
                        judge.load_store(&target);
                        endpoints.push(endpoint);
                        asked.push((place, target));
                        continue;
                    }
                    Err(error) => judge.failed(entry.label, Some(target), error),
                }
            }
        };
        if !each(place, check)? {
            return Ok(FleetEnd::Done);
        }
    }
    let (jobs, limit) = (usize::from(judge.args.jobs), judge.args.timeout);
    let mut asked: Vec<Option<(usize, Target)>> = asked.into_iter().map(Some).collect();
    postgres::reach_all(endpoints, is_of_one, jobs, limit, |index, reached| {
        let Some((place, target)) = asked[index].take() else { return Ok(true) };
        each(place, judged(judge, target, reached))
    })
}

fn judged(judge: &mut Judge, target: Target, reached: Result<Reached, Unreachable>) -> TargetCheck {
    match reached {
        Ok(Reached::Socket(socket)) => judge.check(target, Observation::Socket(&socket)),
        Ok(Reached::Server(capture)) => judge.captured(target, *capture),
        Err(unreachable) => judge.failed(target.label.clone(), Some(target), unreachable.into()),
    }
}
