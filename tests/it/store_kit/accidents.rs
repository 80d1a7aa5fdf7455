//! `install` on stores with random accidents: it refuses and leaves alone, or yields a store that stays as it is.
//!
//! `PGCERTS_INSTALL_MUTANTS` sets how many stores are made, `PGCERTS_READER_SEED` with which seed.

use std::path::{Path, PathBuf};

use pgcerts::testing::Bundle;
use pgcerts::testing::Sha256;

use crate::support::mutants::{Random, mutated_der, mutated_text};
use crate::support::names;
use crate::support::store::{azure, counted_by_openssl};
use crate::support::tools::need;
use crate::support::user::{Answer, User};

struct Accident<'a> {
    user: &'a User,
    name: String,
    bytes: Vec<u8>,
}

impl Accident<'_> {
    /// The store in a folder of its own.
    fn place(&self, kind: &str) -> PathBuf {
        let folder = self.user.path(&format!("{} {kind}", self.name));
        std::fs::create_dir(&folder).expect("a folder");
        let path = folder.join("root.crt");
        std::fs::write(&path, &self.bytes).expect("a store");
        path
    }

    fn install(&self, path: &Path, more: &[&str]) -> Answer {
        let path = path.to_str().expect("UTF-8");
        self.user.run(["install", "--offline", "--json", "--dest", path].iter().chain(more))
    }

    /// The store once it is installed into, or none where it was refused.
    fn installed(&self, kind: &str, flags: &[&str]) -> Option<PathBuf> {
        let path = self.place(kind);
        let answer = self.install(&path, flags);
        let now = std::fs::read(&path).expect("the store");
        if answer.code == Some(2) && flags.is_empty() {
            let code = answer.error_code();
            assert!(["unreadable-store", "private-key"].contains(&code.as_str()), "{}: {code}", self.name);
            assert!(now == self.bytes, "{}: refused, and changed", self.name);
            assert_eq!(names(path.parent().expect("a folder")), ["root.crt"], "{}", self.name);
            return None;
        }
        let first = answer.exits(0).json();
        let again = self.install(&path, flags).exits(0).json();
        assert_eq!(again["action"], "none", "{}: {first} {again}", self.name);
        assert!(std::fs::read(&path).expect("the store") == now, "{}: changed again", self.name);
        Some(path)
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn install_refuses_a_random_store_or_settles_it_with_all_roots_and_repair_always_settles_it() {
    let user = User::in_memory();
    let seed = number("PGCERTS_READER_SEED", 20_261_124);
    let mut random = Random(seed);
    let (mut settled, mut refused) = (Vec::new(), 0);
    for index in 0..number("PGCERTS_INSTALL_MUTANTS", 300) {
        // Changes within the DER seldom matter here.
        let der = index % 4 == 3;
        let bytes = if der { mutated_der(&mut random) } else { mutated_text(&mut random) };
        let accident = Accident { user: &user, name: format!("random store {index} of seed {seed}"), bytes };
        match accident.installed("installed", &[]) {
            Some(path) => settled.push(path),
            None => refused += 1,
        }
        settled.extend(accident.installed("repaired", &["--repair"]));
    }
    assert!(refused > 0 && settled.len() > refused, "{refused} refused, {} settled", settled.len());
    for path in &settled {
        holds_the_roots(path);
    }
    if need("random stores", "python3").is_some() {
        for (path, count) in settled.iter().zip(counted_by_openssl(&settled)) {
            assert!(count >= Some(azure().len()), "{}: OpenSSL loads {count:?}", path.display());
        }
    }
}

#[track_caller]
fn holds_the_roots(path: &Path) {
    let bundle = Bundle::read(&std::fs::read(path).expect("a store"));
    let holds =
        |sha256: &Sha256| bundle.certificates.iter().any(|entry| entry.certificate.sha256() == *sha256);
    let missing = azure().iter().map(|root| Sha256::hash(root)).find(|sha256| !holds(sha256));
    assert_eq!(missing, None, "{}", path.display());
}
