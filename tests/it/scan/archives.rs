//! Archives, as images have them.

use super::kit::{ScanTree, archive, entry, gzip, items, member, text};
use crate::support::store::azure;
use crate::support::{pem, tools};

fn roots() -> String {
    azure().iter().map(|der| pem("CERTIFICATE", der)).collect()
}

fn paths(tree: &ScanTree) -> Vec<String> {
    tree.found().into_iter().map(|(path, ..)| path).collect()
}

#[test]
fn layers_of_an_image_are_looked_into() {
    let tree = ScanTree::new();
    let upper = archive(&[member("etc/app.env", b"PGSSLMODE=verify-full\nPGSSLROOTCERT=/etc/pg/root.crt\n")]);
    let lower = archive(&[member("./etc/pg/root.crt", roots().as_bytes()), member("bin/x", b"\x7fELF\0")]);
    let image = archive(&[
        member("a/layer.tar", &upper),
        member("blobs/sha256/b", &gzip(&lower)),
        member("manifest.json", b"[]"),
    ]);
    tree.write("image.tar", &image);
    let found: Vec<(String, Vec<String>)> =
        tree.found().into_iter().map(|(path, _, codes)| (path, codes)).collect();
    let expected = ["image.tar!/a/layer.tar!/etc/app.env", "image.tar!/blobs/sha256/b!/etc/pg/root.crt"];
    assert_eq!(
        found,
        expected.map(|path| (path.to_owned(), Vec::new())),
        "the roots are found in the other layer"
    );
    let direct = tree.user.run(["scan", "tree/image.tar", "--json"]).exits(0).json();
    assert_eq!(items(&direct).len(), 2);
}

#[test]
fn what_tar_writes_in_any_format_is_read() {
    let Some(tar) = tools::need("what_tar_writes_in_any_format_is_read", "tar") else { return };
    let tree = ScanTree::new();
    let long = format!("{}/root.crt", ["a-folder-with-a-long-name"; 12].join("/"));
    for name in ["etc/root.crt", &long] {
        let path = tree.user.path("in").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, roots()).expect("a store");
    }
    std::fs::create_dir_all(tree.path("")).expect("the tree");
    for format in ["gnu", "pax"] {
        let mut command = std::process::Command::new(&tar);
        command.arg(format!("--format={format}")).arg("-cf").arg(tree.path(&format!("{format}.tar")));
        assert!(command.arg("-C").arg(tree.user.path("in")).arg(".").status().expect("tar").success());
    }
    let expected: Vec<String> = ["gnu", "pax"]
        .iter()
        .flat_map(|format| [format!("{format}.tar!/{long}"), format!("{format}.tar!/etc/root.crt")])
        .collect();
    assert_eq!(paths(&tree), expected);
}

#[test]
fn names_that_lead_out_of_an_archive_are_only_names() {
    let tree = ScanTree::new();
    let outside = [member("../../root.crt", roots().as_bytes()), member("/etc/root.crt", roots().as_bytes())];
    let link = entry("etc/link.crt", b"", 0, b'2');
    tree.write("a.tar", archive(&[&outside[..], &[link]].concat()));
    assert_eq!(paths(&tree), ["a.tar!/../../root.crt", "a.tar!/etc/root.crt"]);
    assert!(!tree.path("root.crt").exists() && !tree.user.path("root.crt").exists());
}

/// Each archive is found to be what it is, in time, and what came before its fault is kept.
#[test]
fn hostile_archives_end_and_say_so() {
    let store = member("root.crt", roots().as_bytes());
    let whole = archive(&[store.clone(), member("b.env", b"PGSSLMODE=verify-full\n")]);
    let huge = entry("huge", b"", 1 << 32, b'0');
    let nested = (0..6).fold(whole.clone(), |inner, _| archive(&[member("inner.tar", &inner)]));
    let long_name = entry("././@LongLink", b"", 1 << 32, b'L');
    let sized_link = entry("a.crt", b"", 512, b'1');
    let pax_sparse = member("GNUSparseFile.0/s", b"1\n0\n3\n");
    let pax_sparse = [entry("p", b"22 GNU.sparse.major=1\n", 22, b'x'), pax_sparse].concat();
    let cases: [(&str, Vec<u8>, &str); 11] = [
        ("ends.tar", store.clone(), "damaged"),
        ("name.tgz", gzip(&[store.clone(), long_name, vec![b'n'; 2 << 20]].concat()), "damaged"),
        ("link.tar", archive(&[sized_link, store.clone()]), ""),
        ("pax.tar", archive(&[pax_sparse, store.clone()]), "sparse"),
        ("cut.tar", whole[..whole.len() - 1600].to_vec(), "damaged"),
        ("cut.tgz", gzip(&whole)[..600].to_vec(), "damaged"),
        ("junk.tar", [store.clone(), vec![7; 5120]].concat(), "damaged"),
        ("huge.tar", [store.clone(), huge].concat(), "too-large"),
        ("nested.tar", nested, "too-nested"),
        ("sparse.tar", archive(&[entry("s", b"x", 1, b'S'), store.clone()]), "sparse"),
        (
            "deep.tar",
            archive(&[member(&"d/".repeat(45), b""), member(&("d/".repeat(47) + "x"), b"x"), store]),
            "",
        ),
    ];
    for (name, bytes, why) in cases {
        let tree = ScanTree::new();
        tree.write(name, bytes);
        let json = tree.scan(&["--json"]).json();
        let left: Vec<String> =
            json["left_out"].as_array().expect("a list").iter().map(|one| text(&one["why"])).collect();
        assert!(left.iter().any(|left| left == why) || (why.is_empty() && left.is_empty()), "{name}: {json}");
        assert_eq!(json["complete"], left.is_empty(), "{name}");
        let is_kept = items(&json).iter().any(|item| text(&item["path"]).ends_with("root.crt"));
        assert!(is_kept || ["nested.tar", "cut.tgz"].contains(&name), "{name}: {json}");
    }
}

#[test]
fn a_bomb_is_no_trouble() {
    let tree = ScanTree::new();
    let zeros = gzip(&vec![0; 64 << 20]);
    tree.write("zeros.gz", &zeros);
    let bomb = archive(&[member("zeros", &vec![0; 64 << 20]), member("b.env", b"PGSSLMODE=verify-full\n")]);
    tree.write("bomb.tgz", gzip(&bomb));
    assert_eq!(paths(&tree), ["bomb.tgz!/b.env"]);
}

#[test]
fn a_key_in_an_archive_is_judged_by_the_rights_that_are_written_there() {
    let tree = ScanTree::new();
    let key = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n";
    let certificate = crate::support::authority::Authority::new("Own Root").server(&["u"]).certificate;
    let home = [member("h/postgresql.crt", certificate.as_bytes()), member("h/postgresql.key", key)];
    tree.write("home.tar", archive(&home));
    let keys: Vec<String> =
        tree.found().into_iter().filter(|(_, kind, _)| kind == "client-key").map(|(path, ..)| path).collect();
    assert_eq!(keys, ["home.tar!/h/postgresql.key"]);
}

/// What is not read is named, so that nobody takes it for sound.
#[test]
fn archives_in_other_compressions_and_damaged_ones_are_named() {
    let heads: [(&str, &[u8], &[&str]); 3] = [
        ("Zstandard", &[0x28, 0xb5, 0x2f, 0xfd, 4], &["a.tar.zst", "a.tzst", "blobs/sha256/1"]),
        ("xz", b"\xfd7zXZ\0\0\x04", &["a.tar.xz", "a.txz", "blobs/sha256/2"]),
        ("bzip2", b"BZh91AY&SY", &["a.tar.bz2", "a.tbz2", "a.tbz", "blobs/sha256/3"]),
    ];
    let tree = ScanTree::new();
    let mut expected = Vec::new();
    for (compression, head, names) in heads {
        for name in names {
            let content = [head, &[7; 900]].concat();
            tree.write(name, &content);
            tree.write(&format!("in/{}.tar", name.replace('/', ".")), archive(&[member(name, &content)]));
            expected.push((format!("tree/{name}"), compression));
            expected.push((format!("tree/in/{}.tar!/{name}", name.replace('/', ".")), compression));
        }
    }
    let whole = archive(&[member("b.env", b"PGSSLMODE=verify-full\n")]);
    for at in [0, 120, 148, 150, 511] {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x15;
        tree.write(&format!("sum/{at}.tar"), &damaged);
        tree.write(&format!("sum/{at}.tar.gz"), gzip(&damaged));
        expected.push((format!("tree/sum/{at}.tar"), "damaged"));
        expected.push((format!("tree/sum/{at}.tar.gz!/{at}.tar"), "damaged"));
    }
    let json = tree.scan(&["--json"]).exits(0).json();
    assert_eq!(json["complete"], false);
    let mut left: Vec<(String, String)> = Vec::new();
    for one in json["left_out"].as_array().expect("a list") {
        left.push((text(&one["path"]), text(&one["reason"])));
    }
    for (path, word) in &expected {
        assert!(left.iter().any(|(left, why)| left == path && why.ends_with(word)), "{path}: {left:#?}");
    }
    assert_eq!(left.len(), expected.len(), "{left:#?}");
}

#[test]
fn a_gzipped_file_is_read_as_the_file_in_it() {
    let tree = ScanTree::new();
    let setting = b"PGSSLMODE=disable\n";
    tree.write("app.env.gz", gzip(setting));
    tree.write("notes.txt.gz", gzip(setting));
    tree.write("root.crt.gz", gzip(roots().as_bytes()));
    tree.write("a.tar", archive(&[member("etc/app.env.gz", &gzip(setting))]));
    tree.write("packed/root.crt", gzip(roots().as_bytes()));
    let found: Vec<(String, String)> =
        tree.found().into_iter().map(|(path, _, codes)| (path, codes.join(" "))).collect();
    let expected = [
        ("a.tar!/etc/app.env.gz!/app.env", "weak-sslmode"),
        ("app.env.gz!/app.env", "weak-sslmode"),
        ("packed/root.crt", "not-pem"),
        ("root.crt.gz!/root.crt", ""),
    ];
    assert_eq!(found, expected.map(|(path, codes)| (path.to_owned(), codes.to_owned())));
    let long = gzip(&[&roots().as_bytes()[..1000], &[b'x'; 9000], setting].concat());
    let cases = [
        ("cut.env.gz", long[..long.len() - 30].to_vec(), "damaged"),
        ("short.env.gz", gzip(setting)[..14].to_vec(), "damaged"),
        ("nested.gz", (0..6).fold(setting.to_vec(), |inner, _| gzip(&inner)), "too-nested"),
    ];
    for (name, bytes, why) in cases {
        let tree = ScanTree::new();
        tree.write(name, bytes);
        let json = tree.scan(&["--json"]).json();
        assert_eq!(
            (text(&json["left_out"][0]["why"]).as_str(), &json["complete"]),
            (why, &false.into()),
            "{name}"
        );
    }
}

/// Neither a link nor another layer nor a mount is a file that is missing.
#[test]
fn what_settings_in_an_archive_name_need_not_be_there() {
    let setting = member("etc/a.env", b"PGSSLMODE=verify-full\nPGSSLROOTCERT=/etc/pg/root.crt\n");
    let real = member("etc/real.pem", roots().as_bytes());
    for kind in [b'1', b'2'] {
        for link in ["etc/pg/root.crt", "./etc/pg/root.crt", "etc/pg", "etc"] {
            let tree = ScanTree::new();
            tree.write("a.tar", archive(&[entry(link, b"", 0, kind), real.clone(), setting.clone()]));
            let codes: Vec<String> = tree.found().into_iter().flat_map(|(.., codes)| codes).collect();
            assert_eq!(codes, [""; 0], "{link}");
        }
    }
    let tree = ScanTree::new();
    let bad = member("etc/pg/root.crt", b"<html>");
    tree.write("a.tar", archive(&[bad, setting]));
    let codes: Vec<String> = tree.found().into_iter().flat_map(|(.., codes)| codes).collect();
    assert_eq!(codes, ["unsound-store", "not-pem"], "what is there is judged");
}
