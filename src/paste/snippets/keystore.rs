//! Java programs that verify with a trust store of the whole JVM.

use super::java::with_trust_store;
use super::target::SnippetTarget;
use crate::paste::quote::posix;

/// The option that names the file.
fn option(target: &SnippetTarget) -> String {
    format!("-Djavax.net.ssl.trustStore={}", target.path)
}

pub(super) fn java(target: &SnippetTarget) -> String {
    format!("java {} -jar YOUR_PROGRAM.jar\n{}", posix(&option(target)), with_trust_store(target))
}

/// Keycloak hands the URL to pgjdbc, and the options to the JVM.
pub(super) fn keycloak(target: &SnippetTarget) -> String {
    let url = posix(&with_trust_store(target));
    format!("export JAVA_OPTS_APPEND={}\nexport KC_DB=postgres KC_DB_URL={url}", posix(&option(target)))
}

pub(super) fn kafka_connect(target: &SnippetTarget) -> String {
    let url = with_trust_store(target);
    format!(
        "export KAFKA_OPTS={}\n# in the properties of the JDBC connector:\nconnection.url={url}",
        posix(&option(target))
    )
}
