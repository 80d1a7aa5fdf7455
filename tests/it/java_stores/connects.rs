//! A JVM with the store and pgjdbc's `DefaultJavaSSLFactory` in front of a real server.

use std::path::Path;

use super::{FORMS, PASSWORD, run, user};
use crate::support::cluster::Cluster;
use crate::support::repository;
use crate::support::tools::{PGJDBC, need, need_that};
use crate::support::user::answer;

#[test]
fn a_jvm_with_the_store_connects_and_refuses_the_wrong_root_and_name() {
    let test = "a_jvm_with_the_store_connects_and_refuses_the_wrong_root_and_name";
    let Some(java) = need(test, "java") else { return };
    if need(test, "javac").is_none() || !need_that(test, "pgjdbc", Path::new(PGJDBC).is_file()) {
        return;
    }
    let Some(cluster) = Cluster::shared(test) else { return };
    let user = user();
    let pins = cluster.pins(&user);
    let ask = |name: &str, host: &str| {
        let mut command = user.command(&java);
        command.current_dir(user.home()).args(["-XX:TieredStopAtLevel=1", "-cp", PGJDBC]);
        command.arg(format!("-Djavax.net.ssl.trustStore={name}"));
        if name.contains("sealed") {
            command.arg(format!("-Djavax.net.ssl.trustStorePassword={PASSWORD}"));
        }
        command.arg(repository("tests/it/clients/TrustStore.java"));
        answer(command.args([host, &cluster.port.to_string()])).exits(0).stdout
    };
    for (name, more) in FORMS {
        let pins = ["--pins", pins.to_str().expect("UTF-8")];
        run(&user, "install", name, &[more, &pins].concat()).exits(0);
        assert_eq!(ask(name, "localhost"), "encrypted true\n", "{name}");
        let other = format!("other-{name}");
        run(&user, "install", &other, more).exits(0);
        assert_eq!(ask(&other, "localhost"), "refused by its root\n", "{name}");
    }
    assert_eq!(ask("plain.p12", "127.0.0.1"), "refused by its name\n");
}
