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
    let cases: [(&str, Vec<u8>, &str); 7] = [
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
