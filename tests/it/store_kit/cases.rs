//! The stores: how each is made, how many certificates libpq loads from it, and what `status` finds.

use std::path::Path;

use super::Kit;
use super::forge::{
    Identity, authority, badly_signed, bmp, common_name, ending, name_of_g2, organization, printable, server,
    teletex, utf8,
};
use crate::support::mutants::{g1, g2};
use crate::support::{bundled, pem};

/// A store with a name for its defect.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) store: Store,
    /// How many certificates libpq loads, or none where it refuses the file.
    pub(super) loads: Option<usize>,
    /// The findings as `code@place`, see [`place`]; a finding without a place has no line.
    pub(super) findings: &'static str,
}

pub(super) enum Store {
    Bytes(Vec<u8>),
    /// A file without permissions, judged by a user who is not root.
    Unreadable(Vec<u8>),
    Link(Vec<u8>),
    DanglingLink,
    Missing,
    Folder,
    Pipe,
    Device,
}

impl Case {
    /// The content, where the store is a file that everybody may read.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match &self.store {
            Store::Bytes(bytes) | Store::Link(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Makes the store at `path`.
    pub(super) fn make(&self, path: &Path) {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let mode = nix::sys::stat::Mode::from_bits_truncate(0o644);
        match &self.store {
            Store::Bytes(bytes) => std::fs::write(path, bytes),
            Store::Unreadable(bytes) => {
                std::fs::write(path, bytes).expect("a store");
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o000))
            }
            Store::Link(bytes) => {
                std::fs::write(path.with_file_name("target"), bytes).expect("a store");
                symlink("target", path)
            }
            Store::DanglingLink => symlink("nothing", path),
            Store::Missing => Ok(()),
            Store::Folder => std::fs::create_dir(path),
            Store::Pipe => nix::unistd::mkfifo(path, mode).map_err(std::io::Error::from),
            Store::Device => symlink("/dev/null", path),
        }
        .expect("a store");
    }
}

/// The line that a place of a finding means in `bytes`: a number, or `b2` for the second BEGIN and `e2` for the
/// second END, whichever dashes stand around them, and lines behind that as in `b2+1`.
pub(super) fn place(text: &str, bytes: &[u8]) -> u64 {
    let (mark, behind) = text.split_once('+').unwrap_or((text, "0"));
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let line = match mark.split_at(1) {
        ("b", nth) => nth_line(bytes, b"BEGIN ", number(nth)),
        ("e", nth) => nth_line(bytes, b"END ", number(nth)),
        _ => number(mark),
    };
    (line + number(behind)) as u64
}

fn nth_line(bytes: &[u8], word: &[u8], nth: usize) -> usize {
    let mut places = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(word));
    let at = places.nth(nth - 1).expect("a mark");
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn case(name: &'static str, bytes: impl Into<Vec<u8>>, loads: Option<usize>, findings: &'static str) -> Case {
    Case { name, store: Store::Bytes(bytes.into()), loads, findings }
}

/// What the cases are made of.
struct Parts<'a> {
    kit: &'a Kit,
    /// The server's root, which the set asks for.
    one: String,
    /// Two other pinned roots.
    two: String,
    three: String,
    all: String,
}

pub(super) fn all(kit: &Kit) -> Vec<Case> {
    let one = kit.server_pem();
    let two = pem("CERTIFICATE", &g2());
    let three = pem("CERTIFICATE", &bundled("DigiCertGlobalRootG3.crt"));
    let all = format!("{one}{two}{three}");
    let parts = Parts { kit, one, two, three, all };
    let groups = [
        harmless(&parts),
        armor(&parts),
        other_forms(&parts),
        spoiled(&parts),
        other_blocks(&parts),
        dates(&parts),
        impostors(&parts),
        certificates(&parts),
        sizes(&parts),
        kinds(&parts),
    ];
    groups.into_iter().flatten().collect()
}

fn harmless(parts: &Parts) -> Vec<Case> {
    let Parts { one, two, three, all, .. } = parts;
    let mixed = format!("{}{two}{}", one.replace('\n', "\r\n"), three.replace('\n', " \n"));
    let dump = format!(
        "Certificate:\n    Data:\n        Version: 3 (0x2)\n{one}=====\n{two}{}\n{three}",
        "x".repeat(3000)
    );
    let commented = format!("{one}# {}\n{three}", two.trim_end().replace('\n', "\n# "));
    let lines: Vec<&str> = two.lines().collect();
    let flat = format!("{}\n{}\n{}\n", lines[0], lines[1..lines.len() - 1].concat(), lines[lines.len() - 1]);
    vec![
        case("plain", all.as_str(), Some(3), ""),
        case("the other order", format!("{three}{two}{one}"), Some(3), ""),
        case(
            "comments",
            format!("# größe\n{one}# -----BEGIN CERTIFICATE-----\n{two}#\n\n{three}# end\n"),
            Some(3),
            "",
        ),
        case("a dump and a long line", dump, Some(3), ""),
        case("carriage returns and newlines", all.replace('\n', "\r\n"), Some(3), ""),
        case("mixed line ends", mixed, Some(3), ""),
        case("no final newline", all.trim_end(), Some(3), ""),
        case("byte order mark before a comment", format!("\u{feff}# ours\n{all}"), Some(3), ""),
        case("blank lines around blocks", format!("\n\n{one}\n\n{two}\n{three}\n\n"), Some(3), ""),
        case("base64 on one line", format!("{one}{flat}{three}"), Some(3), ""),
        case("indented base64", all.replacen("\nM", "\n   M", 1), Some(3), ""),
        case(
            "web page between blocks",
            format!("{one}<!DOCTYPE html>\n<html></html>\n{two}{three}"),
            Some(3),
            "",
        ),
        case("a block commented out", commented, Some(2), ""),
    ]
}

fn armor(parts: &Parts) -> Vec<Case> {
    let Parts { one, two, three, all, .. } = parts;
    let with = |from: &str, to: &str| format!("{one}{}{three}", two.replace(from, to));
    let indented = |text: &str| format!("    {}\n", text.trim_end().replace('\n', "\n    "));
    vec![
        case("byte order mark first", format!("\u{feff}{all}"), Some(3), "bom@b1"),
        case("byte order mark at the second block", format!("{one}\u{feff}{two}{three}"), Some(3), "bom@b2"),
        case(
            "byte order mark behind a blank line",
            format!("{one}\n\u{feff}{two}{three}"),
            Some(2),
            "ignored-block@b2",
        ),
        case("dash line", format!("{one}-----------\n{two}{three}"), Some(3), "dash-line@e1+1"),
        case(
            "five dashes with text",
            format!("{one}----- roots -----\n{two}{three}"),
            Some(3),
            "dash-line@e1+1",
        ),
        case("glued", format!("{one}{}{three}", two.trim_end()), None, "malformed-block@e2"),
        case("glued at the first", format!("{}{two}{three}", one.trim_end()), None, "malformed-block@e1"),
        case(
            "six dashes behind BEGIN",
            with("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE------"),
            None,
            "malformed-block@b2",
        ),
        case(
            "six dashes before BEGIN",
            with("-----BEGIN", "------BEGIN"),
            Some(2),
            "ignored-block@b2 dash-line@b2",
        ),
        case(
            "six dashes behind END",
            with("END CERTIFICATE-----", "END CERTIFICATE------"),
            None,
            "malformed-block@e2",
        ),
        case(
            "six dashes before END",
            with("-----END", "------END"),
            Some(2),
            "ignored-block@b3 dash-line@e2",
        ),
        case(
            "four dashes behind BEGIN",
            with("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----"),
            Some(2),
            "ignored-block@b2",
        ),
        case("four dashes before BEGIN", with("-----BEGIN", "----BEGIN"), Some(2), "ignored-block@b2"),
        case(
            "four dashes behind END",
            with("END CERTIFICATE-----", "END CERTIFICATE----"),
            None,
            "malformed-block@e2",
        ),
        case("four dashes before END", with("-----END", "----END"), Some(2), "ignored-block@b3"),
        case("text before BEGIN", with("-----BEGIN", "root: -----BEGIN"), Some(2), "ignored-block@b2"),
        case("one block indented", format!("{one}{}{three}", indented(two)), Some(2), "ignored-block@b2"),
        case(
            "the root of the set indented",
            format!("{two}{}{three}", indented(one)),
            Some(2),
            "ignored-block@b2",
        ),
        case("all indented", indented(all), None, "ignored-block@b1 ignored-block@b2 ignored-block@b3"),
        case(
            "END missing in the middle",
            with("-----END CERTIFICATE-----\n", ""),
            Some(2),
            "ignored-block@b3",
        ),
        case(
            "END missing at the end",
            format!("{one}{two}{}", three.replace("-----END CERTIFICATE-----\n", "")),
            None,
            "malformed-block@b3",
        ),
        case(
            "NUL at the start of a line",
            format!("{one}\0\n{two}{three}"),
            Some(1),
            "ignored-block@b2 ignored-block@b3",
        ),
        case("NUL in a comment", format!("{one}# a\0b\n{two}{three}"), Some(3), ""),
    ]
}

fn other_forms(parts: &Parts) -> Vec<Case> {
    let Parts { all, two, kit, .. } = parts;
    let body = two.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n") + "\n";
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let page = "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n";
    let page_in_capitals = "<HTML>\n<HEAD></HEAD>\n</HTML>\n";
    vec![
        case("literal newlines", all.replace('\n', "\\n"), None, "not-pem@1"),
        case("literal carriage returns and newlines", all.replace('\n', "\\r\\n"), None, "not-pem@1"),
        case("literal newlines in quotes", format!("\"{}\"\n", all.replace('\n', "\\n")), None, "not-pem@1"),
        case("web page", page, None, "not-pem@1"),
        case("web page in capitals", page_in_capitals, None, "not-pem@1"),
        case("utf-16 little endian", little(&format!("\u{feff}{all}")), None, "not-pem@1"),
        case("utf-16 big endian", big(&format!("\u{feff}{all}")), None, "not-pem@1"),
        case("utf-16 without a mark", little(all), None, "not-pem@1"),
        case("utf-16 big endian without a mark", big(all), None, "not-pem@1"),
        case("der", kit.server.clone(), None, "not-pem@1"),
        case("several der", [kit.server.clone(), g2()].concat(), None, "not-pem@1"),
        case("der with bytes behind it", [kit.server.as_slice(), b"junk\n"].concat(), None, "not-pem@1"),
        case("truncated der file", &g2()[..600], None, "not-pem@1"),
        case("bare base64", body.as_str(), None, "not-pem@1 missing-root"),
        case("bare base64 on one line", body.replace('\n', ""), None, "not-pem@1 missing-root"),
        case("carriage returns alone", all.replace('\n', "\r"), None, "not-pem@1"),
        case("plain text", "see the wiki for the certificate\n", None, "not-pem@1"),
    ]
}

fn spoiled(parts: &Parts) -> Vec<Case> {
    let Parts { one, two, three, .. } = parts;
    let corrupt = |text: &str| text.replacen("\nM", "\n!M", 1);
    let inserted = |line: &str| format!("{one}{}{three}", two.replacen('\n', &format!("\n{line}\n"), 1));
    let in_the_middle = |line: &str| {
        let mut lines: Vec<&str> = two.lines().collect();
        lines.insert(5, line);
        format!("{one}{}\n{three}", lines.join("\n"))
    };
    let with = |block: &str| format!("{one}{block}{three}");
    let cut = pem("CERTIFICATE", &g2()[..600]);
    let noise = pem("CERTIFICATE", b"no certificate at all");
    let empty = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
    let short = two.replacen("\nMII", "\nMI", 1);
    vec![
        case("corrupt base64 first", format!("{}{two}{three}", corrupt(one)), None, "malformed-block@b1+1"),
        case("corrupt base64 in the middle", with(&corrupt(two)), None, "malformed-block@b2+1"),
        case("corrupt base64 last", format!("{one}{two}{}", corrupt(three)), None, "malformed-block@b3+1"),
        case(
            "corrupt base64 twice",
            format!("{one}{}{}", corrupt(two), corrupt(three)),
            None,
            "malformed-block@b2+1 malformed-block@b3",
        ),
        case("a character missing", with(&short), None, "malformed-block@b2"),
        case("truncated der in a block", with(&cut), None, "malformed-block@b2"),
        case("a block of something else", with(&noise), None, "malformed-block@b2"),
        case("an empty block", with(empty), None, "malformed-block@b2"),
        case("blank line first in a block", inserted(""), Some(3), ""),
        case("blank line within a block", in_the_middle(""), None, "malformed-block@b2+5"),
        case("two blank lines within a block", in_the_middle("\n"), None, "malformed-block@b2+6"),
        case("header line", inserted("x: y"), None, "malformed-block@b2+1"),
        case("header line and blank line", inserted("x: y\n"), None, "malformed-block@b2+1"),
        case("comment within a block", in_the_middle("# ours"), None, "malformed-block@b2+5"),
        case(
            "END of another label",
            with(&two.replace("END CERTIFICATE", "END X509 CERTIFICATE")),
            None,
            "malformed-block@e2",
        ),
    ]
}

fn other_blocks(parts: &Parts) -> Vec<Case> {
    let Parts { one, two, three, all, kit } = parts;
    let labeled = |label: &str, der: &[u8]| format!("{one}{}{three}", pem(label, der));
    let beside = |block: &str| format!("{one}{block}{two}");
    let trailing = [g2(), b"junk".to_vec()].concat();
    // X509_CERT_AUX with a trusted and with a rejected purpose, serverAuth.
    let server_auth = [0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
    let trusting = [g2(), [&[0x30, 0x0c], &server_auth[..]].concat()].concat();
    let mut rejected = server_auth;
    rejected[0] = 0xa0;
    let rejecting = [g2(), [&[0x30, 0x0c], &rejected[..]].concat()].concat();
    let list = pem("X509 CRL", &kit.root.revocation_list());
    let openssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n";
    let key = pem("PRIVATE KEY", &kit.root.key_der());
    let ec_key = pem("EC PRIVATE KEY", &kit.root.ec_key_der());
    let encrypted = pem("ENCRYPTED PRIVATE KEY", &kit.root.key_der());
    let request = pem("CERTIFICATE REQUEST", &[0x30, 0]);
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    vec![
        case(
            "trailing bytes behind the der",
            labeled("CERTIFICATE", &trailing),
            Some(3),
            "trailing-bytes@b2",
        ),
        case("trusted certificate", labeled("TRUSTED CERTIFICATE", &g2()), Some(3), "trusted-block@b2"),
        case(
            "trusted certificate with settings",
            labeled("TRUSTED CERTIFICATE", &trusting),
            Some(3),
            "trusted-block@b2",
        ),
        case(
            "trusted certificate that rejects",
            labeled("TRUSTED CERTIFICATE", &rejecting),
            Some(3),
            "trusted-block@b2",
        ),
        case(
            "trusted certificate with junk",
            labeled("TRUSTED CERTIFICATE", &trailing),
            None,
            "malformed-block@b2",
        ),
        case("old label", labeled("X509 CERTIFICATE", &g2()), Some(3), "other-label@b2"),
        case(
            "old label with trailing bytes",
            labeled("X509 CERTIFICATE", &trailing),
            Some(3),
            "other-label@b2 trailing-bytes@b2",
        ),
        case("revocation list", beside(&list), Some(2), "crl-present@b2"),
        case("revocation list alone", list.as_str(), Some(0), "crl-present@b1"),
        case("certificate under a list's label", labeled("X509 CRL", &g2()), None, "malformed-block@b2"),
        case("private key", beside(&key), Some(2), "private-key@b2"),
        case(
            "private key of an elliptic curve",
            beside(&format!("{parameters}{ec_key}")),
            Some(2),
            "private-key@b3",
        ),
        case("encrypted private key", beside(&encrypted), Some(2), "private-key@b2"),
        case("private key alone", key.as_str(), None, "private-key@b1 empty-file"),
        case(
            "private key that does not decode",
            labeled("PRIVATE KEY", &g2()),
            None,
            "private-key@b2 malformed-block@b2",
        ),
        case("openssh key", beside(openssh), None, "private-key@b2 malformed-block@b2"),
        case("certificate request", beside(&request), Some(2), ""),
        case("certificate request alone", request.as_str(), None, "empty-file"),
        case("duplicate", format!("{all}{two}"), Some(3), "duplicate@b4"),
        case(
            "duplicate under another label",
            format!("{all}{}", pem("TRUSTED CERTIFICATE", &g2())),
            Some(3),
            "duplicate@b4 trusted-block@b4",
        ),
        case(
            "everything three times",
            all.repeat(3),
            Some(3),
            "duplicate@b4 duplicate@b5 duplicate@b6 duplicate@b7 duplicate@b8 duplicate@b9",
        ),
    ]
}

fn dates(parts: &Parts) -> Vec<Case> {
    let Parts { one, kit, .. } = parts;
    let with = |der: &[u8]| format!("{one}{}", pem("CERTIFICATE", der));
    let stranger = |start, end| with(&Identity::between("Stranger", start, end).der);
    vec![
        case("expired pinned root", with(&kit.expired.der), Some(2), "expired@b2"),
        case("pinned root not yet valid", with(&kit.future.der), Some(2), "not-yet-valid@b2"),
        case("pinned root that ends soon", with(&kit.expiring.der), Some(2), "expiring@b2"),
        case("expired root", stranger(-400, -30), Some(2), "foreign-root@b2 expired@b2"),
        case("root that ended a day ago", stranger(-400, -1), Some(2), "foreign-root@b2 expired@b2"),
        case("root not yet valid", stranger(30, 400), Some(2), "foreign-root@b2 not-yet-valid@b2"),
        case("root that ends soon", stranger(-400, 89), Some(2), "foreign-root@b2 expiring@b2"),
        case("root that does not end soon", stranger(-400, 92), Some(2), "foreign-root@b2"),
        case("root that public stores dropped", with(&g1()), Some(2), "public-distrust@b2"),
    ]
}

fn impostors(parts: &Parts) -> Vec<Case> {
    let Parts { one, two, kit, .. } = parts;
    let with = |der: &[u8]| format!("{one}{}", pem("CERTIFICATE", der));
    let impostor = |name| with(&Identity::new(authority(name)).der);
    let longer = ending(&g2(), "380115120000Z", "480115120000Z");
    let ended = ending(&g2(), "380115120000Z", "200115120000Z");
    let shouted = |text: &str| printable(&text.to_uppercase());
    let spaced = |text: &str| printable(&format!(" {} ", text.replace(' ', "   ")));
    let upper_bmp = |text: &str| bmp(&text.to_uppercase());
    let other = Identity::root("Kit Root");
    vec![
        case("root with an edited end", with(&longer), Some(2), "tampered-root@b2"),
        case("root edited to have ended", with(&ended), Some(2), "tampered-root@b2 expired@b2"),
        case("root with an edited signature", with(&badly_signed(&g2())), Some(2), "tampered-root@b2"),
        case("edited root of the manifest", with(&badly_signed(&kit.root.der)), Some(2), "tampered-root@b2"),
        case(
            "edited root beside the right one",
            format!("{}{two}", with(&longer)),
            Some(3),
            "tampered-root@b2",
        ),
        case("impostor root", impostor(name_of_g2(printable)), Some(2), "impostor-root@b2"),
        case("impostor in another case", impostor(name_of_g2(shouted)), Some(2), "impostor-root@b2"),
        case("impostor with other blanks", impostor(name_of_g2(spaced)), Some(2), "impostor-root@b2"),
        case("impostor in utf-8", impostor(name_of_g2(utf8)), Some(2), "impostor-root@b2"),
        case("impostor in ucs-2", impostor(name_of_g2(upper_bmp)), Some(2), "impostor-root@b2"),
        case("impostor in t.61", impostor(name_of_g2(teletex)), Some(2), "impostor-root@b2"),
        case(
            "impostor beside the right root",
            format!("{}{two}", impostor(name_of_g2(printable))),
            Some(3),
            "impostor-root@b2",
        ),
        case(
            "impostor that is no authority",
            with(&Identity::new(server(name_of_g2(printable))).der),
            Some(2),
            "impostor-root@b2",
        ),
        case("impostor with a bad signature", with(&badly_signed(&other.der)), Some(2), "impostor-root@b2"),
        case(
            "impostor signed by the pinned key",
            with(&other.signed_by(&kit.root)),
            Some(2),
            "impostor-root@b2",
        ),
        case("root variant", with(&kit.root.reissued(77)), Some(2), "root-variant@b2"),
        case(
            "root variant beside the right one",
            format!("{}{}", with(&kit.root.reissued(78)), kit.root.pem()),
            Some(3),
            "root-variant@b2",
        ),
        case(
            "root variant with a bad signature",
            with(&badly_signed(&kit.root.reissued(79))),
            Some(2),
            "tampered-root@b2",
        ),
        case(
            "pinned name and key signed by another key",
            with(&kit.root.keyed_into(&other)),
            Some(2),
            "tampered-root@b2",
        ),
        case(
            "name of one pinned root and key of another",
            with(&kit.root.under("Kit Expired Root")),
            Some(2),
            "impostor-root@b2",
        ),
        case("pinned key under a new name", with(&kit.root.under("Kit Root R2")), Some(2), "root-variant@b2"),
        case(
            "a name that is almost pinned",
            with(&Identity::root("Kit Root 2").der),
            Some(2),
            "foreign-root@b2",
        ),
    ]
}

fn certificates(parts: &Parts) -> Vec<Case> {
    let Parts { one, kit, .. } = parts;
    let with = |der: &[u8]| format!("{one}{}", pem("CERTIFICATE", der));
    let stranger = Identity::root("Stranger");
    let intermediate = Identity::root("Intermediate");
    let leaf = Identity::new(server(common_name("db.example.test")));
    let below_pinned = with(&intermediate.signed_by(&kit.root));
    let below_stranger = with(&intermediate.signed_by(&stranger));
    let root = |name| with(&Identity::new(authority(name)).der);
    let escapes = "\u{1b}[31mred\u{1b}[0m\u{7}\u{9b}2J\r\nnext line";
    let turned = "\u{202e}toor tsurt\u{202c} \u{2066}x\u{2069}";
    let long = "Wide ".repeat(60);
    vec![
        case("intermediate without its root", below_pinned.as_str(), Some(2), "pinned-intermediate@b2"),
        case(
            "intermediate with its root",
            format!("{below_pinned}{}", kit.root.pem()),
            Some(3),
            "pinned-intermediate@b2",
        ),
        case("intermediate of a stranger", below_stranger.as_str(), Some(2), "pinned-intermediate@b2"),
        case(
            "intermediate with a stranger's root",
            format!("{below_stranger}{}", stranger.pem()),
            Some(3),
            "pinned-intermediate@b2 foreign-root@b3",
        ),
        case(
            "cross-signed version of a root",
            with(&kit.root.signed_by(&stranger)),
            Some(2),
            "pinned-intermediate@b2",
        ),
        case(
            "cross-signed version with its root",
            format!("{}{}", with(&kit.root.signed_by(&stranger)), kit.root.pem()),
            Some(3),
            "pinned-intermediate@b2",
        ),
        case(
            "intermediate under a pinned name",
            with(&Identity::root("Kit Root").signed_by(&stranger)),
            Some(2),
            "pinned-intermediate@b2",
        ),
        case("leaf", with(&leaf.signed_by(&kit.root)), Some(2), "pinned-leaf@b2"),
        case("self-signed leaf", with(&leaf.der), Some(2), "pinned-leaf@b2"),
        case(
            "leaf alone",
            pem("CERTIFICATE", &leaf.signed_by(&kit.root)),
            Some(1),
            "pinned-leaf@b1 missing-root",
        ),
        case("root of yours", with(&stranger.der), Some(2), "foreign-root@b2"),
        case("root without a common name", root(organization("Nameless Ltd")), Some(2), "foreign-root@b2"),
        case("root with an empty common name", root(common_name("")), Some(2), "foreign-root@b2"),
        case("subject with escape sequences", root(common_name(escapes)), Some(2), "foreign-root@b2"),
        case("subject with marks of direction", root(common_name(turned)), Some(2), "foreign-root@b2"),
        case("subject of 300 characters", root(common_name(long.trim_end())), Some(2), "foreign-root@b2"),
        case(
            "subject that looks like armor",
            root(common_name("-----BEGIN CERTIFICATE-----")),
            Some(2),
            "foreign-root@b2",
        ),
    ]
}

fn sizes(parts: &Parts) -> Vec<Case> {
    let Parts { one, all, .. } = parts;
    let many = Identity::root("One of many");
    let many = (0..1000)
        .fold(one.clone(), |text, serial| text + &pem("CERTIFICATE", &many.reissued(1_000_000 + serial)));
    let mut comments = format!("# {}\n", "x".repeat(60)).repeat(260_000);
    comments.push_str(all);
    vec![
        case("1,000 certificates", many, Some(1001), "foreign-root*101"),
        case("16 MB of comments", comments, Some(3), ""),
        case(
            "many marks in one comment",
            format!("# {}\n{all}", "-----BEGIN X----- ".repeat(100_000)),
            Some(3),
            "",
        ),
    ]
}

fn kinds(parts: &Parts) -> Vec<Case> {
    let all = || parts.all.clone().into_bytes();
    let kind = |name, store, findings| Case { name, store, loads: None, findings };
    vec![
        case("empty", "", None, "empty-file"),
        case("blank lines only", "\n \r\n\t\n", None, "empty-file"),
        case("comments only", "# nothing\n#\n", None, "empty-file"),
        case("byte order mark only", "\u{feff}", None, "empty-file"),
        Case { name: "link", store: Store::Link(all()), loads: Some(3), findings: "" },
        kind("missing", Store::Missing, "missing-file"),
        kind("dangling link", Store::DanglingLink, "missing-file"),
        kind("folder", Store::Folder, "unreadable-file"),
        kind("pipe", Store::Pipe, "unreadable-file"),
        kind("device", Store::Device, "unreadable-file"),
        kind("unreadable", Store::Unreadable(all()), "unreadable-file"),
    ]
}
