//! Large and hostile root.crt files: the time grows with the size and no faster, the memory is at most eight times the
//! file, the findings are summed up, and beyond 16 MiB the file is refused.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::support::authority::Authority;
use crate::support::forge::certificate::Party;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};
use crate::support::{bundled, names, pem, program};

const MIB: usize = 1 << 20;

/// Large enough to tell a square from a line, small enough for a slow machine.
const SIZE: usize = MIB;

/// A certificate of which any number of editions can be made, which differ in their serial numbers.
struct Edition {
    der: Vec<u8>,
    /// Where the last bytes of its serial number are.
    serial: usize,
}

impl Edition {
    fn new(der: Vec<u8>) -> Self {
        let (_, parsed) = X509Certificate::from_der(&der).expect("a certificate");
        let end = parsed.raw_serial().as_ptr_range().end.addr() - der.as_ptr().addr();
        Self { serial: end - 4, der }
    }

    fn der(&self, number: usize) -> Vec<u8> {
        let mut der = self.der.clone();
        let number = u32::try_from(number).expect("a number");
        der[self.serial..self.serial + 4].copy_from_slice(&number.to_be_bytes());
        der
    }
}

/// `unit` again and again.
fn repeated(unit: impl AsRef<[u8]>, size: usize) -> Vec<u8> {
    unit.as_ref().iter().copied().cycle().take(size).collect()
}

/// One unit after another up to this size.
fn numbered(size: usize, unit: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0.. {
        if bytes.len() >= size {
            break;
        }
        bytes.extend(unit(number));
    }
    bytes
}

/// What a file may consist of, by name.
type Content = (&'static str, Box<dyn Fn(usize) -> Vec<u8>>);

fn of_units(units: &[(&'static str, &'static [u8])]) -> Vec<Content> {
    let content = |(name, unit): &(&'static str, &'static [u8])| -> Content {
        let unit = *unit;
        (*name, Box::new(move |size| repeated(unit, size)))
    };
    units.iter().map(content).collect()
}

fn lines() -> Vec<Content> {
    let mut contents = of_units(&[
        ("newlines", b"\n"),
        ("CRLF", b"\r\n"),
        ("carriage returns", b"\r"),
        ("NULs", b"\0"),
        ("lines of a NUL", b"\0\n"),
        ("short lines", b"a\n"),
        ("one line", b"a"),
        ("blanks", b" "),
        ("comments", b"#\n"),
        ("dashes", b"-"),
        ("lines of dashes", b"-----\n"),
        ("dashes before text", b"-----x\n"),
        ("base64 in lines", b"MIIB\n"),
        ("HTML", b"<html>\n"),
    ]);
    contents.push(("UTF-16", Box::new(|size| [b"\xff\xfe".to_vec(), repeated(b"-\0", size)].concat())));
    contents
}

fn armor() -> Vec<Content> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----\n";
    const KEY: &[u8] = b"-----BEGIN PRIVATE KEY-----\nMAkCAQAwBAYCAAA=\n-----END PRIVATE KEY-----\n";
    const ENCRYPTED: &[u8] =
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let mut contents = of_units(&[
        ("BEGIN lines", b"-----BEGIN A-----\n"),
        ("BEGIN without a line", b"----BEGIN ----"),
        ("labels", b"----BEGIN A----"),
        ("BEGIN of certificates", b"----BEGIN CERTIFICATE----"),
        ("BEGIN of keys", b"----BEGIN PRIVATE KEY----"),
        ("halves of BEGIN", b"-----BEGIN a"),
        ("END lines", b"-----END A-----\n"),
        ("indented", b" -----BEGIN CERTIFICATE-----\nAAAA\n -----END CERTIFICATE-----\n"),
        ("keys", KEY),
        ("encrypted keys", ENCRYPTED),
        ("other blocks", b"-----BEGIN -----\nAAAA\n-----END -----\n"),
    ]);
    let behind = |begin: &'static str, line: &'static [u8], end: &'static str| {
        move |size| {
            [begin.as_bytes(), &repeated(line, size / line.len() * line.len()), end.as_bytes()].concat()
        }
    };
    contents.push(("no END", Box::new(behind(BEGIN, b"AAAA\n", ""))));
    contents.push(("short lines and no END", Box::new(behind(BEGIN, b"A\n", ""))));
    let bad = "!\n-----END CERTIFICATE-----\n";
    contents.push(("a wrong character at the end", Box::new(behind(BEGIN, b"AAAA\n", bad))));
    contents
        .push(("one large block", Box::new(behind("-----BEGIN A-----\n", b"AAAA\n", "-----END A-----\n"))));
    contents.push(("a long label", Box::new(behind("-----BEGIN ", b"a", ""))));
    contents
}

fn certificates() -> Vec<Content> {
    fn edited(edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Box<dyn Fn(usize) -> Vec<u8>> {
        let edition = Edition::new(Authority::new("Large").der().to_vec());
        Box::new(move |size| numbered(size, |number| edit(edition.der(number))))
    }
    fn labeled(label: &'static str) -> Box<dyn Fn(usize) -> Vec<u8>> {
        edited(move |der| pem(label, &der).into_bytes())
    }
    fn replaced(old: &'static str, new: &'static str) -> Box<dyn Fn(usize) -> Vec<u8>> {
        edited(move |der| pem("CERTIFICATE", &der).replace(old, new).into_bytes())
    }
    let same = pem("CERTIFICATE", Authority::new("Same").der());
    let impostor = Edition::new(Authority::named_as_g2());
    let variant = Edition::new(bundled("DigiCertGlobalRootG2.crt"));
    let as_pem = |edition: Edition| {
        move |size| numbered(size, |number| pem("CERTIFICATE", &edition.der(number)).into_bytes())
    };
    vec![
        ("certificates", labeled("CERTIFICATE")),
        ("trusted", labeled("TRUSTED CERTIFICATE")),
        ("old labels", labeled("X509 CERTIFICATE")),
        ("the same", Box::new(move |size| repeated(&same, size))),
        ("CRLF", replaced("\n", "\r\n")),
        ("carriage returns", replaced("\n", "\r")),
        ("written out", replaced("\n", "\\n")),
        ("indented", replaced("-----BEGIN", " -----BEGIN")),
        ("behind a NUL", replaced("-----BEGIN", "\0\n-----BEGIN")),
        ("impostors", Box::new(as_pem(impostor))),
        ("tampered", Box::new(as_pem(variant))),
        ("trailing bytes", edited(|der| pem("CERTIFICATE", &[der, vec![0]].concat()).into_bytes())),
        ("DER", edited(|der| der)),
    ]
}

/// What a run took.
struct Cost {
    seconds: f64,
    peak: usize,
}

/// A user whose root.crt is large, and GNU time.
struct Meter<'a> {
    user: User,
    time: &'a Path,
}

impl Meter<'_> {
    #[track_caller]
    fn cost(&self, content: &[u8], arguments: &[&str]) -> Cost {
        std::fs::write(self.user.path("root.crt"), content).expect("a file");
        let mut command = self.user.command(self.time);
        command.current_dir(self.user.home()).args(["-q", "-f", "cost %M %U %S", "-o", "cost", "--"]);
        let said = answer(command.arg(program()).args(arguments).args(["--dest", "root.crt"]));
        assert!(said.code.is_some_and(|code| code < 3), "{said:?}");
        let cost = std::fs::read_to_string(self.user.path("cost")).expect("the cost");
        let numbers: Vec<f64> =
            cost.split_whitespace().skip(1).map(|number| number.parse().expect("a number")).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "KB of memory")]
        let peak = numbers[0] as usize * 1024;
        Cost { seconds: numbers[1] + numbers[2], peak }
    }
}

/// Every content costs memory and time in proportion to its size.
#[track_caller]
fn in_proportion(test: &str, contents: &[Content]) {
    let Some(time) = need(test, "time") else { return };
    let meter = Meter { user: User::in_memory(), time: &time };
    let mut wrong = String::new();
    for arguments in [&["status", "-v"][..], &["install", "--offline", "--repair", "--dry-run"]] {
        let least = meter.cost(b"", arguments).peak;
        for (name, content) in contents {
            let (half, whole) = (content(SIZE / 2), content(SIZE));
            let measure = || {
                let (half, cost) = (meter.cost(&half, arguments), meter.cost(&whole, arguments));
                // Of 16 MiB, what the program takes by itself is the eighth part.
                let memory = cost.peak.saturating_sub(least) / (whole.len() / 16);
                // Below a tenth of a second, what the program takes by itself counts for more.
                (memory, cost.seconds / half.seconds.max(0.1))
            };
            let (memory, mut time) = measure();
            for _ in 0..2 {
                // Another program may have slowed one of the two down, but not each time.
                if time >= 3.0 {
                    time = time.min(measure().1);
                }
            }
            if memory > 7 * 16 || time >= 3.0 {
                let _ = writeln!(
                    wrong,
                    "{arguments:?}, {name}: {memory}/16 times the size, {time} times the half"
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn lines_of_any_kind_cost_in_proportion() {
    in_proportion("lines_of_any_kind_cost_in_proportion", &lines());
}

#[test]
fn armor_of_any_kind_costs_in_proportion() {
    in_proportion("armor_of_any_kind_costs_in_proportion", &armor());
}

#[test]
fn certificates_of_any_kind_cost_in_proportion() {
    in_proportion("certificates_of_any_kind_cost_in_proportion", &certificates());
}

#[test]
fn a_foreign_certificate_costs_no_signature_of_each_pinned_root() {
    let test = "a_foreign_certificate_costs_no_signature_of_each_pinned_root";
    let Some(time) = need(test, "time") else { return };
    let meter = Meter { user: User::in_memory(), time: &time };
    let root = Party::root("Foreign Root");
    let pem: String = (0..20).map(|number| root.ca(&format!("Foreign {number}")).pem()).collect();
    // 20 times 120 signatures take ten seconds.
    assert!(meter.cost(pem.as_bytes(), &["status"]).seconds < 3.0);
}

#[test]
fn a_file_of_more_than_16_mib_is_refused_by_name() {
    let user = User::in_memory();
    let at_limit = repeated(b" ", 16 * MIB);
    std::fs::write(user.path("root.crt"), &at_limit).expect("a file");
    let said = user.run(["status", "--dest", "root.crt", "--json"]).exits(1);
    assert_eq!(said.json()["findings"][0]["code"], "empty-file");
    user.run(["env", "--dest", "root.crt"]).exits(0);
    for flag in ["--dry-run", "--no-backup"] {
        let said = user.run(["install", "--offline", "--dest", "root.crt", flag]).exits(2);
        assert!(said.stderr.contains("would become larger than 16 MiB"), "{}", said.stderr);
        assert_eq!(names(user.home()), ["root.crt"]);
    }
    std::fs::write(user.path("root.crt"), [at_limit, b" ".to_vec()].concat()).expect("a file");
    let root = Authority::new("A root");
    for name in ["chain.pem", "root.crt.20260101T000000.000Z.bak"] {
        std::fs::write(user.path(name), root.pem()).expect("a file");
    }
    let runs: [&[&str]; 8] = [
        &["status", "--dest", "root.crt"],
        &["install", "--offline", "--dest", "root.crt"],
        &["install", "--offline", "--dest", "root.crt", "--dry-run"],
        &["install", "--offline", "--dest", "root.crt", "--repair"],
        &["install", "--offline", "--dest", "root.crt", "--replace"],
        &["rollback", "--dest", "root.crt"],
        &["check", "--chain", "chain.pem", "--sslrootcert", "root.crt"],
        &["check", "--chain", "chain.pem", "--sslrootcert", "chain.pem", "--sslcrl", "root.crt"],
    ];
    for run in runs {
        let said = user.run(run).exits(2);
        let words =
            format!("{}{}", said.stdout, said.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains("larger than 16 MiB") && words.contains("move the file away"),
            "{run:?}: {words}"
        );
    }
    let said = user.run(["env", "--dest", "root.crt"]).exits(0);
    assert!(said.stderr.contains("larger than 16 MiB"), "{}", said.stderr);
}

fn status(user: &User) -> Answer {
    user.run(["status", "--dest", "root.crt", "--json", "--set", "azure-all"])
}

fn of_code<'a>(json: &'a Value, code: &str) -> Vec<&'a Value> {
    let findings = json["findings"].as_array().expect("findings");
    findings.iter().filter(|finding| finding["code"] == code).collect()
}

#[test]
fn findings_of_one_kind_are_summed_up_after_a_hundred() {
    let user = User::new();
    let one = pem("CERTIFICATE", Authority::new("Again and again").der());
    let lines = one.lines().count();
    for (number, listed) in [(101, 100), (102, 101), (351, 101)] {
        std::fs::write(user.path("root.crt"), one.repeat(number)).expect("a file");
        let json = status(&user).exits(1).json();
        let duplicates = of_code(&json, "duplicate");
        assert_eq!(duplicates.len(), listed, "{number}");
        if number > 101 {
            let last = duplicates[100];
            let message = format!("{} more of this kind, from line {} on", number - 101, 101 * lines + 1);
            assert_eq!((&last["message"], &last["line"]), (&message.into(), &(101 * lines + 1).into()));
        }
    }
    let said = user.run(["status", "--dest", "root.crt", "--set", "azure-all", "-v"]).exits(1).stdout;
    assert!(said.contains("250 more of this kind"), "{said}");
    let said = user.run(["status", "--dest", "root.crt", "--set", "azure-all", "--format", "prometheus"]);
    assert!(said.stdout.contains("severity=\"info\"} 351"), "350 again, and a foreign root: {}", said.stdout);
}

#[test]
fn the_errors_behind_the_hundredth_still_count() {
    let user = User::new();
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    std::fs::write(user.path("root.crt"), broken.repeat(500)).expect("a file");
    let json = status(&user).exits(1).json();
    assert_eq!((&json["ok"], of_code(&json, "malformed-block").len()), (&false.into(), 101));
    let said = user.run(["status", "--dest", "root.crt", "--set", "azure-all", "--format", "prometheus"]);
    let errors = 500 + of_code(&json, "missing-root").iter().filter(|one| one["severity"] == "error").count();
    assert!(said.stdout.contains(&format!("severity=\"error\"}} {errors}")), "{}", said.stdout);
    let repaired =
        user.run(["install", "--offline", "--dest", "root.crt", "--repair", "--json"]).exits(0).json();
    let dropped = repaired["dropped"].as_array().expect("what was dropped");
    assert_eq!(dropped.len(), 101);
    assert_eq!(dropped[100]["reason"], "400 more certificates that do not decode, from this line on");
}
