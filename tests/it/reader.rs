//! The reader against OpenSSL itself: what loads, and how many certificates, asked of Python's `ssl`, which
//! calls the same function as libpq.
//!
//! `PGCERTS_READER_MUTANTS` sets how many random stores are made, `PGCERTS_READER_SEED` with which seed.

use std::collections::HashSet;
use std::path::Path;

use pgcerts::testing::Bundle;

use crate::support::encodings::{marked_end, signature_in_pieces};
use crate::support::mutants::{Random, g1, g2, mutated_der, mutated_text, three};
use crate::support::store::counted_by_openssl;
use crate::support::{pem, tools};

/// What OpenSSL makes of each store.
fn openssl(stores: &[Vec<u8>]) -> Vec<Option<usize>> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |(index, store): (usize, &Vec<u8>)| {
        let path = folder.path().join(index.to_string());
        std::fs::write(&path, store).expect("a store");
        path
    };
    let paths: Vec<_> = stores.iter().enumerate().map(write).collect();
    counted_by_openssl(&paths)
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
    let marked = marked_end(&g2());
    cases.push(("a signature in pieces", pem("CERTIFICATE", &signature_in_pieces(&g2())).into_bytes()));
    cases.push(("an end that is marked", pem("CERTIFICATE", &marked).into_bytes()));
    cases.push(("a marked end cut off", pem("CERTIFICATE", &marked[..marked.len() - 2]).into_bytes()));
    cases.push(("parameters of type 0", pem("CERTIFICATE", &key_parameters).into_bytes()));
    cases.push(("der", g2()));
    cases.push(("utf-16", utf16));
    cases.push(("nul at the start of a line", [one.as_bytes(), b"\0\n", two.as_bytes()].concat()));
    cases.push(("nul in a comment", [b"# a\0b\n", one.as_bytes()].concat()));
    cases.push(("nul in a block", one.replacen("\nM", "\nM\0", 1).into_bytes()));
    cases
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
