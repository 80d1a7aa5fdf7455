//! The line for cmd, evaluated by cmd, and the one for PowerShell.

use std::path::Path;
use std::process::Command;

use crate::support::{Folder, answer, pgcerts, program, run};

/// What a batch file with this line sets the variable to: `status` shows the file that it looks at.
fn set_by(line: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let batch = folder.path().join("line.bat");
    let text = format!("@{}\r\n@\"%PGCERTS%\" status --json\r\n", line.trim_end());
    std::fs::write(&batch, in_code_page(&text)).expect("the batch file");
    let mut command = Command::new("cmd");
    command.arg("/c").arg(&batch).env("PGCERTS", program()).env_remove("PGSSLROOTCERT");
    let json = answer(&mut command).json();
    (json["path_source"] == "environment").then(|| json["path"].as_str().expect("a path").to_owned())
}

/// A batch file is read in the console's code page. Pages 437 and 850 agree on these letters; that of UTF-8, 65001, is one that
/// Wine's cmd does not heed.
fn in_code_page(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'ü' => 0x81,
        'ö' => 0x94,
        'ß' => 0xe1,
        _ => u8::try_from(c).ok().filter(u8::is_ascii).expect("a letter of the page"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn cmd_sets_the_variable_to_the_path_whatever_is_in_it() {
    for name in ["root.crt", "a b.crt", "100% & (x) ^y !z! %PATH% it's.crt", "größe für.crt"] {
        let path = Path::new(r"C:\O'Neil & Söhne").join(name);
        let line = run("env --shell cmd", &path).exits(0).stdout;
        assert_eq!(set_by(&line).as_deref(), path.to_str(), "{line}");
    }
}

#[test]
fn cmd_takes_the_variable_away() {
    let line = answer(&mut pgcerts(["env", "--shell", "cmd", "--unset"])).exits(0).stdout;
    assert_eq!(set_by(&format!("set \"PGSSLROOTCERT=C:\\x\"\r\n@{line}")), None);
}

/// Wine has no PowerShell; its quoting is looked at in the unit tests.
#[test]
fn the_shell_is_told_by_the_environment() {
    let folder = Folder::new();
    let path = folder.path("root.crt");
    let line = |modules: &str| {
        let mut command = pgcerts(["env", "--dest"]);
        answer(command.arg(&path).env("PSModulePath", modules).env_remove("NU_VERSION")).exits(0).stdout
    };
    assert!(line(r"C:\Program Files\WindowsPowerShell\Modules").starts_with("set \""));
    assert!(line(r"C:\Users\u\Documents\PowerShell\Modules;C:\x").starts_with("$env:PGSSLROOTCERT = '"));
}
