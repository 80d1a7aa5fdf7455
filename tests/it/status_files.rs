//! Which files `status` looks at, and what is told of one fact.

use serde_json::Value;

use crate::support::pem;
use crate::support::store::azure;
use crate::support::user::{Answer, User, answer};

fn user_with_two_stores() -> User {
    let user = User::in_memory();
    for name in ["good.crt", "also good.crt"] {
        user.run(["install", "--offline", "-q", "--dest", name]).exits(0);
    }
    std::fs::write(user.path("page.crt"), "<html>\n</html>\n").expect("a file");
    user
}

fn codes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let told = findings.filter(|finding| finding["severity"] != "info");
    told.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn a_file_is_named_with_or_without_a_flag() {
    let user = user_with_two_stores();
    for arguments in [&["status", "good.crt", "--json"][..], &["status", "--dest", "good.crt", "--json"]] {
        let json = user.run(arguments).exits(0).json();
        assert_eq!((&json["path"], &json["path_source"]), (&"good.crt".into(), &"flag".into()));
        assert!(json["stores"].is_null());
    }
}

#[test]
fn several_files_are_judged_each_and_together() {
    let user = user_with_two_stores();
    let good = user.run(["status", "good.crt", "also good.crt", "--json"]).exits(0).json();
    assert_eq!((&good["ok"], &good["command"]), (&true.into(), &"status".into()));
    let json = user.run(["status", "good.crt", "page.crt", "--json"]).exits(1).json();
    let stores: Vec<(&Value, &Value)> = json["stores"]
        .as_array()
        .expect("stores")
        .iter()
        .map(|store| (&store["path"], &store["ok"]))
        .collect();
    assert_eq!(json["ok"], false);
    assert_eq!(stores, [(&"good.crt".into(), &true.into()), (&"page.crt".into(), &false.into())]);
    let text = user.run(["status", "good.crt", "page.crt"]).exits(1).stdout;
    assert!(
        text.contains("good.crt") && text.contains("page.crt") && text.contains("an HTML page"),
        "{text}"
    );
    let metrics = user.run(["status", "good.crt", "page.crt", "--format", "prometheus"]).exits(1).stdout;
    for line in ["pgcerts_store_ok{path=\"good.crt\"} 1", "pgcerts_store_ok{path=\"page.crt\"} 0"] {
        assert!(metrics.contains(line), "{metrics}");
    }
    assert_eq!(metrics.matches("# TYPE pgcerts_store_ok").count(), 1, "{metrics}");
    let line = user.run(["status", "good.crt", "page.crt", "--format", "nagios"]).exits(2).stdout;
    assert!(line.starts_with("PGCERTS CRITICAL - page.crt: ") && line.lines().count() == 1, "{line}");
}

#[test]
fn a_quiet_run_that_fails_says_why() {
    let user = user_with_two_stores();
    assert_eq!(user.run(["status", "-q", "good.crt"]).exits(0).stdout, "");
    let said = user.run(["status", "-q", "page.crt"]).exits(1).stdout;
    assert!(said.contains("an HTML page"), "{said}");
}

#[test]
fn one_fact_is_one_finding() {
    let user = User::in_memory();
    let roots: String = azure().iter().map(|der| pem("CERTIFICATE", der)).collect();
    let broken = roots.replacen("\nM", "\n!M", 1);
    let line = roots.replace('\n', "\\n");
    let one_root = pem("CERTIFICATE", &azure()[0]);
    let stores: [(&str, Option<String>, &[&str]); 7] = [
        ("nothing.crt", None, &["missing-file"]),
        ("empty", Some(String::new()), &["empty-file"]),
        ("page", Some("<html></html>\n".into()), &["not-pem"]),
        ("broken", Some(broken), &["malformed-block"]),
        ("one line", Some(line.clone()), &["not-pem"]),
        ("a line behind", Some(format!("{one_root}CA=\"{line}\"\n")), &["ignored-block"]),
        ("incomplete", Some(one_root), &["missing-root", "missing-root"]),
    ];
    for (name, content, expected) in stores {
        if let Some(content) = content {
            std::fs::write(user.path(name), content).expect("a store");
        }
        let answer = user.run(["status", "--json", name]).exits(1);
        assert_eq!(codes(&answer), expected, "{name}: {}", answer.stdout);
    }
}

#[test]
fn a_path_that_is_no_path_is_told_and_nothing_is_to_be_installed_there() {
    let user = User::in_memory();
    let block = pem("CERTIFICATE", &azure()[0]);
    let paths = [
        "\"/etc/x\"",
        "'/etc/x'",
        "file:///etc/x",
        "@/etc/x",
        "$HOME/x",
        "${HOME}/x",
        "%APPDATA%\\x",
        "None",
        &block,
    ];
    for path in paths {
        let mut status = user.pgcerts();
        let said = answer(status.args(["status", "--json"]).env("PGSSLROOTCERT", path)).exits(1);
        let json = said.json();
        let finding = &json["findings"][0];
        let message = finding["message"].as_str().expect("a message");
        assert_eq!(
            (codes(&said).as_slice(), message.contains("is not a path")),
            (&["missing-file".to_owned()][..], true)
        );
        assert!(!said.stdout.contains("pgcerts install"), "{}", said.stdout);
        for command in ["install", "env"] {
            let mut run = user.pgcerts();
            let said = answer(run.args([command, "--json", &format!("--dest={path}")])).exits(2);
            assert_eq!(said.error_code(), "usage", "{command} {path}");
            assert!(said.stdout.contains("is not a path"), "{}", said.stdout);
        }
        assert!(std::fs::read_dir(user.home()).expect("a folder").next().is_none(), "{path}");
    }
    std::fs::write(user.path("None"), block).expect("a file");
    user.run(["env", "--dest", "None", "--shell", "sh"]).exits(0);
    assert_eq!(codes(&user.run(["status", "None", "--json"]).exits(1)), ["missing-root", "missing-root"]);
}

#[test]
fn a_key_or_a_target_in_place_of_a_path_is_not_shown() {
    let user = User::in_memory();
    let key = pem("PRIVATE KEY", b"Geheim");
    for secret in
        [key.as_str(), "postgresql://u:Geheim@h/db", "https://u:Geheim@h/x", "host=h password=Geheim"]
    {
        let mut status = user.pgcerts();
        let from_variable = answer(status.args(["status", "--json"]).env("PGSSLROOTCERT", secret)).exits(2);
        let dest = format!("--dest={secret}");
        let runs = [
            from_variable,
            user.run(["status", &dest]).exits(2),
            user.run(["status", "--", secret]).exits(2),
        ];
        for said in runs {
            let both = said.stdout + &said.stderr;
            assert!(!both.contains("Geheim") && !both.contains("R2VoZWlt"), "{both}");
        }
    }
    let said = user.run(["status", "Geheim"]).exits(2);
    assert!(!(said.stdout + &said.stderr).contains("Geheim"));
}

#[test]
fn a_tilde_in_the_variable_is_told() {
    let user = User::in_memory();
    let mut status = user.pgcerts();
    let said = answer(status.args(["status", "--json"]).env("PGSSLROOTCERT", "~/root.crt")).exits(1);
    assert!(said.stdout.contains("nobody expanded the `~`") && !said.stdout.contains("pgcerts install"));
}
