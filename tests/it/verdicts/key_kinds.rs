//! Every kind of key that OpenSSL has, with every digest, as an authority's and as a server's: `openssl verify` says what
//! `check` has to say.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::program;
use crate::support::tools::need;
use crate::support::user::answer;

/// The arguments of `genpkey` for a key.
type KeyOptions = &'static [&'static str];

const EC_CURVES: [&str; 28] = [
    "P-192",
    "P-224",
    "P-256",
    "P-384",
    "P-521",
    "secp224k1",
    "secp256k1",
    "prime239v1",
    "prime239v2",
    "prime239v3",
    "wap-wsg-idm-ecid-wtls12",
    "wap-wsg-idm-ecid-wtls7",
    "sect163k1",
    "brainpoolP160r1",
    "brainpoolP192t1",
    "brainpoolP224r1",
    "brainpoolP224t1",
    "brainpoolP256r1",
    "brainpoolP256t1",
    "brainpoolP320r1",
    "brainpoolP320t1",
    "brainpoolP384r1",
    "brainpoolP384t1",
    "brainpoolP512r1",
    "brainpoolP512t1",
    "secp112r1",
    "secp160k1",
    "secp192k1",
];

const OTHER_KEYS: [KeyOptions; 12] = [
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1962"],
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1963"],
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2047"],
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2049"],
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:3"],
    &[
        "-algorithm",
        "RSA",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
        "-pkeyopt",
        "rsa_keygen_pubexp:1180591620717411303425",
    ],
    &[
        "-algorithm",
        "RSA",
        "-pkeyopt",
        "rsa_keygen_bits:3080",
        "-pkeyopt",
        "rsa_keygen_pubexp:1180591620717411303425",
    ],
    &["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
    &["-algorithm", "ED25519"],
    &["-algorithm", "ED448"],
    &[
        "-algorithm",
        "RSA-PSS",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
        "-pkeyopt",
        "rsa_pss_keygen_md:sha256",
        "-pkeyopt",
        "rsa_pss_keygen_mgf1_md:sha512",
        "-pkeyopt",
        "rsa_pss_keygen_saltlen:24",
    ],
];

const DIGESTS: [&str; 12] = [
    "-md5",
    "-sha1",
    "-sha224",
    "-sha256",
    "-sha384",
    "-sha512",
    "-sha512-224",
    "-sha512-256",
    "-sha3-224",
    "-sha3-256",
    "-sha3-512",
    "-ripemd160",
];

const PSS: [&[&str]; 4] = [
    &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:0"],
    &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:max"],
    &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:33", "-sigopt", "rsa_mgf1_md:sha512"],
    &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:24", "-sigopt", "rsa_mgf1_md:sha1"],
];

/// A folder with an authority and servers below it.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().expect("a folder") };
        let key = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "usual.key"];
        assert!(bench.openssl(&key));
        let request = ["req", "-new", "-key", "usual.key", "-subj", "/CN=server.test", "-out", "usual.csr"];
        assert!(bench.openssl(&request));
        let root = [
            "req",
            "-x509",
            "-key",
            "usual.key",
            "-subj",
            "/CN=Usual root",
            "-days",
            "90",
            "-out",
            "usual.pem",
        ];
        assert!(bench.openssl(&root));
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) -> bool {
        let output = Command::new("openssl").args(arguments).current_dir(self.folder.path()).output();
        output.expect("openssl").status.success()
    }

    /// A root with this key; false where OpenSSL makes none.
    fn root(&self, options: &[&str], digest: &str) -> bool {
        let key = [&["genpkey", "-out", "root.key"], options].concat();
        let root = [
            "req", "-x509", "-key", "root.key", "-subj", "/CN=Root", "-days", "90", digest, "-out",
            "root.pem",
        ];
        self.openssl(&key) && self.openssl(&root)
    }

    /// The usual server below this root.
    fn server(&self, options: &[&str]) -> bool {
        let sign = ["x509", "-req", "-in", "usual.csr", "-CA", "root.pem", "-CAkey", "root.key"];
        let rest = ["-set_serial", "7", "-days", "60", "-out", "server.pem"];
        self.openssl(&[&sign[..], &rest, options].concat())
    }

    /// What is said of a chain below a root: by openssl, and by `check`.
    fn said(&self, root: &str, server: &str) -> (Option<bool>, Option<bool>) {
        let verify = ["verify", "-purpose", "sslserver", "-auth_level", "2", "-no-CApath", "-no-CAstore"];
        let openssl = self.openssl(&[&verify[..], &["-CAfile", root, server]].concat());
        (Some(openssl), self.checked(&self.path(root), &self.path(server)))
    }

    fn checked(&self, root: &Path, chain: &Path) -> Option<bool> {
        let mut command = Command::new(program());
        command.env("HOME", self.folder.path()).args([
            "check",
            "--json",
            "--sslmode",
            "verify-ca",
            "--chain",
        ]);
        command.arg(chain).arg("--sslrootcert").arg(root);
        let said = answer(&mut command);
        let json: serde_json::Value = serde_json::from_str(&said.stdout).expect("JSON");
        json["targets"][0]["verdicts"]["verify-ca"]["ok"].as_bool()
    }
}

fn curve(name: &str) -> Vec<String> {
    ["-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{name}")].map(str::to_owned).to_vec()
}

fn kinds() -> Vec<Vec<String>> {
    let others = OTHER_KEYS.iter().map(|options| options.iter().map(|&option| option.to_owned()).collect());
    EC_CURVES.iter().map(|name| curve(name)).chain(others).collect()
}

/// Compares what both say, and keeps what differs.
fn compare(bench: &Bench, root: &str, server: &str, what: &str, differences: &mut Vec<String>) {
    let (openssl, check) = bench.said(root, server);
    // OpenSSL 3.5 takes them, and 3.0 does not.
    let may_be_open = what.contains("\"EC\"") && what.contains("sha3") && check.is_none();
    if openssl != check && !may_be_open {
        differences.push(format!("{what}: openssl {openssl:?}, check {check:?}"));
    }
}

#[test]
fn every_key_of_an_authority_is_judged_as_by_openssl() {
    if need("keys of every kind", "openssl").is_none() {
        return;
    }
    let bench = Bench::new();
    let mut differences = Vec::new();
    let mut compared = 0;
    for options in kinds() {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        if !bench.root(&options, "-sha256") {
            continue;
        }
        for digest in DIGESTS {
            if bench.server(&[digest]) {
                compared += 1;
                compare(&bench, "root.pem", "server.pem", &format!("{options:?} {digest}"), &mut differences);
            }
        }
        for padding in PSS {
            if options[1].starts_with("RSA") && bench.server(&[padding, &["-sha256"]].concat()) {
                compared += 1;
                compare(
                    &bench,
                    "root.pem",
                    "server.pem",
                    &format!("{options:?} {padding:?}"),
                    &mut differences,
                );
            }
        }
    }
    assert!(compared >= 250, "{compared}");
    assert!(differences.is_empty(), "{} of {compared}:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn a_dsa_authority_is_judged_as_by_openssl() {
    if need("DSA keys", "openssl").is_none() {
        return;
    }
    let bench = Bench::new();
    let mut differences = Vec::new();
    for (bits, q_bits) in [("1024", "160"), ("2048", "224"), ("2048", "256")] {
        let bits_option = format!("dsa_paramgen_bits:{bits}");
        let q_option = format!("dsa_paramgen_q_bits:{q_bits}");
        let parameters =
            ["genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", &bits_option, "-pkeyopt", &q_option];
        assert!(bench.openssl(&[&parameters[..], &["-out", "dsa.pem"]].concat()));
        assert!(bench.root(&["-paramfile", "dsa.pem"], "-sha256"));
        for digest in ["-sha1", "-sha224", "-sha256", "-sha384"] {
            assert!(bench.server(&[digest]));
            compare(&bench, "root.pem", "server.pem", &format!("DSA {bits} {digest}"), &mut differences);
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_key_of_a_server_is_judged_as_by_openssl() {
    if need("keys of every kind", "openssl").is_none() {
        return;
    }
    let bench = Bench::new();
    let mut differences = Vec::new();
    for options in kinds() {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let made = bench.openssl(&[&["genpkey", "-out", "leaf.key"], &options[..]].concat())
            && bench.openssl(&["req", "-new", "-key", "leaf.key", "-subj", "/CN=leaf", "-out", "leaf.csr"])
            && bench.openssl(&[
                "x509",
                "-req",
                "-in",
                "leaf.csr",
                "-CA",
                "usual.pem",
                "-CAkey",
                "usual.key",
                "-set_serial",
                "9",
                "-days",
                "60",
                "-out",
                "leaf.pem",
            ]);
        if made {
            compare(&bench, "usual.pem", "leaf.pem", &format!("{options:?}"), &mut differences);
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
