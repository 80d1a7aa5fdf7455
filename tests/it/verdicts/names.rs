//! Which hosts a server's names match.

use super::case::{Case, HOST, MISMATCH, Wanted};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{GeneralName, alt_names, directory, dns, email, ip, ip_bytes, uri};
use crate::support::forge::name::{self, Name, cn, cn_as, cns};

const YES: Wanted = Wanted::Full;
const NO: Wanted = MISMATCH;
const NO_NAME: Wanted = Wanted::Chain("could not get server's host name from server certificate");
const LENGTH: Wanted = Wanted::Chain("certificate contains IP address with invalid length");
const NUL: Wanted = Wanted::Chain("SSL certificate's name contains embedded null");

pub(super) fn all() -> Vec<Case> {
    let root = Party::root("Kit Root");
    [plain(&root), wildcards(&root), addresses(&root), odd_addresses(&root), common_names(&root), odd(&root)]
        .into_iter()
        .flatten()
        .collect()
}

/// A server of this subject and these names, asked for each of the hosts.
fn served(root: &Party, subject: Name, names: &[GeneralName], hosts: &[(&str, Wanted)]) -> Case {
    let server = root.issue(Draft::bare(subject).with(alt_names(names)));
    let asked: Vec<&str> = hosts.iter().map(|(host, _)| *host).collect();
    Case::new(format!("names, asked for {}", asked.join(" ")), &[&server], &[root]).hosts(hosts)
}

/// A server without any subjectAltName.
fn unnamed(root: &Party, subject: Name, hosts: &[(&str, Wanted)]) -> Case {
    let server = root.issue(Draft::bare(subject));
    let asked: Vec<&str> = hosts.iter().map(|(host, _)| *host).collect();
    Case::new(format!("CN, asked for {}", asked.join(" ")), &[&server], &[root]).hosts(hosts)
}

fn plain(root: &Party) -> Vec<Case> {
    let two = [dns("a.kit.test"), dns("b.kit.test")];
    let three = [dns("a.kit.test"), dns("b.kit.test"), dns("c.kit.test")];
    let mismatch = |words| [("x.kit.test", Wanted::Chain(words))];
    vec![
        served(
            root,
            cn("x"),
            &[dns("db.kit.test")],
            &[
                ("db.kit.test", YES),
                ("DB.Kit.TEST", YES),
                ("db.kit.test.", NO),
                ("kit.test", NO),
                ("a.db.kit.test", NO),
                ("db", NO),
                ("x", NO),
            ],
        ),
        served(root, cn("x"), &[dns("DB.KIT.TEST")], &[("db.kit.test", YES)]),
        served(root, cn("x"), &[dns("db.kit.test.")], &[("db.kit.test", NO), ("db.kit.test.", YES)]),
        served(root, cn("x"), &two, &[("a.kit.test", YES), ("b.kit.test", YES), ("c.kit.test", NO)]),
        served(
            root,
            cn("x"),
            &[dns("a.kit.test")],
            &mismatch("server certificate for \"a.kit.test\" does not match host name \"x.kit.test\""),
        ),
        served(
            root,
            cn("x"),
            &two,
            &mismatch(
                "server certificate for \"a.kit.test\" (and 1 other name) does not match host name \"x.kit.test\"",
            ),
        ),
        served(
            root,
            cn("x"),
            &three,
            &mismatch(
                "server certificate for \"a.kit.test\" (and 2 other names) does not match host name \"x.kit.test\"",
            ),
        ),
        Case::new("no host", &[&root.issue(Draft::server("db.kit.test"))], &[root])
            .host("", Wanted::Chain("host name must be specified for a verified SSL connection")),
    ]
}

fn wildcards(root: &Party) -> Vec<Case> {
    let asked = |name: &str, hosts: &[(&str, Wanted)]| served(root, cn("x"), &[dns(name)], hosts);
    vec![
        asked(
            "*.kit.test",
            &[
                ("db.kit.test", YES),
                ("DB.KIT.test", YES),
                ("a.db.kit.test", NO),
                ("kit.test", NO),
                (".kit.test", NO),
                ("*.kit.test", YES),
                ("db.kit.test.", NO),
                ("db.other.test", NO),
                ("a..kit.test", YES),
                ("xkit.test", NO),
            ],
        ),
        asked("*.KIT.Test", &[("db.kit.test", YES)]),
        asked("*.test", &[("kit.test", YES), ("db.kit.test", NO)]),
        asked("*", &[("kit", NO), ("db.kit.test", NO), ("*", YES)]),
        asked("*.", &[("kit.", NO), ("kit", NO)]),
        asked("*.*.test", &[("db.kit.test", NO), ("a.*.test", YES)]),
        asked("f*.kit.test", &[("fa.kit.test", NO), ("f*.kit.test", YES)]),
        asked("*a.kit.test", &[("ba.kit.test", NO)]),
        asked("db.*.test", &[("db.kit.test", NO)]),
        asked("*.1.2.3", &[("9.1.2.3", YES), ("a.1.2.3", YES)]),
        asked("*kit.test", &[("db.kit.test", NO), ("kit.test", NO)]),
        asked("xn--*.kit.test", &[("xn--a.kit.test", NO)]),
        unnamed(root, cn("*.kit.test"), &[("db.kit.test", YES), ("a.db.kit.test", NO)]),
    ]
}

fn addresses(root: &Party) -> Vec<Case> {
    vec![
        served(root, cn("x"), &[ip("10.1.2.3")], &[("10.1.2.3", YES), ("10.1.2.4", NO), ("x", YES)]),
        served(
            root,
            cn("x"),
            &[ip("fd00::1")],
            &[("fd00::1", YES), ("FD00:0:0:0::0001", YES), ("fd00::2", NO), ("[fd00::1]", NO)],
        ),
        served(root, cn("x"), &[dns("10.1.2.3")], &[("10.1.2.3", YES)]),
        served(root, cn("x"), &[dns("fd00::1")], &[("fd00::1", YES), ("fd00:0::1", NO)]),
        served(
            root,
            cn("x"),
            &[dns("a.test"), ip("10.1.2.3")],
            &[("a.test", YES), ("10.1.2.3", YES), ("x", NO)],
        ),
        served(root, cn("x"), &[ip("10.1.2.3"), ip("fd00::1")], &[("10.1.2.3", YES), ("fd00::1", YES)]),
        served(root, cn("10.1.2.3"), &[dns("a.test")], &[("10.1.2.3", YES), ("a.test", YES)]),
        served(root, cn("10.1.2.3"), &[ip("10.9.9.9")], &[("10.1.2.3", NO)]),
        served(root, cn("a.test"), &[ip("10.9.9.9")], &[("a.test", YES)]),
        unnamed(root, cn("10.1.2.3"), &[("10.1.2.3", YES), ("10.1.2.4", NO)]),
        unnamed(root, cn("fd00::1"), &[("fd00::1", YES), ("fd00:0::1", NO)]),
        served(
            root,
            cn("x"),
            &[ip("10.1.2.3")],
            &[(
                "10.1.2.4",
                Wanted::Chain("server certificate for \"10.1.2.3\" does not match host name \"10.1.2.4\""),
            )],
        ),
        served(
            root,
            cn("x"),
            &[ip("fd00::1")],
            &[(
                "fd00::2",
                Wanted::Chain("server certificate for \"fd00::1\" does not match host name \"fd00::2\""),
            )],
        ),
        served(root, cn("x"), &[ip("::ffff:10.1.2.3")], &[("10.1.2.3", NO), ("::ffff:10.1.2.3", YES)]),
    ]
}

/// What `inet_aton` takes for an address, and addresses of odd lengths.
fn odd_addresses(root: &Party) -> Vec<Case> {
    vec![
        served(
            root,
            cn("x"),
            &[ip("127.0.0.1")],
            &[
                ("127.0.0.1", YES),
                ("127.1", YES),
                ("127.0.1", YES),
                ("0x7f.1", YES),
                ("0177.0.0.1", YES),
                ("2130706433", YES),
                ("127.0.0.01", YES),
                ("127.2", NO),
                ("127.0.0.1.", NO),
                ("::1", NO),
                ("::7f00:1", NO),
            ],
        ),
        served(root, cn("127.1"), &[ip("10.0.0.1")], &[("127.1", NO)]),
        served(root, cn("127.1"), &[dns("a.test")], &[("127.1", YES), ("127.0.0.1", NO)]),
        served(root, cn("x"), &[dns("127.0.0.1")], &[("127.1", NO)]),
        served(root, cn("x"), &[ip_bytes(&[127, 0, 0])], &[("127.0.0.1", LENGTH)]),
        served(root, cn("x"), &[ip_bytes(&[127, 0, 0]), ip("127.0.0.1")], &[("127.0.0.1", LENGTH)]),
        served(root, cn("x"), &[ip_bytes(&[])], &[("127.0.0.1", LENGTH)]),
        served(root, cn("x"), &[ip_bytes(&[0; 5]), dns("a.test")], &[("a.test", LENGTH)]),
        served(root, cn("x"), &[dns("a.test"), ip_bytes(&[0; 5])], &[("a.test", YES), ("b.test", LENGTH)]),
    ]
}

fn common_names(root: &Party) -> Vec<Case> {
    vec![
        unnamed(root, cn(HOST), &[(HOST, YES), ("DB.KIT.TEST", YES), ("x.kit.test", NO)]),
        unnamed(root, cns(&["a.test", "b.test"]), &[("a.test", YES), ("b.test", NO)]),
        unnamed(root, name::empty(), &[(HOST, NO_NAME)]),
        unnamed(root, name::organization("Kit"), &[(HOST, NO_NAME)]),
        served(root, cn(HOST), &[dns("a.test")], &[(HOST, NO), ("a.test", YES)]),
        served(root, cn(HOST), &[email("a@b.test")], &[(HOST, YES)]),
        served(root, cn(HOST), &[uri("https://a.test/")], &[(HOST, YES), ("a.test", NO)]),
        served(root, cn("x"), &[directory(&cn(HOST))], &[(HOST, NO), ("x", YES)]),
        served(root, cn(HOST), &[], &[(HOST, YES)]),
        served(root, name::empty(), &[], &[(HOST, NO_NAME)]),
        served(root, name::empty(), &[email("a@b.test")], &[(HOST, NO_NAME)]),
        unnamed(root, cn_as(name::PRINTABLE, HOST), &[(HOST, YES)]),
        unnamed(root, cn_as(name::IA5, HOST), &[(HOST, YES)]),
        unnamed(root, cn_as(name::TELETEX, HOST), &[(HOST, YES)]),
        unnamed(root, cn_as(name::BMP, name::ucs2(HOST)), &[(HOST, NUL)]),
        unnamed(root, cn_as(name::UNIVERSAL, name::ucs4(HOST)), &[(HOST, NUL)]),
        unnamed(root, cn(""), &[(HOST, NO)]),
    ]
}

fn odd(root: &Party) -> Vec<Case> {
    let long = format!("{}.test", "a".repeat(300));
    vec![
        served(root, cn("x"), &[dns("db.kit.test\0.x")], &[(HOST, NUL)]),
        served(root, cn("x"), &[dns(HOST), dns("a\0b")], &[(HOST, YES), ("a", NUL)]),
        served(root, cn("x"), &[dns("a\0b"), dns(HOST)], &[(HOST, NUL)]),
        unnamed(root, cn("db.kit.test\0.x"), &[(HOST, NUL)]),
        served(root, cn(HOST), &[dns("")], &[(HOST, NO)]),
        served(
            root,
            cn("x"),
            &[dns("b\u{fc}cher.test")],
            &[("b\u{fc}cher.test", YES), ("xn--bcher-kva.test", NO)],
        ),
        served(root, cn("x"), &[dns("xn--bcher-kva.test")], &[("b\u{fc}cher.test", NO)]),
        served(root, cn("x"), &[dns("\u{c4}.test")], &[("\u{e4}.test", NO)]),
        served(root, cn("x"), &[dns(" db.kit.test")], &[(HOST, NO)]),
        served(root, cn("x"), &[dns("db_1.kit.test")], &[("db_1.kit.test", YES)]),
        served(root, cn("x"), &[dns(&long)], &[(long.as_str(), YES), (HOST, NO)]),
        served(root, cn("x"), &[dns("a\nb.test")], &[(HOST, NO)]),
        served(root, cn("x"), &[dns("\u{1b}[31m.test")], &[(HOST, NO)]),
    ]
}
