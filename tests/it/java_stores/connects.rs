//! A JVM with the options and the URL of the snippet, in front of a real server.

use std::path::Path;

use super::{FORMS, PASSWORD, colons, listed_in, program, run, search_paths, user};
use crate::support::authority::{Authority, manifest, write_manifest};
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

/// What a JVM needs to ask servers with pgjdbc.
struct Client {
    user: User,
    port: u16,
}

impl Client {
    /// Compiles the program once for all runs. The hosts are names of this machine.
    fn new(port: u16, hosts: &[&str]) -> Self {
        let user = user();
        let source = repository("tests/it/clients/TrustStore.java");
        let mut javac = user.command("javac");
        answer(javac.args(["-J-XX:TieredStopAtLevel=1", "-d"]).arg(user.home()).arg(source)).exits(0);
        std::fs::write(user.path("hosts"), format!("127.0.0.1 {}\n", hosts.join(" "))).expect("names");
        Self { user, port }
    }

    /// What becomes of a connection to each of these hosts, with the command and the URLs of the snippet.
    fn ask(&self, path: &str, store: &str, hosts: &[&str]) -> String {
        let snippets =
            hosts.iter().map(|host| snippet(&self.user, "java-trust-store", store, host, self.port));
        let lines: Vec<Vec<String>> = snippets.collect();
        let urls: Vec<String> = lines.iter().map(|lines| format!("'{}'", lines[1])).collect();
        let password = if store.contains("sealed") { PASSWORD } else { "changeit" };
        let more = format!(
            "-XX:TieredStopAtLevel=1 -Djdk.net.hosts.file=hosts -Djavax.net.ssl.trustStorePassword={password} \
             -cp {PGJDBC}:. TrustStore {}",
            urls.join(" ")
        );
        let command = lines[0][0].replace("-jar YOUR_PROGRAM.jar", &more);
        let mut shell = self.user.command("sh");
        answer(shell.env("PATH", path).current_dir(self.user.home()).args(["-c", &command])).exits(0).stdout
    }
}

fn has_tools(test: &str) -> bool {
    need(test, "java").is_some()
        && need(test, "javac").is_some()
        && need_that(test, "pgjdbc", Path::new(PGJDBC).is_file())
}

#[test]
fn a_jvm_with_the_store_connects_and_refuses_the_wrong_root_and_name() {
    let test = "a_jvm_with_the_store_connects_and_refuses_the_wrong_root_and_name";
    if !has_tools(test) {
        return;
    }
    let Some(cluster) = Cluster::shared(test) else { return };
    let client = Client::new(cluster.port, &["localhost", "wrong.example.test"]);
    let pins = cluster.pins(&client.user);
    let pins = ["--pins", pins.to_str().expect("UTF-8")];
    let path = &search_paths()[0];
    for (name, more) in FORMS {
        let name = format!("its $own {name}");
        run(&client.user, "install", &name, &[more, &pins].concat()).exits(0);
        let asked = client.ask(path, &name, &["localhost", "wrong.example.test"]);
        assert_eq!(asked, "encrypted true\nrefused by its name\n", "{name}");
        let other = format!("other {name}");
        run(&client.user, "install", &other, more).exits(0);
        assert_eq!(client.ask(path, &other, &["localhost"]), "refused by its root\n", "{name}");
    }
}

#[test]
fn every_jvm_verifies_a_chain_like_azures_with_the_store() {
    let test = "every_jvm_verifies_a_chain_like_azures_with_the_store";
    if !has_tools(test) {
        return;
    }
    let Some(cluster) = Cluster::own(test) else { return };
    let [root, stranger] = ["Azure-like Global Root G2", "Azure-like Global Root G3"].map(Authority::new);
    let intermediate = root.intermediate("Azure-like TLS G2 RSA CA");
    let issuing = intermediate.intermediate("Azure-like TLS G2 RSA CA OCSP 02");
    let server = issuing.server(&["*.postgres.database.azure.com"]);
    let chain = [server.certificate, issuing.pem(), intermediate.pem()].concat();
    assert!(cluster.goes_on_with(&chain, &server.key));
    let hosts = ["db.postgres.database.azure.com", "a.db.postgres.database.azure.com", "db.example.test"];
    let client = Client::new(cluster.port, &hosts);
    for (name, authority) in [("own", &root), ("other", &stranger)] {
        let file = format!("{name}.crt");
        let pins = manifest(&[authority.pin(name, &[])]);
        let pins = write_manifest(client.user.home(), &pins, &[(file.as_str(), authority.der())]);
        for form in ["p12", "jks"] {
            let store = format!("{name}.{form}");
            run(&client.user, "install", &store, &["--pins", pins.to_str().expect("UTF-8")]).exits(0);
        }
    }
    for path in search_paths() {
        let listed = listed_in(&client.user, &path, "own.p12", "changeit");
        let [entry] = listed.as_slice() else { panic!("{listed:?}") };
        assert!(entry.contains("trustedCertEntry") && entry.contains(&colons(root.der())), "{path}: {entry}");
        for form in ["p12", "jks"] {
            let asked = client.ask(&path, &format!("own.{form}"), &hosts);
            assert_eq!(asked, "encrypted true\nrefused by its name\nrefused by its name\n", "{path}: {form}");
            let asked = client.ask(&path, &format!("other.{form}"), &hosts[..1]);
            assert_eq!(asked, "refused by its root\n", "{path}: {form}");
        }
    }
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
