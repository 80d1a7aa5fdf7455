//! A real PostgreSQL server on this machine.

use crate::support::{Folder, answer, pgcerts, run, told};

#[test]
fn a_server_is_judged_by_the_store() {
    let test = "`check` against PostgreSQL";
    let Some(port) = told(test, "PGCERTS_TEST_PORT") else { return };
    let Some(root) = told(test, "PGCERTS_TEST_ROOT") else { return };
    let folder = Folder::new();
    let (own, azure) = (folder.path("own.crt"), folder.path("azure.crt"));
    std::fs::copy(root, &own).expect("the server's root");
    for file in [&own, &azure] {
        run("install --offline", file).exits(0);
    }
    let target = format!("127.0.0.1:{}", port.display());
    let check = |words: &str, store| {
        let mut command = pgcerts(["check", &target, "--json"]);
        answer(command.args(words.split_whitespace()).arg("--sslrootcert").arg(store)).json()
    };
    let yes = check("", &own);
    let verdict = &yes["targets"][0]["verdicts"]["verify-full"];
    assert_eq!((&verdict["ok"], &verdict["verified"]), (&true.into(), &"full".into()), "{yes}");
    assert_eq!(check("", &azure)["ok"], false);
    assert_eq!(check("--sslmode disable", &azure)["ok"], true);
    assert_eq!(check("", &folder.path("missing.crt"))["targets"][0]["store"]["exists"], false);
}

#[test]
fn a_port_without_a_server_is_exit_2() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let target = free.expect("a port").to_string();
    let json = answer(&mut pgcerts(["check", &target, "--json", "--timeout", "5"])).exits(2).json();
    assert_eq!(json["targets"][0]["error"]["code"], "refused", "{json}");
}
