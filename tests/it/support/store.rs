//! A root.crt under test: installing into it, and what lies in and beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::user::{Answer, User};
use super::{AZURE, bundled, names, tools};

/// Prints, for each file named on standard input, how many certificates OpenSSL loads, or `no`.
const COUNT: &str = "
import ssl, sys
for name in sys.stdin.read().splitlines():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(name)
        print(context.cert_store_stats()['x509'])
    except OSError:
        print('no')
";

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
    tools::need(test, "python3")?;
    let counts = counted_by_openssl(&[path]);
    Some(counts[0].unwrap_or_else(|| panic!("OpenSSL cannot read {}", path.display())))
}

/// How many certificates OpenSSL loads from each file, or none where it refuses it: asked of Python's `ssl`,
/// which calls the same function as libpq.
#[track_caller]
pub(crate) fn counted_by_openssl<P: AsRef<Path>>(paths: &[P]) -> Vec<Option<usize>> {
    let list: Vec<&str> = paths.iter().map(|path| path.as_ref().to_str().expect("UTF-8")).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let names = folder.path().join("names");
    std::fs::write(&names, list.join("\n")).expect("the list");
    let input = std::fs::File::open(names).expect("the list");
    let output = Command::new("python3").args(["-c", COUNT]).stdin(input).output().expect("Python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let counts: Vec<Option<usize>> = answers.lines().map(|line| line.parse().ok()).collect();
    assert_eq!(counts.len(), paths.len());
    counts
}
