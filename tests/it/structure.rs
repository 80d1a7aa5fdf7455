//! The house: thirteen rooms on a straight stack, as `docs/how-it-works/architecture.md` describes them. Each rule is a function from a
//! tree to its complaints, and is seen to fail on a made-up tree.

mod map;
mod source;
mod tree;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tree::Tree;

use crate::support::repository;

/// From the lowest to the highest.
const ROOMS: [&str; 13] = [
    "x509",
    "diagnostic",
    "libpq",
    "paste",
    "explain",
    "openssl",
    "client",
    "pins",
    "store",
    "check",
    "scan",
    "io",
    "app",
];

/// The files above all rooms; the empty one is lib.rs.
const ROOFS: [&str; 4] = ["", "main", "fuzzing", "testing"];

/// What judges, which `io` must not know, and the plain values among it.
const JUDGES: [&str; 5] = ["check", "client", "openssl::chain", "scan", "store"];
const VALUES: [&str; 11] = [
    "client::content",
    "client::identity",
    "scan::archive",
    "scan::left_out",
    "scan::piece",
    "scan::place",
    "scan::sieve",
    "store::content",
    "store::surroundings",
    "store::trust_content",
    "store::writer",
];

/// Where ARCHITECTURE.md has them.
const INVARIANTS: &str = "## What always holds";

static SRC: LazyLock<Tree> = LazyLock::new(|| Tree::read(&repository("src")));

fn room(module: &[String]) -> &str {
    module.first().map_or("", String::as_str)
}

/// The place in the stack; none for a room that is not one of the ten.
fn level(module: &[String]) -> Option<usize> {
    let is_roof = ROOFS.contains(&room(module)) && module.len() < 2;
    ROOMS.iter().position(|name| *name == room(module)).or(is_roof.then_some(ROOMS.len()))
}

fn name(module: &[String]) -> String {
    if module.is_empty() { "the root".into() } else { module.join("::") }
}

fn unknown_rooms(tree: &Tree) -> Vec<String> {
    let unknown = tree.files.keys().filter(|module| level(module).is_none());
    unknown.map(|module| format!("{} is in no room", module.join("::"))).collect()
}

fn upward_imports(tree: &Tree) -> Vec<String> {
    imports(tree, |from, to| level(to) > level(from))
}

fn judges_in_io(tree: &Tree) -> Vec<String> {
    let is_in = |module: &str, places: &[&str]| {
        places.iter().any(|place| {
            module.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        })
    };
    let is_judge = |to: &str| is_in(to, &JUDGES) && !is_in(to, &VALUES);
    imports(tree, |from, to| room(from) == "io" && is_judge(&to.join("::")))
}

fn imports(tree: &Tree, is_wrong: impl Fn(&[String], &[String]) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for module in tree.files.keys() {
        let wrong = tree.targets(module).into_iter().filter(|target| is_wrong(module, &target.module));
        complaints.extend(wrong.map(|target| format!("{} imports {}", name(module), name(&target.module))));
    }
    complaints.sort();
    complaints.dedup();
    complaints
}

fn circles(tree: &Tree) -> Vec<String> {
    tree.circles().iter().map(|circle| circle.join(", ")).collect()
}

fn repeated_types(tree: &Tree) -> Vec<String> {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (module, source) in &tree.files {
        source.types.iter().for_each(|name| files.entry(name).or_default().push(module.join("::")));
    }
    let repeated = files.into_iter().filter(|(_, files)| files.len() > 1);
    repeated.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect()
}

fn odd_code(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for (module, source) in &tree.files {
        let module = module.join("::");
        let of = source.functions.iter().filter(|function| function.name == "of").count();
        complaints.extend((of > 0).then(|| format!("{module}: {of} `fn of`")));
        let matches = source.unit_matches;
        complaints.extend((matches > 0).then(|| format!("{module}: {matches} `match ()`")));
    }
    complaints
}

fn long_functions(tree: &Tree) -> Vec<String> {
    const LONGEST: usize = 60;
    const MEDIAN: usize = 8;
    let mut complaints = Vec::new();
    let mut lengths = Vec::new();
    for (module, source) in &tree.files {
        lengths.extend(source.functions.iter().map(|function| function.lines));
        let long = source.functions.iter().filter(|function| function.lines > LONGEST);
        complaints.extend(
            long.map(|long| format!("{}::{} has {} lines", module.join("::"), long.name, long.lines)),
        );
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    complaints.extend((median > MEDIAN).then(|| format!("the median of all functions is {median} lines")));
    complaints
}

#[track_caller]
fn assert_clean(rule: fn(&Tree) -> Vec<String>) {
    let complaints = rule(&SRC);
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
}

/// What a rule says of a tree of these files.
fn said(rule: fn(&Tree) -> Vec<String>, files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    rule(&Tree::read(folder.path()))
}

#[test]
fn every_file_is_in_a_room() {
    assert_clean(unknown_rooms);
}

#[test]
fn no_room_imports_one_above_it() {
    assert_clean(upward_imports);
}

#[test]
fn io_imports_no_judge() {
    assert_clean(judges_in_io);
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_clean(circles);
}

#[test]
fn a_type_name_stands_once_in_the_program() {
    assert_clean(repeated_types);
}

#[test]
fn no_function_is_named_of_and_nothing_matches_on_unit() {
    assert_clean(odd_code);
}

#[test]
fn functions_are_short() {
    assert_clean(long_functions);
}

#[test]
fn architecture_maps_every_folder() {
    let differences = map::differences(&architecture(), &repository("src"));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_invariant_and_every_promise_names_its_test() {
    let security = std::fs::read_to_string(repository("docs/how-it-works/security.md")).expect("the page");
    for (page, heading) in [(architecture(), INVARIANTS), (security, "## Promises")] {
        let unheld = map::unheld(&page, heading, &repository(""));
        assert!(unheld.is_empty(), "{}", unheld.join("\n"));
    }
}

fn architecture() -> String {
    std::fs::read_to_string(repository("docs/how-it-works/architecture.md")).expect("the page")
}

#[test]
fn a_wrong_import_is_seen() {
    let upward = |text: &str| {
        let others = [("diagnostic/mod.rs", ""), ("io/mod.rs", ""), ("io/clock.rs", "")];
        said(upward_imports, &[&others[..], &[("libpq/mod.rs", text)]].concat())
    };
    let seen = ["libpq imports io::clock"];
    assert_eq!(upward("use crate::io::clock::now;"), seen);
    assert_eq!(upward("use crate::{diagnostic::Code, io::{clock::{self, now as time}}};"), seen);
    assert_eq!(upward("fn f() -> u8 { crate::io::clock::now() }"), seen);
    assert_eq!(upward("fn f() { println!(\"{}\", super::io::clock::now()) }"), seen);
    assert_eq!(upward("mod inner { use super::super::io::clock::now; }"), seen);
    assert_eq!(upward("use crate::io; fn f() { io::clock::now() }"), ["libpq imports io", seen[0]]);
    assert_eq!(upward("pub use crate::run;"), ["libpq imports the root"]);
    let allowed = "// crate::io::clock::now()\nfn f() { g(\"crate::io::clock::now()\") }
        #[cfg(test)]\nmod tests { use crate::io::clock::now; }";
    assert!(upward(allowed).is_empty());
    assert!(said(upward_imports, &[("io/mod.rs", "use crate::libpq::X;"), ("libpq/mod.rs", "")]).is_empty());
}

#[test]
fn an_eleventh_room_is_seen() {
    assert_eq!(said(unknown_rooms, &[("lib.rs", ""), ("util/mod.rs", "")]), ["util is in no room"]);
}

#[test]
fn a_judge_in_io_is_seen_through_a_reexport() {
    let files = [
        ("io/mod.rs", "use crate::store::Plan; use crate::store::content::FileContent;"),
        ("store/mod.rs", "pub use plan::Plan;"),
        ("store/plan.rs", ""),
        ("store/content.rs", ""),
    ];
    assert_eq!(said(judges_in_io, &files), ["io imports store::plan"]);
}

#[test]
fn a_circle_is_seen_and_a_module_of_modules_is_none() {
    let circle = [
        ("x509/mod.rs", "pub use name::Name; pub use key::Key;"),
        ("x509/name.rs", "use super::Key;"),
        ("x509/key.rs", "fn f() { crate::x509::name::g() }"),
    ];
    assert_eq!(said(circles, &circle), ["x509::key, x509::name"]);
    let parent = [("x509/mod.rs", "mod name; fn f() { name::g() }"), ("x509/name.rs", "use super::f;")];
    assert!(said(circles, &parent).is_empty());
}

#[test]
fn odd_names_and_long_functions_are_seen() {
    let types = [
        ("x509/mod.rs", "pub struct Key; impl Iterator for Key { type Item = u8; }"),
        ("pins/mod.rs", "enum Key {} impl Iterator for Other { type Item = u8; }"),
    ];
    assert_eq!(said(repeated_types, &types), ["Key: pins, x509"]);
    let odd = "impl A { fn of() { match () { () if true => 1, () => 2 } } }";
    assert_eq!(said(odd_code, &[("io/mod.rs", odd)]), ["io: 1 `fn of`", "io: 1 `match ()`"]);
    let long = format!("fn long() {{{}}}", "\n".repeat(60));
    assert_eq!(
        said(long_functions, &[("io/mod.rs", &long)]),
        ["io::long has 61 lines", "the median of all functions is 61 lines"]
    );
}

#[test]
fn a_wrong_map_and_an_invariant_without_a_test_are_seen() {
    let page = "```text\nsrc/\n  main.rs, gone.rs  the program\n  io/   effects\n    clock.rs\n```\n
## What always holds\n
1. **Held.** Held by `structure::every_file_is_in_a_room`.\n2. **Not.**\n3. Held by\n   `structure::no_such`.\n";
    let folder = tempfile::tempdir().expect("a temporary folder");
    for path in ["main.rs", "io/mod.rs", "io/clock.rs", "io/files.rs", "io/store/lock.rs"] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, "").expect("a file");
    }
    let differences = map::differences(page, folder.path());
    let expected = [
        "gone.rs is on the map and not there",
        "io/files.rs is not on the map",
        "io/store/ is not on the map",
    ];
    assert_eq!(differences, expected);
    let unheld = map::unheld(page, INVARIANTS, &repository(""));
    assert_eq!(unheld, ["no test holds `2. **Not.**`", "there is no test `structure::no_such`"]);
}
