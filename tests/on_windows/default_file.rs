//! libpq's default file: `postgresql\root.crt` in the roaming AppData folder, as the shell API names it.

use crate::support::{AZURE, Answer, answer, holds, names, pgcerts, told};

fn run(words: &str) -> Answer {
    // The variable is not what libpq asks.
    answer(pgcerts(words.split_whitespace()).env("APPDATA", r"C:\elsewhere"))
}

/// One test for all of its life: there is one such file.
#[test]
fn the_default_file_is_made_kept_judged_and_brought_back() {
    let Some(roaming) = told("libpq's default file", "PGCERTS_TEST_ROAMING") else { return };
    let folder = roaming.join("postgresql");
    let file = folder.join("root.crt");
    assert!(!folder.exists(), "a fresh user");

    let missing = run("status --json").exits(1).json();
    assert_eq!(missing["path"].as_str(), file.to_str());
    assert_eq!(missing["path_source"], "default");

    let first = run("install --offline --json").exits(0).json();
    assert_eq!((first["path"].as_str(), &first["action"]), (file.to_str(), &"create".into()));
    holds(&file, &AZURE);
    assert_eq!(names(&folder), ["root.crt"]);

    let time = || file.metadata().and_then(|metadata| metadata.modified()).expect("a time");
    let before = time();
    let second = run("install --offline --json").exits(0).json();
    assert_eq!((&second["changed"], &second["backup"]), (&false.into(), &serde_json::Value::Null));
    assert_eq!((time(), names(&folder)), (before, vec!["root.crt".to_owned()]));

    let status = run("status --json").exits(0).json();
    assert_eq!((&status["ok"], &status["libpq"]["certificates"]), (&true.into(), &3.into()));
    assert!(run("env --shell cmd").exits(0).stdout.contains(file.to_str().expect("UTF-8")));

    run("install --offline --set azure-all").exits(0);
    assert_eq!(names(&folder).len(), 2, "a backup");
    run("rollback").exits(0);
    holds(&file, &AZURE);
    assert_eq!(names(&folder).len(), 3, "the newer file became a backup");
}
