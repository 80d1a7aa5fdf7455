//! `pgcerts install` where nothing goes wrong: what is written, what is said.

use serde_json::{Value, json};

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::user::{User, answer};
use crate::support::{AZURE, bundled, certificates, names, pem};

fn azure() -> Vec<Vec<u8>> {
    AZURE.iter().map(|(_, file)| bundled(file)).collect()
}

#[test]
fn the_first_run_creates_the_file_and_the_second_changes_nothing() {
    let user = User::new();
    let first = user.run(["install", "--offline", "--json"]).exits(0).json();
    assert_eq!((&first["action"], &first["changed"]), (&json!("create"), &json!(true)));
    assert_eq!(first["path"], user.root_crt().to_str().expect("UTF-8"));
    assert_eq!((&first["path_source"], &first["set"]), (&json!("default"), &json!("azure")));
    assert_eq!((&first["backup"], &first["dropped"]), (&Value::Null, &json!([])));
    assert_eq!(certificates(&user.root_crt()), azure());
    let before = std::fs::metadata(user.root_crt()).expect("root.crt").modified().expect("a time");
    let second = user.run(["install", "--offline", "--json"]).exits(0).json();
    assert_eq!((&second["action"], &second["changed"]), (&json!("none"), &json!(false)));
    assert!(second["roots"].as_array().expect("roots").iter().all(|root| root["state"] == "present"));
    assert_eq!(std::fs::metadata(user.root_crt()).expect("root.crt").modified().expect("a time"), before);
    assert_eq!(names(&user.folder()), ["root.crt"]);
}

#[test]
fn the_json_has_the_fields_of_the_contract() {
    let json = User::new().run(["install", "--offline", "--json"]).exits(0).json();
    let fields = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    for field in [
        "schema",
        "command",
        "version",
        "path",
        "path_source",
        "changed",
        "dry_run",
        "action",
        "backup",
        "set",
        "roots",
        "kept",
        "dropped",
        "warnings",
    ] {
        assert!(fields(&json).contains(&field.to_owned()), "{field}");
    }
    assert!(json.get("target").is_none() && json.get("env").is_none());
    let root = &json["roots"][0];
    assert_eq!(
        *root,
        json!({
            "id": "digicert-global-root-g2", "subject": "DigiCert Global Root G2",
            "sha256": "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f",
            "not_after": "2038-01-15T12:00:00Z", "state": "added", "source": "bundled", "url": null,
            "download_error": null,
        })
    );
}

#[test]
fn each_block_has_its_subject_fingerprint_and_last_day_above_it() {
    let user = User::new();
    user.run(["install", "--offline"]).exits(0);
    let text = std::fs::read_to_string(user.root_crt()).expect("root.crt");
    let head = "# DigiCert Global Root G2\n\
                # SHA-256 cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f\n\
                # valid until 2038-01-15\n-----BEGIN CERTIFICATE-----\n";
    assert!(text.starts_with(head), "{text}");
    assert_eq!(text.matches("\n\n# ").count(), 2, "a blank line between the roots");
    let plain = |line: &str| line.is_ascii() && line.len() <= 80 && !line.contains('\r');
    assert!(text.lines().all(plain) && text.ends_with("-----END CERTIFICATE-----\n"));
}

#[test]
fn what_was_there_stays_byte_for_byte_in_front() {
    let user = User::new();
    let old = format!("my own notes\r\n\r\n{}", Authority::new("Mine").pem().replace('\n', "\r\n"));
    user.write_root_crt(&old);
    let json = user.run(["install", "--offline", "--json"]).exits(0).json();
    assert_eq!(json["action"], "append");
    assert_eq!(json["kept"][0]["subject"], "Mine");
    let new = std::fs::read(user.root_crt()).expect("root.crt");
    assert!(new.starts_with(old.as_bytes()));
    assert_eq!(certificates(&user.root_crt())[1..], azure());
    let backup = json["backup"].as_str().expect("a backup");
    assert_eq!(std::fs::read(backup).expect("the backup"), old.as_bytes());
}

#[test]
fn a_root_that_is_there_under_another_comment_is_not_added_again() {
    let user = User::new();
    user.write_root_crt(pem("CERTIFICATE", &azure()[1]));
    let json = user.run(["install", "--offline", "--json", "--set", "azure-minimum"]).exits(0).json();
    let states: Vec<&Value> =
        json["roots"].as_array().expect("roots").iter().map(|root| &root["state"]).collect();
    assert_eq!(states, ["added", "present"]);
    assert_eq!(certificates(&user.root_crt()), [azure()[1].clone(), azure()[0].clone()]);
}

#[test]
fn the_largest_set_holds_all_seven_roots() {
    let user = User::new();
    user.run(["install", "--offline", "--set", "azure-all"]).exits(0);
    assert_eq!(certificates(&user.root_crt()).len(), 7);
}

#[test]
fn dest_is_written_where_it_says_and_has_no_warnings_of_the_default_path() {
    let user = User::new();
    let dest = user.path("a b/c/my.crt");
    let dest = dest.to_str().expect("UTF-8");
    let answer =
        answer_with(&user, &["install", "--offline", "--json", "--dest", dest], &[("PGSSLROOTCERT", "/x")]);
    assert_eq!((&answer["path"], &answer["path_source"]), (&json!(dest), &json!("flag")));
    assert_eq!(answer["warnings"], json!([]));
    assert!(!user.folder().exists());
    let relative = user.run(["install", "--offline", "--json", "--dest", "rel.crt"]).exits(0).json();
    assert_eq!(relative["path"], "rel.crt");
    assert_eq!(certificates(&user.path("rel.crt")), azure());
}

fn answer_with(user: &User, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
    let mut command = user.pgcerts();
    command.args(arguments).envs(variables.iter().copied());
    crate::support::user::answer(&mut command).exits(0).json()
}

#[test]
fn pgsslrootcert_that_points_elsewhere_is_warned_of() {
    let user = User::new();
    let codes = |json: &Value| -> Vec<String> {
        let warnings = json["warnings"].as_array().expect("warnings");
        warnings.iter().map(|warning| warning["code"].as_str().expect("a code").to_owned()).collect()
    };
    let elsewhere = answer_with(&user, &["install", "--offline", "--json"], &[("PGSSLROOTCERT", "/x")]);
    assert!(codes(&elsewhere).contains(&"env-override".to_owned()));
    let same = user.root_crt();
    let same = answer_with(
        &user,
        &["install", "--offline", "--json"],
        &[("PGSSLROOTCERT", same.to_str().expect("UTF-8"))],
    );
    assert!(!codes(&same).contains(&"env-override".to_owned()));
}

#[test]
fn other_connections_are_warned_of_when_the_file_is_new_and_only_then() {
    let user = User::new();
    let other = "other-connections".to_owned();
    assert!(
        user.run(["install", "--offline", "--json", "--dry-run"]).exits(0).warning_codes().contains(&other)
    );
    assert!(user.run(["install", "--offline", "--json"]).exits(0).warning_codes().contains(&other));
    assert!(!user.run(["install", "--offline", "--json"]).exits(0).warning_codes().contains(&other));
}

#[test]
fn a_manifest_of_ones_own_is_installed_from_beside_it() {
    let user = User::new();
    let authority = Authority::new("Test Root");
    let pins = write_manifest(
        user.home(),
        &manifest(&[authority.pin("test-root", &[])]),
        &[("test-root.crt", authority.pem().as_bytes())],
    );
    let json =
        user.run(["install", "--offline", "--json", "--pins", pins.to_str().expect("UTF-8")]).exits(0).json();
    assert_eq!((&json["action"], &json["set"]), (&json!("create"), &json!("test")));
    assert_eq!(certificates(&user.root_crt()), [authority.der()]);
}

#[test]
fn a_subject_full_of_mischief_makes_a_comment_that_openssl_and_the_next_run_survive() {
    let user = User::new();
    let name = format!("-----BEGIN CERTIFICATE-----\n\u{1b}[31m\u{202e}{}", "é".repeat(300));
    let authority = Authority::new(&name);
    write_manifest(user.home(), &manifest(&[authority.pin("a", &[])]), &[("a.crt", authority.der())]);
    let first = user.run(["install", "--offline", "--pins", "pins.json"]).exits(0);
    assert!(!(first.stdout + &first.stderr).contains(['\u{1b}', '\u{202e}']));
    assert_eq!(certificates(&user.root_crt()), [authority.der()]);
    let second = user.run(["install", "--offline", "--json", "--pins", "pins.json"]).exits(0);
    assert_eq!(second.json()["action"], "none");
}

#[test]
fn from_finds_the_roots_by_fingerprint_whatever_their_files_are_called() {
    let user = User::new();
    let folder = user.path("files");
    std::fs::create_dir_all(folder.join("subfolder")).expect("a folder");
    let roots = azure();
    std::fs::write(folder.join("a"), &roots[0]).expect("a file");
    let both = pem("CERTIFICATE", &roots[2]) + &pem("CERTIFICATE", &roots[1]);
    std::fs::write(folder.join("DigiCertGlobalRootG2.crt"), both).expect("a file");
    let json = user.run(["install", "--json", "--from", "files"]).exits(0).json();
    assert!(json["roots"].as_array().expect("roots").iter().all(|root| root["source"] == "directory"));
    assert_eq!(certificates(&user.root_crt()), roots);
}

#[test]
fn from_without_a_root_is_exit_2_and_says_which_is_missing_or_wrong() {
    let user = User::new();
    let folder = user.path("files");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("one.crt"), &azure()[0]).expect("a file");
    let missing = user.run(["install", "--json", "--from", "files"]).exits(2);
    assert_eq!(missing.error_code(), "missing-root");
    assert!(missing.stdout.contains("Microsoft RSA Root Certificate Authority 2017"));
    std::fs::write(folder.join("Microsoft RSA Root Certificate Authority 2017.crt"), &azure()[0])
        .expect("a file");
    let wrong = user.run(["install", "--json", "--from", "files"]).exits(2);
    assert_eq!(wrong.error_code(), "pin-mismatch");
    let error = &wrong.json()["error"];
    assert_eq!(error["actual"], "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f");
    assert_eq!(error["expected"], "c741f70f4b2a8d88bf2e71c14122ef53ef10eba0cfa5e64cfa20f418853073e0");
    assert_eq!(user.run(["install", "--json", "--from", "nowhere"]).exits(2).error_code(), "io");
    assert!(!user.folder().exists());
}

#[test]
fn home_that_is_not_the_password_databases_is_warned_of() {
    let codes = User::new().run(["install", "--offline", "--json"]).exits(0).warning_codes();
    assert!(codes.contains(&"home-mismatch".to_owned()), "{codes:?}");
}

#[test]
fn an_empty_home_is_as_if_it_were_unset() {
    let user = User::new();
    let path = |home: Option<&str>| {
        let mut command = user.pgcerts();
        command.args(["env", "--json"]).env_remove("HOME").envs(home.map(|home| ("HOME", home)));
        crate::support::user::answer(&mut command).exits(0).json()["path"].clone()
    };
    assert_eq!(path(Some("")), path(None));
}

#[test]
fn a_folder_made_for_dest_is_private_and_that_is_said() {
    let user = User::new();
    let said = user.run(["install", "--offline", "--dest", "new/root.crt"]).exits(0).stdout;
    assert!(said.contains("The new folder new is for this user alone"), "{said}");
    let again = user.run(["install", "--offline", "--dest", "new/other.crt"]).exits(0).stdout;
    assert!(!again.contains("for this user alone"), "{again}");
}

#[test]
fn a_tilde_that_no_shell_expanded_is_warned_of() {
    let user = User::new();
    let answer = user.run(["install", "--offline", "--json", "--dest", "~/root.crt"]).exits(0);
    assert_eq!(answer.warning_codes(), ["literal-tilde"]);
    assert!(user.path("~/root.crt").is_file());
}

#[test]
fn libpq_is_not_said_to_find_a_file_that_it_does_not_read() {
    let user = User::new();
    let mut command = user.pgcerts();
    command.args(["install", "--offline"]).env("PGSSLROOTCERT", "/elsewhere");
    let answer = crate::support::user::answer(&mut command).exits(0);
    let connects = "\n  psql 'host=YOUR_HOST dbname=YOUR_DATABASE user=YOUR_USER sslmode=verify-full'\n";
    assert!(!answer.stdout.contains(connects), "{}", answer.stdout);
    let named = format!("sslmode=verify-full sslrootcert={}", user.root_crt().display());
    assert!(answer.stdout.contains(&named), "{}", answer.stdout);
    let elsewhere = user.path("a b/root.crt");
    let dest = ["install", "--offline", "--dest", elsewhere.to_str().expect("UTF-8")];
    let answer = user.run(dest).exits(0);
    let line = answer.stdout.lines().find_map(|line| line.strip_prefix("  psql ")).expect("a line");
    let words = shell_words(line);
    assert!(words.contains(&format!("sslrootcert='{}'", elsewhere.display())), "{words}");
    assert!(User::new().run(["install", "--offline"]).exits(0).stdout.contains(connects));
}

/// What a shell makes of a line.
fn shell_words(line: &str) -> String {
    answer(std::process::Command::new("sh").args(["-c", &format!("printf %s {line}")])).exits(0).stdout
}

/// A folder that every user may enter, outside of any home.
fn public_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("a mode");
    folder
}

#[test]
fn folders_made_outside_of_the_home_are_warned_of_even_quietly_and_the_hint_opens_them() {
    let (user, folder) = (User::new(), public_folder());
    let dest = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let quietly = ["install", "--offline", "-q", "--dest", &dest("a b/c/root.crt")];
    let foretold = user.run(quietly.iter().chain(&["--dry-run"])).exits(0).stderr;
    assert!(foretold.contains(&format!("`{}` would be for this user alone", dest("a b"))), "{foretold}");
    let said = user.run(quietly).exits(0).stderr;
    assert!(said.contains(&format!("`{}`", dest("a b"))), "the outermost is named: {said}");
    let (_, fix) = said.split_once("fix: ").expect("a fix");
    let command = fix.lines().next().expect("a command");
    answer(user.command("sh").args(["-c", command])).exits(0);
    for made in ["a b", "a b/c"] {
        let mode = std::fs::metadata(dest(made)).expect("a folder").permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o755, "{command}");
    }
    let json = |name: &str| user.run(["install", "--offline", "--json", "--dest", &dest(name)]).exits(0);
    assert_eq!(json("a b/other.crt").warning_codes(), Vec::<String>::new());
    assert_eq!(json("new/root.crt").warning_codes(), ["private-folder"]);
    let report = user.run(["install", "--offline", "--dest", &dest("newer/root.crt")]).exits(0);
    assert!(!report.stdout.contains("for this user alone"), "it is said once: {report:?}");
}

#[test]
fn under_sudo_a_folder_made_in_a_home_is_warned_of_too() {
    let test = "a folder made under sudo";
    if !crate::support::tools::need_that(test, "root", nix::unistd::Uid::effective().is_root()) {
        return;
    }
    let user = User::new();
    let mut command = user.pgcerts();
    command.args(["install", "--offline", "--json", "--dest", "new/root.crt"]).env("SUDO_UID", "65534");
    assert_eq!(answer(&mut command).exits(0).warning_codes(), ["private-folder"]);
}

#[test]
fn an_impostor_is_told_even_quietly_with_what_else_replace_would_drop() {
    let user = User::new();
    let (pinned, impostor) = (Authority::new("Test Root"), Authority::new("Test Root").pem());
    write_manifest(user.home(), &manifest(&[pinned.pin("a", &[])]), &[("a.crt", pinned.der())]);
    let quietly = || user.run(["install", "--offline", "-q", "--pins", "pins.json"]).exits(0);
    user.write_root_crt(&impostor);
    for run in ["first", "second"] {
        let answer = quietly();
        assert!(
            answer.stderr.contains("is an impostor of Test Root: the same name over another key"),
            "{run}: {answer:?}"
        );
        assert!(answer.stderr.ends_with("or use `--replace`\n") && answer.stdout.is_empty(), "{answer:?}");
    }
    user.write_root_crt(impostor.clone() + &Authority::new("A\nerror: forged").pem());
    assert!(!quietly().stderr.contains("\nerror: forged"), "a subject makes no line of its own");
    user.write_root_crt(impostor + &Authority::new("Ours").pem() + &Authority::new("Theirs").pem());
    let stderr = quietly().stderr;
    assert!(stderr.ends_with("or use `--replace`, which drops these too: `Ours`, `Theirs`\n"), "{stderr}");
}

#[test]
fn a_dry_run_says_what_libpq_would_do() {
    let user = User::new();
    let message = |arguments: &[&str]| {
        let json = user.run(["install", "--offline", "--json"].iter().chain(arguments)).exits(0).json();
        let warnings = json["warnings"].as_array().expect("warnings").clone();
        let other = warnings.iter().find(|warning| warning["code"] == "other-connections");
        other.and_then(|warning| warning["message"].as_str()).expect("the warning").to_owned()
    };
    let dry = message(&["--dry-run"]);
    assert!(dry.starts_with("libpq would use this file"), "{dry}");
    assert!(message(&[]).starts_with("libpq now uses this file"));
}

#[test]
fn a_copy_beside_a_manifest_is_not_called_bundled() {
    let user = User::new();
    let authority = Authority::new("Test Root");
    let url = "https://127.0.0.1:1/test-root.crt";
    write_manifest(user.home(), &manifest(&[authority.pin("a", &[url])]), &[("a.crt", authority.der())]);
    let run = |more: &[&str]| {
        let arguments = ["install", "--pins", "pins.json", "--retries", "0"];
        user.run(arguments.iter().chain(more)).exits(0)
    };
    let offline = run(&["--offline"]).stdout;
    assert!(offline.contains("from beside the manifest") && !offline.contains("built-in"), "{offline}");
    let fallback = run(&["-v"]);
    assert!(fallback.stderr.contains("the copy beside the manifest was used"), "{fallback:?}");
    assert!(!(fallback.stdout + &fallback.stderr).contains("built-in"));
    assert_eq!(run(&["--json"]).json()["roots"][0]["source"], "bundled");
    let own = User::new().run(["install", "--offline"]).exits(0).stdout;
    assert!(own.contains("  built-in\n"), "{own}");
}
