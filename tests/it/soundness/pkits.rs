//! NIST's Public Key Interoperability Test Suite. Each of its signed messages carries the certificates and revocation
//! lists of one test; each certificate is taken for the server's in turn, with the lists and without them.

use std::path::Path;
use std::process::{Command, Stdio};

use time::OffsetDateTime;

use super::chain::{Chain, Stored};
use super::compared::{Named, compare, python_for};
use crate::support::forge::key::SERVER;
use crate::support::tools::{need, need_that, test_tools};

/// The certificates and the lists of a message.
struct Message {
    name: String,
    certificates: Vec<Vec<u8>>,
    lists: Vec<Vec<u8>>,
}

impl Message {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(path).expect("a message");
        let blocks = pem::parse_many(printed(&signature_of(&text))).expect("PEM");
        let of = |label: &str| -> Vec<Vec<u8>> {
            let blocks = blocks.iter().filter(|block| block.tag() == label);
            blocks.map(|block| block.contents().to_vec()).collect()
        };
        Self { name, certificates: of("CERTIFICATE"), lists: of("X509 CRL") }
    }

    /// A case for each certificate as the server's; the others stand behind it.
    fn cases(&self, root: &[u8], at: i64) -> Vec<Named> {
        let mut cases = Vec::new();
        for place in 0..self.certificates.len() {
            for lists in [None, Some(self.lists.clone())] {
                let mut sent = self.certificates.clone();
                sent.swap(0, place);
                let name = format!("{} {place} {}", self.name, lists.as_ref().map_or(0, Vec::len));
                let store = vec![Stored::plain(root)];
                let kind = if lists.is_some() { "PKITS with lists" } else { "PKITS" };
                cases.push((name, Chain { kind, sent, store, lists, key: SERVER.clone() }, at));
            }
        }
        cases
    }
}

/// The message's last part, in PEM.
fn signature_of(text: &str) -> String {
    let text = text.replace('\r', "");
    let (_, part) = text.split_once("smime.p7s\"\n\n").expect("a signature");
    let digits: Vec<&str> =
        part.lines().take_while(|line| !line.starts_with('-') && !line.is_empty()).collect();
    format!("-----BEGIN PKCS7-----\n{}\n-----END PKCS7-----\n", digits.join("\n"))
}

/// What `openssl` finds in a PKCS#7.
fn printed(signature: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("message.pem");
    std::fs::write(&path, signature).expect("a file");
    let mut command = Command::new("openssl");
    command.args(["pkcs7", "-print_certs", "-in"]).arg(path).stderr(Stdio::inherit());
    let output = command.output().expect("openssl");
    assert!(output.status.success(), "openssl pkcs7");
    output.stdout
}

#[test]
fn the_library_accepts_a_path_of_pkits_where_openssl_does() {
    const TEST: &str = "NIST's test suite";
    let folder = test_tools("pkits");
    let (Some(python), Some(_)) = (python_for(TEST), need(TEST, "openssl")) else { return };
    if !need_that(TEST, "PKITS", folder.join("smime").is_dir()) {
        return;
    }
    let root = std::fs::read(folder.join("certs/TrustAnchorRootCertificate.crt")).expect("the root");
    let messages = std::fs::read_dir(folder.join("smime")).expect("the messages");
    let at = OffsetDateTime::now_utc().unix_timestamp();
    let cases: Vec<Named> = messages
        .flat_map(|message| Message::read(&message.expect("a message").path()).cases(&root, at))
        .collect();
    let tallies = compare(&python, cases.len(), |number| cases[number].clone());
    assert!(cases.len() > 1000 && tallies.sum(|tally| tally.valid) > 100, "{}", tallies.report());
    assert_eq!(tallies.differing(), 0, "{}", tallies.report());
}
