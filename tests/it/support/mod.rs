//! What the tests share: a user with an empty home, a certificate authority, servers, and tools that may be
//! missing.

pub(crate) mod answer;
pub(crate) mod authority;
pub(crate) mod cluster;
pub(crate) mod encodings;
pub(crate) mod findings;
pub(crate) mod forge;
pub(crate) mod halted;
pub(crate) mod links;
pub(crate) mod listener;
pub(crate) mod mutants;
pub(crate) mod packages;
pub(crate) mod pages;
pub(crate) mod proxy;
pub(crate) mod responder;
pub(crate) mod s_server;
pub(crate) mod server;
pub(crate) mod store;
pub(crate) mod terminal;
pub(crate) mod tls_server;
pub(crate) mod tools;
pub(crate) mod user;

use std::path::{Path, PathBuf};

/// The roots of the default set in their order, by manifest id and file name.
pub(crate) const AZURE: [(&str, &str); 3] = [
    ("digicert-global-root-g2", "DigiCertGlobalRootG2.crt"),
    ("microsoft-rsa-root-2017", "Microsoft RSA Root Certificate Authority 2017.crt"),
    ("digicert-global-root-ca", "DigiCertGlobalRootCA.crt"),
];

/// What a client of PostgreSQL may ask for before it says who it is.
pub(crate) const SSL_REQUEST: u32 = 80_877_103;
pub(crate) const GSS_REQUEST: u32 = 80_877_104;

/// The program under test.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_pgcerts"))
}

/// Copies the program to where another user can run it. By another process: a child that a test beside this one
/// starts would inherit the open copy, which then is busy.
pub(crate) fn copy_program(to: &Path) {
    let copied = std::process::Command::new("cp").args([program(), to]).status();
    assert!(copied.is_ok_and(|status| status.success()), "cp to {}", to.display());
}

/// A file of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The DER of a bundled root.
pub(crate) fn bundled(file: &str) -> Vec<u8> {
    std::fs::read(repository("certs").join(file)).expect("a bundled root")
}

/// A fingerprint as the program shows it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    pgcerts::testing::Sha256::hash(bytes).to_string()
}

/// A PEM block, written without the code under test.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let encoded = pem::encode_config(
        &pem::Pem::new(label, der),
        pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF),
    );
    assert!(encoded.ends_with('\n'));
    encoded
}

/// The DER of every plain certificate block in a file.
pub(crate) fn certificates(path: &Path) -> Vec<Vec<u8>> {
    let text = std::fs::read(path).expect("a file with certificates");
    let blocks = pem::parse_many(text).expect("PEM");
    blocks.into_iter().filter(|block| block.tag() == "CERTIFICATE").map(pem::Pem::into_contents).collect()
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The codes that the program uses as this speaker, in the order of its catalog.
pub(crate) fn codes_of(speaker: pgcerts::testing::Speaker) -> Vec<String> {
    speaker.entries().iter().map(|entry| entry.code.to_string()).collect()
}
