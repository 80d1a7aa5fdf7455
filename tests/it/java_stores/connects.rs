//! A JVM with the options and the URL of the snippet, in front of a real server.

use std::path::Path;

use super::{FORMS, PASSWORD, program, run, user};
use crate::support::cluster::Cluster;
use crate::support::repository;
use crate::support::tools::{PGJDBC, need, need_that};
use crate::support::user::{User, answer};

/// The lines of a snippet for this store and host.
fn snippet(user: &User, client: &str, store: &str, host: &str, port: u16) -> Vec<String> {
    let port = port.to_string();
    let server = ["--host", host, "--port", &port, "--user", "postgres", "--dbname", "postgres"];
    let printed =
        user.run([&["snippet", "-q", client, "--dest", store][..], &server].concat()).exits(0).stdout;
    printed.lines().map(str::to_owned).collect()
}

#[test]
fn a_jvm_with_the_store_connects_and_refuses_the_wrong_root_and_name() {
    let test = "a_jvm_with_the_store_connects_and_refuses_the_wrong_root_and_name";
    if need(test, "java").is_none()
        || need(test, "javac").is_none()
        || !need_that(test, "pgjdbc", Path::new(PGJDBC).is_file())
    {
        return;
    }
    let Some(cluster) = Cluster::shared(test) else { return };
    let user = user();
    let pins = cluster.pins(&user);
    // Another name of the same server.
    std::fs::write(user.path("hosts"), "127.0.0.1 localhost wrong.example.test\n").expect("names");
    let ask = |name: &str, host: &str| {
        let lines = snippet(&user, "java-trust-store", name, host, cluster.port);
        let [command, url] = lines.as_slice() else { panic!("{lines:?}") };
        let password = if name.contains("sealed") { PASSWORD } else { "changeit" };
        let class = repository("tests/it/clients/TrustStore.java");
        let more = format!(
            "-Djdk.net.hosts.file=hosts -Djavax.net.ssl.trustStorePassword={password} -cp {PGJDBC} {} '{url}'",
            class.display()
        );
        let command = command.replace("-jar YOUR_PROGRAM.jar", &more);
        answer(user.command("sh").current_dir(user.home()).args(["-c", &command])).exits(0).stdout
    };
    for (name, more) in FORMS {
        let pins = ["--pins", pins.to_str().expect("UTF-8")];
        let name = format!("its $own {name}");
        run(&user, "install", &name, &[more, &pins].concat()).exits(0);
        assert_eq!(ask(&name, "localhost"), "encrypted true\n", "{name}");
        let other = format!("other {name}");
        run(&user, "install", &other, more).exits(0);
        assert_eq!(ask(&other, "localhost"), "refused by its root\n", "{name}");
    }
    assert_eq!(ask("its $own plain.p12", "wrong.example.test"), "refused by its name\n");
}

#[test]
fn start_scripts_get_the_options_and_the_url() {
    let user = user();
    let url = "jdbc:postgresql://db.example.test:5432/postgres?user=postgres&sslmode=verify-full\
               &sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";
    let option = format!("-Djavax.net.ssl.trustStore={}", user.path("t.p12").display());
    let shell = |lines: &[String], variables: &str| {
        let script = format!("{}\nprintf '%s\\n' {variables}", lines.join("\n"));
        answer(program("sh").args(["-c", &script])).exits(0).stdout
    };
    let keycloak = snippet(&user, "keycloak", "t.p12", "db.example.test", 5432);
    let printed = shell(&keycloak, "\"$JAVA_OPTS_APPEND\" \"$KC_DB\" \"$KC_DB_URL\"");
    assert_eq!(printed, format!("{option}\npostgres\n{url}\n"));
    let kafka = snippet(&user, "kafka-connect", "t.p12", "db.example.test", 5432);
    assert_eq!(kafka.last(), Some(&format!("connection.url={url}")));
    assert_eq!(shell(&kafka[..kafka.len() - 1], "\"$KAFKA_OPTS\""), format!("{option}\n"));
    let odd = user.run(["snippet", "kafka-connect", "--dest", "a b.p12", "--json"]).exits(2);
    assert_eq!(odd.error_code(), "usage");
}
