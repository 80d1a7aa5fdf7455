//! A root.crt under test: installing into it, and what lies in and beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::user::{Answer, User};
use super::{AZURE, bundled, names, tools};

const COUNT: &str = "import ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(sys.argv[1])
print(context.cert_store_stats()['x509'])";

/// `pgcerts install --offline --json` with further arguments.
pub(crate) fn install(user: &User, arguments: &[&str]) -> Answer {
    user.run(["install", "--offline", "--json"].iter().chain(arguments))
}

/// The DER of the default set's roots, in order.
pub(crate) fn azure() -> Vec<Vec<u8>> {
    AZURE.iter().map(|(_, file)| bundled(file)).collect()
}

/// The backups in a folder, the oldest first.
pub(crate) fn backups(folder: &Path) -> Vec<PathBuf> {
    let is_backup = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "bak");
    names(folder).into_iter().filter(is_backup).map(|name| folder.join(name)).collect()
}

/// How many certificates OpenSSL loads from `path`, if there is a Python to ask.
#[track_caller]
pub(crate) fn loaded_by_openssl(test: &str, path: &Path) -> Option<usize> {
    let python = tools::need(test, "python3")?;
    let output = Command::new(python).args(["-c", COUNT]).arg(path).output().expect("Python");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    Some(stdout.trim().parse().unwrap_or_else(|_| panic!("{}: {stderr}", path.display())))
}
