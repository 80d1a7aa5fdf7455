//! A real PostgreSQL with the chains that it starts with: psql does the same as with the responder.

use super::case::{Case, pem_blocks};
use super::judge::Staged;
use super::{chains, cross_signed, dates, usages};
use crate::support::cluster::{Cluster, hand_over};
use crate::support::responder::Reply;
use crate::support::user::User;

/// Those in which a failed chain shows: without the store's verdict, with it, and with the name's.
const MODES: [&str; 3] = ["prefer", "require", "verify-full"];

#[test]
fn libpq_does_the_same_with_a_real_server() {
    let Some(cluster) = Cluster::own("chains of a real server") else { return };
    let user = User::in_memory();
    hand_over(user.home(), 0o755);
    let cases =
        [chains::measured(), chains::shapes(), cross_signed::all(), dates::all(), usages::all()].concat();
    let mut served = 0;
    let mut complaints = Vec::new();
    for (number, case) in cases.iter().enumerate().filter(|(_, case)| is_served(&cluster, case)) {
        served += 1;
        let home = user.path(&number.to_string());
        std::fs::create_dir(&home).expect("a home");
        complaints.extend(judge(&cluster, &Staged::served(case, home, cluster.port)));
    }
    assert!(served * 10 > cases.len() * 9, "{served} of {}", cases.len());
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn is_served(cluster: &Cluster, case: &Case) -> bool {
    let Reply::Tls { chain, key } = &case.reply else { return false };
    cluster.goes_on_with(&pem_blocks(chain), &key.pem())
}

fn judge(cluster: &Cluster, staged: &Staged<'_>) -> Vec<String> {
    let (case, asked) = (staged.case, &staged.case.asked[0]);
    let complaint = |mode: &&str| {
        let outcome = staged.ask(&cluster.psql(), asked, mode);
        (!outcome.is(asked.wanted.in_mode(mode))).then(|| format!("{}, {mode}: {outcome}", case.name))
    };
    MODES.iter().filter_map(complaint).collect()
}
