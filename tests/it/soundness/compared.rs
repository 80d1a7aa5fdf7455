//! The library beside OpenSSL.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use pgcerts::testing::accepted;
use time::OffsetDateTime;

use super::chain::{Chain, KINDS};
use super::oracle::Oracle;
use crate::graphs::random::Random;
use crate::support::tools::{need, need_that, test_tools};

const WORKERS: u64 = 2;

/// What the chains of one kind came to.
#[derive(Clone, Debug, Default)]
struct Tally {
    all: u64,
    valid: u64,
    /// OpenSSL 3.0, which `check` follows, refuses what is accepted here.
    false_ok: u64,
    /// OpenSSL 3.0 accepts it too, and 3.5 refuses it.
    refused_by_newer: u64,
    false_no: u64,
    null: u64,
}

#[derive(Default)]
struct Tallies {
    kinds: BTreeMap<&'static str, Tally>,
    complaints: Vec<String>,
}

fn number_from(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

/// The library of Debian's OpenSSL 3.0, and the one of libpq 18 with OpenSSL 3.5.
fn libraries() -> Vec<PathBuf> {
    let packages = test_tools("python/lib/python3.11/site-packages/psycopg_binary.libs");
    let files = std::fs::read_dir(packages).into_iter().flatten().flatten();
    let newer = files.map(|file| file.path()).find(|path| path.to_string_lossy().contains("libcrypto"));
    std::iter::once(PathBuf::from("libcrypto.so.3")).chain(newer).collect()
}

impl Tallies {
    fn add(&mut self, chain: &Chain, seed: u64, ours: Option<bool>, theirs: &[(bool, String)]) {
        let tally = self.kinds.entry(chain.kind).or_default();
        tally.all += 1;
        let all_accept = theirs.iter().all(|(valid, _)| *valid);
        let all_refuse = theirs.iter().all(|(valid, _)| !*valid);
        tally.valid += u64::from(all_accept);
        // Where the two versions differ, neither a no nor a null is wrong.
        let open = all_accept == all_refuse;
        let false_ok = ours == Some(true) && !theirs[0].0;
        let refused_by_newer = ours == Some(true) && theirs[0].0 && !all_accept;
        let false_no = ours == Some(false) && all_accept;
        tally.null += u64::from(ours.is_none() && !open);
        tally.false_ok += u64::from(false_ok);
        tally.refused_by_newer += u64::from(refused_by_newer);
        tally.false_no += u64::from(false_no);
        if false_ok || refused_by_newer || false_no || (ours.is_none() && !open) {
            let kind = chain.kind;
            self.complaints.push(format!("{kind} {seed}: {ours:?}, OpenSSL {theirs:?}"));
        }
    }

    fn sum(&self, figure: fn(&Tally) -> u64) -> u64 {
        self.kinds.values().map(figure).sum()
    }
}

fn generated(seed: u64) -> Chain {
    let only = std::env::var("PGCERTS_CHAINS_KIND").ok();
    let kinds: Vec<_> =
        KINDS.iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)).collect();
    let random = &mut Random::new(seed);
    (random.pick(&kinds).1)(random)
}

fn work(next: &AtomicU64, end: u64, tallies: &Mutex<Tallies>, python: &std::path::Path) {
    let mut oracles: Vec<Oracle> = libraries().iter().map(|library| Oracle::new(python, library)).collect();
    let at = OffsetDateTime::now_utc().unix_timestamp();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        let chain = generated(seed);
        let theirs: Vec<(bool, String)> = oracles.iter_mut().map(|oracle| oracle.ask(&chain, at)).collect();
        let ours = accepted(&chain.sent, &chain.store, chain.lists.as_deref(), at);
        tallies.lock().expect("the tallies").add(&chain, seed, ours, &theirs);
    }
}

#[test]
fn the_library_accepts_a_generated_chain_where_openssl_does() {
    const TEST: &str = "generated chains";
    let Some(python) = need(TEST, "python3") else { return };
    if !need_that(TEST, "the libcrypto of psycopg", libraries().len() == 2) {
        return;
    }
    let count = number_from("PGCERTS_CHAINS", 10_000);
    let first = number_from("PGCERTS_CHAINS_SEED", 1);
    let (next, tallies) = (AtomicU64::new(first), Mutex::new(Tallies::default()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| work(&next, first + count, &tallies, &python));
        }
    });
    let tallies = tallies.into_inner().expect("the tallies");
    let report = format!("{:#?}\n{}", tallies.kinds, tallies.complaints.join("\n"));
    if let Some(path) = std::env::var_os("PGCERTS_CHAINS_REPORT") {
        std::fs::write(path, &report).expect("a report");
    }
    let shown: String = report.lines().take(300).collect::<Vec<_>>().join("\n");
    assert_eq!(tallies.sum(|tally| tally.false_ok), 0, "{shown}");
    // Forms of dates and names that 3.5 no longer takes, in fewer than one of a thousand.
    assert!(tallies.sum(|tally| tally.refused_by_newer) * 1000 <= count, "{shown}");
    assert!(tallies.sum(|tally| tally.false_no) * 1000 <= count, "{shown}");
    assert!(tallies.sum(|tally| tally.null) * 200 <= count, "{shown}");
    let percent = tallies.sum(|tally| tally.valid) * 100 / count;
    assert!(count < 100 || (15..85).contains(&percent), "OpenSSL accepts {percent} % of the chains");
}
