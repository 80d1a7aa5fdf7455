//! Runs of the program and what they leave.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub(crate) use crate::answer::{Answer, answer};

/// The files of the default set's roots.
pub(crate) const AZURE: [&str; 3] = [
    "DigiCertGlobalRootG2.crt",
    "Microsoft RSA Root Certificate Authority 2017.crt",
    "DigiCertGlobalRootCA.crt",
];

/// A folder whose name has what Windows' own user names may have.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("Jörg 證書 O'Neil ").tempdir();
        Self(folder.expect("a temporary folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A root.crt with these bytes.
    pub(crate) fn with(bytes: impl AsRef<[u8]>) -> (Self, PathBuf) {
        let folder = Self::new();
        let file = folder.path("root.crt");
        std::fs::write(&file, bytes).expect("root.crt");
        (folder, file)
    }

    /// The names in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        names(self.0.path())
    }
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

/// The program with these arguments, and without what would change its answers.
pub(crate) fn pgcerts<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).env_remove("PGSSLROOTCERT");
    command
}

pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_pgcerts"))
}

/// `pgcerts` with words and the file of `--dest` behind them.
pub(crate) fn run(words: &str, dest: &Path) -> Answer {
    answer(pgcerts(words.split_whitespace()).arg("--dest").arg(dest))
}

/// The DER of a bundled root.
pub(crate) fn bundled(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("certs").join(file)).expect("a bundled root")
}

/// A PEM block, written without the code under test.
pub(crate) fn pem(der: &[u8], crlf: bool) -> String {
    let ending = if crlf { pem::LineEnding::CRLF } else { pem::LineEnding::LF };
    let config = pem::EncodeConfig::new().set_line_ending(ending);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}

/// The DER of every certificate in a file.
pub(crate) fn certificates(path: &Path) -> Vec<Vec<u8>> {
    let text = std::fs::read(path).expect("a file with certificates");
    pem::parse_many(text).expect("PEM").into_iter().map(pem::Pem::into_contents).collect()
}

/// The files hold exactly these roots, in any order.
#[track_caller]
pub(crate) fn holds(path: &Path, files: &[&str]) {
    let (mut there, mut wanted) = (certificates(path), Vec::new());
    wanted.extend(files.iter().map(|file| bundled(file)));
    there.sort();
    wanted.sort();
    assert!(there == wanted, "{}", path.display());
}

/// What `tests/windows` says of the world around, or none after telling that `test` is left out.
pub(crate) fn told(test: &str, variable: &str) -> Option<PathBuf> {
    let value = std::env::var_os(variable).map(PathBuf::from);
    if value.is_none() {
        // Straight to the stream: the harness hides what passing tests print.
        let _ = writeln!(std::io::stderr(), "left out: {test} needs {variable}, which tests/windows sets");
    }
    value
}
