//! The reader against OpenSSL itself: what loads, and how many certificates, asked of Python's `ssl`, which
//! calls the same function as libpq.
//!
//! `PGCERTS_READER_MUTANTS` sets how many random stores are made, `PGCERTS_READER_SEED` with which seed.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use pgcerts::bundle::Bundle;

use crate::support::{bundled, pem, tools};

/// Prints, for each file named on standard input, how many certificates OpenSSL loads, or `no`.
const ORACLE: &str = "
import ssl, sys
for name in sys.stdin.read().splitlines():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(name)
        print(context.cert_store_stats()['x509'])
    except ssl.SSLError:
        print('no')
";

/// What OpenSSL makes of each store.
fn openssl(stores: &[Vec<u8>]) -> Vec<Option<usize>> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut list = String::new();
    for (index, store) in stores.iter().enumerate() {
        let path = folder.path().join(index.to_string());
        std::fs::write(&path, store).expect("a store");
        let _ = writeln!(list, "{}", path.display());
    }
    let names = folder.path().join("names");
    std::fs::write(&names, list).expect("the list");
    let input = std::fs::File::open(names).expect("the list");
    let output = Command::new("python3").args(["-c", ORACLE]).stdin(input).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let counts: Vec<Option<usize>> = answers.lines().map(|line| line.parse().ok()).collect();
    assert_eq!(counts.len(), stores.len());
    counts
}

fn ours(store: &[u8]) -> Option<usize> {
    let bundle = Bundle::read(store);
    let distinct: HashSet<_> = bundle.certificates.iter().map(|entry| entry.certificate.sha256()).collect();
    bundle.loads().then_some(distinct.len())
}

#[track_caller]
fn compare(stores: &[Vec<u8>], name: impl Fn(usize) -> String) {
    for (index, (store, theirs)) in stores.iter().zip(openssl(stores)).enumerate() {
        if ours(store) != theirs {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("disagreement-{index}.crt"));
            std::fs::write(&path, store).expect("a copy of the store");
            panic!("{}: we say {:?}, OpenSSL {theirs:?}; see {}", name(index), ours(store), path.display());
        }
    }
}

fn g2() -> Vec<u8> {
    bundled("DigiCertGlobalRootG2.crt")
}

fn g1() -> Vec<u8> {
    bundled("DigiCertGlobalRootCA.crt")
}

fn three() -> String {
    let roots = [g2(), bundled("DigiCertGlobalRootG3.crt"), g1()];
    roots
        .iter()
        .fold(String::from("# three roots\n"), |text, der| text + "\n# one\n" + &pem("CERTIFICATE", der))
}

#[test]
fn openssl_and_the_reader_agree_on_stores_with_a_name() {
    if tools::need("the reader's kit", "python3").is_none() {
        return;
    }
    let cases = named();
    let stores: Vec<Vec<u8>> = cases.iter().map(|(_, store)| store.clone()).collect();
    compare(&stores, |index| cases[index].0.to_owned());
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn named() -> Vec<(&'static str, Vec<u8>)> {
    let one = pem("CERTIFICATE", &g2());
    let two = pem("CERTIFICATE", &g1());
    let label = |label: &str| pem(label, &g2());
    let edit = |from: &str, to: &str| one.replacen(from, to, 1);
    let lines: Vec<&str> = one.lines().collect();
    let with_line = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines.insert(at, line);
        lines.join("\n") + "\n" + &two
    };
    let one_line =
        format!("{}\n{}\n{}\n", lines[0], lines[1..lines.len() - 1].concat(), lines[lines.len() - 1]);
    let trailing = pem("CERTIFICATE", &[g2(), b"junk".to_vec()].concat());
    let cut = pem("CERTIFICATE", &g2()[..900]);
    let crl_label = pem("X509 CRL", &g2());
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    let texts: Vec<(&'static str, String)> = vec![
        ("empty", String::new()),
        ("comments only", "# nothing\n".into()),
        ("html", "<!DOCTYPE html><html></html>\n".into()),
        ("one", one.clone()),
        ("three", three()),
        ("twice the same", one.repeat(2)),
        ("crlf", three().replace('\n', "\r\n")),
        ("cr only", three().replace('\n', "\r")),
        ("no final newline", one.trim_end().into()),
        ("base64 on one line", one_line),
        ("byte order mark", format!("\u{feff}{one}")),
        ("byte order mark and a comment", format!("\u{feff}# c\n{one}")),
        ("byte order mark before the second", format!("{one}\u{feff}{two}")),
        ("byte order mark behind a blank line", format!("{one}\n\u{feff}{two}")),
        ("indented", one.lines().fold(String::new(), |text, line| text + "  " + line + "\n")),
        ("indented base64 only", edit("\nM", "\n  M")),
        ("trailing blanks", one.replace('\n', " \t\n")),
        ("glued", format!("{}{two}", one.trim_end())),
        ("six dashes behind BEGIN", edit("CERTIFICATE-----\n", "CERTIFICATE------\n")),
        ("six dashes before BEGIN", edit("-----BEGIN", "------BEGIN") + &two),
        ("four dashes behind BEGIN", edit("CERTIFICATE-----\n", "CERTIFICATE----\n") + &two),
        ("four dashes before BEGIN", edit("-----BEGIN", "----BEGIN") + &two),
        ("text before BEGIN", edit("-----BEGIN", "x-----BEGIN") + &two),
        ("text behind BEGIN", edit("CERTIFICATE-----\n", "CERTIFICATE-----x\n") + &two),
        ("text behind END", edit("END CERTIFICATE-----", "END CERTIFICATE-----x") + &two),
        ("letters of 8 bits behind BEGIN", edit("CERTIFICATE-----\n", "CERTIFICATE-----é\n")),
        ("letters of 8 bits behind END", edit("END CERTIFICATE-----", "END CERTIFICATE-----é") + &two),
        ("END missing", edit("-----END CERTIFICATE-----\n", "") + &two),
        ("END missing at the end", format!("{two}{}", edit("-----END CERTIFICATE-----\n", ""))),
        ("END of another label", edit("END CERTIFICATE", "END TRUSTED CERTIFICATE") + &two),
        ("blank line first", with_line(1, "")),
        ("blank line in the middle", with_line(5, "")),
        ("blank line before END", with_line(lines.len() - 1, "")),
        ("two blank lines", with_line(1, "\n")),
        ("header line", with_line(1, "x: y")),
        ("header and blank line", with_line(1, "x: y\n")),
        ("comment in the block", with_line(5, "# comment")),
        ("dashes in the block", with_line(5, "-----")),
        ("wrong character", edit("\nM", "\nM!")),
        ("padding in the middle", edit("\nM", "\nM=")),
        ("a character missing", edit("\nMII", "\nMI")),
        ("empty block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".to_owned() + &one),
        ("empty other block", "-----BEGIN X-----\n-----END X-----\n".to_owned() + &one),
        ("other block", "-----BEGIN X-----\nAAAA\n-----END X-----\n".to_owned() + &one),
        ("other block with a header", "-----BEGIN X-----\na: b\n\nAAAA\n-----END X-----\n".to_owned() + &one),
        (
            "other block with a long line",
            format!("-----BEGIN X-----\n{}\n-----END X-----\n{one}", "A".repeat(400)),
        ),
        (
            "long line behind a blank line",
            format!("-----BEGIN X-----\n\n{}\n-----END X-----\n{one}", "A".repeat(68)),
        ),
        ("short line not last", format!("-----BEGIN X-----\n\nAAAA\nAAAA\n-----END X-----\n{one}")),
        ("other block that does not decode", "-----BEGIN X-----\n!\n-----END X-----\n".to_owned() + &one),
        ("old label", label("X509 CERTIFICATE")),
        ("trusted label", label("TRUSTED CERTIFICATE")),
        ("trusted label, junk behind", pem("TRUSTED CERTIFICATE", &[g2(), b"junk".to_vec()].concat())),
        ("lower-case label", edit("CERTIFICATE", "certificate") + &two),
        ("trailing bytes", trailing),
        ("truncated certificate", cut.clone() + &two),
        ("truncated certificate last", two.clone() + &cut),
        ("certificate under a CRL's label", crl_label + &two),
        ("private key", key.to_owned() + &one),
        ("private key that is none", label("PRIVATE KEY") + &two),
        (
            "OPENSSH label",
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".to_owned()
                + &one,
        ),
        ("encrypted label", label("ENCRYPTED PRIVATE KEY") + &two),
        ("BEGIN at the 254th byte of a line", format!("{}{one}", "x".repeat(254))),
        ("BEGIN at the 253rd byte of a line", format!("{}{one}", "x".repeat(253))),
        ("dash line", format!("-----\n{one}")),
        ("commented block", format!("# {}{two}", one.replace('\n', "\n# "))),
        ("literal newlines", one.replace('\n', "\\n")),
    ];
    let mut cases: Vec<(&'static str, Vec<u8>)> =
        texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let utf16: Vec<u8> = one.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let key_parameters = [&g2()[..293], &[0], &g2()[294..]].concat();
    cases.push(("parameters of type 0", pem("CERTIFICATE", &key_parameters).into_bytes()));
    cases.push(("der", g2()));
    cases.push(("utf-16", utf16));
    cases.push(("nul at the start of a line", [one.as_bytes(), b"\0\n", two.as_bytes()].concat()));
    cases.push(("nul in a comment", [b"# a\0b\n", one.as_bytes()].concat()));
    cases.push(("nul in a block", one.replacen("\nM", "\nM\0", 1).into_bytes()));
    cases
}

/// A small generator with a fixed seed, so that a failure can be seen again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // Marsaglia's xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("a small number")
    }

    fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

#[test]
fn openssl_and_the_reader_agree_on_random_stores() {
    if tools::need("the reader's random stores", "python3").is_none() {
        return;
    }
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
    };
    let seed = number("PGCERTS_READER_SEED", 20_261_124);
    let mut random = Random(seed);
    let mutants = number("PGCERTS_READER_MUTANTS", 4000);
    let stores: Vec<Vec<u8>> = (0..mutants)
        .map(|index| if index % 2 == 0 { mutated_text(&mut random) } else { mutated_der(&mut random) })
        .collect();
    compare(&stores, |index| format!("random store {index} of seed {seed}"));
}

/// Text with one to three accidents.
fn mutated_text(random: &mut Random) -> Vec<u8> {
    const TOKENS: [&[u8]; 16] = [
        b"\n",
        b"\r",
        b"\0",
        b"\xef\xbb\xbf",
        b"-",
        b"=",
        b":",
        b" ",
        b"#",
        b"\xc3",
        b"\n\n",
        b"A",
        b"!",
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----END CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----\n",
    ];
    let mut text = three().into_bytes();
    for _ in 0..=random.below(3) {
        let at = random.below(text.len());
        match random.below(4) {
            0 => text[at] = random.pick(&TOKENS)[0],
            1 => drop(text.splice(at..at, random.pick(&TOKENS).iter().copied())),
            2 => {
                let end = (at + 1 + random.below(70)).min(text.len());
                text.drain(at..end);
            }
            _ => {
                let line =
                    text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| at + end);
                drop(text.splice(line..line, random.pick(&TOKENS).iter().copied()));
            }
        }
    }
    text
}

/// Whole armour around a certificate with one changed byte, a good one behind it.
fn mutated_der(random: &mut Random) -> Vec<u8> {
    let mut der = random.pick(&[g2(), g1(), bundled("DigiCertTLSECCP384RootG5.crt")]).clone();
    let at = random.below(der.len());
    let any = u8::try_from(random.below(256)).expect("a byte");
    der[at] = *random.pick(&[
        0,
        1,
        2,
        3,
        5,
        6,
        12,
        19,
        23,
        30,
        48,
        49,
        0x7f,
        0x80,
        0x81,
        0x84,
        0xa3,
        0xff,
        any,
        any,
        any,
        any,
        der[at] ^ 1,
    ]);
    (pem("CERTIFICATE", &der) + &pem("CERTIFICATE", &bundled("DigiCertGlobalRootG3.crt"))).into_bytes()
}
