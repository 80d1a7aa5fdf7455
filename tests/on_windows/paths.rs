//! Paths in Windows' forms.

use std::path::PathBuf;

use crate::support::{AZURE, Folder, answer, holds, pgcerts, run};

/// Windows' own limit is 260 characters; the standard library passes longer paths in the form that has none.
#[test]
fn a_path_beyond_260_characters_is_like_any_other() {
    let folder = Folder::new();
    let mut path = folder.path("long");
    while path.as_os_str().len() < 300 {
        path.push("größe und mehr davon, vierzig Zeichen lang");
    }
    let file = path.join("root.crt");
    let answer = run("install --offline", &file).exits(0);
    assert!(!answer.stdout.contains("mode 0700"), "what Unix has: {answer:?}");
    holds(&file, &AZURE);
    run("status", &file).exits(0);
    assert_eq!(run("install --offline --json", &file).exits(0).json()["changed"], false);
}

#[test]
fn the_verbatim_form_and_slashes_name_the_same_file() {
    let folder = Folder::new();
    let file = folder.path("root.crt");
    let verbatim = PathBuf::from(format!(r"\\?\{}", file.display()));
    run("install --offline", &verbatim).exits(0);
    holds(&file, &AZURE);
    let slashes = PathBuf::from(file.display().to_string().replace('\\', "/"));
    for path in [&verbatim, &slashes] {
        assert_eq!(run("install --offline --json", path).exits(0).json()["changed"], false);
    }
    assert_eq!(folder.names(), ["root.crt"]);
}

#[test]
fn a_relative_path_is_the_working_folders_and_env_makes_it_absolute() {
    let folder = Folder::new();
    let inside = |words: &str| answer(pgcerts(words.split_whitespace()).current_dir(folder.path("")));
    inside(r"install --offline --dest sub\root.crt").exits(0);
    holds(&folder.path(r"sub\root.crt"), &AZURE);
    let line = inside(r"env --shell powershell --dest sub\root.crt").exits(0).stdout;
    let path = folder.path(r"sub\root.crt").display().to_string().replace('\'', "''");
    assert_eq!(line.trim_end(), format!("$env:PGSSLROOTCERT = '{path}'"));
}
