//! What `status` finds around root.crt, and what it says that the file does to connections; where a statement can
//! be checked, a real psql checks it.
#![cfg(unix)]

use std::fs::{Permissions, create_dir_all, set_permissions, write};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use crate::support::authority::Authority;
use crate::support::cluster::{Cluster, HOST, IS_ENCRYPTED, hand_over, unprivileged};
use crate::support::findings::{found, messages};
use crate::support::tools::{need_success, need_that};
use crate::support::user::{Answer, User, answer};
use crate::support::{copy_program, program};

/// A user whose default root.crt holds the three roots.
fn installed() -> User {
    let user = User::in_memory();
    user.run(["install", "--offline", "-q"]).exits(0);
    user
}

type Variables<'a> = &'a [(&'a str, &'a str)];

fn status(user: &User, variables: Variables) -> Answer {
    answer(user.pgcerts().args(["status", "--json"]).envs(variables.iter().copied()))
}

fn dest(user: &User, path: &str) -> Answer {
    user.run(["status", "--json", "--dest", path])
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

/// A file and the folders above it.
fn put(path: &Path, content: &str) {
    create_dir_all(path.parent().expect("a folder")).expect("a folder");
    write(path, content).expect("a file");
}

/// The one message with this code.
#[track_caller]
fn message(answer: &Answer, code: &str) -> String {
    let mut all = messages(answer, code);
    assert_eq!(all.len(), 1, "{code}: {}", answer.stdout);
    all.remove(0)
}

#[track_caller]
fn is_silent(answer: &Answer, code: &str) {
    assert!(messages(answer, code).is_empty(), "{code}: {}", answer.stdout);
}

/// The near misses below the user's home; the machine's own users may have some too.
fn near_misses(user: &User, answer: &Answer) -> Vec<String> {
    let home = format!("`{}/", text(user.home()));
    messages(answer, "near-miss-path").into_iter().filter(|message| message.starts_with(&home)).collect()
}

#[test]
fn nothing_is_found_around_a_fresh_file_and_every_warning_leaves_the_verdict() {
    let user = installed();
    let answer = status(&user, &[]).exits(0);
    for code in ["env-override", "crl-present", "service-override", "writable-by-others", "root-home"] {
        is_silent(&answer, code);
    }
    let around = [("PGSSLMODE", ""), ("PGSSLROOTCERT", "system"), ("PGSSLCRL", "/y")];
    let answer = status(&user, &around).exits(0);
    assert_eq!(answer.json()["ok"], true);
    for finding in found(&answer, "env-override").iter().chain(&found(&answer, "crl-present")) {
        assert_eq!(finding["severity"], "warning");
        assert!(!finding["hint"].as_str().expect("a hint").is_empty());
        assert_eq!(
            (&finding["line"], &finding["sha256"]),
            (&serde_json::Value::Null, &serde_json::Value::Null)
        );
    }
}

#[test]
fn pgsslrootcert_decides_on_the_file_and_system_is_told() {
    let user = installed();
    for (elsewhere, code) in [("/nowhere/root.crt", 1), ("root.crt", 1), (".postgresql/../root.crt", 1)] {
        let json = status(&user, &[("PGSSLROOTCERT", elsewhere)]).exits(code).json();
        assert_eq!((&json["path"], &json["path_source"]), (&elsewhere.into(), &"environment".into()));
        let findings = json["findings"].as_array().expect("findings");
        let codes: Vec<&str> = findings.iter().map(|one| one["code"].as_str().expect("a code")).collect();
        assert_eq!(codes, ["missing-file"], "{elsewhere}");
        assert!(findings[0]["hint"].as_str().expect("a hint").contains(&format!("--dest {elsewhere}")));
    }
    assert!(message(&status(&user, &[("PGSSLROOTCERT", "system")]), "env-override").contains("`system`"));
    let absolute = user.root_crt();
    for same in [text(&absolute), ".postgresql/root.crt", "./.postgresql//root.crt", ""] {
        let answer = status(&user, &[("PGSSLROOTCERT", same)]).exits(0);
        is_silent(&answer, "env-override");
        let source = if same.is_empty() { "default" } else { "environment" };
        assert_eq!(answer.json()["path_source"], source, "{same}");
    }
}

#[test]
fn no_home_is_needed_where_the_variable_names_the_file() {
    let Some(unprivileged) = copy_for_strangers("no_home_is_needed_where_the_variable_names_the_file") else {
        return;
    };
    let (folder, file) = &unprivileged;
    let run = |variables: Variables| {
        let mut command = Command::new("setpriv");
        command.env_clear().args(["--reuid=65532", "--regid=65532", "--clear-groups"]);
        command.arg(folder.path().join("pgcerts")).args(["status", "--json"]);
        answer(command.envs(variables.iter().copied()))
    };
    let json = run(&[("PGSSLROOTCERT", text(file))]).exits(0).json();
    assert_eq!((&json["path_source"], &json["libpq"]["certificates"]), (&"environment".into(), &3.into()));
    assert_eq!(run(&[]).exits(2).error_code(), "io");
}

/// The program and a store where every user may read them.
fn copy_for_strangers(test: &str) -> Option<(tempfile::TempDir, std::path::PathBuf)> {
    let folder = tempfile::tempdir().expect("a folder");
    mode(folder.path(), 0o755);
    copy_program(&folder.path().join("pgcerts"));
    let mut drops = Command::new("setpriv");
    drops.args(["--reuid=65532", "--regid=65532", "--clear-groups", "true"]);
    if !need_success(test, "setpriv", &mut drops) {
        return None;
    }
    let file = folder.path().join("root.crt");
    let user = User::in_memory();
    user.run(["install", "--offline", "-q", "--no-backup", "--dest", text(&file)]).exits(0);
    mode(&file, 0o644);
    Some((folder, file))
}

#[test]
fn pgsslmode_is_told_where_libpq_refuses_it_or_the_file_is_not_read() {
    let user = installed();
    for (mode, said) in [
        ("disable", "without encryption"),
        ("verify-all", "refuses"),
        ("Require", "refuses"),
        (" require", "refuses"),
    ] {
        let message = message(&status(&user, &[("PGSSLMODE", mode)]), "env-override");
        assert!(message.contains(said) && message.contains(&format!("`{mode}`")), "{message}");
    }
    assert!(
        message(&status(&user, &[("PGSSLMODE", "")]), "env-override").contains("empty, which libpq refuses")
    );
    for mode in ["allow", "prefer", "require", "verify-ca", "verify-full"] {
        is_silent(&status(&user, &[("PGSSLMODE", mode)]), "env-override");
    }
}

#[test]
fn psql_takes_and_refuses_the_same_modes() {
    let Some(cluster) = Cluster::shared("psql with PGSSLMODE") else { return };
    let user = User::in_memory();
    user.write_root_crt(cluster.authority.pem());
    for mode in
        ["", "verify-all", "Require", " require", "disable", "allow", "prefer", "require", "verify-full"]
    {
        let mut psql = user.command(cluster.psql());
        psql.env("PGSSLMODE", mode).args(["-XAtc", IS_ENCRYPTED]).arg(cluster.connection(HOST, ""));
        let connected = answer(&mut psql);
        let said = messages(&status(&user, &[("PGSSLMODE", mode)]), "env-override").concat();
        assert_eq!(connected.code != Some(0), said.contains("refuses"), "{mode}: {said}\n{connected:?}");
        if connected.code != Some(0) {
            assert!(connected.stderr.contains("invalid sslmode value"), "{mode}: {}", connected.stderr);
        }
    }
}

#[test]
fn revocation_lists_of_the_environment_are_told() {
    let user = installed();
    for name in ["PGSSLCRL", "PGSSLCRLDIR"] {
        let said = message(&status(&user, &[(name, "/etc/lists")]), "crl-present");
        assert!(said.starts_with(name) && said.contains("/etc/lists"), "{said}");
        is_silent(&status(&user, &[(name, "")]), "crl-present");
    }
    let both = [("PGSSLCRL", "/a"), ("PGSSLCRLDIR", "/b")];
    assert_eq!(messages(&status(&user, &both), "crl-present").len(), 2);
}

#[test]
fn a_root_crl_is_told_unless_the_environment_names_another_list() {
    let user = installed();
    let list = user.folder().join("root.crl");
    put(&list, "");
    assert!(message(&status(&user, &[]), "crl-present").contains(text(&list)));
    assert!(message(&status(&user, &[("PGSSLCRL", "")]), "crl-present").contains(text(&list)));
    // libpq looks for it only if neither is set.
    for name in ["PGSSLCRL", "PGSSLCRLDIR"] {
        let said = message(&status(&user, &[(name, "/elsewhere")]), "crl-present");
        assert!(!said.contains(text(&list)), "{said}");
    }
}

#[test]
fn a_root_crl_of_another_authority_breaks_psql_and_its_own_does_not() {
    let Some(cluster) = Cluster::shared("psql with a root.crl") else { return };
    let user = User::in_memory();
    user.write_root_crt(cluster.authority.pem());
    let list = user.folder().join("root.crl");
    let ask = |variables: &[(&str, &str)]| {
        let mut psql = user.command(cluster.psql());
        psql.envs(variables.iter().copied()).args(["-XAtc", IS_ENCRYPTED]);
        answer(psql.arg(cluster.connection(HOST, "sslmode=verify-ca")))
    };
    put(&list, &Authority::new("Another authority").crl());
    assert!(ask(&[]).exits(2).stderr.contains("certificate verify failed"));
    ask(&[("PGSSLCRL", "/nowhere")]).exits(0);
    put(&list, &cluster.authority.crl());
    ask(&[]).exits(0);
}

#[test]
fn a_service_with_another_file_is_told_by_name() {
    let user = installed();
    let own = user.root_crt();
    let content = format!(
        "# sslrootcert=/comment\nsslrootcert=/before-any-service\n[elsewhere]\nhost=a\nsslrootcert=/other.crt\n\
         [same]\nsslrootcert={}\n[relative]\nsslrootcert=.postgresql/root.crt\n[default]\nsslrootcert=\n[none]\nhost=b\n\
         [public]\nsslrootcert=system\n",
        text(&own)
    );
    put(&user.path(".pg_service.conf"), &content);
    let answer = status(&user, &[]).exits(0);
    let said = messages(&answer, "service-override");
    assert_eq!(said.len(), 2, "{said:?}");
    for (said, (service, value)) in said.iter().zip([("elsewhere", "/other.crt"), ("public", "system")]) {
        for part in [service, value, text(&user.path(".pg_service.conf"))] {
            assert!(said.contains(&format!("`{part}`")), "{said}");
        }
    }
}

#[test]
fn the_service_files_are_those_that_libpq_reads() {
    let user = installed();
    let service = |name: &str| format!("[{name}]\nsslrootcert=/{name}.crt\n");
    put(&user.path(".pg_service.conf"), &service("home"));
    put(&user.path("named.conf"), &service("named"));
    put(&user.path("system/pg_service.conf"), &service("system"));
    let system = user.path("system");
    let named = user.path("named.conf");
    let cases: [(Variables, &[&str]); 5] = [
        (&[("PGSYSCONFDIR", "/nowhere")], &["home"]),
        (&[("PGSYSCONFDIR", text(&system))], &["home", "system"]),
        (&[("PGSYSCONFDIR", text(&system)), ("PGSERVICEFILE", text(&named))], &["named", "system"]),
        (&[("PGSYSCONFDIR", "system"), ("PGSERVICEFILE", "named.conf")], &["named", "system"]),
        (&[("PGSYSCONFDIR", "/nowhere"), ("PGSERVICEFILE", "")], &["home"]),
    ];
    for (variables, services) in cases {
        let answer = status(&user, variables);
        let said = messages(&answer, "service-override");
        let named = |(said, service): (&String, &&str)| said.contains(&format!("service `{service}`"));
        assert!(
            said.len() == services.len() && said.iter().zip(services).all(named),
            "{variables:?}: {said:?}"
        );
    }
}

#[test]
fn a_service_file_that_cannot_be_read_is_passed_over() {
    let user = installed();
    let path = user.path(".pg_service.conf");
    create_dir_all(&path).expect("a folder");
    status(&user, &[]).exits(0);
    std::fs::remove_dir(&path).expect("its removal");
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    status(&user, &[]).exits(0);
    std::fs::remove_file(&path).expect("its removal");
    write(&path, b"[b\xff]\r\nsslrootcert=/other\xff.crt\r\n").expect("a file");
    let said = message(&status(&user, &[]).exits(0), "service-override");
    assert!(said.contains("/other\u{fffd}.crt`"), "{said}");
}

#[test]
fn psql_follows_the_file_of_a_service_and_takes_an_empty_one_for_the_default() {
    let Some(cluster) = Cluster::shared("psql with a service") else { return };
    let user = User::in_memory();
    user.write_root_crt(cluster.authority.pem());
    put(&user.path("other.crt"), &Authority::new("Another authority").pem());
    let other = user.path("other.crt");
    let content = format!("[other]\nsslrootcert={}\n[empty]\nsslrootcert=\n[plain]\nport=1\n", text(&other));
    put(&user.path(".pg_service.conf"), &content);
    let ask = |service| cluster.ask(&user, HOST, &format!("sslmode=verify-ca service={service}"));
    assert!(ask("other").exits(2).stderr.contains("certificate verify failed"));
    ask("empty").exits(0);
    ask("plain").exits(0);
    assert!(message(&status(&user, &[]), "service-override").contains("`other`"));
}

#[test]
fn files_where_libpq_does_not_look_are_told() {
    let names = [
        ".postgresql/root.pem",
        ".postgresql/root.cer",
        ".postgresql/root.cert",
        ".postgresql/root.crt.pem",
        ".postgresql/root.crt.txt",
        ".postgresql/roots.crt",
        ".postgresql/ca.crt",
        ".postgresql/root-ca.crt",
        ".postgres/root.crt",
        ".postgresql.d/root.crt",
        ".pgsql/root.crt",
        ".psql/root.crt",
        "postgresql/root.crt",
    ];
    let user = installed();
    assert_eq!(near_misses(&user, &status(&user, &[])), Vec::<String>::new());
    for name in names {
        put(&user.path(name), "");
    }
    let said = near_misses(&user, &status(&user, &[]).exits(0));
    assert_eq!(said.len(), names.len(), "{said:?}");
    for name in names {
        assert!(said.iter().any(|said| said.contains(&format!("`{}`", text(&user.path(name))))), "{name}");
    }
    // And all the more where the file itself is missing.
    std::fs::remove_file(user.root_crt()).expect("its removal");
    let answer = status(&user, &[]).exits(1);
    assert_eq!(near_misses(&user, &answer).len(), names.len());
}

#[test]
fn another_name_of_the_file_itself_is_no_near_miss() {
    let user = installed();
    symlink("root.crt", user.folder().join("root.pem")).expect("a link");
    symlink(".postgresql", user.path(".postgres")).expect("a link");
    assert_eq!(near_misses(&user, &status(&user, &[])), Vec::<String>::new());
    symlink("/nowhere", user.folder().join("ca.crt")).expect("a link");
    assert_eq!(near_misses(&user, &status(&user, &[])).len(), 1, "a link that leads nowhere");
}

#[test]
fn a_file_in_the_home_of_the_password_database_is_told() {
    let test = "the password database's home";
    let mut try_it = Command::new("unshare");
    if !need_success(test, "unshare -m, which takes root", try_it.args(["-m", "true"])) {
        return;
    }
    let user = installed();
    let home = user.path("database-home");
    put(&home.join(".postgresql/root.crt"), "");
    put(&user.path("passwd"), &format!("root:x:0:0:root:{}:/bin/sh\n", text(&home)));
    let status = |own_home: &Path| {
        let script = "mount --bind \"$1\" /etc/passwd && exec \"$0\" status --json";
        let mut command = user.command("unshare");
        command.env("HOME", own_home).args(["-m", "sh", "-c", script]).arg(program());
        answer(command.arg(user.path("passwd")))
    };
    let said = near_misses(&user, &status(user.home()).exits(0));
    assert!(said.len() == 1 && said[0].contains("database-home/.postgresql/root.crt"), "{said:?}");
    is_silent(&status(&home).exits(1), "near-miss-path");
}

#[test]
fn what_every_user_may_write_is_told() {
    let user = installed();
    let writable = |answer: &Answer| messages(answer, "writable-by-others");
    let named = |path: &Path| format!("`{}`", text(path));
    for (file, folder, told) in [
        (0o644, 0o755, None),
        (0o664, 0o775, None),
        (0o646, 0o755, Some(user.root_crt())),
        (0o644, 0o757, Some(user.folder())),
        (0o644, 0o1777, None),
        (0o646, 0o1777, Some(user.root_crt())),
    ] {
        mode(&user.root_crt(), file);
        mode(&user.folder(), folder);
        for answer in [status(&user, &[]), dest(&user, text(&user.root_crt()))] {
            let said = writable(&answer.exits(i32::from(told.is_some())));
            assert_eq!(said.len(), told.iter().len(), "{file:o} {folder:o}: {said:?}");
            assert!(told.iter().all(|path| said[0].contains(&named(path))), "{said:?}");
        }
    }
}

#[test]
fn the_folder_of_the_working_directory_and_one_behind_a_link_count_too() {
    let user = installed();
    create_dir_all(user.path("shared")).expect("a folder");
    std::fs::rename(user.root_crt(), user.path("shared/roots")).expect("a move");
    symlink("../shared/roots", user.root_crt()).expect("a link");
    is_silent(&status(&user, &[]), "writable-by-others");
    mode(&user.path("shared"), 0o777);
    let said = message(&status(&user, &[]), "writable-by-others");
    assert!(said.contains("/shared`"), "{said}");
    let mut status = user.pgcerts();
    status.current_dir(user.path("shared")).args(["status", "--json", "--dest", "roots"]);
    message(&answer(&mut status).exits(1), "writable-by-others");
}

#[test]
fn under_sudo_it_is_told_whose_file_it_is() {
    if !need_that("status under sudo", "root", nix::unistd::Uid::effective().is_root()) {
        return;
    }
    let user = installed();
    let nobody = nix::unistd::User::from_name("nobody").expect("the password database").expect("nobody");
    let uid = nobody.uid.to_string();
    let answer = status(&user, &[("SUDO_UID", &uid)]).exits(0);
    assert!(message(&answer, "root-home").contains(text(&nobody.dir)));
    assert_eq!(found(&answer, "root-home")[0]["severity"], "info");
    for uid in ["0", "", "x", "4294967294"] {
        is_silent(&status(&user, &[("SUDO_UID", uid)]), "root-home");
    }
}

#[test]
fn a_folder_that_root_alone_may_enter_is_told_of_a_file_that_others_may_be_meant_to_read() {
    let test = "root's file in a closed folder";
    if !need_that(test, "root", nix::unistd::Uid::effective().is_root()) {
        return;
    }
    let user = installed();
    let outside = tempfile::tempdir().expect("a temporary folder");
    mode(outside.path(), 0o755);
    let (closed, file) = (outside.path().join("closed"), outside.path().join("closed/open/root.crt"));
    put(&file, &std::fs::read_to_string(user.root_crt()).expect("root.crt"));
    symlink(&file, outside.path().join("link.crt")).expect("a link");
    for (folder_mode, told) in [(0o700, true), (0o600, true), (0o750, false), (0o711, false), (0o755, false)]
    {
        mode(&closed, folder_mode);
        for path in [&file, &outside.path().join("link.crt")] {
            let answer = dest(&user, text(path)).exits(0);
            let said = messages(&answer, "private-folder");
            assert_eq!(said.len(), usize::from(told), "{folder_mode:o}: {said:?}");
            assert!(said.iter().all(|said| said.contains(&format!("`{}`", text(&closed)))), "{said:?}");
        }
    }
    mode(&closed, 0o700);
    mode(&closed.join("open"), 0o700);
    let hint =
        found(&dest(&user, text(&file)), "private-folder")[0]["hint"].as_str().expect("a hint").to_owned();
    assert!(hint.starts_with(&format!("`chmod 755 {0} {0}/open`", text(&closed))), "{hint}");
    mode(&closed.join("open"), 0o755);
    let nobody = nix::unistd::User::from_name("nobody").expect("the password database").expect("nobody");
    for path in [&closed, &file] {
        std::os::unix::fs::chown(path, Some(nobody.uid.as_raw()), None).expect("an owner");
        is_silent(&dest(&user, text(&file)), "private-folder");
        std::os::unix::fs::chown(path, Some(0), None).expect("an owner");
    }
    // What lies in root's own home, or where libpq looks in another's, is meant for one user.
    for path in [user.root_crt(), user.path("closed/root.crt")] {
        put(&path, &std::fs::read_to_string(&file).expect("a file"));
        mode(path.parent().expect("a folder"), 0o700);
        is_silent(&dest(&user, text(&path)), "private-folder");
    }
    let other = outside.path().join(".postgresql/root.crt");
    put(&other, "");
    mode(other.parent().expect("a folder"), 0o700);
    is_silent(&dest(&user, text(&other)), "private-folder");
    mode(&user.folder(), 0o700);
    is_silent(&status(&user, &[]), "private-folder");
}

#[test]
fn a_home_that_is_not_the_password_databases_is_worth_knowing() {
    let user = installed();
    let answer = status(&user, &[]).exits(0);
    assert!(message(&answer, "home-mismatch").contains(text(user.home())));
    assert_eq!(found(&answer, "home-mismatch")[0]["severity"], "info");
    let own = nix::unistd::User::from_uid(nix::unistd::Uid::effective()).expect("the password database");
    if let Some(own) = own {
        is_silent(&status(&user, &[("HOME", text(&own.dir))]), "home-mismatch");
    }
    is_silent(&dest(&user, text(&user.root_crt())), "home-mismatch");
}

#[test]
fn dest_silences_all_that_is_about_the_default_file() {
    let user = installed();
    for name in [".postgresql/root.crl", ".postgresql/root.pem", ".postgres/root.crt"] {
        put(&user.path(name), "");
    }
    put(&user.path(".pg_service.conf"), "[a]\nsslrootcert=/a.crt\n");
    let around = [("PGSSLROOTCERT", "system"), ("PGSSLMODE", ""), ("PGSSLCRL", "/y"), ("SUDO_UID", "65534")];
    assert!(status(&user, &around).json()["findings"].as_array().expect("findings").len() > 5);
    let mut command = user.pgcerts();
    command.args(["status", "--json", "--dest"]).arg(user.root_crt()).envs(around);
    let answer = answer(&mut command).exits(0);
    for finding in answer.json()["findings"].as_array().expect("findings") {
        assert_eq!(finding["code"], "public-distrust", "{finding}");
    }
    assert_eq!(answer.json()["path_source"], "flag");
}

/// What `status` says of libpq, and what psql does with `require` and `prefer`.
#[track_caller]
fn agrees(cluster: &Cluster, user: &User, require: Result<&str, &str>, prefer: &str) -> serde_json::Value {
    let libpq = status(user, &[]).json()["libpq"].clone();
    let asked = cluster.ask(user, HOST, "sslmode=require");
    match require {
        Ok(encrypted) => assert_eq!(asked.exits(0).stdout.trim_end(), encrypted),
        Err(reason) => assert!(asked.stderr.contains(reason), "{asked:?}"),
    }
    assert_eq!(cluster.ask(user, HOST, "sslmode=prefer").exits(0).stdout.trim_end(), prefer);
    libpq
}

#[track_caller]
fn says(libpq: &serde_json::Value, require: &str, prefer: &str) {
    for (mode, said) in [("require", require), ("prefer", prefer)] {
        assert!(libpq[mode].as_str().expect("a sentence").contains(said), "{mode}: {libpq}");
    }
}

#[test]
fn what_is_said_of_require_and_prefer_is_what_psql_does() {
    let Some(cluster) = Cluster::shared("psql with require and prefer") else { return };
    let user = User::in_memory();
    let absent = agrees(&cluster, &user, Ok("t"), "t");
    says(&absent, "verifies nothing", "verifies nothing");
    assert_eq!((&absent["loads"], &absent["certificates"]), (&false.into(), &0.into()));
    let verify = cluster.ask(&user, HOST, "sslmode=verify-full").exits(2).stderr;
    assert!(verify.contains(absent["error"].as_str().expect("an error")), "{absent}: {verify}");

    for broken in ["", "<html>", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        user.write_root_crt(broken);
        let libpq = agrees(&cluster, &user, Err("could not read root certificate file"), "f");
        says(&libpq, "fails", "WITHOUT encryption");
        let required = cluster.ask(&user, HOST, "sslmode=require").stderr;
        assert!(required.contains(libpq["error"].as_str().expect("an error")), "{libpq}: {required}");
    }

    user.write_root_crt(cluster.authority.pem());
    let loads = agrees(&cluster, &user, Ok("t"), "t");
    says(&loads, "verifies the server's chain", "WITHOUT encryption where that");
    assert_eq!((&loads["loads"], &loads["certificates"]), (&true.into(), &1.into()));
    assert_eq!(loads["error"], serde_json::Value::Null);

    user.write_root_crt(Authority::new("Another authority").pem());
    let other = agrees(&cluster, &user, Err("certificate verify failed"), "f");
    assert_eq!(other["require"], loads["require"]);

    std::fs::remove_file(user.root_crt()).expect("its removal");
    create_dir_all(user.root_crt()).expect("a folder");
    let folder = agrees(&cluster, &user, Err("could not read root certificate file"), "f");
    says(&folder, "fails", "WITHOUT encryption");
}

#[test]
fn a_file_that_this_user_may_not_read_makes_require_fail_and_one_in_a_closed_folder_counts_as_absent() {
    let test = "status of an unreadable file";
    let Some(cluster) = Cluster::shared(test) else { return };
    let user = User::in_memory();
    user.write_root_crt(cluster.authority.pem());
    // Root reads everything, so the program runs as another, from where that one may look.
    let copy = user.path("pgcerts");
    copy_program(&copy);
    for path in [user.home(), &copy, &user.folder()] {
        hand_over(path, 0o755);
    }
    let run = |mut command: Command| {
        unprivileged(&mut command);
        answer(&mut command)
    };
    let status = || {
        let mut command = user.command(&copy);
        command.args(["status", "--json"]).current_dir("/");
        run(command).exits(1)
    };
    let require = || {
        let mut command = user.command(cluster.psql());
        command.args(["-XAtc", IS_ENCRYPTED]).current_dir("/");
        // libpq would look for its client certificate in the closed folder too, and fail.
        command.arg(cluster.connection(HOST, "sslmode=require sslcert=/nowhere"));
        run(command)
    };
    mode(&user.root_crt(), 0o000);
    let answer = status();
    assert!(message(&answer, "unreadable-file").contains("ermission denied"));
    says(&answer.json()["libpq"], "fails", "WITHOUT encryption");
    assert!(require().exits(2).stderr.contains("could not read root certificate file"));

    mode(&user.root_crt(), 0o644);
    hand_over(&user.folder(), 0o000);
    let answer = status();
    assert!(message(&answer, "missing-file").contains("ermission denied"));
    says(&answer.json()["libpq"], "verifies nothing", "verifies nothing");
    assert_eq!(require().exits(0).stdout.trim_end(), "t");
    mode(&user.folder(), 0o755);
}
