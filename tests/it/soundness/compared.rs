//! The library beside OpenSSL.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pgcerts::testing::accepted;
use time::OffsetDateTime;

use super::chain::{Chain, KINDS};
use super::oracle::Oracle;
use super::tally::Tallies;
use crate::graphs::random::Random;
use crate::support::tools::{need, need_that, test_tools};

const WORKERS: usize = 2;

pub(super) fn number_from(variable: &str, default: usize) -> usize {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

/// The library of Debian's OpenSSL 3.0, and the one of libpq 18 with OpenSSL 3.5.
fn libraries() -> Vec<PathBuf> {
    let packages = test_tools("python/lib/python3.11/site-packages/psycopg_binary.libs");
    let files = std::fs::read_dir(packages).into_iter().flatten().flatten();
    let newer = files.map(|file| file.path()).find(|path| path.to_string_lossy().contains("libcrypto"));
    std::iter::once(PathBuf::from("libcrypto.so.3")).chain(newer).collect()
}

/// What asks both versions of OpenSSL, or none after saying that `test` is left out.
pub(super) fn python_for(test: &str) -> Option<PathBuf> {
    let python = need(test, "python3")?;
    need_that(test, "the libcrypto of psycopg", libraries().len() == 2).then_some(python)
}

/// A case: its name, the chain and the second at which it is judged.
pub(super) type Named = (String, Chain, i64);

/// Compares so many cases. Each is made when its turn comes.
pub(super) fn compare(python: &Path, count: usize, case: impl Fn(usize) -> Named + Sync) -> Tallies {
    let (next, tallies) = (AtomicUsize::new(0), Mutex::new(Tallies::default()));
    let work = || {
        let libraries = libraries();
        let mut oracles: Vec<Oracle> = libraries.iter().map(|library| Oracle::new(python, library)).collect();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let (name, chain, at) = case(number);
            let theirs: Vec<(bool, String)> =
                oracles.iter_mut().map(|oracle| oracle.ask(&chain, at)).collect();
            let ours = accepted(&chain.sent, &chain.store_pem(), chain.lists.as_deref(), at);
            tallies.lock().expect("the tallies").add(chain.kind, &name, ours, &theirs);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(work);
        }
    });
    let tallies = tallies.into_inner().expect("the tallies");
    if let Some(path) = std::env::var_os("PGCERTS_CHAINS_REPORT") {
        std::fs::write(path, tallies.report()).expect("a report");
    }
    tallies
}

pub(super) fn generated(seed: usize) -> Chain {
    let only = std::env::var("PGCERTS_CHAINS_KIND").ok();
    let kinds: Vec<_> =
        KINDS.iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)).collect();
    let random = &mut Random::new(u64::try_from(seed).expect("a seed"));
    (random.pick(&kinds).1)(random)
}

#[test]
fn the_library_accepts_a_generated_chain_where_openssl_does() {
    let Some(python) = python_for("generated chains") else { return };
    let count = number_from("PGCERTS_CHAINS", 10_000);
    let first = number_from("PGCERTS_CHAINS_SEED", 1);
    let at = OffsetDateTime::now_utc().unix_timestamp();
    let tallies = compare(&python, count, |number| {
        let seed = first + number;
        (seed.to_string(), generated(seed), at)
    });
    let shown = tallies.report();
    assert_eq!(tallies.sum(|tally| tally.false_ok), 0, "{shown}");
    assert_eq!(tallies.sum(|tally| tally.refused_by_newer), 0, "{shown}");
    assert!(tallies.sum(|tally| tally.false_no) * 1000 <= count, "{shown}");
    assert!(tallies.sum(|tally| tally.null) * 200 <= count, "{shown}");
    let percent = tallies.sum(|tally| tally.valid) * 100 / count;
    assert!(count < 100 || (15..85).contains(&percent), "OpenSSL accepts {percent} % of the chains");
}
